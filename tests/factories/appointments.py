"""Appointments and groups for tests, without going through the actions."""

from datetime import date, datetime, time, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clinics.models import Appointment, Group, GroupMember
from tests.factories.clinics import NOW, EpisodeFactory


class AppointmentFactory(DjangoModelFactory):
    """Counselling for half an hour, planned, with nobody in particular."""

    class Meta:
        model = Appointment

    episode = factory.SubFactory(EpisodeFactory)
    organisation = factory.SelfAttribute("episode.organisation")
    site = factory.SelfAttribute("episode.site")
    starts_at = NOW
    kind = "COUNSELLING"
    made_at = NOW
    made_by = factory.SelfAttribute("episode.patient.registered_by")


class GroupFactory(DjangoModelFactory):
    """An hour on Tuesday afternoons."""

    class Meta:
        model = Group

    site = None
    organisation = factory.SelfAttribute("site.organisation")
    name = factory.Sequence(lambda n: f"Test group {n}")
    weekday = 2
    at = time(14, 0)
    leader = None


class GroupMemberFactory(DjangoModelFactory):
    """Somebody who takes part since January."""

    class Meta:
        model = GroupMember

    episode = factory.SubFactory(EpisodeFactory)
    joined_on = date(2026, 1, 6)


def today_at(hour: int, minute: int = 0) -> datetime:
    """A time of this very day, where the clinic is."""
    return timezone.make_aware(datetime.combine(timezone.localdate(), time(hour, minute)))


def appointment_in(room: Any) -> Appointment:
    """The appointment of a room's patient, an hour from now; the same one when asked again."""
    known = Appointment.objects.filter(episode=room.episode).first()
    later = timezone.now() + timedelta(hours=1)
    return known or AppointmentFactory(
        episode=room.episode, starts_at=later, with_whom=room.clinician, made_by=room.clinician
    )


def group_in(room: Any) -> Group:
    """The group of a room's clinician, in which the patient takes part; always the same."""
    known = Group.objects.filter(site=room.site).first()
    if known is not None:
        return known
    group = GroupFactory(site=room.site, leader=room.clinician)
    GroupMemberFactory(group=group, episode=room.episode)
    return group

"""Groups: who takes part, and one meeting that writes a contact for everybody."""

from datetime import date, datetime, time
from uuid import uuid4

import pytest
from django.utils import timezone

from clinics.actions._entries import TokenReused
from clinics.actions._locking import Stale
from clinics.actions.groups import (
    AlreadyMember,
    AlreadyMet,
    GroupEnded,
    GroupNameTaken,
    NobodyThere,
    NotInTreatment,
    OtherClinic,
    OthersThatDay,
    add_member,
    change_group,
    hold_session,
    make_group,
    remove_member,
    retire_group,
)
from clinics.models import Contact, Episode, GroupSession
from clinics.rules import RuleBroken
from kernel.audit import Event
from kernel.models import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import clinician
from tests.factories.work import KeptEpisode, make_room
from vault.codes import new_code


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 17, 16, 0, tzinfo=timezone.get_default_timezone())
ON = date(2026, 3, 17)


@pytest.fixture
def room():
    """A clinic with one patient in treatment."""
    return make_room()


@pytest.fixture
def group(room):
    """A group in which the patient and two others take part since January."""
    group = make_group(
        site=room.site, name="Morning", weekday=2, at=time(14), minutes=60, leader=room.clinician,
        by=room.clinician,
    )  # fmt: skip
    for episode in (room.episode, another(room), another(room)):
        add_member(group=group, episode=episode, on=date(2026, 1, 10), by=room.clinician)
    return group


@pytest.fixture
def meet(group, room):
    """Write the meeting of the day."""

    def met(**fields):
        values = {
            "group": group, "on": ON, "minutes": 60, "token": uuid4(), "now": NOW,
            "shown": there(group, fields.get("on", ON)), "by": room.clinician,
        } | fields  # fmt: skip
        return hold_session(**values)

    return met


def there(group, on):
    """The episodes of those who were in the group on a day, as its screen lists them."""
    members = group.members.filter(joined_on__lte=on, episode__state="IN_TREATMENT")
    return list(members.exclude(left_on__lte=on).values_list("episode__uid", flat=True))


def another(room, **fields):
    """One more patient of the same clinic."""
    patient = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    return KeptEpisode(patient=patient, site=room.site, **fields)


def test_everybody_came_but_those_who_are_named(meet, room):
    session = meet(absent=[room.episode.uid])

    contacts = Contact.objects.filter(kind="GROUP", on=ON)
    assert contacts.count() == session.attendances.count() == 3
    assert contacts.get(episode=room.episode).attendance == "ABSENT"
    assert contacts.filter(attendance="ATTENDED", minutes=60, at=time(14)).count() == 2


def test_who_came_was_seen_and_who_did_not_was_not(meet, group, room):
    Episode.objects.update(last_seen_on=date(2026, 3, 2))

    meet(absent=[room.episode.uid])

    days = dict(Episode.objects.values_list("pk", "last_seen_on"))
    assert days.pop(room.episode.pk) == date(2026, 3, 2)
    assert set(days.values()) == {ON}


def test_a_contact_tells_nothing_of_the_group(meet, room):
    meet(topic="Cravings")

    contact = Contact.objects.get(kind="GROUP", episode=room.episode)
    assert contact.note == ""


def test_all_contacts_are_written_or_none(meet, room):
    late = date(2026, 3, 18)
    Episode.objects.filter(pk=room.episode.pk).update(
        referred_on=late, admitted_on=late, started_on=late
    )

    with pytest.raises(RuleBroken):
        meet()

    assert not Contact.objects.filter(kind="GROUP").exists()
    assert not GroupSession.objects.exists()


def test_a_double_tap_writes_one_meeting(meet, room):
    token = uuid4()

    assert meet(token=token) == meet(token=token)
    with pytest.raises(TokenReused):
        meet(token=token, absent=[room.episode.uid])
    assert Contact.objects.filter(kind="GROUP").count() == 3


def test_a_group_meets_once_a_day(meet):
    meet()

    with pytest.raises(AlreadyMet):
        meet()


def test_who_left_or_was_discharged_is_expected_no_more(meet, group, room):
    remove_member(group=group, episode=room.episode, on=date(2026, 3, 16), by=room.clinician)
    discharged = group.members.filter(left_on__isnull=True).first().episode
    Episode.objects.filter(pk=discharged.pk).update(
        state="DISCHARGED", ended_on=date(2026, 3, 16), discharge_reason="COMPLETED"
    )

    assert meet().attendances.count() == 1


def test_who_joins_later_is_not_written_into_an_earlier_meeting(meet, group, room):
    add_member(group=group, episode=another(room), on=date(2026, 3, 18), by=room.clinician)

    assert meet().attendances.count() == 3


def test_nobody_is_written_who_was_not_on_the_screen(meet, group, room):
    left = there(group, ON)
    remove_member(group=group, episode=room.episode, on=date(2026, 3, 17), by=room.clinician)
    shown_today = there(group, ON)

    with pytest.raises(OthersThatDay):
        meet(on=date(2026, 3, 16), shown=shown_today)

    assert not Contact.objects.filter(kind="GROUP").exists()
    assert meet(on=date(2026, 3, 16), shown=left).attendances.count() == 3


def test_nobody_on_the_screen_is_left_out_unsaid(meet, group, room):
    before = there(group, ON)
    add_member(group=group, episode=another(room), on=ON, by=room.clinician)

    with pytest.raises(OthersThatDay):
        meet(on=date(2026, 3, 16), shown=there(group, ON))
    with pytest.raises(OthersThatDay):
        meet(shown=before)

    assert not GroupSession.objects.exists()


def test_the_same_form_again_returns_its_meeting_whoever_left_since(meet, group, room):
    token, shown = uuid4(), there(group, ON)
    met = meet(token=token, shown=shown, absent=[room.episode.uid])
    remove_member(group=group, episode=room.episode, on=ON, by=room.clinician)

    assert meet(token=token, shown=shown, absent=[room.episode.uid]) == met
    with pytest.raises(TokenReused):
        meet(token=token, shown=shown[:2])


def test_a_meeting_without_members_is_none(room):
    group = make_group(
        site=room.site, name="Empty", weekday=1, at=time(9), minutes=60, leader=room.clinician,
        by=room.clinician,
    )  # fmt: skip

    with pytest.raises(NobodyThere):
        hold_session(
            group=group, on=ON, minutes=60, shown=(), token=uuid4(), now=NOW, by=room.clinician
        )


def test_a_name_stands_once_at_a_site(group, room):
    with pytest.raises(GroupNameTaken):
        make_group(
            site=room.site, name="Morning", weekday=3, at=time(9), minutes=30,
            leader=room.clinician, by=room.clinician,
        )  # fmt: skip


def test_only_patients_in_treatment_here_join_and_only_once(group, room):
    with pytest.raises(AlreadyMember):
        add_member(group=group, episode=room.episode, on=ON, by=room.clinician)
    with pytest.raises(NotInTreatment):
        add_member(group=group, episode=another(room, state="WAITING"), on=ON, by=room.clinician)
    with pytest.raises(OtherClinic):
        add_member(group=group, episode=make_room().episode, on=ON, by=room.clinician)


def test_who_left_may_come_back(group, room):
    remove_member(group=group, episode=room.episode, on=ON, by=room.clinician)

    assert add_member(group=group, episode=room.episode, on=ON, by=room.clinician).left_on is None


def test_a_group_that_ended_meets_no_more(group, meet, room):
    retire_group(group=group, now=NOW, by=room.clinician)
    retire_group(group=group, now=NOW, by=room.clinician)

    assert not group.members.filter(left_on__isnull=True).exists()
    with pytest.raises(GroupEnded):
        meet(on=date(2026, 3, 16))
    with pytest.raises(GroupEnded):
        add_member(group=group, episode=another(room), on=ON, by=room.clinician)


def test_strangers_change_nothing(group, meet, room):
    stranger = clinician(at=make_room().organisation)

    with pytest.raises(NotPermitted):
        meet(by=stranger)
    with pytest.raises(NotPermitted):
        add_member(group=group, episode=room.episode, on=ON, by=stranger)
    with pytest.raises(NotPermitted):
        remove_member(group=group, episode=room.episode, on=ON, by=stranger)
    with pytest.raises(NotPermitted):
        retire_group(group=group, now=NOW, by=stranger)


def change(group, room, **fields):
    told = {
        "name": group.name, "weekday": group.weekday, "at": group.at, "minutes": group.minutes,
        "leader": group.leader, "by": room.clinician,
    }  # fmt: skip
    return change_group(group=group, **(told | fields))


def test_a_group_meets_at_another_time_under_another_leader(group, room):
    other = clinician(at=room.organisation)

    change(group, room, name="Evening", weekday=4, at=time(18), minutes=90, leader=other)

    group.refresh_from_db()
    event = AuditEvent.objects.filter(event=Event.GROUP_CHANGED).latest("pk")
    assert (group.name, group.weekday, group.at, group.minutes, group.leader) == (
        "Evening", 4, time(18), 90, other,
    )  # fmt: skip
    assert (event.reason_code, event.fields) == (
        "CHANGED", ["at", "leader", "minutes", "name", "weekday"],
    )  # fmt: skip
    assert group.members.filter(left_on=None).count() == 3


def test_a_group_that_stays_as_it_was_leaves_no_trace(group, room):
    before = AuditEvent.objects.count()

    change(group, room)

    assert AuditEvent.objects.count() == before


def test_a_group_is_not_called_like_another_one(group, room):
    make_group(
        site=room.site, name="Evening", weekday=2, at=time(18), minutes=60, leader=room.clinician,
        by=room.clinician,
    )  # fmt: skip

    with pytest.raises(GroupNameTaken):
        change(group, room, name="Evening")


def test_a_group_that_ended_is_not_changed(group, room):
    retire_group(group=group, now=NOW, by=room.clinician)

    with pytest.raises(GroupEnded):
        change(group, room, name="Evening")


def test_who_was_overtaken_does_not_write_over_the_other_one(group, room):
    change(group, room, name="Evening", row_version=1)

    with pytest.raises(Stale):
        change(group, room, name="Night", row_version=1)


def test_a_group_is_led_and_changed_by_people_of_its_clinic(group, room):
    stranger = clinician(at=make_room().organisation)

    for fields in ({"leader": stranger}, {"by": stranger}):
        with pytest.raises(NotPermitted):
            change(group, room, **fields)

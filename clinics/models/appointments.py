"""Appointments, groups and reminders. What happened is a contact; these say what was planned."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.choices import AppointmentState, ReminderChannel, Repeat
from clinics.models.episodes import Episode
from clinics.models.events import Contact
from clinics.models.records import RECORD_OPEN_FIELDS, RECORD_QUASI_IDENTIFYING_FIELDS, Record
from clinics.vocabulary import AbsenceReason, Attendance, ContactKind


class Appointment(models.Model):
    """A time agreed with a patient. Those of one series carry the same `series`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    site = models.ForeignKey("kernel.Site", models.PROTECT)
    starts_at = models.DateTimeField(_("time"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    kind = models.CharField(_("what"), max_length=16, choices=ContactKind)
    with_whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("with whom"),
    )  # fmt: skip
    series = models.UUIDField(null=True, editable=False)
    repeat = models.CharField(_("again"), max_length=12, choices=Repeat, default=Repeat.ONCE)
    state = models.CharField(
        max_length=10, choices=AppointmentState, default=AppointmentState.PLANNED
    )
    absence_reason = models.CharField(
        _("why not"), max_length=16, choices=AbsenceReason, blank=True
    )
    contact = models.OneToOneField(
        Contact, models.PROTECT, null=True, blank=True, related_name="appointment"
    )
    was_called_off = models.BooleanField(
        default=False, editable=False, help_text="The end of the episode cancelled it"
    )
    entry_token = models.UUIDField(null=True, unique=True, editable=False)
    made_at = models.DateTimeField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                F("episode"), F("starts_at"), condition=Q(state="PLANNED"),
                name="appointment_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(absence_reason="") | Q(state="MISSED"),
                name="appointment_reason_when_missed",
            ),
            models.CheckConstraint(
                condition=Q(was_called_off=False) | Q(state="CANCELLED"),
                name="appointment_called_off_is_cancelled",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "starts_at"], name="appointment_of_day"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("starts_at", "with_whom", "made_at", "made_by")
        clinical = ("episode", "kind", "state", "absence_reason", "contact")
        open = (
            "id", "uid", "organisation", "site", "minutes", "series", "repeat", "was_called_off",
            "entry_token", "row_version",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"appointment {self.uid}"


class Reminder(models.Model):
    """A reminder left the house. Where it went to is not kept: the vault knows the number."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="reminders")
    channel = models.CharField(_("how"), max_length=6, choices=ReminderChannel)
    sent_at = models.DateTimeField(editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("sent_at", "sent_by")
        clinical = ("appointment",)
        open = ("id", "uid", "channel")

    def __str__(self) -> str:
        return f"{self.channel} {self.sent_at}"


class Group(models.Model):
    """A group that meets again and again."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    site = models.ForeignKey("kernel.Site", models.PROTECT)
    name = models.CharField(_("name"), max_length=80)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), help_text="ISO, 1 = Monday")
    at = models.TimeField(_("time"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("led by")
    )
    retired_at = models.DateTimeField(null=True, editable=False)
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(F("site"), F("name"), name="group_name_once"),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="group_weekday_iso"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("leader",)
        clinical = ()
        open = (
            "id", "uid", "organisation", "site", "name", "weekday", "at", "minutes", "retired_at",
            "row_version",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A patient takes part in a group, in one episode, from a day to a day."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="members")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="groups")
    joined_on = models.DateField(_("from"))
    left_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of a group")
        constraints = [
            models.UniqueConstraint(
                F("group"), F("episode"), condition=Q(left_on__isnull=True),
                name="groupmember_once",
            ),
        ]  # fmt: skip

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("joined_on", "left_on")
        clinical = ("group", "episode")
        open = ("id",)

    def __str__(self) -> str:
        return f"{self.group_id} {self.episode_id}"


class GroupSession(Record):
    """One meeting of a group."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="sessions")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    topic = models.CharField(_("topic"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("group session")
        verbose_name_plural = _("group sessions")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                F("group"), F("on"), condition=Q(state="CURRENT"), name="groupsession_once_a_day"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("topic",)
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = ("group",)
        open = (*RECORD_OPEN_FIELDS, "organisation", "minutes")

    def __str__(self) -> str:
        return f"session of {self.on}"


class GroupAttendance(models.Model):
    """Whether one patient came to one session; the contact it wrote into the record."""

    session = models.ForeignKey(GroupSession, models.PROTECT, related_name="attendances")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="+")
    attendance = models.CharField(_("came"), max_length=8, choices=Attendance)
    contact = models.OneToOneField(Contact, models.PROTECT, related_name="group_attendance")

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(F("session"), F("episode"), name="groupattendance_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ("session", "episode", "attendance", "contact")
        open = ("id",)

    def __str__(self) -> str:
        return f"{self.session_id} {self.attendance}"

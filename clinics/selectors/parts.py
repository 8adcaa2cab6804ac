"""The parts of a patient's record, each a page of its own with a tab that leads there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.models import Patient
from kernel.models import User
from kernel.permissions import Permission, has_permission


@dataclass(frozen=True)
class Part:
    """One part of the record; its page takes the patient's uid."""

    name: str
    label: str | Promise
    url_name: str
    permission: Permission = Permission.RECORD_READ


@dataclass(frozen=True)
class Tab:
    """A part as one page offers it."""

    label: str
    url: str
    is_here: bool


PARTS: tuple[Part, ...] = (
    Part("record", _("Record"), "work:patient"),
    Part("medicine", _("Medicine"), "work:medicine"),
    Part("plan", _("Plan"), "work:plan"),
    Part("measures", _("Measures"), "work:measures"),
    Part("appointments", _("Appointments"), "work:appointments"),
    Part("health", _("Health"), "work:health"),
    Part("papers", _("Papers"), "work:papers"),
)  # fmt: skip


def parts_of(*, viewer: User, patient: Patient, here: str) -> list[Tab]:
    """The tabs of a patient's pages that the viewer may open; `here` is the one that is shown."""
    return [
        Tab(str(part.label), reverse(part.url_name, args=[patient.uid]), part.name == here)
        for part in PARTS
        if has_permission(viewer, part.permission, at=patient.organisation)
    ]

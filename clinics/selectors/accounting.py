"""Who looked at a patient's record: the accounting that the patient is entitled to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.choices import Document
from clinics.models import Patient, Transfer
from kernel.audit import Event
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from kernel.streams import streams
from vault.api import Purpose


WHAT: dict[str, Any] = {
    Event.RECORD_OPENED: gettext_lazy("read the record"),
    Event.CASELOAD_LISTED: gettext_lazy("saw the code in a list"),
    Event.LABELS_READ: gettext_lazy("read the name"),
    Event.CONTACTS_READ: gettext_lazy("read name and contacts"),
    Event.PERSON_SEARCHED: gettext_lazy("looked for a person"),
    Event.DOCUMENT_PRINTED: gettext_lazy("printed a paper"),
    Event.SUBJECT_PRINTED: gettext_lazy("printed everything, for you"),
    Event.TRANSFER_OFFERED: gettext_lazy("offered a transfer to another clinic"),
    Event.TRANSFER_ANSWERED: gettext_lazy("answered a transfer"),
    Event.CONSENT_GIVEN: gettext_lazy("recorded a consent"),
    Event.CONSENT_WITHDRAWN: gettext_lazy("recorded that a consent was withdrawn"),
    Event.ENTRY_CORRECTED: gettext_lazy("corrected an entry"),
    Event.ENTRY_VOIDED: gettext_lazy("voided an entry"),
}
ACTIONS: dict[str, Any] = {
    AuditAction.READ: gettext_lazy("read a part of the record"),
    AuditAction.LIST: gettext_lazy("saw the code in a list"),
    AuditAction.CREATE: gettext_lazy("wrote an entry"),
    AuditAction.UPDATE: gettext_lazy("changed an entry"),
    AuditAction.FAIL: gettext_lazy("tried and was refused"),
}
HIDDEN = (
    Event.VIOLENCE_SCREENED, Event.VIOLENCE_SCREEN_READ, Event.SAFEGUARDING_RECORDED,
    Event.SAFEGUARDING_READ,
)  # fmt: skip
"""That somebody asked about violence is itself an answer; it is told in person."""


@dataclass(frozen=True)
class Look:
    """Who did what with the record on one day, how often and why."""

    day: str
    who: str
    what: str
    why: str
    times: int


def looks_at(*, viewer: User, patient: Patient) -> list[Look]:
    """Every look at the patient's record and name, newest day first.

    Raises:
        NotPermitted: the viewer prints no records here.
    """
    require(viewer, Permission.RECORD_PRINT, at=patient.organisation)
    sent = list(Transfer.objects.filter(episode__patient=patient).values_list("uid", flat=True))
    counted: dict[tuple[date, str, str, str], int] = {}
    known_as = [patient.uid, *patient.merged.values_list("uid", flat=True)]
    for event in _events(known_as, sent, patient.organisation.uid):
        key = (
            localtime(event.at).date(), _who(event, patient.organisation.uid), _what(event),
            _why(event),
        )  # fmt: skip
        counted[key] = counted.get(key, 0) + 1
    ordered = sorted(counted.items(), key=lambda each: each[0][1:])
    ordered.sort(key=lambda each: each[0][0], reverse=True)
    return [
        Look(date_format(day, "SHORT_DATE_FORMAT"), who, what, why, times)
        for (day, who, what, why), times in ordered
    ]


def _events(
    patients: Iterable[UUID], transfers: Iterable[UUID], organisation: UUID
) -> Iterable[Any]:
    """Events of the clinic that name the patient, and events anywhere that name a transfer.

    A patient whose records were merged is named by any of them.
    """
    about = Q()
    for uid in patients:
        about |= Q(organisation_uid=organisation, uids__contains=str(uid))
        about |= Q(organisation_uid__isnull=True, uids__contains=str(uid))
    for uid in transfers:
        about |= Q(uids__contains=str(uid))
    for stream in streams():
        rows = stream.model._default_manager.using(stream.name)
        yield from (
            rows.annotate(uids=Cast("object_uids", TextField()))
            .filter(about)
            .exclude(event__in=[str(event) for event in HIDDEN])
            .order_by("id")
        )


def _who(event: Any, organisation: UUID) -> str:
    if event.organisation_uid not in (None, organisation):
        return _("Another clinic, to which you agreed to be sent")
    return event.actor or _("The system")


def _what(event: Any) -> str:
    return str(WHAT.get(event.event) or ACTIONS.get(event.action) or event.action)


def _why(event: Any) -> str:
    if event.event == Event.DOCUMENT_PRINTED and event.reason_code in Document.values:
        return str(Document(event.reason_code).label)
    return str(Purpose(event.purpose).label) if event.purpose in Purpose.values else ""

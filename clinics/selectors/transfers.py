"""Transfers between clinics: what travels, who sees which side, and the room of both."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from clinics.choices import TransferRefusal, TransferState
from clinics.models import Episode, Transfer
from clinics.states import OPEN
from kernel.models import Organisation, OrganisationKind, Site, User
from kernel.permissions import Permission, organisations_where
from vault.api import format_code


MOST = 60
"""Transfers of one direction on the page: the room shows the newest."""


def visible_transfers(*, viewer: User) -> QuerySet[Transfer]:
    """Every transfer that the viewer may see: out of clinics whose records the viewer reads, and
    into clinics where the viewer may take patients. Nobody else's exist.
    """
    sent = organisations_where(viewer, Permission.RECORD_READ)
    taken = organisations_where(viewer, Permission.PATIENT_TRANSFER)
    rows = Transfer.objects.filter(Q(organisation__in=sent) | Q(to_organisation__in=taken))
    return rows.select_related(
        "organisation", "to_organisation", "to_site", "consent", "episode__patient__organisation",
        "new_episode__patient",
    )  # fmt: skip


def sent_transfers(*, viewer: User) -> QuerySet[Transfer]:
    """Transfers out of clinics whose records the viewer reads."""
    held = organisations_where(viewer, Permission.RECORD_READ)
    return visible_transfers(viewer=viewer).filter(organisation__in=held)


def received_transfers(*, viewer: User) -> QuerySet[Transfer]:
    """Transfers into clinics where the viewer may take patients."""
    held = organisations_where(viewer, Permission.PATIENT_TRANSFER)
    return visible_transfers(viewer=viewer).filter(to_organisation__in=held)


@dataclass(frozen=True)
class Line:
    """One transfer, as the side that looks at it sees it."""

    uid: UUID
    code: str
    """The patient's code at the viewer's own clinic; empty before the patient was taken."""
    patient_uid: UUID | None
    other: str
    """The clinic on the other side."""
    on: date
    state: str
    tone: str
    state_label: str
    refusal: str
    is_due: bool
    """Something is to be done at the viewer's side."""


@dataclass(frozen=True)
class Room:
    """Transfers in and out, newest first; those that wait for an answer come first."""

    incoming: list[Line] = field(default_factory=list)
    outgoing: list[Line] = field(default_factory=list)


def transfer_room(*, viewer: User) -> Room:
    """The newest transfers of both directions."""
    return Room(
        incoming=[incoming_line(row) for row in _newest(received_transfers(viewer=viewer))],
        outgoing=[outgoing_line(row) for row in _newest(sent_transfers(viewer=viewer))],
    )


def _newest(rows: QuerySet[Transfer]) -> list[Transfer]:
    found = list(rows.order_by("-offered_at", "-pk")[:MOST])
    return sorted(found, key=lambda row: row.state != TransferState.OFFERED)


def incoming_line(row: Transfer) -> Line:
    """A transfer as the taking clinic sees it: no code of the other's."""
    patient = row.new_episode.patient if row.new_episode else None
    return Line(
        uid=row.uid,
        code=format_code(patient.code) if patient else "",
        patient_uid=patient.uid if patient else None,
        other=row.organisation.name,
        is_due=row.state == TransferState.OFFERED,
        **_common(row),
    )


def outgoing_line(row: Transfer) -> Line:
    """A transfer as the sending clinic sees it: nothing of the other's record."""
    is_taken = row.state == TransferState.ACCEPTED
    return Line(
        uid=row.uid,
        code=format_code(row.episode.patient.code),
        patient_uid=row.episode.patient.uid,
        other=row.to_organisation.name,
        is_due=is_taken and row.episode.state in OPEN,
        **_common(row),
    )


TONES = {
    TransferState.OFFERED: "wait", TransferState.ACCEPTED: "go", TransferState.DECLINED: "stop",
    TransferState.WITHDRAWN: "past",
}  # fmt: skip


def _common(row: Transfer) -> dict[str, Any]:
    state = TransferState(row.state)
    return {
        "on": row.on,
        "state": row.state,
        "tone": TONES[state],
        "state_label": str(state.label),
        "refusal": str(TransferRefusal(row.refusal).label) if row.refusal else "",
    }


def clinics_to_send_to(*, viewer: User, episode: Episode) -> list[Organisation]:
    """Clinics in use of the same country, for somebody who may send patients there."""
    if episode.organisation_id not in organisations_where(viewer, Permission.PATIENT_TRANSFER):
        return []
    found = Organisation.objects.filter(
        kind=OrganisationKind.CLINIC, country=episode.organisation.country, retired_at__isnull=True
    )
    return list(found.exclude(pk=episode.organisation_id))


def sites_to_take_at(*, viewer: User, transfer: Transfer) -> list[Site]:
    """The sites of the taking clinic, for somebody who may take patients there."""
    held = organisations_where(viewer, Permission.PATIENT_TRANSFER)
    found = Site.objects.filter(organisation=transfer.to_organisation_id, retired_at__isnull=True)
    return list(found.filter(organisation__in=held))

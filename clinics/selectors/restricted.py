"""What stands apart from the rest of a record: screenings for violence, worry about children.

Their roots ask for permissions of their own beside that of reading records.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from clinics.models import Episode, Patient, SafeguardingConcern, ViolenceScreen
from clinics.selectors.health import UNUSABLE, with_patient
from clinics.selectors.roots import visible_episodes
from clinics.selectors.wording import answer_text
from clinics.vocabulary import RecordState, YesNo
from kernel.models import User
from kernel.permissions import Permission, organisations_where


def visible_violence_screens(*, viewer: User) -> QuerySet[ViolenceScreen]:
    """Screenings for violence, for those who read records and hold its own permission."""
    return with_patient(ViolenceScreen, _both(viewer, Permission.VIOLENCE_SCREEN))


def visible_safeguarding(*, viewer: User) -> QuerySet[SafeguardingConcern]:
    """Worries about children, for those who read records and hold their own permission."""
    return with_patient(SafeguardingConcern, _both(viewer, Permission.SAFEGUARD))


def patients_read_with(permission: Permission, *, viewer: User) -> QuerySet[Patient]:
    """Patients whose record the viewer reads and for whom a further permission is held."""
    found = Patient.objects.filter(organisation__in=_both(viewer, permission))
    return found.select_related("organisation")


def episodes_read_with(permission: Permission, *, viewer: User) -> QuerySet[Episode]:
    """Episodes that the viewer reads and for whose patients a further permission is held."""
    organisations = organisations_where(viewer, permission)
    return visible_episodes(viewer=viewer).filter(organisation__in=organisations)


def _both(viewer: User, permission: Permission) -> frozenset[int]:
    readable = organisations_where(viewer, Permission.RECORD_READ)
    return readable & organisations_where(viewer, permission)


@dataclass(frozen=True)
class ScreenLine:
    """One screening for violence, for those who may read it."""

    uid: UUID
    on: date
    who: str
    is_positive: bool
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class ConcernLine:
    """One worry about a child, for those who may read it."""

    uid: UUID
    on: date
    who: str
    concern: str
    plan: str


LABELS = {field.name: field.verbose_name for field in ViolenceScreen._meta.fields}
HARK = ("humiliation", "afraid", "rape", "kick")


def violence_screens(*, viewer: User, patient: Patient) -> list[ScreenLine]:
    """The screenings of a patient that hold, newest first."""
    rows = visible_violence_screens(viewer=viewer).filter(
        episode__patient=patient, state=RecordState.CURRENT
    )
    return [_screen(row) for row in rows.order_by("-on", "-pk")]


def _screen(row: ViolenceScreen) -> ScreenLine:
    is_positive = any(getattr(row, name) == YesNo.YES for name in HARK)
    names = (*HARK, "safety_plan", "referral") if is_positive else HARK
    return ScreenLine(
        uid=row.uid,
        on=row.on,
        who=row.recorded_by.staff_code or row.recorded_by.username,
        is_positive=is_positive,
        answers=[
            (
                str(LABELS[name]),
                answer_text(getattr(row, name), getattr(row, f"{name}_null"), YesNo),
            )
            for name in names
        ],
    )


def concerns(*, viewer: User, patient: Patient) -> list[ConcernLine]:
    """The worries about a patient's children that hold, newest first."""
    rows = visible_safeguarding(viewer=viewer).filter(
        episode__patient=patient, state=RecordState.CURRENT
    )
    return [
        ConcernLine(
            row.uid,
            row.on,
            row.recorded_by.staff_code or row.recorded_by.username,
            row.concern,
            row.plan,
        )
        for row in rows.order_by("-on", "-pk")
    ]


def open_episode_uid(*, viewer: User, patient: Patient) -> UUID | None:
    """The episode into which a new entry is written: the latest that is usable."""
    episodes = visible_episodes(viewer=viewer).filter(patient=patient).exclude(state__in=UNUSABLE)
    latest = episodes.order_by("-referred_on", "-pk")
    return latest.values_list("uid", flat=True).first()

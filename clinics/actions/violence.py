"""What stands apart from the rest of a record: violence at home, and worry about a child.

Each has a permission of its own, is read on a page of its own that leaves a trace of its own, and
stands on no list, no print and in no export.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions import _entries, _health, corrections
from clinics.actions._health import Act
from clinics.actions._locking import lock_episode, once_more_on_conflict
from clinics.models import Episode, Patient, SafeguardingConcern, ViolenceScreen
from clinics.vocabulary import NullFlavour, YesNo
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


HARK = ("humiliation", "afraid", "rape", "kick")
FOLLOW_UP = ("safety_plan", "referral")
NOT_ANSWERED = (NullFlavour.NASK, NullFlavour.NA)


class NotAlone(Refused):
    """The questions are asked of a patient who is alone."""

    code = "not-alone"


class SafetyPlanMissing(Refused):
    """One yes, and nothing is said of a safety plan and a referral."""

    code = "safety-plan-missing"


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_violence_screen(
    *,
    episode: Episode,
    on: date,
    answers: dict[str, str],
    is_alone: bool,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> ViolenceScreen:
    """Record the four questions of HARK about the past year, and what follows one yes.

    `answers` has each question of `HARK` and `FOLLOW_UP` and its null flavour. The same `token`
    again returns the entry that is there.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable.
        NotAlone: nobody else may hear the questions.
        SafetyPlanMissing: after one yes, a safety plan and a referral are talked about.
        RuleBroken: V03, V04, V52.
    """
    require(by, Permission.VIOLENCE_SCREEN, at=episode.organisation)
    episode = lock_episode(episode.pk)
    if not is_alone:
        raise NotAlone(_("Ask these questions only when the patient is alone with you."))
    return _health.recorded(
        ViolenceScreen, episode, _whole(on, answers), Act(token, now, by, confirmed),
        permission=Permission.VIOLENCE_SCREEN, event=audit.Event.VIOLENCE_SCREENED,
        coded=(*HARK, *FOLLOW_UP),
    )  # fmt: skip


def _whole(on: date, answers: dict[str, str]) -> dict[str, Any]:
    """All columns of a screening; without a yes nothing follows.

    Raises:
        SafetyPlanMissing: after one yes, nothing is said of a safety plan and a referral.
    """
    whole: dict[str, Any] = dict.fromkeys((*HARK, *FOLLOW_UP), "") | {"on": on} | answers
    if is_positive(whole):
        _check_followed(whole)
        return whole
    whole |= dict.fromkeys(FOLLOW_UP, "")
    return whole | {f"{name}_null": NullFlavour.NA.value for name in FOLLOW_UP}


def is_positive(answers: dict[str, Any]) -> bool:
    """HARK is positive with one yes or more."""
    return any(answers.get(name) == YesNo.YES for name in HARK)


def _check_followed(answers: dict[str, Any]) -> None:
    for name in FOLLOW_UP:
        null = answers.get(f"{name}_null") or NullFlavour.NASK
        if not answers.get(name) and null in NOT_ANSWERED:
            raise SafetyPlanMissing(
                _("One yes: talk about a safety plan and a referral, and say what was agreed.")
            )


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_safeguarding(
    *,
    episode: Episode,
    on: date,
    concern: str,
    plan: str = "",
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> SafeguardingConcern:
    """Record that somebody is worried about a child, and what is done.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable; RuleBroken: V03, V04, V52.
    """
    require(by, Permission.SAFEGUARD, at=episode.organisation)
    episode = lock_episode(episode.pk)
    return _health.recorded(
        SafeguardingConcern, episode, {"on": on, "concern": concern, "plan": plan},
        Act(token, now, by, confirmed), permission=Permission.SAFEGUARD,
        event=audit.Event.SAFEGUARDING_RECORDED,
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def correct_violence_screen(
    *,
    entry: ViolenceScreen,
    reason: str,
    on: date,
    answers: dict[str, str],
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> ViolenceScreen:
    """Replace a screening by another; the old one stays. `answers` are whole, as at recording.

    Raises:
        NotPermitted, NotCurrent, EpisodeNotUsable, SafetyPlanMissing; RuleBroken: V03, V04, V52.
        ValueError: `reason` is none of `CorrectionReason`.
    """
    require(by, Permission.RECORD_CORRECT, at=entry.organisation)
    require(by, Permission.VIOLENCE_SCREEN, at=entry.organisation)
    return _health.replaced(
        entry, _entries.answered(_whole(on, answers), *HARK, *FOLLOW_UP),
        Act(None, now, by, confirmed), reason=reason,
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def correct_safeguarding(
    *,
    entry: SafeguardingConcern,
    reason: str,
    on: date,
    concern: str,
    plan: str = "",
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> SafeguardingConcern:
    """Replace a worry about a child by another; the old one stays.

    Raises:
        NotPermitted, NotCurrent, EpisodeNotUsable; RuleBroken: V03, V04, V52.
        ValueError: `reason` is none of `CorrectionReason`.
    """
    require(by, Permission.RECORD_CORRECT, at=entry.organisation)
    require(by, Permission.SAFEGUARD, at=entry.organisation)
    return _health.replaced(
        entry, {"on": on, "concern": concern, "plan": plan}, Act(None, now, by, confirmed),
        reason=reason,
    )  # fmt: skip


def void_violence_screen(
    *, entry: ViolenceScreen, reason: str, now: datetime, by: User
) -> corrections.Voidable:
    """Mark a screening as void. Raises as `corrections.void`, and for want of its permission."""
    require(by, Permission.VIOLENCE_SCREEN, at=entry.organisation)
    return corrections.void(entry=entry, reason=reason, now=now, by=by)


def void_safeguarding(
    *, entry: SafeguardingConcern, reason: str, now: datetime, by: User
) -> corrections.Voidable:
    """Mark a concern as void. Raises as `corrections.void`, and for want of its permission."""
    require(by, Permission.SAFEGUARD, at=entry.organisation)
    return corrections.void(entry=entry, reason=reason, now=now, by=by)


@transaction.atomic(durable=True)
def read_violence_screens(*, patient: Patient, by: User) -> None:
    """Write that `by` reads the screenings of a patient, before they are shown.

    Raises:
        NotPermitted: `by` may not read them.
    """
    _read(audit.Event.VIOLENCE_SCREEN_READ, Permission.VIOLENCE_SCREEN, patient, by=by)


@transaction.atomic(durable=True)
def read_safeguarding(*, patient: Patient, by: User) -> None:
    """Write that `by` reads the concerns about a patient's children. Raises as above."""
    _read(audit.Event.SAFEGUARDING_READ, Permission.SAFEGUARD, patient, by=by)


def _read(event: audit.Event, permission: Permission, patient: Patient, *, by: User) -> None:
    require(by, Permission.RECORD_READ, at=patient.organisation)
    require(by, permission, at=patient.organisation)
    audit.record(
        event, by=by, action=AuditAction.READ, organisation=patient.organisation, target=patient,
        purpose="CARE",
    )  # fmt: skip

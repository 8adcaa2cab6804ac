"""Triage: why somebody comes, what brings them forward, and how soon a place is offered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _entries, _moves
from clinics.actions._locking import day_of, lock_episode, lock_patient, once_more_on_conflict
from clinics.choices import ReferralReason, Urgency
from clinics.models import Episode, Patient, Triage
from clinics.rules import check
from clinics.rules.triage import QUESTIONS, TRIAGE_RULES
from clinics.rules.triage import urgency as urgency_of
from clinics.vocabulary import CorrectionReason
from kernel import audit
from kernel.models import Site, User
from kernel.permissions import Permission, require


ANSWERS = frozenset(name for stem in QUESTIONS for name in (stem, f"{stem}_null"))


@once_more_on_conflict
@transaction.atomic(durable=True)
def triage(
    *,
    episode: Episode,
    on: date,
    reason: str = "",
    urgency: str | None = None,
    token: UUID | None,
    now: datetime,
    by: User,
    **answers: str,
) -> Triage:
    """Say how soon a person who waits is offered a place; an earlier triage is replaced.

    `answers` are the four questions with their null flavours. `urgency` overrules what the rule
    gives (`clinics.rules.triage`); None leaves it to the rule.

    Raises:
        NotPermitted, TokenReused.
        NotPossibleNow: the patient waits no more.
        RuleBroken: V03, V04, V27.
        ValueError, TypeError: there is no such reason, urgency or question.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    return _triaged(
        episode, on=on, reason=reason, urgency=urgency, answers=answers, token=token, now=now, by=by
    )


@transaction.atomic(durable=True)
def refer_and_triage(
    *,
    patient: Patient,
    site: Site,
    on: date,
    source: str = "",
    source_null: str = "NASK",
    key_worker: User | None = None,
    reason: str = "",
    now: datetime,
    by: User,
    **answers: str,
) -> Episode:
    """Begin an episode, and triage it where a reason or one of the four questions was answered.

    Raises: as `clinics.actions.episodes.refer` and `triage`.
    """
    require(by, Permission.EPISODE_WRITE, at=patient.organisation)
    patient = lock_patient(patient.pk)
    episode = _moves.referred(
        patient, site=site, on=on, source=source, source_null=source_null,
        key_worker=key_worker, now=now, by=by,
    )  # fmt: skip
    if reason or any(answers.get(stem) for stem in QUESTIONS):
        _triaged(
            episode, on=on, reason=reason, urgency=None, answers=answers, token=None, now=now, by=by
        )
    return episode


def _triaged(
    episode: Episode,
    *,
    on: date,
    reason: str,
    urgency: str | None,
    answers: dict[str, str],
    token: UUID | None,
    now: datetime,
    by: User,
) -> Triage:
    values = _values(on=on, reason=reason, urgency=urgency, answers=answers)
    known = _entries.already_written(
        Triage, token, episode, values, replaces=_replaced_before(token)
    )
    if known is not None:
        return known
    _check_waits(episode)
    row = values | {
        "referred_on": episode.referred_on, "today": day_of(now),
        "birth_year": episode.patient.birth_year, "sex": episode.patient.sex,
    }  # fmt: skip
    check(TRIAGE_RULES, row)
    before = Triage.objects.current().filter(episode=episode).first()
    if before is None:
        new = Triage(episode=episode, organisation=episode.organisation, **values)
    else:
        old = _entries.superseded(before)
        new = _entries.replacement(old, reason=CorrectionReason.NEW_INFORMATION, values=values)
    _entries.written(new, token=token, now=now, by=by)
    _entries.note_entry(
        audit.Event.TRIAGED, new, episode, by=by, reason_code=str(new.urgency),
        overruled=new.is_overruled,
    )  # fmt: skip
    return new


def _values(
    *, on: date, reason: str, urgency: str | None, answers: dict[str, str]
) -> dict[str, Any]:
    """The columns of a triage.

    Raises:
        ValueError, TypeError: there is no such reason, urgency or question.
    """
    if unknown := set(answers) - ANSWERS:
        message = f"No such question: {', '.join(sorted(unknown))}"
        raise TypeError(message)
    given = {stem: answers.get(stem, "") for stem in QUESTIONS}
    ruled = urgency_of(**given)
    chosen = Urgency(urgency) if urgency else ruled
    return _entries.answered(given | answers, *QUESTIONS) | {
        "on": on,
        "reason": ReferralReason(reason).value if reason else "",
        "urgency": chosen.value,
        "is_overruled": chosen is not ruled,
    }


def _replaced_before(token: UUID | None) -> Triage | None:
    """What the triage of the same form replaced, if it was written already."""
    if token is None:
        return None
    return Triage.objects.filter(replaced_by__entry_token=token).first()


def _check_waits(episode: Episode) -> None:
    if not policies.is_before_admission(episode):
        raise policies.NotPossibleNow(_("The patient waits no more. There is nothing to triage."))

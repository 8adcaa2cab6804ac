"""Recording treatment demand: the TDI answers of one day and up to four substances."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from clinics import policies
from clinics.actions import _entries, _names, _steps
from clinics.actions._locking import day_of, lock_episode, once_more_on_conflict
from clinics.actions._names import UNKNOWN_WHICH, NameUnclear, Question
from clinics.actions.terms import note_terms
from clinics.models import Episode, SubstanceUse, TreatmentDemand
from clinics.models.demand import CODED, NUMBERS
from clinics.rules import DEMAND_RULES, SUBSTANCE_RULES, check
from clinics.vocabulary import EpisodeState, NullFlavour, OatHistory, Recency, YesNo
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


VARIABLES = (*CODED, *NUMBERS)
FIELDS = frozenset(name for stem in VARIABLES for name in (stem, f"{stem}_null"))
SUBSTANCE_VARIABLES = ("substance", "route", "frequency", "age_first_use")
SUBSTANCE_FIELDS = frozenset(
    {
        "rank", "as_said", "named", "resolution", "is_prescribed",
        *(name for stem in SUBSTANCE_VARIABLES for name in (stem, f"{stem}_null")),
    }
)  # fmt: skip
FOLLOWS: tuple[tuple[str, str, str], ...] = (
    ("injecting", Recency.NEVER, "age_first_injection"),
    ("injecting", Recency.NEVER, "sharing"),
    ("has_children", YesNo.NO, "lives_with_children"),
    ("oat_history", OatHistory.NEVER, "oat_first_year"),
)
"""Question, answer, question that then does not apply."""


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_demand(
    *,
    episode: Episode,
    as_of: date,
    answers: Mapping[str, Any],
    substances: Sequence[Mapping[str, Any]],
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> TreatmentDemand:
    """Record the answers of one day. What was not answered is `not asked`, unless it follows from
    another answer that it does not apply.

    What a substance is called (`as_said`) says which it is where that is certain; `named` is the
    key that a person chose, or `UNKNOWN_WHICH`. A name that nobody knows goes to the expert's
    queue. The same `token` again returns the record that is there.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable.
        RuleBroken: an error of V03 to V26.
        NeedsConfirmation: a warning of V06 to V29 that is not in `confirmed`.
        NameUnclear: a person has to say which substance is meant.
        TypeError: there is no such variable.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    return demanded(
        lock_episode(episode.pk), as_of=as_of, answers=answers, substances=substances,
        token=token, confirmed=confirmed, now=now, by=by,
    )  # fmt: skip


def demanded(
    episode: Episode,
    *,
    as_of: date,
    answers: Mapping[str, Any],
    substances: Sequence[Mapping[str, Any]],
    token: UUID | None,
    confirmed: Collection[str],
    now: datetime,
    by: User,
) -> TreatmentDemand:
    """The answers of a locked episode, as a part of an act that asked for the permission.

    Raises: as `record_demand`, but `NotPermitted`.
    """
    sent, substances = (
        substances,
        _names.with_names(substances, country=episode.organisation.country),
    )
    values = {"as_of": as_of} | complete(answers)
    if (known := _entries.already_written(TreatmentDemand, token, episode, values)) is not None:
        _entries.check_as_sent(_substances(known), _completed(substances))
        return known
    demand = TreatmentDemand(episode=episode, organisation=episode.organisation, **values)
    _write(demand, substances, episode, token=token, confirmed=confirmed, now=now, by=by)
    _note_words(demand, substances, sent, episode, now=now)
    _entries.note_entry(
        audit.Event.DEMAND_RECORDED, demand, episode, by=by, substances=len(substances)
    )
    return demand


@once_more_on_conflict
@transaction.atomic(durable=True)
def correct_demand(
    *,
    demand: TreatmentDemand,
    reason: str,
    as_of: date | None = None,
    answers: Mapping[str, Any] | None = None,
    substances: Sequence[Mapping[str, Any]] | None = None,
    token: UUID | None = None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> TreatmentDemand:
    """Replace a record by another; what is not given again is kept as it was.

    Raises:
        NotPermitted, TokenReused, NotCurrent; and as for `record_demand`.
        ValueError: `reason` is none of `CorrectionReason`.
    """
    require(by, Permission.RECORD_CORRECT, at=demand.organisation)
    require(by, Permission.EPISODE_WRITE, at=demand.organisation)
    episode = lock_episode(demand.episode_id)
    answers = answers or {}
    values = _entries.changed(demand, dict(answers), VARIABLES, among=FIELDS)
    values |= {"as_of": as_of} if as_of else {}
    sent = list(_substances(demand) if substances is None else substances)
    substances = _names.with_names(sent, country=episode.organisation.country)
    known = _entries.already_written(TreatmentDemand, token, episode, values, replaces=demand)
    if known is not None:
        _entries.check_as_sent(_substances(known), _completed(substances))
        return known
    old = _entries.superseded(demand)
    whole = {"as_of": old.as_of} | values
    whole |= complete(
        {name: getattr(old, name) for name in FIELDS} | _entries.picked(values, FIELDS)
    )
    new = _entries.replacement(old, reason=reason, values=whole)
    _write(new, substances, episode, token=token, confirmed=confirmed, now=now, by=by)
    _note_words(new, substances, sent, episode, now=now)
    _entries.note_entry(
        audit.Event.ENTRY_CORRECTED, new, episode, by=by, action=AuditAction.UPDATE,
        reason_code=reason, fields=sorted(answers), replaces=str(old.uid),
        substances=len(substances),
    )  # fmt: skip
    return new


def complete(answers: Mapping[str, Any]) -> dict[str, Any]:
    """All variables, each with an answer or a null flavour.

    Raises:
        TypeError: there is no such variable.
    """
    _check_names(answers, FIELDS)
    whole = {stem: None if stem in NUMBERS else "" for stem in VARIABLES} | dict(answers)
    for question, answer, follows in FOLLOWS:
        if whole[question] == answer and whole.get(f"{follows}_null") in (None, "", "NASK"):
            whole[f"{follows}_null"] = NullFlavour.NA
    return _entries.answered(whole, *VARIABLES)


def complete_substance(substance: Mapping[str, Any], *, rank: int) -> dict[str, Any]:
    """All columns of a substance; its rank is its place in the list unless it says another.

    Raises:
        TypeError: there is no such column.
    """
    _check_names(substance, SUBSTANCE_FIELDS)
    empty: dict[str, Any] = {"substance": "", "route": "", "frequency": "", "age_first_use": None}
    words = {"as_said": "", "named": "", "resolution": ""}
    whole = {"rank": rank, "is_prescribed": False} | words | empty | dict(substance)
    return _entries.answered(whole, *SUBSTANCE_VARIABLES)


def _completed(substances: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [complete_substance(each, rank=rank) for rank, each in enumerate(substances, start=1)]


def _substances(demand: TreatmentDemand) -> list[dict[str, Any]]:
    return list(demand.substances.order_by("rank").values(*SUBSTANCE_FIELDS))


def _note_words(
    demand: TreatmentDemand,
    named: Sequence[Mapping[str, Any]],
    sent: Sequence[Mapping[str, Any]],
    episode: Episode,
    *,
    now: datetime,
) -> None:
    """Put the words that nobody knows into the expert's queue; those written before are there."""
    new = [use for use, before in zip(named, sent, strict=True) if "resolution" not in before]
    note_terms(
        _names.unknown_words(new), country=episode.organisation.country, said_on=demand.as_of,
        today=day_of(now),
    )  # fmt: skip


def _check_names(values: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := set(values) - known:
        message = f"No such variable: {', '.join(sorted(unknown))}"
        raise TypeError(message)


def _write(
    demand: TreatmentDemand,
    substances: Sequence[Mapping[str, Any]],
    episode: Episode,
    *,
    token: UUID | None,
    confirmed: Collection[str],
    now: datetime,
    by: User,
) -> None:
    policies.check_can_write(episode)
    uses = _completed(substances)
    row = _row(demand, uses, episode, today=day_of(now))
    check((*DEMAND_RULES, *SUBSTANCE_RULES), row, confirmed=confirmed)
    _entries.written(demand, token=token, now=now, by=by)
    for use in uses:
        substance = SubstanceUse(demand=demand, organisation=episode.organisation, **use)
        _entries.inserted(substance)


def _row(
    demand: TreatmentDemand, uses: list[dict[str, Any]], episode: Episode, *, today: date
) -> dict[str, Any]:
    """What the rules need: the answers, the substances, and facts of the episode and the site."""
    return _steps.facts(
        episode,
        today=today,
        as_of=demand.as_of,
        start_on=demand.as_of,
        substances=uses,
        centre_type=episode.site.centre_type,
        has_earlier_episode=_has_earlier_episode(episode),
        **{name: getattr(demand, name) for name in FIELDS},
    )


def _has_earlier_episode(episode: Episode) -> bool:
    """Whether the patient was treated here in an earlier episode (V20)."""
    return (
        Episode.objects.filter(
            patient_id=episode.patient_id,
            admitted_on__isnull=False,
            referred_on__lte=episode.referred_on,
        )
        .exclude(pk=episode.pk)
        .exclude(state=EpisodeState.VOIDED)
        .exists()
    )


__all__ = [
    "UNKNOWN_WHICH", "NameUnclear", "Question", "complete", "complete_substance", "correct_demand",
    "demanded", "record_demand",
]  # fmt: skip

"""Recording measures: the answers as given, and what the scorer made of them on that day.

A measure is never scored again. A correction is a new measure, scored by the scorer of its day.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from clinics import instruments, policies
from clinics.actions import _entries, _steps
from clinics.actions._locking import day_of, lock_episode, once_more_on_conflict
from clinics.choices import Administered, Occasion, SafetyAction
from clinics.instruments import Instrument, Score
from clinics.models import Episode, InstrumentText, Measure
from clinics.rules import MEASURE_RULES, check
from clinics.selectors.measure_schedules import points_at
from clinics.selectors.measure_trends import substance_of
from clinics.selectors.measures import ADMINISTERED_AS, kept_answers, lines_of
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


FIELDS = frozenset({"on", "occasion", "administered", "answers", "safety_action", "substance"})
LONGEST_LINE = 1000


class NothingAnswered(Refused):
    """A measure without a single answer says nothing."""

    code = "nothing-answered"


class NotSoAdministered(Refused):
    """The questionnaire is not made to be filled in that way."""

    code = "not-so-administered"


class WrongText(Refused):
    """A text is of another questionnaire or clinic, or its lines do not fit the items."""

    code = "wrong-text"


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_measure(
    *,
    episode: Episode,
    instrument: str,
    on: date,
    occasion: str,
    administered: str,
    answers: Mapping[str, int | None],
    safety_action: str = "",
    substance: str | None = None,
    text: InstrumentText | None = None,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Measure:
    """Score `answers`, given as the printed weights, and store them with what they come to.

    `substance` chooses the cut-off of SDS; the score is then also stored as the scale that bears
    its code. The same `token` again returns the measure that is there.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable, NothingAnswered, NotSoAdministered, WrongText.
        InvalidAnswers: V36, V39, item by item.
        RuleBroken: V03, V04, V38, V52.
        NeedsConfirmation: V40.
        KeyError: there is no such questionnaire.
    """
    require(by, Permission.MEASURE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    measure = Measure(
        episode=episode,
        organisation=episode.organisation,
        instrument=instrument,
        text=_fitting(text, instrument, episode),
        language=text.language if text else "",
        on=on,
        occasion=Occasion(occasion),
        administered=Administered(administered),
        answers=kept_answers(instruments.instrument(instrument), answers),
        safety_action=SafetyAction(safety_action) if safety_action else "",
    )
    known = _entries.already_written(Measure, token, episode, _as_sent(measure))
    if known is not None:
        return known
    _write(measure, episode, substance, token=token, confirmed=confirmed, now=now, by=by)
    _entries.note_entry(
        audit.Event.MEASURE_RECORDED, measure, episode, by=by, instrument=instrument
    )
    return measure


@once_more_on_conflict
@transaction.atomic(durable=True)
def correct_measure(
    *,
    measure: Measure,
    reason: str,
    token: UUID | None = None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
    **fields: Any,
) -> Measure:
    """Replace a measure by another with some fields changed, scored anew; the old one stays.

    Raises:
        NotPermitted, TokenReused, NotCurrent; and as for `record_measure`.
        TypeError: a measure has no such field.
        ValueError: `reason` is none of `CorrectionReason`.
    """
    require(by, Permission.RECORD_CORRECT, at=measure.organisation)
    require(by, Permission.MEASURE_WRITE, at=measure.organisation)
    episode = lock_episode(measure.episode_id)
    values = _entries.changed(measure, fields, (), among=FIELDS)
    substance = values.pop("substance", substance_of(measure))
    if "answers" in values:
        chosen = instruments.instrument(measure.instrument)
        values["answers"] = kept_answers(chosen, values["answers"])
    known = _entries.already_written(Measure, token, episode, values, replaces=measure)
    if known is not None:
        return known
    old = _entries.superseded(measure)
    new = _entries.replacement(old, reason=reason, values=values)
    _write(new, episode, substance, token=token, confirmed=confirmed, now=now, by=by)
    _entries.note_entry(
        audit.Event.ENTRY_CORRECTED, new, episode, by=by, action=AuditAction.UPDATE,
        reason_code=reason, fields=sorted(fields), replaces=str(old.uid),
    )  # fmt: skip
    return new


@once_more_on_conflict
@transaction.atomic(durable=True)
def add_text(
    *,
    organisation: Organisation,
    instrument: str,
    language: str,
    lines: Iterable[str],
    licence: str,
    now: datetime,
    by: User,
) -> InstrumentText:
    """Store the clinic's own licensed wording of a questionnaire, one line for each item.

    Every call makes a new version: a measure keeps the wording that it was asked with.

    Raises:
        NotPermitted: `by` does not configure this clinic.
        WrongText: too few or too many lines, a line that is too long, or no licence.
        KeyError: there is no such questionnaire.
    """
    require(by, Permission.CLINIC_CONFIGURE, at=organisation)
    items = _lines_by_key(instruments.instrument(instrument), lines)
    if not licence.strip():
        raise WrongText(_("Say under which licence the clinic holds this translation."))
    held = InstrumentText.objects.filter(
        organisation=organisation, instrument=instrument, language=language
    )
    latest = held.aggregate(latest=Max("version"))["latest"] or 0
    text = InstrumentText(
        organisation=organisation, instrument=instrument, language=language, version=latest + 1,
        items=items, licence=licence.strip(), pasted_at=now, pasted_by=by,
    )  # fmt: skip
    text.full_clean(exclude=["organisation", "pasted_by"], validate_constraints=False)
    text.save(force_insert=True)
    audit.record(
        audit.Event.MEASURE_TEXT_ADDED, by=by, action=AuditAction.CREATE,
        organisation=organisation, target=text, instrument=instrument, language=language,
        version=text.version,
    )  # fmt: skip
    return text


def _lines_by_key(instrument: Instrument, lines: Iterable[str]) -> dict[str, str]:
    """The lines by the key of their item; empty ones are left out.

    Raises:
        WrongText: their number is not that of the items, or one is too long.
    """
    kept = [line.strip() for line in lines if line.strip()]
    wanted = lines_of(instrument)
    if len(kept) != len(wanted):
        raise WrongText(
            _("%(code)s has %(wanted)s items and the text %(given)s lines. Paste one line for "
              "each item.") % {
                "code": instrument.code, "wanted": len(wanted), "given": len(kept),
            }
        )  # fmt: skip
    if max(map(len, kept)) > LONGEST_LINE:
        raise WrongText(_("A line has more than 1000 characters. Shorten it."))
    return {line.key: words for line, words in zip(wanted, kept, strict=True)}


def _fitting(
    text: InstrumentText | None, instrument: str, episode: Episode
) -> InstrumentText | None:
    """The text, when it is this clinic's text of this questionnaire."""
    if text is None:
        return None
    if (text.organisation_id, text.instrument) != (episode.organisation_id, instrument):
        raise WrongText(_("This text belongs to another questionnaire. Open the form again."))
    return text


def _as_sent(measure: Measure) -> dict[str, Any]:
    """What a form says of a measure, to tell a double tap from a form that is used again."""
    names = ("instrument", "on", "occasion", "administered", "answers", "safety_action")
    return {name: getattr(measure, name) for name in names}


def _write(
    measure: Measure,
    episode: Episode,
    substance: str | None,
    *,
    token: UUID | None,
    confirmed: Collection[str],
    now: datetime,
    by: User,
) -> None:
    policies.check_can_write(episode)
    instrument = instruments.instrument(measure.instrument)
    _check_way(instrument, measure.administered)
    if all(answer is None for answer in measure.answers.values()):
        raise NothingAnswered(_("Answer at least one item."))
    result = instruments.score(
        instrument, measure.answers, sex=episode.patient.sex, substance=substance
    )
    row = _steps.facts(
        episode, today=day_of(now), on=measure.on, occasion=str(measure.occasion),
        alerts=result.alerts, safety_action=measure.safety_action,
        is_scheduled=_is_scheduled(instrument, episode),
    )  # fmt: skip
    check(MEASURE_RULES, row, confirmed=confirmed)
    _take_over(measure, result, substance)
    _entries.written(measure, token=token, now=now, by=by)


def _is_scheduled(instrument: Instrument, episode: Episode) -> bool:
    """Whether the clinic asks for it at the entry or the exit (V40)."""
    points = points_at(episode.organisation)[instrument.code]
    return points.at_entry or points.at_exit


def _check_way(instrument: Instrument, administered: str) -> None:
    ways = [ADMINISTERED_AS[way] for way in instrument.administration]
    if administered not in ways:
        raise NotSoAdministered(
            _("%(code)s is used in this way only: %(ways)s.")
            % {"code": instrument.code, "ways": ", ".join(str(way.label) for way in ways)}
        )


def _take_over(measure: Measure, result: Score, substance: str | None) -> None:
    """Write what the scorer said; nobody else writes a score (V37)."""
    by_substance = {substance: result.total} if substance else {}
    measure.scorer_version = result.version
    measure.scales = dict(result.scales) or by_substance
    measure.bands = dict(result.bands) or (
        {substance: result.band} if substance and result.band else {}
    )
    measure.total = result.total
    measure.band = result.band or ""
    measure.is_positive = result.positive
    measure.is_complete = result.complete

"""What a form comes to while it is filled in: plain words for the panel beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from clinics import instruments
from clinics.choices import Occasion
from clinics.instruments import BandedBy, Instrument, InvalidAnswers, Score
from clinics.instruments.answers import skipped
from clinics.instruments.base import Words
from clinics.instruments.schedule import WINDOW
from clinics.instruments.scoring import verdict
from clinics.models import Episode
from clinics.rules.measures import SUICIDE_ITEM
from clinics.selectors.measures import ScaleLine


@dataclass(frozen=True)
class Panel:
    """The score as far as it goes."""

    score: int | None = None
    highest: int | None = None
    verdict: str = ""
    answered: int = 0
    asked: int = 0
    missing: list[str] = field(default_factory=list)
    is_prorated: bool = False
    is_positive: bool = False
    is_urgent: bool = False
    """Thoughts of death or self-harm were told."""
    alerts: list[str] = field(default_factory=list)
    scales: list[ScaleLine] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def panel(
    instrument: Instrument,
    answers: Mapping[str, int | None],
    *,
    sex: str = "",
    substance: str = "",
) -> Panel:
    """Score answers that may be few or wrong; what is wrong is said, item by item."""
    try:
        result = instruments.score(instrument, answers, sex=sex, substance=substance)
    except InvalidAnswers as refusal:
        return Panel(faults=[_fault(instrument, *each) for each in refusal.messages.items()])
    labels = {alert.code: str(alert.label) for alert in instrument.alerts}
    asked = len(instrument.scored)
    return Panel(
        score=result.total,
        highest=instrument.highest,
        verdict=_verdict(instrument, result, sex=sex, substance=substance),
        answered=asked - len(result.missing),
        asked=asked,
        missing=[str(instrument.item(key).label) for key in result.missing],
        is_prorated=result.prorated,
        is_positive=bool(result.positive),
        is_urgent=SUICIDE_ITEM in result.alerts,
        alerts=[labels[code] for code in result.alerts],
        scales=_scales(instrument, result),
    )


def not_asked(instrument: Instrument, answers: Mapping[str, int | None]) -> frozenset[str]:
    """The items that the form says need not be asked, after the answers so far."""
    given = {key: answer for key, answer in answers.items() if answer is not None}
    return skipped(instrument.skips, given)


def usual_occasion(episode: Episode, *, today: date, within: timedelta = WINDOW) -> str:
    """When in the episode a measure of today is taken, most likely."""
    if episode.ended_on is not None:
        near = today - episode.ended_on <= within
        return (Occasion.EXIT if near else Occasion.POST_EXIT).value
    if episode.started_on is None or today - episode.started_on <= within:
        return Occasion.ENTRY.value
    return Occasion.REVIEW.value


def _fault(instrument: Instrument, key: str, message: Words) -> str:
    items = {item.key: item.label for item in instrument.items}
    return f"{items.get(key, key)}: {message}"


def _verdict(instrument: Instrument, result: Score, *, sex: str, substance: str) -> str:
    """Nothing where a questionnaire has no verdict at all."""
    if not instrument.bands:
        return ""
    return str(verdict(instrument, result, sex=sex, substance=substance))


def _scales(instrument: Instrument, result: Score) -> list[ScaleLine]:
    """Those scales of a form without a total, or beside it, that have a score."""
    labels = {(band.of, band.code): str(band.label) for band in instrument.bands}
    is_banded = instrument.banded_by is BandedBy.SCALE
    return [
        ScaleLine(
            scale.code,
            str(scale.label),
            points,
            labels.get((scale.code, result.bands.get(scale.code, "")), "") if is_banded else "",
        )
        for scale in instrument.scales
        if (points := result.scales.get(scale.code)) is not None
    ]

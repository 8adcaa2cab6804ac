"""What answers come to, for any questionnaire: a pure function of the data and the answers."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from clinics.instruments.answers import Answers, checked, skipped
from clinics.instruments.base import Band, BandedBy, Instrument, Scale, Score, Words
from clinics.vocabulary import Substance
from kernel.demographics import Sex


SUBSTANCE_GROUPS: dict[str, str] = {
    Substance.COCAINE_POWDER: Substance.COCAINE,
    Substance.CRACK: Substance.COCAINE,
    Substance.COCAINE_OTHER: Substance.COCAINE,
    "AMPHETAMINE": Substance.AMPHETAMINES,
    "BENZODIAZEPINE": Substance.BENZODIAZEPINES,
}
"""Substances whose cut-off stands under a wider name, and the singular, as people type it."""


def score(
    instrument: Instrument,
    answers: Answers,
    *,
    sex: str | None = None,
    substance: str | None = None,
) -> Score:
    """The score of `answers`, given as the printed weights; None is an item without an answer.

    `sex` (`MALE`, `FEMALE`) chooses the cut-off where one is published for each; while it is not
    known the lower one, women's, applies. `substance`, a code of the vocabulary, does the same
    for SDS, which has no verdict without it.

    Raises:
        InvalidAnswers: an answer cannot be on the form (V36, V39).
    """
    given = checked(instrument, answers)
    not_asked = skipped(instrument.skips, given)
    given |= dict.fromkeys(not_asked, 0)
    points = {item.key: item.points(given[item.key])
              for item in instrument.scored if item.key in given}  # fmt: skip
    missing = _missing(instrument, given)
    scales = {scale.code: _scale(scale, points) for scale in instrument.scales}
    total, is_prorated = _total(instrument, points)
    found = band(instrument, total, of=_group(instrument, sex=sex, substance=substance))
    of_scales = _scale_bands(instrument, scales)
    return Score(
        instrument=instrument.code,
        version=instrument.version,
        complete=not missing,
        total=total,
        scales=scales,
        band=found.code if found else None,
        bands={scale: band.code for scale, band in of_scales.items()},
        positive=found.is_positive if found else _verdict_of_scales(instrument, scales, of_scales),
        prorated=is_prorated,
        missing=missing,
        alerts=tuple(
            alert.code for alert in instrument.alerts if given.get(alert.item) in alert.weights
        ),
    )


def band(instrument: Instrument, total: int | None, *, of: str = "") -> Band | None:
    """The band of a total, for this sex or substance; None without a total or a band for it."""
    if total is None:
        return None
    return next(
        (each for each in instrument.bands if each.of == of and each.low <= total <= each.high),
        None,
    )


def verdict(
    instrument: Instrument, result: Score, *, sex: str | None = None, substance: str | None = None
) -> Words:
    """A score in words: the label of its band, or of the highest band among its scales.

    While scales are missing and none of the others is positive, there is no verdict.
    """
    group = _group(instrument, sex=sex, substance=substance)
    found = band(instrument, result.total, of=group)
    if found is None and result.positive is not None:
        found = max(_scale_bands(instrument, result.scales).values(), key=lambda each: each.low)
    if found is not None:
        return found.label
    return (
        _("No published cut-off applies")
        if result.complete
        else _("Not scored: answers are missing")
    )


def _group(instrument: Instrument, *, sex: str | None, substance: str | None) -> str:
    """Which bands apply: the code in `Band.of`."""
    if instrument.banded_by is BandedBy.SEX:
        return Sex.MALE if (sex or "").upper() == Sex.MALE else Sex.FEMALE
    if instrument.banded_by is BandedBy.SUBSTANCE:
        code = (substance or "").upper()
        return SUBSTANCE_GROUPS.get(code, code)
    return ""


def _missing(instrument: Instrument, given: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(item.key for item in instrument.scored if item.key not in given)


def _scale(scale: Scale, points: Mapping[str, int]) -> int | None:
    known = [points[key] for key in scale.items if key in points]
    if scale.is_any and any(known):
        return 1
    if len(known) < len(scale.items):
        return None
    return sum(known)


def _total(instrument: Instrument, points: Mapping[str, int]) -> tuple[int | None, bool]:
    """The total and whether it was estimated from the mean of the items that were answered."""
    absent = len(instrument.scored) - len(points)
    if not instrument.has_total or absent > instrument.may_miss:
        return None, False
    if not absent:
        return sum(points.values()), False
    estimate = Decimal(sum(points.values())) * len(instrument.scored) / len(points)
    return int(estimate.quantize(Decimal(1), ROUND_HALF_UP)), True


def _scale_bands(instrument: Instrument, scales: Mapping[str, int | None]) -> dict[str, Band]:
    found = {code: band(instrument, points, of=code) for code, points in scales.items()}
    return {code: each for code, each in found.items() if each is not None}


def _verdict_of_scales(
    instrument: Instrument, scales: Mapping[str, int | None], bands: Mapping[str, Band]
) -> bool | None:
    """Positive when any scale is; negative only when every scale is known and none is."""
    if instrument.banded_by is not BandedBy.SCALE:
        return None
    if any(each.is_positive for each in bands.values()):
        return True
    return False if None not in scales.values() else None

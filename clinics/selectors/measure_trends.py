"""The trends of measures: a chart for each total, or for each scale."""

from collections.abc import Sequence

from clinics import instruments
from clinics.instruments import BandedBy, Instrument
from clinics.instruments.scoring import SUBSTANCE_GROUPS
from clinics.models import Measure
from clinics.vocabulary import Substance
from kernel.demographics import Sex
from ui.trends import Range, TrendChart, Value, trend


MOST_CHARTS = 12


def charts_of(
    instrument: Instrument, rows: Sequence[Measure], *, sex: str, number: int
) -> list[TrendChart]:
    """The total on one chart, or each scale that was ever above 0 on one of its own."""
    if not instrument.has_total:
        return _scale_charts(instrument, rows, number)[:MOST_CHARTS]
    values = [
        Value(row.on, int(row.total), row.is_complete, band_label(instrument, row.band))
        for row in rows
        if row.total is not None
    ]
    substance = substance_of(rows[0]) or "" if rows else ""
    title = f"{instrument.code}, {Substance(substance).label}" if substance else instrument.code
    if not _has_trend(values) or instrument.highest is None:
        return []
    ranges = _ranges(instrument, of=_group(instrument, sex=sex, substance=substance))
    return [
        trend(values, title=title, ident=f"trend-{number}", highest=instrument.highest,
              ranges=ranges)
    ]  # fmt: skip


def _scale_charts(instrument: Instrument, rows: Sequence[Measure], number: int) -> list[TrendChart]:
    charts = []
    for place, scale in enumerate(instrument.scales):
        values = [
            Value(row.on, points, note=band_label(instrument, row.bands.get(scale.code, "")))
            for row in rows
            if (points := row.scales.get(scale.code)) is not None
        ]
        if not _has_trend(values) or not any(value.amount for value in values):
            continue
        highest = sum(max(instrument.item(key).weights) for key in scale.items)
        charts.append(
            trend(
                values,
                title=str(scale.label),
                ident=f"trend-{number}-{place}",
                highest=1 if scale.is_any else highest,
                ranges=_ranges(instrument, of=scale.code),
            )
        )
    return charts


def _has_trend(values: Sequence[Value]) -> bool:
    """One day alone is no trend."""
    return len({value.on for value in values}) > 1


def _group(instrument: Instrument, *, sex: str, substance: str) -> str:
    """Whose bands are shaded: as the scorer chooses them."""
    if instrument.banded_by is BandedBy.SEX:
        return Sex.MALE if sex == Sex.MALE else Sex.FEMALE
    if instrument.banded_by is BandedBy.SUBSTANCE:
        return SUBSTANCE_GROUPS.get(substance, substance) or "-"
    return ""


def _ranges(instrument: Instrument, *, of: str) -> list[Range]:
    return [
        Range(str(band.label), band.low, band.high) for band in instrument.bands if band.of == of
    ]


def substance_of(row: Measure) -> str | None:
    """The substance that a measure is about, where its questionnaire takes one at a time (SDS)."""
    instrument = instruments.instrument(row.instrument)
    if instrument.banded_by is not BandedBy.SUBSTANCE:
        return None
    return next(iter(row.scales), None)


def band_label(instrument: Instrument, code: str) -> str:
    """The words of a band; a code that the present version does not know stays as it is."""
    return next((str(band.label) for band in instrument.bands if band.code == code), code)

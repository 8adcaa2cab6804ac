"""Statistical charts as SVG, drawn once when a release is compiled, in two widths.

A chart reads what a release says and nothing else. It is left out where the release has no number
for it. Every text in a drawing is a label or a number of the release, or a round number of an axis.
"""

from collections.abc import Iterator

from django.utils import translation

from analytics.charts import exits, gaps, pyramid, staying, substances, waits
from analytics.charts.svg import render
from analytics.charts.theme import FRAMES
from analytics.charts.wording import Caption, Chart
from analytics.contents import Contents


__all__ = ["Caption", "captions", "draw"]

READERS = {
    "pyramid": pyramid.read,
    "substances": substances.read,
    "waits": waits.read,
    "gaps": gaps.read,
    "staying": staying.read,
    "exits": exits.read,
}
"""All charts in their order in the report."""


def draw(contents: Contents, *, language: str) -> dict[str, str]:
    """SVG text by `<chart>-wide` and `<chart>-narrow`; charts without numbers are left out."""
    with translation.override(language):
        return {
            f"{name}-{frame.name}": render(chart.paint(frame), frame, title=chart.alternative)
            for name, chart in _charts(contents)
            for frame in FRAMES
        }


def captions(contents: Contents, *, language: str) -> dict[str, Caption]:
    """Message and measure of each chart that `draw` would draw, by the chart's name."""
    with translation.override(language):
        return {name: chart.caption for name, chart in _charts(contents)}


def _charts(contents: Contents) -> Iterator[tuple[str, Chart]]:
    for name, read in READERS.items():
        chart = read(contents)
        if chart is not None:
            yield name, chart

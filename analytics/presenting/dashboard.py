"""One release as a page: what is shown of it, narrowed to a topic when one is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.catalogue import UNIVERSES, read_key
from analytics.contents import Contents
from analytics.documents import notes
from analytics.presenting.charts import PLANS, Chart, charts
from analytics.presenting.headlines import Headline, headlines
from analytics.presenting.numbers import Shown, letters, written
from analytics.presenting.tables import Table, count_table, indicator_table, label_of
from analytics.vocabulary import Mark


@dataclass(frozen=True)
class Topic:
    """A part of a release: the universes that belong to it."""

    name: str
    label: str | Promise
    universes: frozenset[str]


TOPICS = (
    Topic("demand", gettext_lazy("Who comes"), frozenset({"in_treatment", "entrants"})),
    Topic("access", gettext_lazy("Access"), frozenset({"starts"})),
    Topic("retention", gettext_lazy("Staying"), frozenset({"followed"})),
    Topic("exits", gettext_lazy("How it ended"), frozenset({"exits"})),
    Topic("treatment", gettext_lazy("Doses and tests"), frozenset({"oat", "tests", "courses"})),
)


@dataclass(frozen=True)
class Revision:
    """A count that changed since the version before."""

    what: str
    who: str
    before: str
    now: str
    change: str


@dataclass(frozen=True)
class Dashboard:
    """What the page of a release shows."""

    topic: str
    topics: tuple[Topic, ...]
    headlines: list[Headline]
    charts: list[Chart]
    figures: Table
    tables: list[Table]
    left_out: list[str]
    regions_note: str
    revisions: list[Revision]
    marks: list[tuple[str, str]]
    """Letters and meaning of every mark on the page."""


def dashboard(
    contents: Contents, *, stored: Iterable[str], language: str, topic: str = ""
) -> Dashboard:
    """Lay a release out. A topic that does not exist means all of them."""
    chosen = next((each for each in TOPICS if each.name == topic), None)
    indicators = [each for each in contents.indicators if _is_in(each.universe, chosen)]
    figures = indicator_table(contents, indicators, title=_("All figures"))
    tables = [
        count_table(contents, layout)
        for layout in contents.tables
        if _is_in(layout.universe, chosen)
    ]
    shown = _charts(charts(contents, stored=stored, language=language), chosen)
    first = headlines(contents)
    return Dashboard(
        topic=chosen.name if chosen else "",
        topics=TOPICS,
        headlines=first,
        charts=shown,
        figures=figures,
        tables=tables,
        left_out=[
            str(layout.title)
            for layout in contents.left_out
            if not notes.is_without_regions(contents, layout)
        ],
        regions_note=notes.regions_text(contents),
        revisions=revisions(contents),
        marks=marks_on(cells_of(first, [figures, *tables, *(chart.table for chart in shown)])),
    )


def _is_in(universe: str, topic: Topic | None) -> bool:
    return topic is None or universe in topic.universes


def _charts(found: list[Chart], topic: Topic | None) -> list[Chart]:
    about = {plan.name: plan.about for plan in PLANS}
    return [chart for chart in found if topic is None or about[chart.name] == topic.name]


def cells_of(first: Iterable[Headline], tables: Iterable[Table]) -> Iterable[Shown]:
    """Every number of the page."""
    for headline in first:
        yield from (headline.lead, headline.women, headline.men, headline.gap)
    for table in tables:
        yield from table.cells()


def marks_on(cells: Iterable[Shown]) -> list[tuple[str, str]]:
    """The marks that occur, in the order of the vocabulary, each with all that it says here."""
    used = dict.fromkeys((cell.mark, cell.why) for cell in cells if cell.mark)
    order = [letters(mark) for mark in Mark]
    return sorted(used, key=lambda pair: order.index(pair[0]))


def revisions(contents: Contents) -> list[Revision]:
    """The national counts that changed since the version before, the largest change first."""
    ordered = sorted(contents.revised, key=lambda change: (-abs(change[2] - change[1]), change[0]))
    return [_revision(contents, *change) for change in ordered]


def _revision(contents: Contents, key: str, before: int, now: int) -> Revision:
    universe, codes = read_key(key)
    sex = codes.pop("sex", "")
    where = [label_of(contents.dimensions[name], code) for name, code in codes.items()]
    label = label_of(contents.dimensions["sex"], sex) if sex else _("Women and men")
    return Revision(
        what=", ".join([str(UNIVERSES[universe].label), *where]),
        who=label,
        before=written(before),
        now=written(now),
        change=written(now - before, signed=True),
    )

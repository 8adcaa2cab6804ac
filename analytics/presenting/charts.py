"""The charts of a release on its page: the stored pictures, what they say, the table beside them.

The pictures were drawn from the same contents and attacked with the other files; here nothing is
drawn. What a chart says is said in one or two sentences with its key numbers, from the registry.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.catalogue import INDICATORS, Code
from analytics.charts import Caption, captions
from analytics.contents import Contents
from analytics.presenting.numbers import measured, written
from analytics.presenting.tables import (
    Table,
    count_table,
    curve_table,
    has_figures,
    indicator_table,
    share_table,
)
from analytics.vocabulary import TOTAL, UNKNOWN, Measure, Who


WIDE, NARROW = "wide", "narrow"
MOST_GAPS = 2
LANGUAGES = ("en", "ru")
"""In these the pictures are stored; readers of other languages see the first."""


@dataclass(frozen=True)
class Chart:
    """One chart: names of its two pictures (empty: none stored), its words and its table."""

    name: str
    title: str
    lead: str
    says: str
    table: Table
    wide: str = ""
    narrow: str = ""


@dataclass(frozen=True)
class Plan:
    """How a chart is shown. `about` is the topic under which it stands."""

    name: str
    about: str
    title: str | Promise
    lead: str | Promise
    says: Callable[[Contents], str]
    table: Callable[[Contents, str], Table | None]


def charts(contents: Contents, *, stored: Iterable[str], language: str) -> list[Chart]:
    """The charts of a release that have something to show; `stored` are the names of its files."""
    names, found = frozenset(stored), []
    written_over = captions(contents, language=language)
    for plan in PLANS:
        table = plan.table(contents, str(plan.title))
        if table is not None and table.rows:
            pictures = pictures_of(contents.head.label, plan.name, names, language)
            words = words_of(plan, written_over.get(plan.name))
            found.append(Chart(plan.name, *words, plan.says(contents), table, **pictures))
    return found


def words_of(plan: "Plan", caption: Caption | None) -> tuple[str, str]:
    """Title and subtitle: the message and the measure of the drawing, else what is measured."""
    if caption is None:
        return str(plan.title), str(plan.lead)
    return caption.message, caption.measure


def pictures_of(label: str, chart: str, stored: frozenset[str], language: str) -> Mapping[str, str]:
    """The names of a chart's files by width, in the reader's language where there is one."""
    for each in (language, *LANGUAGES):
        pair = {width: f"{label}-{chart}-{width}.{each}.svg" for width in (WIDE, NARROW)}
        if set(pair.values()) <= stored:
            return pair
    return {}


def gaps_table(contents: Contents, title: str) -> Table | None:
    """Every share of women and of men, with the gap."""
    shares = [
        each
        for each in contents.indicators
        if each.measure == Measure.PERCENT and has_figures(contents, each)
    ]
    return indicator_table(contents, shares, title=title)


def gaps_words(contents: Contents) -> str:
    """The largest gaps that have both sides."""
    gaps = [
        (abs(gap.value), each)
        for each in contents.indicators
        if each.measure == Measure.PERCENT
        and (gap := contents.figure(each.code, Who.GAP)) is not None
        and gap.value is not None
    ]
    largest = sorted(gaps, key=lambda pair: (-pair[0], pair[1].code))[:MOST_GAPS]
    told = [both_sides(contents, each.code, str(each.label)) for _size, each in largest]
    return _("Largest gaps: %(gaps)s.") % {"gaps": "; ".join(filter(None, told))} if told else ""


def both_sides(contents: Contents, indicator: str, label: str) -> str:
    """`Label: women 49 %, men 34 %`; nothing where a side is not shown."""
    women, men = (side_of(contents, indicator, who) for who in (Who.WOMEN, Who.MEN))
    if not women or not men:
        return ""
    return _("%(label)s: women %(women)s, men %(men)s") % {
        "label": label,
        "women": women,
        "men": men,
    }


def side_of(contents: Contents, indicator: str, who: Who) -> str:
    """One number with its unit; nothing where it is not shown."""
    figure = contents.figure(indicator, who)
    if figure is None or figure.value is None:
        return ""
    return measured(figure.value, figure.measure)


def of_indicator(code: str) -> Callable[[Contents], str]:
    """Both sides of one indicator, as a sentence."""

    def say(contents: Contents) -> str:
        words = both_sides(contents, code, str(INDICATORS[code].label))
        return f"{words}." if words else ""

    return say


def most_frequent(universe: str, dimension: str) -> Callable[[Contents], str]:
    """The class in which most women stand, and that of most men."""

    def say(contents: Contents) -> str:
        women, men = (_largest(contents, universe, dimension, who) for who in ("F", "M"))
        if women is None or men is None:
            return ""
        return _("Most frequent: women %(women)s, men %(men)s.") % {"women": women, "men": men}

    return say


def _largest(contents: Contents, universe: str, dimension: str, sex: str) -> str | None:
    counts: list[tuple[int, Code]] = []
    for code in contents.dimensions[dimension].codes:
        cell = contents.counts.get(_key(universe, dimension, code.code, sex))
        if code.parent == TOTAL and code.code != UNKNOWN and cell is not None and cell.value:
            counts.append((cell.value, code))
    if not counts:
        return None
    value, code = max(counts, key=lambda pair: pair[0])
    return f"{code.label} ({written(Decimal(value))})"


def _key(universe: str, dimension: str, code: str, sex: str) -> str:
    return ";".join([universe, *sorted((f"{dimension}={code}", f"sex={sex}"))])


def of_layout(universe: str, dimension: str) -> Callable[[Contents, str], Table | None]:
    """The table of a release that divides a universe by one dimension and sex."""

    def build(contents: Contents, title: str) -> Table | None:
        for layout in contents.tables:
            if layout.universe == universe and layout.dimensions == (dimension, "sex"):
                return count_table(contents, layout)
        return None

    return build


def substances_table(contents: Contents, title: str) -> Table | None:
    """Shares of the main substances."""
    return share_table(contents, INDICATORS["DEM-07"], title=title)


def staying_table(contents: Contents, title: str) -> Table | None:
    """The points of the retention curve."""
    return curve_table(contents, title=title)


PLANS = (
    Plan(
        "gaps", "", gettext_lazy("Women and men side by side"),
        gettext_lazy("Per cent, with 95 % intervals. Bold: gaps named before the data came."),
        gaps_words, gaps_table,
    ),
    Plan(
        "staying", "retention", gettext_lazy("Staying in treatment"),
        gettext_lazy("Still in treatment, per cent of treatments started, with 95 % bands."),
        of_indicator("RET-06"), staying_table,
    ),
    Plan(
        "pyramid", "demand", gettext_lazy("Age at the start of treatment"),
        gettext_lazy("Per cent of own sex; the table has the rounded counts."),
        most_frequent("entrants", "age"), of_layout("entrants", "age"),
    ),
    Plan(
        "substances", "demand", gettext_lazy("Main substance"),
        gettext_lazy("Per cent of the women and of the men who started treatment."),
        most_frequent("entrants", "drug"), substances_table,
    ),
    Plan(
        "waits", "access", gettext_lazy("Waiting for treatment"),
        gettext_lazy("From referral to the first treatment; the table has the rounded counts."),
        of_indicator("ACC-02"), of_layout("starts", "wait"),
    ),
    Plan(
        "exits", "exits", gettext_lazy("How treatment ended"),
        gettext_lazy("Treatments that ended in the period; the table has the rounded counts."),
        of_indicator("EXI-02"), of_layout("exits", "exit"),
    ),
)  # fmt: skip
"""The charts in the order of the page."""

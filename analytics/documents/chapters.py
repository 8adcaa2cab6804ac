"""The chapters of the report, each on a sheet of its own. What a release lacks has no chapter."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.contents import Contents
from analytics.documents import notes, wording
from analytics.documents.coverage import coverage_sheet
from analytics.documents.first_table import first_table_sheet
from analytics.documents.layout import (
    Group,
    Row,
    Sheet,
    Table,
    count_group,
    drawing,
    figure_cells,
    headline,
    sexes,
    total_group,
)
from analytics.documents.method import method_sheet, words_sheet
from analytics.documents.numbers import counted, interval, number, period
from analytics.vocabulary import UNKNOWN, Mark, Measure, Who


PAIR = (Who.WOMEN, Who.MEN)
STRATA_DAY = 180
"""The day at which staying is compared between treatments."""
FEW = 5


def sheets(contents: Contents, charts: Mapping[str, str]) -> list[Sheet]:
    """All chapters that this release can fill, in their order."""
    made = (chapter(contents, charts) for chapter in CHAPTERS)
    return [sheet for sheet in made if sheet is not None]


def key_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet:
    """Key messages: the figures that were named before the data were seen."""
    named = [each.code for each in contents.indicators if each.is_headline]
    shown = _known(contents, *named)[:FEW]
    if len(shown) == 1:
        shown = _known(contents, "DEM-01", *shown)
    return Sheet(
        "key",
        _("Key messages"),
        _("Headline figures, women and men"),
        "key",
        {
            "lead": _key_lead(contents),
            "caption": _(
                "Headline figures for %(period)s. Small: 95 %% interval, and the number of people "
                "or treatments behind the figure."
            )
            % {"period": period(contents.head)},
            "rows": [headline(contents, code, with_earlier=True) for code in shown],
            "since": _since(contents),
            "messages": _messages(contents),
        },
    )


def _key_lead(contents: Contents) -> str:
    if not _known(contents, "RET-06"):
        return wording.entrants(contents)
    return f"{wording.entrants(contents)} {wording.of_100(contents, 'RET-06')}"


def _since(contents: Contents) -> str:
    """The head of the column of changes; there is none in the first release of a series."""
    if not contents.earlier:
        return ""
    return _("Since %(year)s") % {"year": contents.head.since.year - 1}


def _messages(contents: Contents) -> list[str]:
    """Two or three sentences on the gaps that are larger than chance."""
    found = []
    for code in ("ACC-02", "EXI-02", "DEM-10"):
        gap = contents.figure(code, Who.GAP)
        if gap and gap.value is not None and gap.low is not None and gap.high is not None:
            found.append(f"{wording.of_100(contents, code)} {wording.gap(gap)}")
    return found


def read_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet:
    """How to read the report."""
    return Sheet(
        "read",
        _("How to read this report"),
        _("Rounding, marks, intervals"),
        "read",
        {
            "cards": notes.reading(contents.head),
            "marks": [(f"[{mark.value}]", str(mark.label)) for mark in Mark if mark],
            "example": wording.example(contents),
        },
    )


def demand_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet | None:
    """Who started treatment, by age and sex."""
    if not _has(contents, "entrants"):
        return None
    has_age = _has(contents, "entrants", "age")
    has_regions = _has(contents, "in_treatment", "region")
    return Sheet(
        "demand",
        _("Who started treatment"),
        wording.entrants(contents),
        "demand",
        {
            "lead": wording.entrants(contents),
            "chart": drawing(contents, charts, "pyramid") if has_age else None,
            "rows": [headline(contents, code) for code in _known(contents, "DEM-14", "DEM-03")],
            "table": _regions(contents) if has_regions and not has_age else None,
            "in_treatment": _in_treatment(contents),
        },
    )


def _regions(contents: Contents) -> Table:
    return Table(
        _("People in treatment"),
        _("Numbers of people, rounded"),
        _("Region"),
        sexes(),
        (
            total_group(contents, "in_treatment", label=_("All")),
            count_group(contents, "in_treatment", "region", with_title=False),
        ),
    )


def _in_treatment(contents: Contents) -> str:
    figures = [contents.figure("DEM-01", who) for who in (*PAIR, Who.BOTH)]
    if any(each is None or each.value is None for each in figures):
        return ""
    women, men, both = (number(each.value or 0) for each in figures if each)
    return _(
        "People in treatment at any time in the period, those who had started before it "
        "included: %(both)s. Women: %(women)s, men: %(men)s."
    ) % {"both": both, "women": women, "men": men}


def substances_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet | None:
    """Main substances of women and men."""
    if not _has(contents, "entrants", "drug"):
        return None
    rows = [_drug(contents, code) for code in _clear_gaps(contents)]
    return Sheet(
        "substances",
        _("Main substances"),
        _substance(contents),
        "substances",
        {
            "lead": _substance(contents),
            "injecting": wording.of_100(contents, "DEM-10"),
            "chart": drawing(contents, charts, "substances"),
            "table": Table(
                _("Where women and men differ by more than chance"),
                _("Per cent of those whose substance is known; gap with its 95 % interval"),
                _("Substance"),
                (*sexes(both=False), (_("Gap"), ""), (_("Interval"), "")),
                (Group("", tuple(rows)),),
            )
            if rows
            else None,
        },
    )


def _substance(contents: Contents) -> str:
    """The substance that women name most often, among women and among men."""
    code = _top(contents, "entrants", "drug", Who.WOMEN.value)
    if not code:
        return wording.no_chart()
    women, men = (contents.figure("DEM-07", who, stratum=code) for who in PAIR)
    label = wording.code_label(contents, "drug", code)
    sentence = _(
        "%(substance)s: the main substance of %%(women)s of 100 women and %%(men)s of 100 men."
    ) % {"substance": label}
    named = _("%(substance)s as the main substance") % {"substance": label}
    return wording.pair(sentence, named, women, men)


def _clear_gaps(contents: Contents) -> list[str]:
    """Substances whose gap is larger than chance; the widest gaps first."""
    gaps = {}
    for each in contents.dimensions["drug"].children():
        gap = contents.figure("DEM-07", Who.GAP, stratum=each.code)
        if gap and gap.value is not None and wording.is_clear(gap):
            gaps[each.code] = abs(gap.value)
    return sorted(gaps, key=lambda code: (-gaps[code], code))[:FEW]


def _drug(contents: Contents, code: str) -> Row:
    gap = contents.figure("DEM-07", Who.GAP, stratum=code)
    pair = [contents.figure("DEM-07", who, stratum=code) for who in PAIR]
    ends = interval(gap) if gap else ""
    return Row(wording.code_label(contents, "drug", code), (*figure_cells([*pair, gap]), ends))


def access_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet | None:
    """How long people waited."""
    if not _has(contents, "starts", "wait"):
        return None
    return Sheet(
        "access",
        _("Waiting for treatment"),
        wording.of_100(contents, "ACC-02"),
        "access",
        {
            "lead": wording.of_100(contents, "ACC-02"),
            "median": wording.medians(contents),
            "gap": wording.gap(contents.figure("ACC-02", Who.GAP)),
            "chart": drawing(contents, charts, "waits"),
            "table": Table(
                _("Treatments started, by waiting time"),
                _("Numbers of treatments, rounded"),
                _("Waiting time"),
                sexes(),
                (
                    total_group(contents, "starts", label=_("All treatments")),
                    count_group(contents, "starts", "wait", with_title=False),
                ),
            ),
        },
    )


def gaps_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet | None:
    """All gaps between women and men on one page."""
    gaps = [
        each
        for each in contents.figures.values()
        if each.measure == Measure.POINTS
        and not each.stratum
        and each.day is None
        and each.low is not None
    ]
    if not gaps:
        return None
    return Sheet(
        "gaps",
        _("Women and men: the gaps"),
        _("Which differences are larger than chance"),
        "gaps",
        {
            "lead": _clear(len(gaps), sum(map(wording.is_clear, gaps))),
            "chart": drawing(contents, charts, "gaps"),
            "aloud": _aloud(contents),
            "named": [str(each.label) for each in contents.indicators if each.is_headline],
        },
    )


def _clear(gaps: int, clear: int) -> str:
    """How many gaps are larger than chance."""
    if gaps == 1 and clear:
        return _(
            "The one gap between women and men that can be shown is larger than chance alone "
            "would explain."
        )
    if gaps == 1:
        return _(
            "The one gap between women and men that can be shown is no larger than chance alone "
            "would explain."
        )
    text = ngettext(
        "Of %(all)s gaps between women and men, %(clear)s is larger than chance alone would "
        "explain.",
        "Of %(all)s gaps between women and men, %(clear)s are larger than chance alone would "
        "explain.",
        clear,
    )
    if not clear:
        text = _(
            "None of the %(all)s gaps between women and men is larger than chance alone would "
            "explain."
        )
    return text % {"all": gaps, "clear": clear}


def _aloud(contents: Contents) -> str:
    for code in ("RET-06", "EXI-02", "ACC-02", "DEM-10"):
        gap = wording.gap(contents.figure(code, Who.GAP))
        if gap:
            return f"{wording.of_100(contents, code)} {gap}"
    return ""


def stay_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet | None:
    """Staying in treatment: the curve and how many are still followed."""
    if not _has(contents, "followed"):
        return None
    return Sheet(
        "stay",
        _("Staying in treatment"),
        wording.of_100(contents, "RET-06"),
        "stay",
        {
            "lead": wording.of_100(contents, "RET-06"),
            "gap": wording.gap(contents.figure("RET-06", Who.GAP)),
            "chart": drawing(contents, charts, "staying"),
            "followed": _followed(contents),
            "strata": _strata(contents),
        },
    )


def _followed(contents: Contents) -> Table:
    days = contents.dimensions["day"].codes
    rows = [
        Row(label, tuple(_followed_at(contents, day.code, sex) for day in days))
        for label, sex in ((_("Women"), "F"), (_("Men"), "M"))
    ]
    return Table(
        _("Treatments still followed"),
        _("Numbers of treatments, rounded, by days since the start"),
        _("Days since the start"),
        tuple((str(day.label), "") for day in days),
        (Group("", tuple(rows)),),
    )


def _followed_at(contents: Contents, day: str, sex: str) -> str:
    return counted(contents.count("followed", day=day, sex=sex))


def _strata(contents: Contents) -> Table | None:
    """Staying by treatment, where the release has such curves."""
    rows = []
    for code in contents.dimensions["treatment"].codes:
        pair = [contents.figure("RET", who, stratum=code.code, day=STRATA_DAY) for who in PAIR]
        gap = contents.figure("RET", Who.GAP, stratum=code.code, day=STRATA_DAY)
        if any(pair):
            ends = interval(gap) if gap else ""
            rows.append(Row(str(code.label), (*figure_cells([*pair, gap]), ends)))
    if not rows:
        return None
    return Table(
        _("Still in treatment after %(days)s days, by treatment") % {"days": STRATA_DAY},
        _("Per cent of treatments started; gap with its 95 % interval"),
        _("Treatment"),
        (*sexes(both=False), (_("Gap"), ""), (_("Interval"), "")),
        (Group("", tuple(rows)),),
    )


def exits_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet | None:
    """How treatment ended."""
    if not _has(contents, "exits", "exit"):
        return None
    return Sheet(
        "exits",
        _("How treatment ended"),
        wording.of_100(contents, "EXI-02"),
        "exits",
        {
            "lead": wording.of_100(contents, "EXI-02"),
            "unplanned": wording.of_100(contents, "EXI-03"),
            "gap": wording.gap(contents.figure("EXI-02", Who.GAP)),
            "chart": drawing(contents, charts, "exits"),
            "table": Table(
                _("Treatments ended, by how they ended"),
                _("Numbers of treatments, rounded"),
                _("How it ended"),
                sexes(),
                (
                    total_group(contents, "exits", label=_("All treatments")),
                    count_group(contents, "exits", "exit", with_title=False),
                ),
            ),
        },
    )


def medication_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet | None:
    """Doses of agonist treatment and drug tests."""
    known = _known(contents, "OAT-04", "TST-01", "TST-02", "TST-03")
    if not known:
        return None
    return Sheet(
        "medication",
        _("Medication and drug tests"),
        _("Doses, tests without opioids, three weeks without them"),
        "medication",
        {
            "lead": wording.of_100(contents, "TST-01"),
            "dose": wording.of_100(contents, "OAT-04"),
            "caption": _(
                "Doses and tests in %(period)s. Small: 95 %% interval, and the number of people, "
                "tests or treatments behind the figure."
            )
            % {"period": period(contents.head)},
            "rows": [headline(contents, code) for code in known],
        },
    )


def _known(contents: Contents, *codes: str) -> list[str]:
    """Those of `codes` of which the release has any figure."""
    named = {each.code for each in contents.indicators}
    return [
        code for code in codes if code in named and any(contents.figure(code, who) for who in PAIR)
    ]


def _has(contents: Contents, universe: str, dimension: str = "sex") -> bool:
    """Whether a table of the release divides `universe` by `dimension` alone."""
    return any(
        table.universe == universe and dimension in table.dimensions for table in contents.tables
    )


def _top(contents: Contents, universe: str, dimension: str, sex: str) -> str:
    """The code with the largest count; empty where all are zero."""
    values = {
        each.code: contents.count(universe, **{dimension: each.code, "sex": sex}).value or 0
        for each in contents.dimensions[dimension].children()
        if each.code != UNKNOWN
    }
    code, value = max(values.items(), key=lambda pair: pair[1], default=("", 0))
    return code if value else ""


CHAPTERS: tuple[Callable[[Contents, Mapping[str, str]], Sheet | None], ...] = (
    key_sheet,
    read_sheet,
    coverage_sheet,
    demand_sheet,
    substances_sheet,
    access_sheet,
    gaps_sheet,
    stay_sheet,
    exits_sheet,
    medication_sheet,
    first_table_sheet,
    method_sheet,
    words_sheet,
)
"""In the order of the report."""

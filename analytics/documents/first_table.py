"""Table 1: people who started treatment, women and men side by side, on one page."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from analytics.contents import Contents
from analytics.documents import notes
from analytics.documents.layout import Group, Sheet, Table, count_group, sexes, total_group
from analytics.documents.numbers import period


LEFT = ("age", "region")
RIGHT = ("drug", "treatment")
EITHER = "injecting"
"""Stands in whichever half has fewer rows."""


def first_table_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet | None:
    """The sheet of Table 1, in two halves side by side."""
    single = [
        name
        for table in contents.tables
        if table.universe == "entrants" and not table.is_crossed
        for name in table.dimensions
        if name != "sex"
    ]
    if not single:
        return None
    left = [name for name in LEFT if name in single]
    right = [name for name in RIGHT if name in single]
    if EITHER in single:
        shorter = min(left, right, key=lambda names: _rows(contents, names))
        shorter.append(EITHER)
    halves = [_half(contents, left, is_first=True)]
    if right:
        halves.append(_half(contents, right, is_first=False))
    return Sheet(
        "table",
        _("Table 1. People who started treatment"),
        ", ".join(str(contents.dimensions[name].label) for name in (*left, *right)),
        "first_table",
        {"halves": halves, "notes": notes.rounding(contents.head)},
    )


def _rows(contents: Contents, names: Sequence[str]) -> int:
    return sum(len(contents.dimensions[name].codes) for name in names)


def _half(contents: Contents, names: Sequence[str], *, is_first: bool) -> Table:
    when = {"place": contents.head.geography_name, "period": period(contents.head)}
    caption = _("%(place)s, %(period)s") if is_first else _("%(place)s, %(period)s, continued")
    return Table(
        caption % when,
        _("Numbers of people, rounded to %(base)s") % {"base": contents.head.base},
        _("Group"),
        sexes(),
        tuple(_groups(contents, names, is_first=is_first)),
    )


def _groups(contents: Contents, names: Sequence[str], *, is_first: bool) -> Iterator[Group]:
    if is_first:
        yield total_group(contents, "entrants", label=_("All people"))
    for name in names:
        yield count_group(contents, "entrants", name)

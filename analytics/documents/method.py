"""The last sheets: how the figures were made, what changed, and the words in seven languages."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from analytics.catalogue import UNIVERSES, read_key
from analytics.contents import Contents
from analytics.documents import notes
from analytics.documents.layout import Group, Row, Sheet, Table
from analytics.documents.numbers import day, frozen_day, number
from analytics.documents.wording import code_label, title


MOST_REVISIONS = 4


def method_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet:
    """Method, vintage, revisions, and what was left out."""
    head = contents.head
    return Sheet(
        "method",
        _("Method and data vintage"),
        _("Release, checksum, revisions"),
        "method",
        {
            "items": [
                (_("Release"), notes.released(head)),
                *notes.period_lines(head),
                *notes.method(head),
                *notes.regions(contents),
                (_("Cite as"), _cite(contents)),
            ],
            "revisions": revisions_table(contents),
            "more": max(0, len(contents.revised) - MOST_REVISIONS),
            "left_out": [
                (each.code, str(each.title))
                for each in contents.left_out
                if not notes.is_without_regions(contents, each)
            ],
            "without_regions": [
                (each.code, str(each.title))
                for each in contents.left_out
                if notes.is_without_regions(contents, each)
            ],
        },
    )


def _cite(contents: Contents) -> str:
    head = contents.head
    return _("%(publisher)s. %(title)s. Release %(label)s, %(day)s.") % {
        "publisher": head.publisher,
        "title": title(head),
        "label": head.label,
        "day": day(frozen_day(head)),
    }


def words_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet:
    """The terms of the report in the languages of the region."""
    return Sheet(
        "words",
        _("Words in seven languages"),
        _("Terms and what they mean"),
        "words",
        {"base": contents.head.base},
    )


def revisions_table(contents: Contents) -> Table | None:
    """Counts that differ from the earlier version of this release."""
    rows = [
        Row(cell_label(contents, key), (number(before), f"{number(now)} [r]"))
        for key, before, now in contents.revised[:MOST_REVISIONS]
    ]
    if not rows:
        return None
    return Table(
        _("Changes to earlier figures"),
        _("Numbers, rounded; the newest count"),
        _("Figure"),
        ((_("Before"), ""), (_("Now"), "")),
        (Group("", tuple(rows)),),
    )


def cell_label(contents: Contents, key: str) -> str:
    """A cell in words: People who started treatment: Chüy Region, Women."""
    universe, codes = read_key(key)
    words = list(_codes(contents, codes))
    label = str(UNIVERSES[universe].label)
    return f"{label}: {', '.join(words)}" if words else label


def _codes(contents: Contents, codes: Mapping[str, str]) -> Iterator[str]:
    for name, code in codes.items():
        yield code_label(contents, name, code)

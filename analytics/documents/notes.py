"""What every file says of itself: how to read it, how it was made, what it covers."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from analytics.catalogue import Layout
from analytics.contents import Contents, Head
from analytics.documents.numbers import SPACE, day, frozen_day, number
from analytics.documents.wording import code_label, subtitle, title
from analytics.vocabulary import Mark


Lines = list[tuple[str, str]]


def sections(contents: Contents) -> list[tuple[str, Lines]]:
    """The notes of a workbook: headings, each with labelled lines."""
    return [
        (_("About this workbook"), about(contents.head)),
        (_("How to read it"), reading(contents.head)),
        (_("Marks"), marks()),
        (_("Method"), [*method(contents.head), *regions(contents)]),
        (_("Tables"), tables(contents)),
        (_("Clinics"), clinics(contents)),
    ]


def about(head: Head) -> Lines:
    """What it is, of whom and when."""
    lines = [
        (_("Title"), title(head)),
        (_("What it is"), subtitle(head)),
        (_("Publisher"), str(head.publisher)),
        *period_lines(head),
        (_("Release"), released(head)),
    ]
    if head.is_invented:
        lines.append((_("Notice"), invented()))
    return lines


def period_lines(head: Head) -> Lines:
    """The period and the data behind it."""
    return [
        (
            _("Period"),
            _("%(since)s to %(until)s") % {"since": day(head.since), "until": day(last_day(head))},
        ),
        (_("Data until"), day(head.cut_on)),
        (_("Records read on"), day(frozen_day(head))),
    ]


def last_day(head: Head) -> date:
    """The last day that belongs to the period."""
    return head.before - timedelta(days=1)


def released(head: Head) -> str:
    """Label, version and state of the release."""
    state = _("provisional [p]") if head.is_provisional else _("final")
    return _("%(label)s, version %(version)s, %(state)s") % {
        "label": head.label,
        "version": head.version,
        "state": state,
    }


def invented() -> str:
    """The notice of a release made from demonstration records."""
    return _(
        "Made from demonstration records. The clinics and the people in it do not exist; the "
        "figures say nothing about any country."
    )


def reading(head: Head) -> Lines:
    """Rounding, sums, percentages and intervals."""
    return [
        (
            _("%(zero)s means %(zero)s to %(most)s") % {"zero": 0, "most": head.base - 1},
            _("Each count is rounded to a multiple of %(base)s, up or down.") % {"base": head.base}
            + " "
            + _("A printed %(shown)s stands for a true count between %(low)s and %(high)s.")
            % {"shown": 3 * head.base, "low": 2 * head.base + 1, "high": 4 * head.base - 1},
        ),
        (
            _("Sums agree"),
            _(
                "Rows and columns are rounded together. Women plus men always make the printed "
                "total."
            ),
        ),
        (
            _("Percentages"),
            _(
                "They come from rounded counts. Below a base of 50 no percentage is shown. Whole "
                "numbers up to %(limit)s, then one decimal."
            )
            % {"limit": number(4000)},
        ),
        (
            _("95%(space)s%% interval") % {"space": SPACE},
            _(
                "The range in which the true value would fall in 95 of 100 repetitions. Ends are "
                "rounded outwards."
            ),
        ),
    ]


def rounding(head: Head) -> list[str]:
    """The footnote of every table."""
    return [
        _(
            "Counts are rounded to a multiple of %(base)s: 0 means 0 to %(most)s. Sums agree. "
            "Percentages come from rounded counts."
        )
        % {"base": head.base, "most": head.base - 1},
        " · ".join(f"[{mark}] {text}" for mark, text in _short_marks()),
    ]


def _short_marks() -> Sequence[tuple[str, str]]:
    return (
        ("c", _("confidential")),
        ("u", _("low reliability")),
        ("low", _("rounds to zero but is not zero")),
        ("x", _("not available")),
        ("z", _("does not apply")),
    )


def marks() -> Lines:
    """All marks with their meaning."""
    return [(f"[{mark.value}]", str(mark.label)) for mark in Mark if mark]


def method(head: Head) -> Lines:
    """How the figures were protected, and from what they can be made again."""
    return [
        (_("Protection"), protection(head)),
        (_("Checksum of the frozen records (SHA-256)"), head.checksum),
        (_("Versions"), versions(head)),
    ]


def regions(contents: Contents) -> Lines:
    """The rule on regions of few clinics, where it changed a national release."""
    text = regions_text(contents)
    return [(_("Regions"), text)] if text else []


def regions_text(contents: Contents) -> str:
    """Which regions are shown only together, and why; empty where all stand alone."""
    if not contents.head.is_national:
        return ""
    if not contents.has_regions:
        return _(
            "Regions are not told apart: fewer than three clinics stand behind each, so their "
            "figures would be those of single clinics."
        )
    if not contents.regions_together:
        return ""
    return _(
        "A region stands alone only if people were treated at three clinics of it or more; else "
        "its figures would be those of single clinics. Other regions: %(names)s."
    ) % {"names": ", ".join(str(each.label) for each in contents.regions_together)}


def protection(head: Head) -> str:
    """The method of protection; says so when the solver was stopped early."""
    text = _(
        "controlled rounding of all tables together, base %(base)s, policy %(policy)s; the files "
        "were attacked by a separate program before they were stored"
    ) % {"base": head.base, "policy": head.policy_version}
    if head.is_optimal:
        return text
    return f"{text}; {_('the search for the best rounding was stopped at its time limit')}"


def versions(head: Head) -> str:
    """Versions of the definitions."""
    return _("records %(facts)s, definitions %(catalogue)s, policy %(policy)s") % {
        "facts": head.facts_version,
        "catalogue": head.catalogue_version,
        "policy": head.policy_version,
    }


def tables(contents: Contents) -> Lines:
    """The tables that are in it, and those that were left out."""
    lines = [(table.code, str(table.title)) for table in contents.tables]
    return lines + [(table.code, left_out(contents, table)) for table in contents.left_out]


def left_out(contents: Contents, table: Layout) -> str:
    """Why a crossed table is not there."""
    if is_without_regions(contents, table):
        return _("%(table)s: left out, because fewer than three clinics stand behind a region") % {
            "table": table.title
        }
    return _("%(table)s: left out, because half of its groups of women would be under 10") % {
        "table": table.title
    }


def is_without_regions(contents: Contents, table: Layout) -> bool:
    """Whether a table is not there because regions cannot be told apart."""
    return "region" in table.dimensions and not contents.has_regions


def clinics(contents: Contents) -> Lines:
    """Who was expected to report, and who did; never a count of people."""
    answers = {True: _("reported"), False: _("expected, did not report")}
    return [
        (
            str(clinic.name),
            ", ".join(
                part
                for part in (region_name(contents, clinic.region), answers[clinic.has_reported])
                if part
            ),
        )
        for clinic in contents.clinics
    ]


def region_name(contents: Contents, region: str) -> str:
    """A region in words; its code, or nothing, where it has no name."""
    try:
        return code_label(contents, "region", region)
    except KeyError:
        return region

"""Coverage and quality: who reported, which answers are missing, what was not counted twice."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.catalogue import UNIVERSES
from analytics.contents import Contents
from analytics.documents.layout import Group, Row, Sheet, Table, sexes
from analytics.documents.notes import region_name, regions_text
from analytics.documents.numbers import SPACE, counted, marked, number
from analytics.documents.wording import value_text
from analytics.vocabulary import TOTAL, UNKNOWN, Mark, Who


FIELDS = (
    ("entrants", "age"),
    ("entrants", "drug"),
    ("entrants", "injecting"),
    ("entrants", "previous"),
    ("entrants", "treatment"),
    ("starts", "wait"),
    ("exits", "exit"),
)
"""Questions whose unanswered share is published: T04 to T08, T11 and T13."""
WEAK, MISSING = 20, 40
"""Per cent not known over which a figure is weak, and over which it is not shown (1.1)."""
MOST_NAMED = 36
"""More clinics than this do not fit the sheet; then only those that did not report are named."""


def coverage_sheet(contents: Contents, charts: Mapping[str, str]) -> Sheet:
    """The sheet on coverage and data quality."""
    named = [each for each in contents.clinics if not each.has_reported]
    if len(contents.clinics) <= MOST_NAMED:
        named = list(contents.clinics)
    return Sheet(
        "quality",
        _("Coverage and data quality"),
        reported(contents),
        "coverage",
        {
            "lead": reported(contents),
            "regions": regions_table(contents),
            "regions_note": regions_text(contents),
            "clinics": [
                (str(each.name), region_name(contents, each.region), each.has_reported)
                for each in named
            ],
            "is_national": contents.head.is_national,
            "fields": fields_table(contents),
            "not_stated": not_stated(contents),
        },
    )


def reported(contents: Contents) -> str:
    """How many clinics reported, as a sentence. Clinics are counted exactly."""
    expected = len(contents.clinics)
    present = sum(clinic.has_reported for clinic in contents.clinics)
    if not expected:
        return _("No clinic was expected to report.")
    if not present:
        text = ngettext(
            "The one clinic that was expected did not report.",
            "None of the %(count)s clinics that were expected reported.",
            expected,
        )
        return text % {"count": number(expected)}
    if present == expected:
        text = ngettext(
            "The one clinic that was expected reported.",
            "All %(count)s clinics that were expected reported.",
            expected,
        )
        return text % {"count": number(expected)}
    return _("%(present)s of %(count)s clinics reported.") % {
        "present": number(present),
        "count": number(expected),
    }


def regions_table(contents: Contents) -> Table:
    """Clinics expected and reported, by region."""
    regions = sorted({clinic.region for clinic in contents.clinics})
    rows = [Row(region_name(contents, code), _clinics(contents, code)) for code in regions]
    total = Row(_("All"), _clinics(contents, None), "all")
    return Table(
        _("Clinics that reported, by region"),
        _("Numbers of clinics, not rounded"),
        _("Region"),
        ((_("Expected"), ""), (_("Reported"), "")),
        (Group("", (*rows, total)),),
    )


def _clinics(contents: Contents, region: str | None) -> tuple[str, str]:
    own = [each for each in contents.clinics if region is None or each.region == region]
    return number(len(own)), number(sum(each.has_reported for each in own))


def fields_table(contents: Contents) -> Table:
    """How many answers are not known, of how many, for each question: counts of the registry."""
    return Table(
        _("Answers that are not known"),
        _("How many are not known, of all who were asked; rounded counts"),
        _("Question"),
        sexes(),
        (Group("", tuple(_fields(contents))),),
    )


def _fields(contents: Contents) -> Iterator[Row]:
    for universe, dimension in FIELDS:
        cells = tuple(_not_known(contents, universe, dimension, sex) for sex in ("F", "M", TOTAL))
        if any(cells):
            label = _("%(question)s, of: %(universe)s") % {
                "question": contents.dimensions[dimension].label,
                "universe": str(UNIVERSES[universe].label).lower(),
            }
            yield Row(label, cells)


def _not_known(contents: Contents, universe: str, dimension: str, sex: str) -> str:
    """15 of 125, with the mark that figures on the question carry; empty without such a cell."""
    try:
        part = contents.count(universe, **{dimension: UNKNOWN, "sex": sex})
        whole = contents.count(universe, sex=sex)
    except KeyError:
        return ""
    text = _("%(part)s of %(whole)s") % {"part": counted(part), "whole": counted(whole)}
    mark = _mark(part.value, whole.value)
    return SPACE.join((text, marked(mark))) if mark else text


def _mark(part: int | None, whole: int | None) -> Mark:
    """What the share of answers that are not known makes of a figure."""
    if not part or not whole:
        return Mark.NONE
    if 100 * part > MISSING * whole:
        return Mark.NOT_AVAILABLE
    return Mark.LOW_RELIABILITY if 100 * part > WEAK * whole else Mark.NONE


def not_stated(contents: Contents) -> str:
    """The one national figure of people whose sex is other or not stated (QUA-07)."""
    figure = contents.figure("QUA-07", Who.BOTH)
    if figure is None:
        return _("The number of people whose sex is other or not stated is not in this release.")
    if figure.value is None:
        return _(
            "People whose sex is other or not stated: %(mark)s. They are too few to publish a "
            "number, and stand in no table of women and men."
        ) % {"mark": value_text(figure)}
    return _(
        "People whose sex is other or not stated: %(count)s. They stand in no table of women and "
        "men."
    ) % {"count": value_text(figure)}

"""Coverage and quality: who reported, which answers are missing, what was not counted twice."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.catalogue import UNIVERSES
from analytics.contents import Contents
from analytics.documents.layout import Group, Row, Sheet, Table, sexes
from analytics.documents.notes import region_name
from analytics.documents.numbers import marked, number, percent
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
LEAST_BASE = 50
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
    if present == expected:
        text = ngettext(
            "The one clinic that was expected reported.",
            "All %(count)s clinics that were expected reported.",
            expected,
        )
        return text % {"count": number(expected)}
    text = ngettext(
        "%(present)s of %(count)s clinic reported.",
        "%(present)s of %(count)s clinics reported.",
        expected,
    )
    return text % {"present": number(present), "count": number(expected)}


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
    """The share of answers that are not known, for each question."""
    return Table(
        _("Answers that are not known"),
        _("Percentage of all who were asked, from rounded counts"),
        _("Question"),
        sexes(),
        (Group("", tuple(_fields(contents))),),
    )


def _fields(contents: Contents) -> Iterator[Row]:
    for universe, dimension in FIELDS:
        cells = tuple(_share(contents, universe, dimension, sex) for sex in ("F", "M", TOTAL))
        if any(cells):
            label = _("%(question)s, of: %(universe)s") % {
                "question": contents.dimensions[dimension].label,
                "universe": str(UNIVERSES[universe].label).lower(),
            }
            yield Row(label, cells)


def _share(contents: Contents, universe: str, dimension: str, sex: str) -> str:
    """A share by the rule of percentages (2.9); empty where the release has no such cell."""
    try:
        part = contents.count(universe, **{dimension: UNKNOWN, "sex": sex}).value
        whole = contents.count(universe, sex=sex).value
    except KeyError:
        return ""
    if part is None or whole is None or whole < LEAST_BASE:
        return marked(Mark.LOW_RELIABILITY)
    return percent((Decimal(100 * part) / whole).quantize(Decimal(1)))


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

"""What stands around the figures: the audit in words, files, coverage, how it was made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from analytics.contents import Clinic, Contents
from analytics.models import ProgrammeRelease, Release, ReleaseFile
from analytics.presenting.numbers import written
from analytics.presenting.tables import label_of


FIRST_DIGITS = 8
SVG, PDF = "image/svg+xml", "application/pdf"
SMALLEST_RANGE = 3
"""A small count may never be narrowed below three candidates (2.8)."""


@dataclass(frozen=True)
class Test:
    """One line of the audit: what was tested, what came out, and whether that passes."""

    label: str
    result: str
    passed: bool | None = None
    """None: a number that is told, not judged."""
    note: str = ""


def audit_lines(release: Release) -> list[Test]:
    """The disclosure audit in words."""
    read, equal = written(release.numbers_read), written(release.numbers_equal)
    return [
        Test(_("Cells in the linked system"), written(release.cells)),
        Test(_("Sums between them that agree"), written(release.relations), passed=True),
        Test(_("Attacks tried"), written(release.attacks)),
        Test(
            _("Cells that could be narrowed below 3"),
            written(release.recovered),
            passed=release.recovered == 0,
        ),
        Test(
            _("Narrowest range an attacker can find"),
            written(release.narrowest),
            passed=release.narrowest >= SMALLEST_RANGE,
        ),
        Test(
            _("Differences from earlier releases in 1 to 4"),
            written(release.differences),
            passed=release.differences == 0,
        ),
        Test(
            _("Percentages with a base under 50"),
            written(release.low_bases),
            note=_("Shown as [u]"),
        ),
        Test(
            _("Numbers read back from the files, equal to the registry"),
            _("%(equal)s of %(read)s") % {"equal": equal, "read": read},
            passed=release.numbers_read == release.numbers_equal,
        ),
    ]


@dataclass(frozen=True)
class Download:
    """A file as it is offered: `PDF`, what it holds, how large, how its checksum begins."""

    kind: str
    title: str
    name: str
    size: str
    checksum: str
    is_own_language: bool


def downloads(files: Iterable[ReleaseFile], *, language: str) -> list[Download]:
    """The files to take away, those in the reader's language first; pictures are not among them."""
    offered = [download(each, language=language) for each in files if each.media_type != SVG]
    order = {kind: place for place, kind in enumerate(("PDF", "XLSX", "CSV", "JSON"))}
    return sorted(
        offered,
        key=lambda each: (order.get(each.kind, 9), not each.is_own_language, each.name),
    )


def download(file: ReleaseFile, *, language: str) -> Download:
    """One file."""
    digits = file.sha256[:FIRST_DIGITS]
    return Download(
        kind=file.name.rsplit(".", 1)[-1].upper(),
        title=title_of(file),
        name=file.name,
        size=filesizeformat(file.size),
        checksum=f"{digits[:4]} {digits[4:]}",
        is_own_language=file.language == language,
    )


def title_of(file: ReleaseFile) -> str:
    """What a file holds, with its language where it has one of several."""
    kind = file.name.rsplit(".", 1)[-1]
    language = dict(settings.LANGUAGES).get(file.language, file.language)
    if kind == "csv":
        return _("Counts") if file.name.endswith("-counts.csv") else _("Figures")
    titles = {"pdf": _("Report"), "xlsx": _("All tables")}
    if kind in titles:
        return f"{titles[kind]}, {language}"
    return _("Everything, for machines")


@dataclass(frozen=True)
class Line:
    """One clinic of the coverage."""

    region: str
    name: str
    has_reported: bool


@dataclass(frozen=True)
class Coverage:
    """Who was expected to report and did."""

    expected: int
    reported: int
    lines: list[Line]


def coverage(contents: Contents) -> Coverage:
    """The clinics of a national release."""
    lines = [_line(contents, clinic) for clinic in contents.clinics]
    reported = sum(1 for line in lines if line.has_reported)
    return Coverage(len(lines), reported, lines)


def _line(contents: Contents, clinic: Clinic) -> Line:
    try:
        region = label_of(contents.dimensions["region"], clinic.region)
    except KeyError:
        region = ""
    return Line(region, str(clinic.name), clinic.has_reported)


def facts(release: Release) -> Mapping[str, str]:
    """How the release was made: what another person needs to make it again."""
    vintage = release.vintage
    digits = vintage.checksum
    return {
        _("Records frozen"): _moment(vintage.frozen_at),
        _("Data until"): date_format(vintage.cut_on, "DATE_FORMAT"),
        _("Checksum of the frozen records"): f"{digits[:4]} {digits[4:8]} {digits[8:12]}",
        **_how(release, release.catalogue_version),
        _("Code lists"): vintage.code_lists_version,
        **_who(release),
    }


def programme_facts(release: ProgrammeRelease) -> Mapping[str, str]:
    """How figures of programmes were made."""
    return {
        _("Records frozen"): _moment(release.vintage.frozen_at),
        **_how(release, release.tables_version),
        **_who(release),
    }


def _how(release: Release | ProgrammeRelease, definitions: str) -> Mapping[str, str]:
    return {
        _("Protection"): _("R5: rounded to base %(base)s, sums kept") % {"base": release.base},
        _("Rounding found"): _optimality(release),
        _("Solver"): release.solver,
        _("Definitions"): definitions,
        _("Protection rules"): release.policy_version,
        _("Facts"): release.vintage.facts_version,
    }


def _who(release: Release | ProgrammeRelease) -> Mapping[str, str]:
    return {
        _("Stored"): _moment(release.stored_at),
        _("Compiled by"): release.compiled_by.staff_code or release.compiled_by.username,
    }


def _optimality(release: Release | ProgrammeRelease) -> str:
    if release.is_optimal:
        return _("the best there is; the same records give it again")
    return _("valid; the search stopped at its time limit")


def _moment(moment: datetime) -> str:
    here = localtime(moment)
    return f"{date_format(here, 'DATE_FORMAT')}, {here:%H:%M}"

"""Compile a release and write its files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from analytics.actions.calendar import read_period
from analytics.actions.compilation import compile_release, system_user
from analytics.actions.completing import complete_release
from analytics.models import Release, ReleaseFile
from analytics.vocabulary import Step
from kernel.errors import Refused
from kernel.models import Organisation
from kernel.models.organisations import Country
from ui.checks import PACKAGES, has_pango


FORMATS = ("pdf", "xlsx", "csv", "json")
LANGUAGES = ("en", "ru")
NO_PANGO = (
    "This machine cannot make a PDF: Pango is missing. Install it: "
    f"apt-get install {PACKAGES}. Or leave the PDF out: --formats xlsx,csv,json; "
    "it can be added to the same release later, on a machine that has Pango."
)


class Command(BaseCommand):
    """Records to figures to files; the same records give the same files again."""

    help = "Compile protected figures of a country (or of one clinic) and write the report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose figures, of which period, where to, in which formats and language."""
        parser.add_argument("geography", choices=("national", "clinic"))
        parser.add_argument("--country", choices=Country.values, help="of a national report")
        parser.add_argument("--clinic", metavar="UID", help="of a clinic's own figures")
        parser.add_argument("--period", required=True, help="2023, or 2023Q2")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument(
            "--formats", default=",".join(FORMATS), help="some of pdf,xlsx,csv,json"
        )
        parser.add_argument("--name", default="", help="of the files, in place of the label")
        parser.add_argument("--language", default="en", choices=LANGUAGES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile, or find what there is, and write.

        Raises:
            CommandError: a format is not known, a PDF cannot be made here, or the release was
                refused; nothing is written.
        """
        formats = _formats(options["formats"])
        if "pdf" in formats and not has_pango():
            raise CommandError(NO_PANGO)
        try:
            release = self._release(options)
            if "pdf" in formats:
                complete_release(release=release, by=system_user())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_summary(release))
        files = choose(release, formats, options["language"])
        options["out"].mkdir(parents=True, exist_ok=True)
        for file in files:
            path = options["out"] / _name(file, release, options)
            path.write_bytes(bytes(file.content))
            self.stdout.write(f"  {path}")

    def _release(self, options: dict[str, Any]) -> Release:
        organisation = _clinic(options)
        kind, period = read_period(options["period"])
        return compile_release(
            country=organisation.country if organisation else options["country"],
            organisation=organisation,
            kind=kind,
            period=period,
            by=system_user(),
            on=timezone.localdate(),
            at=timezone.now(),
            say=self._say,
        )

    def _say(self, step: Step) -> None:
        self.stderr.write(f"{step.label} …")


def choose(release: Release, formats: tuple[str, ...], language: str) -> list[ReleaseFile]:
    """The stored files of these formats and this language.

    Raises:
        CommandError: the release has no file of a format.
    """
    wanted = [file for file in _stored(release) if _is_wanted(file, formats, language)]
    for name in formats:
        if not any(file.name.endswith(f".{name}") for file in wanted):
            raise CommandError(
                f"{release.vintage.label} was stored without a {name} file in this language."
            )
    return wanted


def _stored(release: Release) -> list[ReleaseFile]:
    return list(ReleaseFile.objects.filter(release=release).order_by("name"))


def _is_wanted(file: ReleaseFile, formats: tuple[str, ...], language: str) -> bool:
    extension = file.name.rpartition(".")[2]
    return extension in formats and (
        extension in {"csv", "json"} or file.name.endswith(f".{language}.{extension}")
    )


def _name(file: ReleaseFile, release: Release, options: dict[str, Any]) -> str:
    """`KG-2023-v1.en.pdf`, or `demo-report.pdf` with `--name demo-report`."""
    if not options["name"]:
        return file.name
    rest = file.name.removeprefix(release.vintage.label).removeprefix(f".{options['language']}")
    return f"{options['name']}{rest.replace('-counts', '')}"


def _formats(text: str) -> tuple[str, ...]:
    formats = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        raise CommandError(f"--formats takes some of {','.join(FORMATS)}, not “{text}”.")
    return formats


def _clinic(options: dict[str, Any]) -> Organisation | None:
    if options["geography"] == "national":
        if not options["country"]:
            raise CommandError("A national report needs --country, for example --country KG.")
        return None
    try:
        return Organisation.objects.get(uid=UUID(options["clinic"] or ""))
    except (ValueError, Organisation.DoesNotExist) as error:
        raise CommandError("--clinic takes the uid of a clinic.") from error


def _summary(release: Release) -> str:
    return (
        f"{release.vintage.label}: {release.cells} cells, {release.relations} sums, "
        f"{release.attacks} attacks, narrowest range {release.narrowest}."
    )

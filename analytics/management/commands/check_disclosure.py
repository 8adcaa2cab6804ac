"""Attack a directory of published files and say what could be recovered from them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.auditing import NothingToAudit, Verdict, audit, read_directory


NOTHING_TO_READ = 2


class Command(BaseCommand):
    """Exit code 0 when nothing was found, 1 when something was, 2 with nothing to read."""

    help = "Attack the published figures in a directory; needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        """Take the directory, and those of releases that came before it."""
        parser.add_argument("directory", type=Path, help="Where the files of one release are.")
        parser.add_argument(
            "--earlier",
            type=Path,
            action="append",
            default=[],
            help="A directory of another release, to be attacked together with it.",
        )

    def handle(self, *args: Any, directory: Path, earlier: list[Path], **options: Any) -> None:
        """Read, attack, and tell in words."""
        try:
            before = [read_directory(each) for each in earlier]
            verdict = audit(read_directory(directory), earlier=before)
        except NothingToAudit as refusal:
            raise CommandError(str(refusal), returncode=NOTHING_TO_READ) from refusal
        for line in _lines(verdict):
            self.stdout.write(line)
        if not verdict.passed:
            raise CommandError("\n".join(verdict.findings), returncode=1)
        self.stdout.write("Nothing was recovered.")


def _lines(verdict: Verdict) -> list[str]:
    return [
        f"Cells: {verdict.cells}. Relations rebuilt between them: {verdict.relations}.",
        f"Cells that may hide 1 to 4 people: {verdict.targets}.",
        f"Attacks (linear or integer programs): {verdict.attacks}, in {verdict.seconds:.1f} s.",
        f"Every one of these cells keeps a range of at least {verdict.narrowest}.",
        f"Cells recovered: {len(verdict.recovered)}. Changes recovered: {verdict.differences}.",
        f"Numbers read: {verdict.numbers_read}; equal or explained: {verdict.numbers_equal}.",
        f"Percentages not shown for a base under 50: {verdict.low_bases}.",
        *verdict.unbuilt,
    ]

"""Import the opioid trials CTN-0027, CTN-0030 and CTN-0051."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinics.actions.imports import Order, Result, import_ctn0094, system_user
from clinics.bulk.progress import Progress
from kernel.errors import Refused


FIRST_DAY = date(2023, 1, 1)


class Command(BaseCommand):
    """Turn a directory of that layout into clinics, patients, episodes and what happened in them.

    Safe to run twice, and to run again after it was cut off.
    """

    help = "Import a directory of the layout of public.ctn0094data (CTN-0027, CTN-0030, CTN-0051)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare where from, from which day on, and what to try."""
        parser.add_argument("directory", type=Path, metavar="DIR")
        parser.add_argument("--first-day", type=_day, default=FIRST_DAY, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--today",
            type=_day,
            metavar="YYYY-MM-DD",
            help="rows dated later are refused; the day of the first run unless given",
        )
        parser.add_argument("--dry-run", action="store_true", help="read everything, write nothing")
        parser.add_argument(
            "--errors", type=Path, metavar="FILE", help="list every refused row in this CSV file"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import and print the accounts.

        Raises:
            CommandError: nothing, or not everything, could be imported, and why.
        """
        if not options["directory"].is_dir():
            raise CommandError(f"{options['directory']} is not a directory.")
        self.stderr.ending = ""
        order = Order(
            directory=options["directory"],
            first_day=options["first_day"],
            today=options["today"] or timezone.localdate(),
            now=timezone.now,
            by=system_user(),
            dry_run=options["dry_run"],
            progress=Progress(self.stderr),
        )
        try:
            result = import_ctn0094(order, errors=options["errors"])
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        for line in summary(result, is_dry=options["dry_run"]):
            self.stdout.write(line)


def summary(result: Result, *, is_dry: bool = False) -> list[str]:
    """The accounts as a table, in plain text."""
    lines = [f"{'table':<16} {'in':>9} {'stored':>9} {'refused':>9} {'derived':>9} {'rows/s':>9}"]
    for each in result.accounts:
        speed = f"{each.rows_in / each.seconds:,.0f}" if each.seconds else ""
        lines.append(
            f"{each.table:<16} {each.rows_in:>9,} {each.stored:>9,} {each.refused:>9,}"
            f" {each.derived:>9,} {speed:>9}"
        )
    lines += [f"{count:,} {what}" for what, count in result.marked.items()]
    if result.left_alone:
        lines.append("Left alone: " + ", ".join(result.left_alone))
    if result.is_repeated:
        lines.append("Imported before; nothing was changed.")
    if is_dry:
        lines.append("Dry run: nothing was written.")
    lines.append("Rows in = rows stored + rows refused, for every table.")
    return lines


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a day like 2023-01-01") from error

"""Write `docs/facts.md` from the tables of facts."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from clinics.facts.drawing import drawing


class Command(BaseCommand):
    """`manage.py draw_facts [FILE]`."""

    help = "Draw the tables of facts into docs/facts.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write."""
        parser.add_argument("file", nargs="?", default=str(settings.BASE_DIR / "docs/facts.md"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write."""
        Path(options["file"]).write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"Wrote {options['file']}.")

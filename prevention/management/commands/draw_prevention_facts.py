"""Write `docs/prevention-facts.md` from the tables of facts of prevention."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from prevention.facts.drawing import drawing


class Command(BaseCommand):
    """`manage.py draw_prevention_facts [FILE]`."""

    help = "Draw the tables of facts of prevention into docs/prevention-facts.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write."""
        usual = str(settings.BASE_DIR / "docs/prevention-facts.md")
        parser.add_argument("file", nargs="?", default=usual)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write."""
        Path(options["file"]).write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"Wrote {options['file']}.")

"""Write `docs/states.md` from the episode's state machine."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from clinics.states import drawing


class Command(BaseCommand):
    """`manage.py draw_states [FILE]`."""

    help = "Draw the states of an episode into docs/states.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write."""
        parser.add_argument("file", nargs="?", default=str(settings.BASE_DIR / "docs/states.md"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write."""
        Path(options["file"]).write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"Wrote {options['file']}.")

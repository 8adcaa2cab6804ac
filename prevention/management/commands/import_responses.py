"""Take questionnaires that were answered elsewhere into a wave."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.errors import Refused
from kernel.models import User
from prevention.actions.importing import import_responses
from prevention.choices import WaveKind
from prevention.models import Wave


class Command(BaseCommand):
    """`manage.py import_responses FILE --mapping FILE.toml --implementation UID --wave pre`."""

    help = "Import questionnaires (CSV, XLSX) into an open wave, by a mapping in TOML."

    def add_arguments(self, parser: CommandParser) -> None:
        """File, mapping, wave, and who answers for it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, required=True)
        parser.add_argument("--implementation", required=True, help="uid")
        parser.add_argument("--wave", choices=WaveKind.values, required=True)
        parser.add_argument("--by", required=True, help="user name of a programme manager")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or say what is wrong."""
        wave = Wave.objects.filter(
            implementation__uid=options["implementation"], kind=options["wave"]
        ).first()
        person = User.objects.filter(username=options["by"]).first()
        if wave is None or person is None:
            raise CommandError("There is no such wave, or no such person.")
        try:
            done = import_responses(
                options["file"], mapping=options["mapping"], wave=wave, by=person
            )
        except Refused as refusal:
            raise CommandError(f"Nothing was imported.\n{refusal}") from refusal
        self.stdout.write(
            f"{done.rows} rows: {done.taken} taken, {done.known} had been taken before."
        )

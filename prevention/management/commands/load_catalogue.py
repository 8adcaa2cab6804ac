"""Give the catalogue its first rows. Safe to run twice."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kernel import public_pages
from kernel.errors import Refused
from prevention.imports.catalogue import Loaded, load, load_examples
from prevention.imports.catalogue_files import DATA, read_catalogue


class Command(BaseCommand):
    """`manage.py load_catalogue [--demo] [--from DIRECTORY]`."""

    help = (
        "Bring intervention types, programmes and outlines of their versions to what the files in "
        "prevention/data/catalogue say. What an editor changed is not touched."
    )

    def add_arguments(self, parser: Any) -> None:
        """Where the files are, and whether this is a demonstration."""
        parser.add_argument(
            "--demo", action="store_true",
            help="Add two live versions, marked as examples (only with UMIT_DEMO=1).",
        )  # fmt: skip
        parser.add_argument(
            "--from", dest="directory", type=Path, default=DATA, metavar="DIRECTORY",
            help="Read the files of another directory.",
        )  # fmt: skip

    def handle(self, *args: Any, directory: Path, demo: bool = False, **options: Any) -> None:
        """Load all or nothing, and say what changed.

        Raises:
            CommandError: a file is wrong, or examples are asked for outside a demonstration.
        """
        if demo and not settings.DEMO:
            raise CommandError("Set UMIT_DEMO=1: nobody approved the versions that --demo adds.")
        try:
            catalogue = read_catalogue(directory)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        with transaction.atomic():
            self._say("Catalogue", load(catalogue))
            if demo:
                self._say("Examples for the demonstration", load_examples(catalogue))
            public_pages.outdate()

    def _say(self, what: str, done: Loaded) -> None:
        self.stdout.write(
            f"{what}: {done.added} rows added, {done.changed} changed, {done.same} as they were."
        )
        if done.edited:
            self.stdout.write(f"Left as people made them: {', '.join(done.edited)}.")

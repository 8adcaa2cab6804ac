"""Give the public site its first pages. Safe to run twice."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cms.access import sync_office_groups
from cms.rooms import open_rooms
from cms.search_index import complete
from cms.site_files import CONTENT, WrongSiteFile, read_site
from cms.site_loading import load


class Command(BaseCommand):
    """Every page of `cms/content`, the site's root, the office's groups, the rooms of NGOs.

    Pages that exist are left as their editors made them.
    """

    help = "Load the public site's first pages; pages that exist are not touched."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take another folder of files: a country's own."""
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=CONTENT,
            help="folder with a folder a language",
        )

    @transaction.atomic
    def handle(self, *args: object, folder: Path, **options: object) -> None:
        """Load what is missing and say what was added."""
        sync_office_groups()
        try:
            added = load(read_site(folder), at=timezone.now())
        except WrongSiteFile as refusal:
            raise CommandError(str(refusal)) from refusal
        open_rooms()
        if added:
            complete(at=timezone.now())
        for page in added:
            self.stdout.write(f"Added: {page.title}")
        if not added:
            self.stdout.write("The site is complete; nothing was added.")

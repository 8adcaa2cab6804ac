"""Print the leaflets of the public site that have no paper yet. Safe to run twice."""

from django.core.management.base import BaseCommand, CommandParser

from cms.leaflets import print_leaflet
from cms.models import LeafletPage


class Command(BaseCommand):
    """One file for each published leaflet, in each language."""

    help = "Print published leaflets as PDF; those printed already are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the wish to print all of them afresh."""
        parser.add_argument("--again", action="store_true", help="print those that exist, too")

    def handle(self, *args: object, again: bool, **options: object) -> None:
        """Print what is missing and say what was printed."""
        for page in LeafletPage.objects.live().select_related("locale").order_by("pk"):
            if again or not (page.paper.exists() and page.folded_paper.exists()):
                size = print_leaflet(page).stat().st_size
                self.stdout.write(f"Printed: {page.title} ({size // 1024} KiB)")

"""Load the demonstration of the editors' office: what waits on its people's desks."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cms.management.demo_desks import PEOPLE, fill
from cms.search_index import complete
from kernel.models import User


class Command(BaseCommand):
    """Drafts and checks for the accounts of the office; the search finds everything afterwards.

    A second time adds nothing.
    """

    help = "Load the demonstration of the office (only with UMIT_DEMO=1, after load_site)."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Fill the desks, and say what was added.

        Raises:
            CommandError: this is no demonstration, or its accounts are not there.
        """
        if not settings.DEMO:
            raise CommandError("Set UMIT_DEMO=1: these texts are made up.")
        people = User.objects.in_bulk(PEOPLE, field_name="username")
        if len(people) < len(PEOPLE):
            raise CommandError("The accounts of the demonstration are missing: load_demo first.")
        added = fill(people=people, today=timezone.localdate())
        complete(at=timezone.now())
        self.stdout.write(f"Examples of the office: {added} pages waiting.")

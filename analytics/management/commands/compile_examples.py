"""Compile figures of the programmes that were made up for the demonstration."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from analytics.actions.compilation import compile_examples
from analytics.vocabulary import PeriodKind
from kernel.errors import Refused
from kernel.models.organisations import Country
from kernel.periods import Period


class Command(BaseCommand):
    """Figures of examples and of nothing else, of the last quarter that is over.

    A second time gives what there is.
    """

    help = "Compile figures of made-up programmes for the ministry door (only with UMIT_DEMO=1)."

    def add_arguments(self, parser: Any) -> None:
        """Take the country."""
        parser.add_argument("--country", choices=Country.values, required=True)

    def handle(self, *_args: Any, country: str, **_options: Any) -> None:
        """Compile, and say the label.

        Raises:
            CommandError: this is no demonstration, or the figures were refused.
        """
        if not settings.DEMO:
            raise CommandError("Set UMIT_DEMO=1: these programmes are made up.")
        try:
            release = compile_examples(
                country=country, kind=PeriodKind.QUARTER,
                period=last_quarter(timezone.localdate()), at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Figures of examples: {release.vintage.label}")


def last_quarter(today: date) -> Period:
    """The last calendar quarter that is over."""
    running = (today.month - 1) // 3
    return Period.quarter(today.year, running) if running else Period.quarter(today.year - 1, 4)

"""Publish what waits for its moment, and take off what has ended."""

from threading import Event
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Wagtail's `publish_scheduled`, as a process that goes on; safe to run twice."""

    stop = Event()
    """Set it to end a command that goes on."""
    help = "Publish the texts whose day has come and take off those that have ended."

    def add_arguments(self, parser: Any) -> None:
        """Take one option, for a process that goes on."""
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Go on at this interval.")

    def handle(self, *args: Any, every: int | None = None, **options: Any) -> None:
        """Do it once; with `every`, until the process is told to end."""
        self._publish()
        while every and not self.stop.wait(every):
            self._publish()

    def _publish(self) -> None:
        call_command("publish_scheduled", verbosity=0)

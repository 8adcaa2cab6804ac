"""Chain the audit events that came since the last time."""

from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kernel.audit_keys import AuditKeyMissing, make_audit_key
from kernel.sealing import SealerBusy, checkpoint, seal


class Command(BaseCommand):
    """Seal, print a checkpoint. Start it every few minutes; safe to run twice."""

    stop = Event()
    """Set it to end a command that goes on."""
    help = "Chain the audit events that came since the last time and print a checkpoint line."

    def add_arguments(self, parser: Any) -> None:
        """One option, for the first start in production."""
        parser.add_argument(
            "--make-key", action="store_true", help="Make AUDIT_KEY_FILE if it does not exist."
        )
        parser.add_argument(
            "--every", type=int, metavar="SECONDS", help="Go on sealing at this interval."
        )

    def handle(self, *args: Any, make_key: bool, every: int | None = None, **options: Any) -> None:
        """Seal and print; with `every`, until the process is told to end."""
        if make_key:
            make_audit_key()
        self._seal()
        while every and not self.stop.wait(every):
            self._seal()

    def _seal(self) -> None:
        try:
            sealed = seal(at=timezone.now())
        except SealerBusy:
            self.stderr.write("Another sealer is at work; nothing to do.")
            return
        except AuditKeyMissing as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Sealed {sealed} events.")
        if mark := checkpoint():
            self.stdout.write(f"Keep this line away from this machine:\n{mark}")

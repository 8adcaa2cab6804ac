"""Check the chain of audit events."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.errors import Refused
from kernel.sealing import Checkpoint
from kernel.verification import verify_and_record


class Command(BaseCommand):
    """Exit code 0 when the chain is whole, 1 and the position when it is not."""

    help = "Recompute the chain of audit events; with --checkpoint, compare it with a kept line."

    def add_arguments(self, parser: Any) -> None:
        """Take a checkpoint line."""
        parser.add_argument("--checkpoint", default="", help="A line that `seal_audit` printed.")

    def handle(self, *args: Any, checkpoint: str, **options: Any) -> None:
        """Verify and say in words what came out."""
        try:
            mark = Checkpoint.parse(checkpoint) if checkpoint else None
            verdict = verify_and_record(checkpoint=mark, by=None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for stream in verdict.streams:
            self.stdout.write(f"{stream.name}: {stream.sealed} sealed, {stream.unsealed} waiting.")
        if verdict.first_break is not None:
            broken = verdict.first_break
            where = f" ({broken.stream})" if broken.stream else ""
            message = f"The chain breaks at {broken.sequence}{where}: {broken.kind.label}."
            raise CommandError(message)
        self.stdout.write(f"The chain of {verdict.length} events is whole.")

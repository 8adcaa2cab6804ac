"""Make, rotate and look at the vault's keys."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.errors import Refused
from vault import custody, keyfiles, keys
from vault.keyfiles import KeyPurpose


class Command(BaseCommand):
    """`vault_keys make`, `vault_keys rotate blind`, `vault_keys status`."""

    help = "Make, rotate, clean up or show the keys under which names are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be done and to which keyset."""
        parser.add_argument("act", choices=["make", "rotate", "refresh", "destroy-old", "status"])
        parser.add_argument("purpose", nargs="?", choices=[*KeyPurpose], default=None)

    def handle(self, *args: Any, act: str, purpose: str | None, **options: Any) -> None:
        """Do one act and say what was done."""
        try:
            self.stdout.write(self._act(act, purpose))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _act(self, act: str, purpose: str | None) -> str:
        if act == "make":
            return "Keys were made." if custody.make_keys() else "All keys exist."
        if act == "status":
            return self._status()
        if purpose is None:
            message = f"Say which keyset: {', '.join(KeyPurpose)}."
            raise CommandError(message)
        rows = {
            "rotate": custody.rotate,
            "refresh": custody.refresh,
            "destroy-old": custody.destroy_old_keys,
        }[act](KeyPurpose(purpose))
        return f"{act} {purpose}: {rows}"

    def _status(self) -> str:
        lines = [f"Key-encryption key: {'present' if keyfiles.kek_path().exists() else 'missing'}"]
        lines += [
            f"{purpose}: {'present' if keyfiles.keyset_path(purpose).exists() else 'missing'}"
            for purpose in KeyPurpose
        ]
        lines.append("Names are locked." if keys.is_locked() else "Names are open.")
        return "\n".join(lines)

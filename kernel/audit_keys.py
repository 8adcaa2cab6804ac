"""The key under which audit events are chained: a file that only its owner reads."""

import json
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from kernel.key_files import place_once


KEY_BYTES = 32


class AuditKeyMissing(Refused):
    """There is no key to seal or verify with, or the file holds none."""

    code = "audit-key-missing"


def audit_key() -> bytes:
    """Read the key; make it first where `KEYS_ON_FIRST_USE` says so.

    Raises:
        AuditKeyMissing: no file and none may be made, or the file holds no key.
    """
    path = Path(settings.AUDIT_KEY_FILE)
    if not path.exists():
        if not settings.KEYS_ON_FIRST_USE:
            raise AuditKeyMissing(
                _("AUDIT_KEY_FILE does not exist. Make it with `seal_audit --make-key`.")
            )
        make_audit_key()
    try:
        key = bytes.fromhex(json.loads(path.read_text(encoding="utf-8"))["key"])
    except (ValueError, KeyError, TypeError):
        key = b""
    if len(key) != KEY_BYTES:
        raise AuditKeyMissing(_("AUDIT_KEY_FILE holds no key of 256 bits."))
    return key


def make_audit_key() -> Path:
    """Write a new random key; one that exists is kept, also when two processes race."""
    path = Path(settings.AUDIT_KEY_FILE)
    place_once(path, json.dumps({"key": secrets.token_hex(KEY_BYTES)}))
    return path

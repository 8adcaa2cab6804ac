"""Sealing what was typed and not sent: one Tink key in a file, made when it is first needed.

A lost key loses drafts and nothing else, so it needs no copy and may be made anew; drafts that
another key sealed do not open and count as not there.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import tink
from django.conf import settings
from tink import aead, secret_key_access
from tink import json_proto_keyset_format as keyset_format

from kernel.key_files import place_once


aead.register()


def seal(content: dict[str, Any], *, about: str) -> bytes:
    """Encrypt `content` (JSON) with AES-256-GCM; `about` binds it to its row."""
    return _box(_path()).encrypt(json.dumps(content).encode(), about.encode())


def unseal(sealed: bytes, *, about: str) -> dict[str, Any] | None:
    """What was sealed, or None when it was sealed by another key or belongs to another row."""
    try:
        return json.loads(_box(_path()).decrypt(sealed, about.encode()))
    except tink.TinkError:
        return None


def _path() -> Path:
    return Path(settings.DRAFT_KEY_FILE)


@lru_cache(maxsize=4)
def _box(path: Path) -> aead.Aead:
    if not path.exists():
        handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
        place_once(path, keyset_format.serialize(handle, secret_key_access.TOKEN))
    text = path.read_text(encoding="ascii")
    return keyset_format.parse(text, secret_key_access.TOKEN).primitive(aead.Aead)

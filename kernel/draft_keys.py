"""Sealing what was typed and not sent: one Tink key in a file, made when it is first needed.

A lost key loses drafts and nothing else, so it needs no copy and may be made anew; drafts that
another key sealed do not open and count as not there.
"""

import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

import tink
from django.conf import settings
from tink import aead, secret_key_access
from tink import json_proto_keyset_format as keyset_format


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
        _make(path)
    text = path.read_text(encoding="ascii")
    return keyset_format.parse(text, secret_key_access.TOKEN).primitive(aead.Aead)


def _make(path: Path) -> None:
    """Write a key; of two processes that make one in the same moment, one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(keyset_format.serialize(handle, secret_key_access.TOKEN))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()

"""Keys on disk: a key-encryption key (KEK) and the keysets it wraps, in files outside any database.

    kek.json        a Tink keyset in clear, mode 0400, in a directory of mode 0700
    dek-wrap.json   K1, AES-256-GCM, wraps each person's own data key; encrypted by the KEK
    blind.json      K2, HMAC-SHA-256, makes the blind indexes; encrypted by the KEK

A file is written beside its place and linked into it, so that no process ever reads half a key and
of two processes that make a key at the same moment one wins and both use its key.
"""

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

import tink
from django.conf import settings
from tink import aead, prf, secret_key_access
from tink import json_proto_keyset_format as keyset_format
from tink.proto import tink_pb2


aead.register()
prf.register()


class KeyPurpose(StrEnum):
    """What a keyset is for."""

    DEK_WRAP = "dek-wrap"
    BLIND = "blind"


TEMPLATES = {
    KeyPurpose.DEK_WRAP: aead.aead_key_templates.AES256_GCM,
    KeyPurpose.BLIND: prf.prf_key_templates.HMAC_SHA256,
}


def kek_path() -> Path:
    """Where the key-encryption key lies."""
    return Path(settings.VAULT_KEK_FILE)


def keyset_path(purpose: KeyPurpose) -> Path:
    """Where the keyset for `purpose` lies."""
    return Path(settings.VAULT_KEYSET_DIR) / f"{purpose}.json"


def make_missing() -> bool:
    """Make the KEK and the keysets that do not exist yet; tell whether any was made.

    A KEK is never made beside keysets that exist: they are wrapped by one that is elsewhere, and
    its absence means that the names are locked.

    Raises:
        FileNotFoundError: keysets exist and the KEK does not.
    """
    missing = [purpose for purpose in KeyPurpose if not keyset_path(purpose).exists()]
    if len(missing) == len(KeyPurpose) and not kek_path().exists():
        new = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
        _place(kek_path(), keyset_format.serialize(new, secret_key_access.TOKEN), mode=0o400)
    kek = read_kek()
    for purpose in missing:
        new = tink.new_keyset_handle(TEMPLATES[purpose])
        _place(keyset_path(purpose), _wrap(new, kek, purpose), mode=0o600)
    return bool(missing)


def read_kek() -> aead.Aead:
    """Read the key-encryption key.

    Raises:
        OSError: the file is missing or unreadable.
        tink.TinkError: it is no keyset.
    """
    text = kek_path().read_text(encoding="ascii")
    return keyset_format.parse(text, secret_key_access.TOKEN).primitive(aead.Aead)


def read_keyset(purpose: KeyPurpose, kek: aead.Aead) -> tink.KeysetHandle:
    """Read and unwrap one keyset.

    Raises:
        OSError: the file is missing or unreadable.
        tink.TinkError: the KEK is another one, or the file is for another purpose.
    """
    text = keyset_path(purpose).read_text(encoding="ascii")
    return keyset_format.parse_encrypted(text, kek, _associated_data(purpose))


def add_primary_key(purpose: KeyPurpose) -> int:
    """Add a fresh key to a keyset and use it from now on; return its id. Old keys stay readable.

    Tink for Python has no keyset manager, so the serialised keyset is edited.
    """
    kek = read_kek()
    keyset = _message(read_keyset(purpose, kek))
    fresh = _message(tink.new_keyset_handle(TEMPLATES[purpose])).key[0]
    while fresh.key_id in {key.key_id for key in keyset.key}:
        fresh.key_id = fresh.key_id % (2**31 - 1) + 1
    keyset.key.append(fresh)
    keyset.primary_key_id = fresh.key_id
    _write(purpose, keyset, kek)
    return fresh.key_id


def drop_keys(purpose: KeyPurpose, *, keep: int) -> int:
    """Destroy every key of a keyset but `keep`; return how many were destroyed."""
    kek = read_kek()
    keyset = _message(read_keyset(purpose, kek))
    kept = [key for key in keyset.key if key.key_id == keep]
    dropped = len(keyset.key) - len(kept)
    del keyset.key[:]
    keyset.key.extend(kept)
    keyset.primary_key_id = keep
    _write(purpose, keyset, kek)
    return dropped


def _message(handle: tink.KeysetHandle) -> tink_pb2.Keyset:
    text = tink.proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    return tink_pb2.Keyset.FromString(text)


def _write(purpose: KeyPurpose, keyset: tink_pb2.Keyset, kek: aead.Aead) -> None:
    handle = tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    _place(keyset_path(purpose), _wrap(handle, kek, purpose), mode=0o600, replace=True)


def _wrap(handle: tink.KeysetHandle, kek: aead.Aead, purpose: KeyPurpose) -> str:
    return keyset_format.serialize_encrypted(handle, kek, _associated_data(purpose))


def _associated_data(purpose: KeyPurpose) -> bytes:
    return f"umit|v1|{purpose}".encode()


def _place(path: Path, text: str, *, mode: int, replace: bool = False) -> None:
    """Write `text` durably and put it at `path` in one step; never over a file unless `replace`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            beside.replace(path)
        else:
            with suppress(FileExistsError):  # another process was first: its key is the key
                os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)

"""Keys in memory: opened when first needed, gone when locked, and never out of step with the disk.

Every use looks at the files first (four `stat` calls, a few microseconds): when the KEK is taken
away, replaced or rotated, a running process notices at its next call, not at its next start.

`lock` leaves a mark beside the keysets, so that every process of the installation locks with it.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import tink
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from tink import aead, prf

from kernel.errors import Refused
from vault import keyfiles
from vault.keyfiles import KeyPurpose


TOKEN_LENGTH = 16
LOCK_NAME = "locked"


class Locked(Refused):
    """The keys are not there: names can neither be read nor written."""

    code = "locked"


def locked() -> Locked:
    """Build the refusal; work by code goes on."""
    return Locked(_("Names are locked. Work goes on by code; ask your manager to unlock them."))


@dataclass(frozen=True)
class Keyring:
    """The opened keys."""

    wrap: aead.Aead = field(repr=False)
    wrap_id: int
    blind: dict[int, prf.Prf] = field(repr=False)
    blind_id: int

    def new_data_key(self, about: bytes) -> tuple[bytes, aead.Aead]:
        """Make a person's own data key: wrapped, to be stored, and opened, to be used now."""
        handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
        wrapped = tink.proto_keyset_format.serialize_encrypted(handle, self.wrap, about)
        return wrapped, handle.primitive(aead.Aead)

    def open_data_key(self, wrapped: bytes, about: bytes) -> aead.Aead:
        """Unwrap a person's data key."""
        return self._unwrap(wrapped, about).primitive(aead.Aead)

    def rewrap(self, wrapped: bytes, about: bytes) -> bytes:
        """Wrap a data key by the present primary key."""
        handle = self._unwrap(wrapped, about)
        return tink.proto_keyset_format.serialize_encrypted(handle, self.wrap, about)

    def tokens(self, *fields: str) -> dict[int, bytes]:
        """The blind index of `fields` under every key, by key id, for looking up."""
        message = encode(*fields)
        return {key: prf.compute(message, TOKEN_LENGTH) for key, prf in self.blind.items()}

    def token(self, *fields: str) -> bytes:
        """The blind index of `fields` under the primary key, for storing."""
        return self.blind[self.blind_id].compute(encode(*fields), TOKEN_LENGTH)

    def _unwrap(self, wrapped: bytes, about: bytes) -> tink.KeysetHandle:
        return tink.proto_keyset_format.parse_encrypted(wrapped, self.wrap, about)


def encode(*fields: str) -> bytes:
    """Join fields without ambiguity: `DP1`, then each as two bytes of length and UTF-8."""
    encoded = [text.encode() for text in fields]
    return b"DP1" + b"".join(len(text).to_bytes(2) + text for text in encoded)


@dataclass
class _Memory:
    """What this process holds; `seen` is the state of the files it was read from."""

    ring: Keyring | None = field(default=None, repr=False)
    seen: tuple[object, ...] = ()
    is_locked: bool = False

    def forget(self) -> None:
        self.ring, self.seen = None, ()


_memory = _Memory()


def keyring() -> Keyring:
    """Open the keys, or give those that are open.

    Raises:
        Locked: the vault is locked, or a key file is missing, unreadable or wrong.
    """
    if _is_marked():
        _memory.forget()
        raise locked()
    try:
        present, ring = _look(), _memory.ring
        if ring is None or present != _memory.seen:
            ring = _open()
            _memory.ring, _memory.seen = ring, present
    except (OSError, ValueError, tink.TinkError) as error:
        _memory.forget()
        raise locked() from error
    return ring


def is_locked() -> bool:
    """Whether names can be read now."""
    try:
        keyring()
    except Locked:
        return True
    return False


def lock() -> None:
    """Drop the keys here and, by a mark on disk, in every other process."""
    _memory.forget()
    _memory.is_locked = True
    with suppress(OSError):  # a read-only disk must not keep this process from locking
        _lock_path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _lock_path().touch(mode=0o600)
        _memory.is_locked = False


def unlock() -> None:
    """Take the mark away; the keys are opened at the next use."""
    _lock_path().unlink(missing_ok=True)
    _memory.is_locked = False


def make_keys() -> bool:
    """Make the KEK and the keysets where they are missing; tell whether any was made.

    Raises:
        Locked: the KEK of existing keysets is elsewhere.
    """
    try:
        return keyfiles.make_missing()
    except (OSError, ValueError, tink.TinkError) as error:
        raise locked() from error


def rotate(purpose: KeyPurpose) -> int:
    """Put a fresh key in front of a keyset; what older keys made stays readable. Return its id."""
    if _is_marked():
        raise locked()
    try:
        return keyfiles.add_primary_key(purpose)
    except (OSError, ValueError, tink.TinkError) as error:
        raise locked() from error


def _open() -> Keyring:
    if getattr(settings, "KEYS_ON_FIRST_USE", False):
        keyfiles.make_missing()
    kek = keyfiles.read_kek()
    wrap = keyfiles.read_keyset(KeyPurpose.DEK_WRAP, kek)
    blind = keyfiles.read_keyset(KeyPurpose.BLIND, kek).primitive(prf.PrfSet)
    return Keyring(
        wrap=wrap.primitive(aead.Aead),
        wrap_id=wrap.keyset_info().primary_key_id,
        blind=dict(blind.all()),
        blind_id=blind.primary_id(),
    )


def _look() -> tuple[object, ...]:
    """What tells one state of the key files from another."""
    return tuple(map(_state, (keyfiles.kek_path(), *map(keyfiles.keyset_path, KeyPurpose))))


def _state(path: Path) -> object:
    try:
        found = path.stat()
    except FileNotFoundError:
        return str(path)
    return str(path), found.st_ino, found.st_mtime_ns, found.st_size


def _is_marked() -> bool:
    return _memory.is_locked or _lock_path().exists()


def _lock_path() -> Path:
    return Path(settings.VAULT_KEYSET_DIR) / LOCK_NAME

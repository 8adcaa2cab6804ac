"""The secret of a statistical series: a file of 256 bits that only its owner reads.

Facts carry a keyed function of the patient's uid instead of a pseudonym, and the direction of
rounding is drawn by a keyed function of a cell's records. Both keys derive from the secret of the
series, which never leaves the country. A new secret is a new series.
"""

import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused


KEY_BYTES = 32


class SeriesKeyMissing(Refused):
    """The secret of a series is not there, or the file holds none."""

    code = "series-key-missing"


def series_key(series: UUID, purpose: str) -> bytes:
    """The 256-bit key of `series` for one purpose (`person`, `jitter`, `query`).

    Raises:
        SeriesKeyMissing: no file, or it holds no secret of 256 bits.
    """
    try:
        secret = bytes.fromhex(json.loads(_path(series).read_text(encoding="utf-8"))["key"])
    except (OSError, ValueError, KeyError, TypeError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise SeriesKeyMissing(
            _(
                "The secret of this series of figures is missing. Put its file back into "
                "SERIES_KEY_DIR; a series cannot go on under another secret."
            )
        )
    return hmac.digest(secret, purpose.encode(), hashlib.sha256)


def make_series_key(series: UUID) -> Path:
    """Write a new random secret for a new series.

    Raises:
        FileExistsError: the series has one.
    """
    path = _path(series)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"key": secrets.token_hex(KEY_BYTES)}, file)
        file.flush()
        os.fsync(file.fileno())
    return path


def _path(series: UUID) -> Path:
    return Path(settings.SERIES_KEY_DIR) / f"{series}.json"

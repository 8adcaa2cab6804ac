"""The key of a study: what makes self-generated codes of questionnaires comparable.

Codes of pupils are kept only as keyed hashes (HMAC-SHA256). The key is a file of 256 bits that
stands in no database and in no backup of one; destroying it, with the hashes, is what makes the
links final (prevention reference 5.4). It needs no copy: losing it loses only links not yet made.
"""

import json
import secrets
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from kernel.key_files import place_once


KEY_BYTES = 32


class StudyKeyMissing(Refused):
    """The key of a study is not there: never made here, lost, or destroyed."""

    code = "study-key-missing"


def make_study_key(study: UUID) -> None:
    """Write the key of a study when it has none; one that exists is kept."""
    place_once(_path(study), json.dumps({"key": secrets.token_hex(KEY_BYTES)}))


def study_key(study: UUID) -> bytes:
    """The 256-bit key of a study.

    Raises:
        StudyKeyMissing: no file, or it holds no key of 256 bits.
    """
    try:
        key = bytes.fromhex(json.loads(_path(study).read_text(encoding="ascii"))["key"])
    except (OSError, ValueError, KeyError, TypeError):
        key = b""
    if len(key) != KEY_BYTES:
        raise StudyKeyMissing(
            _(
                "The key of this study is missing from STUDY_KEY_DIR. Codes can be neither taken "
                "nor compared; answers without a code still can be."
            )
        )
    return key


def has_study_key(study: UUID) -> bool:
    """Whether the key of a study can be read here."""
    try:
        study_key(study)
    except StudyKeyMissing:
        return False
    return True


def destroy_study_key(study: UUID) -> None:
    """Overwrite and remove the key of a study; safe to repeat.

    Overwriting is what a file system can promise at most; hashes are deleted beside it.
    """
    path = _path(study)
    if path.exists():
        path.chmod(0o600)
        path.write_bytes(secrets.token_bytes(path.stat().st_size))
        path.unlink()


def _path(study: UUID) -> Path:
    return Path(settings.STUDY_KEY_DIR) / f"{study}.json"

"""When kept copies of public pages became old.

Pages of the public site are kept ready in the cache that all processes share (`cms.page_cache`).
Whoever changes what readers see says so here; every copy made before is then made afresh.
"""

import time
import uuid

from django.core.cache import cache
from django.db import transaction


KEY = "public-pages-since"
TRUSTED_SECONDS = 2.0
"""For how long a process takes the mark as it last saw it: a change elsewhere shows that late."""

_seen: list[tuple[str, float]] = []
"""The mark as this process saw it last, and until when it is trusted."""


def since() -> str:
    """The mark of the last change. A copy holds as long as it bears the same."""
    if _seen and time.monotonic() < _seen[0][1]:
        return _seen[0][0]
    mark: str | None = cache.get(KEY)
    return _trust(mark) if mark else renew()


def renew() -> str:
    """Set a new mark: all copies are old."""
    mark = uuid.uuid4().hex
    cache.set(KEY, mark, timeout=None)
    return _trust(mark)


def _trust(mark: str) -> str:
    _seen[:] = [(mark, time.monotonic() + TRUSTED_SECONDS)]
    return mark


def outdate() -> None:
    """Let all kept copies go, now and once more when the change is there for everybody to read.

    A page rendered between the two would show what was before; the second mark makes it old.
    """
    renew()
    transaction.on_commit(renew)

"""Many threads at one moment: one crowd at a time, for a server takes a hundred connections."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def one_crowd() -> Iterator[None]:
    """Wait until no other process of this machine lets a crowd write."""
    with (Path(tempfile.gettempdir()) / "umit-crowd.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

"""Bootstrap's stylesheet comes from its pinned package, not from a copy in this repository."""

from collections.abc import Iterator
from pathlib import Path

import bootstrap
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


PACKAGE = Path(next(iter(bootstrap.__path__)))
FILES = ("css/bootstrap.min.css", "css/bootstrap.rtl.min.css")
PREFIX = "bootstrap"


class BootstrapFinder(BaseFinder):
    """Serve two files of the package `bootstrap-wrapper` under `bootstrap/`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=PACKAGE)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined] # staticfiles' own convention

    def check(self, **kwargs: object) -> list:
        """Nothing to check: the package is pinned by hash."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:  # type: ignore[override] # noqa: FBT001, FBT002 - Django's signature
        """Return the file's place when it is one of ours."""
        name = path.removeprefix(f"{PREFIX}/")
        if not path.startswith(f"{PREFIX}/") or name not in FILES:
            return []
        found = str(PACKAGE / name)
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        """Name the two files for `collectstatic`."""
        for name in FILES:
            yield name, self.storage

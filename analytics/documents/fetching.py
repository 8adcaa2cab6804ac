"""What a report may load: files of a fixed list, and nothing from anywhere else."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}


class OwnFiles(URLFetcher):
    """Fetches the files of a list by their address; every other address stops the rendering."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        super().__init__(allowed_protocols=())
        self._files = dict(files)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The content of one known file.

        Raises:
            FatalURLFetchingError: the address is not on the list.
        """
        path = self._files.get(unquote(url))
        if path is None:
            raise FatalURLFetchingError(f"A report may not load {url}")
        return URLFetcherResponse(
            url, path.read_bytes(), headers={"Content-Type": MEDIA_TYPES[path.suffix]}
        )

"""What a printed file may load: files of a fixed list, and nothing from anywhere else."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}


class OwnFiles(URLFetcher):
    """Fetches the files of a list by their address; every other address stops the rendering."""

    def __init__(self, files: Mapping[str, Callable[[], bytes]]) -> None:
        super().__init__(allowed_protocols=())
        self._files = dict(files)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The content of one known file.

        Raises:
            FatalURLFetchingError: the address is not on the list.
        """
        address = unquote(url)
        content = self._files.get(address)
        if content is None:
            raise FatalURLFetchingError(f"A printed file may not load {url}")
        media_type = MEDIA_TYPES[PurePosixPath(address).suffix]
        return URLFetcherResponse(url, content(), headers={"Content-Type": media_type})

"""Films and their captions, handed out by parts: telephones play nothing that comes whole."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe


TYPES = {"mp4": "video/mp4", "vtt": "text/vtt"}
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
PIECE = 64 * 1024
"""Bytes read at once."""


@require_safe
def film(request: HttpRequest, name: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Hand out a film, or the part of it that the browser asks for.

    Only films and captions: other papers of the office are not on this door.
    """
    path = Path(settings.MEDIA_ROOT) / "documents" / f"{name}.{kind}"
    if not path.is_file():
        raise Http404
    size = path.stat().st_size
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        whole = FileResponse(path.open("rb"), content_type=TYPES[kind])
        whole.headers["Accept-Ranges"] = "bytes"
        return whole
    first, last = _part(asked, size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return StreamingHttpResponse(
        _read(path, first, last),
        status=206,
        content_type=TYPES[kind],
        headers={
            "Accept-Ranges": "bytes",
            "Content-Length": str(last - first + 1),
            "Content-Range": f"bytes {first}-{last}/{size}",
        },
    )


def _part(asked: re.Match[str], size: int) -> tuple[int, int]:
    """First and last byte; first after last when there is no such part."""
    first, last = asked.groups()
    if not first:
        return (size - min(int(last), size), size - 1) if last else (1, 0)
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(path: Path, first: int, last: int) -> Iterator[bytes]:
    left = last - first + 1
    with path.open("rb") as file:
        file.seek(first)
        while left and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

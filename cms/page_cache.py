"""Public pages are kept ready: a reader's first request makes one, the next hundred are handed it.

Only what anybody gets alike: GET of the public site without query and without cookie, answered
with 200 and no cookie. One query is kept too: it asks for an Uzbek page in Cyrillic letters. A
copy is old after `settings.PUBLIC_PAGE_SECONDS`, when the next alert ends, and after any change:
`kernel.public_pages` is a mark that all processes share and look at every two seconds. Copies have
a cache of their own: they crowd out one another and nothing else. Nobody's choice, answer or
search is ever kept.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from time import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from cms.cyrillic_pages import PREFIX, QUERY
from kernel import public_pages


Handler = Callable[[HttpRequest], HttpResponse]

UNKEPT = ("/s/", "/exit/", "/healthz", "/i18n/", "/media/", "/static/")
"""What is nobody's or somebody's alone."""
KEPT_HEADERS = ("Content-Type", "Content-Language", "X-Frame-Options")
FRESH_SECONDS, STALE_SECONDS = 60, 300
"""How long a browser may show its own copy, and for how long while it fetches a new one."""
WORTH_PACKING = 400


@dataclass(frozen=True)
class Copy:
    """A page as it goes out."""

    since: str
    made_at: float
    headers: dict[str, str]
    body: bytes
    packed: bytes
    etag: str


def kept_pages(get_response: Handler) -> Handler:
    """Hand out a kept copy where there is one, and keep what may be kept."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not _may_keep(request):
            return get_response(request)
        key = f"public-page:{request.get_host()}{request.get_full_path()}"
        copies = caches["pages"]
        mark = public_pages.since()
        copy = copies.get(key)
        if copy is None or copy.since != mark:
            response = get_response(request)
            if not _is_alike_for_all(response):
                return response
            copy = _copy(response, mark)
            copies.set(key, copy, timeout=_lasts())
        return _answer(request, copy)

    return handle


def _may_keep(request: HttpRequest) -> bool:
    return (
        settings.PUBLIC_PAGE_SECONDS > 0
        and request.method == "GET"
        and request.door == "public"
        and _is_everybodys(request)
        and not request.META.get("HTTP_COOKIE")
        and not request.path.startswith(UNKEPT)
    )


def _is_everybodys(request: HttpRequest) -> bool:
    """Whether an address says nothing of the reader but the script of an Uzbek page."""
    query = request.META.get("QUERY_STRING")
    return not query or (query == QUERY and request.path.startswith(PREFIX))


def _is_alike_for_all(response: HttpResponse) -> bool:
    said = response.get("Cache-Control", "")
    return (
        response.status_code == 200  # noqa: PLR2004 - OK
        and not response.streaming
        and not response.cookies
        and "no-store" not in said
        and "private" not in said
    )


def _lasts() -> float:
    """Seconds for which a copy made now may stand: no longer than the alert that ends next."""
    from cms.models import AlertPage  # noqa: PLC0415 - middleware loads before models

    now = timezone.now()
    ends = AlertPage.objects.live().filter(expire_at__gt=now).order_by("expire_at")
    next_end = ends.values_list("expire_at", flat=True).first()
    most: float = settings.PUBLIC_PAGE_SECONDS
    return min(most, (next_end - now).total_seconds()) if next_end else most


def _copy(response: HttpResponse, mark: str) -> Copy:
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    body = bytes(response.content)
    return Copy(
        since=mark,
        made_at=time(),
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
        body=body,
        packed=gzip.compress(body, mtime=0) if len(body) > WORTH_PACKING else b"",
        etag=hashlib.sha256(body).hexdigest()[:32],
    )


def _answer(request: HttpRequest, copy: Copy) -> HttpResponse:
    """The copy, packed for a browser that unpacks; or word that the browser's own is still good.

    Nothing secret stands on a public page, so packing tells an eavesdropper nothing.
    """
    is_packed = bool(copy.packed) and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(copy.packed if is_packed else copy.body, headers=copy.headers)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Content-Length"] = str(len(response.content))
    response["ETag"] = f'"{copy.etag}{"-gz" if is_packed else ""}"'
    response["Last-Modified"] = http_date(copy.made_at)
    response["Cache-Control"] = (
        f"public, max-age={FRESH_SECONDS}, stale-while-revalidate={STALE_SECONDS}"
    )
    answer: HttpResponse = get_conditional_response(
        request, etag=response["ETag"], last_modified=int(copy.made_at), response=response
    )
    return answer

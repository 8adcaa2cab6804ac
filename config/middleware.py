"""What every request passes: its context, its door, its signing-in, its life time."""

import time
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from csp.constants import HEADER, SELF, UNSAFE_INLINE
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from config.surfaces import PRIVATE_DOORS, surface
from kernel import audit
from kernel.context import RequestContext, request_context, session_hash
from kernel.models.audit_events import AuditAction
from kernel.permissions import doors_of
from kernel.scope import scope_of
from kernel.sessions import DOOR, SECOND_FACTOR
from kernel.zones import zone_of


Handler = Callable[[HttpRequest], HttpResponse]


def request_context_middleware(get_response: Handler) -> Handler:
    """Give each request an id that its audit events and log lines share."""
    door = surface(settings.SURFACE)

    def handle(request: HttpRequest) -> HttpResponse:
        request.door = door.door(request.path)
        token = request_context.set(
            RequestContext(
                request_id=uuid.uuid4().hex,
                session_hash=session_hash(request.COOKIES.get(settings.SESSION_COOKIE_NAME)),
                surface=request.door,
            )
        )
        try:
            return get_response(request)
        finally:
            request_context.reset(token)

    return handle


def chosen_language(get_response: Handler) -> Handler:
    """Let the cookie or the browser choose among the doors' languages, except on the public site.

    There the address alone decides. Under `everything` LocaleMiddleware sees the public site's
    language prefixes and would hold every other door to English.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.door != "public":
            asked = translation.get_language_from_request(request)
            spoken = asked if asked in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE
            translation.activate(spoken)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return handle


def office_policy(get_response: Handler) -> Handler:
    """Loosen the content security policy where Wagtail's editor needs it, at the office alone.

    Its rich text editor writes style attributes, its preview is a frame of the same origin, and a
    picture being uploaded is shown from memory. Scripts stay strict: what Wagtail writes inline,
    `cms` has moved to a static file.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.door == "office":
            response._csp_update = {
                "style-src": [UNSAFE_INLINE],
                "img-src": ["blob:"],
                "frame-src": [SELF],
            }
            if HEADER in response:  # a preview comes with the public site's policy already on it
                del response[HEADER]
            response._csp_replace = {"frame-ancestors": [SELF]}
        return response

    return handle


def private_doors(get_response: Handler) -> Handler:
    """Demand signing in, the right door, a second factor and a living session.

    A person whose roles do not open this door gets the same 404 as for a page that does not
    exist; the office answers 403, because Wagtail turns its 404s into redirect loops. The pages
    of `accounts` are open to everybody, but a session that died elsewhere is dead there too.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if is_open(request):
            return get_response(request)
        _end_if_dead(request)
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        refusal = None if request.path.startswith(ACCOUNTS) else _refusal(request)
        with timezone.override(getattr(request, "zone", None)):
            response = refusal if refusal is not None else get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return handle


ACCOUNTS, LANGUAGE = "/accounts/", "/i18n/"
HEALTH = frozenset({"/healthz", *(f"/{door}/healthz" for door in PRIVATE_DOORS)})
"""Paths outside the doors' own rooms; on a host of its own each private door has them too."""
MARK_SECONDS = 15
"""How old the mark of the last request may be before it is written again."""


def is_open(request: HttpRequest) -> bool:
    """Whether the request is for no private room: the public site, a health check, the language."""
    if request.path.startswith(LANGUAGE) or request.path in HEALTH:
        return True
    return request.door not in PRIVATE_DOORS | {"accounts"}


def _end_if_dead(request: HttpRequest) -> None:
    """Sign out a session that idled too long or was opened at another door, or is invented."""
    if not request.user.is_authenticated:
        return
    is_barred = request.user.is_invented and not settings.INVENTED_PEOPLE_ENTER
    if is_barred or request.session.get(DOOR) != settings.SURFACE or _is_stale(request):
        logout(request)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if settings.SECOND_FACTOR_REQUIRED and not _has_second_factor(request):
        return redirect("mfa_index")
    if request.door not in doors_of(request.user):
        audit.record(
            audit.Event.ACCESS_REFUSED,
            by=request.user,
            action=AuditAction.FAIL,
            outcome="WRONG_DOOR",
            door=request.door,
        )
        if request.door == "office":
            raise PermissionDenied
        raise Http404
    request.zone = zone_of(scope_of(request.user))
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for signing in; the way back holds no query, which may tell what was looked for."""
    target = urlencode({"next": request.path})
    return redirect(f"{reverse('account_login')}?{target}")


def _is_stale(request: HttpRequest) -> bool:
    now = int(time.time())
    last = request.session.get("seen_at", 0)
    if now - last >= MARK_SECONDS:
        request.session["seen_at"] = now
    return bool(last) and now - last > settings.SESSION_IDLE_SECONDS


def _has_second_factor(request: HttpRequest) -> bool:
    """Whether this very session showed one; that the person owns one is not enough."""
    return request.session.get(SECOND_FACTOR) == request.user.pk

"""What every request passes: its context, its door, its signing-in, its life time."""

import time
import uuid
from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control

from config.surfaces import PRIVATE_DOORS, surface
from kernel.context import RequestContext, request_context, session_hash
from kernel.permissions import doors_of

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
    """Let the cookie or the browser choose the language, except on the public site.

    There the address alone decides. Under `everything` LocaleMiddleware sees the public site's
    language prefixes and would hold every other door to English.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.door != "public":
            translation.activate(translation.get_language_from_request(request))
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
            response._csp_update = {  # noqa: SLF001 - django-csp's own way, also of its decorators
                "style-src": [UNSAFE_INLINE],
                "img-src": ["blob:"],
                "frame-src": [SELF],
            }
            response._csp_replace = {"frame-ancestors": [SELF]}  # noqa: SLF001 - as above
        return response

    return handle


def private_doors(get_response: Handler) -> Handler:
    """Demand signing in, the right door, a second factor and a living session.

    A person whose roles do not open this door gets the same 404 as for a page that does not
    exist; the office answers 403, because Wagtail turns its 404s into redirect loops.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.door not in PRIVATE_DOORS or request.path.endswith("/healthz"):
            return get_response(request)
        refusal = _refusal(request)
        response = refusal if refusal is not None else get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return handle


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.get_full_path()}")
    if _is_stale(request):
        logout(request)
        return redirect(f"{reverse('account_login')}?next={request.path}")
    if settings.SECOND_FACTOR_REQUIRED and not _has_second_factor(request):
        return redirect("mfa_index")
    if request.door not in doors_of(request.user):
        if request.door == "office":
            raise PermissionDenied
        raise Http404
    translation.activate(request.user.language)
    request.LANGUAGE_CODE = translation.get_language()
    return None


def _is_stale(request: HttpRequest) -> bool:
    now = int(time.time())
    last = request.session.get("seen_at", now)
    request.session["seen_at"] = now
    return now - last > settings.SESSION_IDLE_SECONDS


def _has_second_factor(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled  # noqa: PLC0415 - models are ready only now

    return is_mfa_enabled(request.user)

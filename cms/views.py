"""What browsers and search engines ask for beside pages."""

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, get_language_from_path
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.defaults import page_not_found
from wagtail.models import Page, Site

from cms import catalogue, offline, search
from cms.frame import Frame, Language, languages_of
from cms.models import HomePage, LeafletPage, ProgrammeIndexPage, SelfCheckPage
from cms.models.pages import PublicPage


@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Send the reader to the neutral address.

    A redirect leaves no entry of its own in the browser's list, with scripts and without; the
    script of the site also takes the page that was read out of the list.
    """
    response = HttpResponseRedirect(settings.NEUTRAL_ADDRESS)
    response["Referrer-Policy"] = "no-referrer"
    return response


@csrf_exempt
@never_cache
@sensitive_post_parameters()
def work_out(request: HttpRequest, tool: str) -> HttpResponse:
    """Work a self-check out for a browser without scripts, and forget it.

    No state, so no token against forged requests and no cookie for one: a forged request would
    show the result to whoever sent it. The answers come in the body alone, never in an address.
    """
    pages = SelfCheckPage.objects.live().filter(locale__language_code=get_language(), tool=tool)
    page = pages.order_by("pk").first()
    if page is None:
        raise Http404
    if request.method != "POST":
        return redirect(page.get_url(request))
    return page.serve(request)


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Search the pages of the reader's language."""
    home = _home_here()
    query = request.GET.get("q", "").strip()
    found = search.find(query, locale=home.locale, request=request)
    context = {"home": home, "frame": Frame(home, request, path="search/"), "found": found}
    return render(request, "cms/search.html", context)


def leaflet(request: HttpRequest, slug: str, *, is_folded: bool = False) -> FileResponse:
    """Hand out a leaflet's paper as it was printed; nothing is rendered for a reader."""
    pages = LeafletPage.objects.live().filter(locale__language_code=get_language())
    page = pages.filter(slug=slug).order_by("pk").first()
    if page is None:
        raise Http404
    try:
        paper = (page.folded_paper if is_folded else page.paper).open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(paper, filename=f"{slug}.pdf", content_type="application/pdf")


def kept(request: HttpRequest) -> HttpResponse:
    """Show what opens without a connection, and the numbers to call."""
    home = _home_here()
    context = {
        "home": home,
        "frame": Frame(home, request, path="offline/"),
        "pages": offline.pages_kept(home),
    }
    return render(request, "cms/offline.html", context)


def kept_list(request: HttpRequest) -> JsonResponse:
    """List for the browser's worker what it may keep in this language, and nothing else."""
    home = _home_here()
    response = JsonResponse(offline.list_kept(home, request))
    patch_cache_control(response, max_age=offline.ASKED_AGAIN)
    return response


@cache_control(max_age=0, must_revalidate=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the browser's worker, which may look after the pages below its own address."""
    return HttpResponse(offline.WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponse:
    """List the published pages of every language, each with its translations.

    Wagtail's own sitemap stops at the tree of the default language.
    """
    pages = [
        page
        for home in _homes(request)
        for page in home.get_descendants(inclusive=True)
        .live()
        .public()
        .specific()
        .defer_streamfields()
        if isinstance(page, PublicPage)
    ]
    by_key: dict[str, list[PublicPage]] = {}
    for page in pages:
        by_key.setdefault(str(page.translation_key), []).append(page)
    entries = [
        entry
        for page in pages
        for entry in _entries(request, page, by_key[str(page.translation_key)])
    ]
    return render(request, "cms/sitemap.xml", {"entries": entries}, content_type="application/xml")


def _entries(request: HttpRequest, page: PublicPage, versions: list[PublicPage]) -> list[dict]:
    """Return a page's entry, and those of the things that it shows at addresses of their own."""
    urls = {it.locale.language_code: it.get_url(request) for it in versions}
    return [
        {
            "address": request.build_absolute_uri(urls[page.locale.language_code] + path),
            "changed_at": page.last_published_at,
            "languages": [
                {"code": code, "address": request.build_absolute_uri(url + path)}
                for code, url in urls.items()
            ],
        }
        for path in ["", *page.things_within()]
    ]


def robots(request: HttpRequest) -> HttpResponse:
    """Let everybody read everything, and say where the list is."""
    address = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(
        f"User-agent: *\nDisallow: /exit/\nDisallow: /s/\n\nSitemap: {address}\n",
        content_type="text/plain",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Name the languages that the page, or else the site, exists in, and keep help in reach.

    The other doors keep their own words.
    """
    if request.door != "public":
        return page_not_found(request, exception)
    homes = _homes(request)
    spoken = (it for it in homes if it.live and it.locale.language_code == get_language())
    home = next(spoken, None)
    frame = Frame(home, request) if home else None
    here = frame.languages if frame else []
    context = {
        "home": home,
        "frame": frame,
        "homes": here or (languages_of(homes[0], request) if homes else []),
        "pages": _languages_at(request, homes),
    }
    return render(request, "cms/404.html", context, status=404)


def _home_here() -> HomePage:
    """The home page in the language of the address."""
    return get_object_or_404(
        HomePage.objects.live().select_related("locale"), locale__language_code=get_language()
    )


def _homes(request: HttpRequest) -> list[HomePage]:
    """The home pages of the site, the default language's first."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    homes = HomePage.objects.filter(translation_key=site.root_page.translation_key)
    return sorted(homes.select_related("locale"), key=lambda home: home.pk != site.root_page_id)


def _languages_at(request: HttpRequest, homes: list[HomePage]) -> list[Language]:
    """The languages in which there is a page or a programme at this path: slugs are the same."""
    parts = [part for part in request.path.split("/") if part]
    if parts and get_language_from_path(request.path):
        parts = parts[1:]
    if not parts:
        return []
    page = _page_at(parts, homes)
    if page is not None:
        return languages_of(page, request)
    *above, slug = parts
    page = _page_at(above, homes) if above else None
    if isinstance(page, ProgrammeIndexPage) and slug in catalogue.slugs():
        return languages_of(page, request, f"{slug}/")
    return []


def _page_at(parts: list[str], homes: list[HomePage]) -> Page | None:
    """A page at this path below any of the home pages."""
    paths = ["/".join([home.url_path.rstrip("/"), *parts, ""]) for home in homes]
    page = Page.objects.live().filter(url_path__in=paths).order_by("path").first()
    return page.specific_deferred if page else None

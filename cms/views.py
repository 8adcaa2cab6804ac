"""What search engines ask for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.models import Page, Site

from cms.models.pages import PublicPage


def sitemap(request: HttpRequest) -> HttpResponse:
    """List the published pages of every language, each with its translations.

    Wagtail's own sitemap stops at the tree of the default language.
    """
    site = Site.find_for_request(request)
    homes = (
        site.root_page.get_translations(inclusive=True) if site else Page.objects.none()
    )
    pages = [
        page.specific
        for home in homes
        for page in home.get_descendants(inclusive=True)
        .live()
        .public()
        .defer_streamfields()
    ]
    entries = [
        {
            "address": request.build_absolute_uri(page.get_url(request)),
            "changed_at": page.last_published_at,
            "languages": page.languages(request),
        }
        for page in pages
        if isinstance(page, PublicPage)
    ]
    return render(
        request, "cms/sitemap.xml", {"entries": entries}, content_type="application/xml"
    )


def robots(request: HttpRequest) -> HttpResponse:
    """Let everybody read everything, and say where the list is."""
    address = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(
        f"User-agent: *\nDisallow:\n\nSitemap: {address}\n", content_type="text/plain"
    )

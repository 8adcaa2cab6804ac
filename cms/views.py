"""What search engines ask for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.defaults import page_not_found
from wagtail.models import Page, Site

from cms.models.pages import PublicPage


def sitemap(request: HttpRequest) -> HttpResponse:
    """List the published pages of every language, each with its translations.

    Wagtail's own sitemap stops at the tree of the default language.
    """
    site = Site.find_for_request(request)
    homes = site.root_page.get_translations(inclusive=True) if site else Page.objects.none()
    pages = [
        page.specific
        for home in homes
        for page in home.get_descendants(inclusive=True).live().public().defer_streamfields()
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
    return render(request, "cms/sitemap.xml", {"entries": entries}, content_type="application/xml")


def robots(request: HttpRequest) -> HttpResponse:
    """Let everybody read everything, and say where the list is."""
    address = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(
        f"User-agent: *\nDisallow:\n\nSitemap: {address}\n", content_type="text/plain"
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Name the languages that the site exists in; the other doors keep their own words."""
    if request.door != "public":
        return page_not_found(request, exception)
    site = Site.find_for_request(request)
    home = site.root_page.specific if site else None
    homes = home.languages(request) if isinstance(home, PublicPage) else []
    return render(request, "cms/404.html", {"homes": homes}, status=404)

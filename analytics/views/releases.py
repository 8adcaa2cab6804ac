"""Releases: their list, one of them, its files and its charts."""

from functools import cached_property
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.generic import TemplateView

from analytics import selectors
from analytics.actions.reading import open_release, require_figures, take_file
from analytics.models import Release, ReleaseFile
from analytics.presenting import proof
from analytics.presenting.dashboard import dashboard
from analytics.views.base import Figures
from analytics.vocabulary import ReleaseState
from kernel.views.rooms import page_links, place_of


CHART_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""A picture needs nothing, also when somebody opens it alone: it has no style and no script."""


class Releases(Figures, TemplateView):
    """The releases that the viewer may read, the newest first; above them what is under way."""

    template_name = "analytics/releases.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of releases, and the orders that are open."""
        whose = {"viewer": self.request.user, "is_own": self.at.is_own}
        page = selectors.releases_page(
            **whose, language=get_language(), place=place_of(self.request)
        )
        return super().get_context_data(
            rows=page.rows,
            orders=[
                (order, selectors.period_name(order))
                for order in selectors.open_compilations(**whose)
            ],
            **page_links(self.request, page),
            **self.frame(),
            **kwargs,
        )


class ReleasePage(Figures, TemplateView):
    """One release: its figures, its files, its audit and how it was made."""

    @cached_property
    def release(self) -> Release:
        """The release of the address, if it is the viewer's."""
        found: Release = self.find(releases_of(self), self.kwargs["uid"])
        return found

    def get_template_names(self) -> list[str]:
        """A withdrawn release shows none of its figures."""
        is_withdrawn = self.release.state == ReleaseState.WITHDRAWN
        return ["analytics/withdrawn.html" if is_withdrawn else "analytics/release.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything is read back from the registry; reading it leaves a trace first."""
        release = self.release
        open_release(release=release, by=self.request.user)
        contents, files = selectors.contents_of(release), selectors.files_of(release)
        language = get_language()
        return super().get_context_data(
            release=release,
            head=contents.head,
            last_day=selectors.last_day(release),
            page=dashboard(
                contents,
                stored=[file.name for file in files],
                language=language,
                topic=self.request.GET.get("topic", ""),
            ),
            downloads=proof.downloads(files, language=language),
            audit=proof.audit_lines(release),
            coverage=proof.coverage(contents),
            facts=proof.facts(release),
            **self.frame(),
            **kwargs,
        )


class File(Figures):
    """A file to take away, as it was audited; taking it leaves a trace first."""

    def get(self, request: HttpRequest, uid: UUID, name: str) -> FileResponse:
        """Send the file under its name."""
        file = file_named(self, uid, name)
        take_file(file=file, by=request.user)
        response = FileResponse(
            BytesIO(bytes(file.content)),
            as_attachment=True,
            filename=file.name,
            content_type=file.media_type,
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response


class Chart(Figures):
    """A chart as a picture in the page; the trace of the page stands for its charts."""

    def get(self, request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
        """Send the picture under a policy that lets it do nothing."""
        file = file_named(self, uid, name)
        if file.media_type != proof.SVG:
            raise Http404
        require_figures(file.release, by=request.user)
        response = HttpResponse(bytes(file.content), content_type=proof.SVG)
        response["Content-Security-Policy"] = CHART_POLICY
        response["X-Content-Type-Options"] = "nosniff"
        return response


def releases_of(view: Figures) -> Any:
    """The releases that the viewer may read at this door."""
    return selectors.releases(viewer=view.request.user, is_own=view.at.is_own)


def file_named(view: Figures, uid: UUID, name: str) -> ReleaseFile:
    """A file of a release that the viewer may read; any other does not exist."""
    release: Release = view.find(releases_of(view), uid)
    file = selectors.file_of(release, name=name)
    if file is None:
        raise Http404
    return file

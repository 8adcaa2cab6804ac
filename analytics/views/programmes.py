"""Figures of programmes: their list, one of them, and it as a workbook."""

from functools import cached_property
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.views.generic import TemplateView

from analytics import selectors
from analytics.actions.reading import FilesWithdrawn, open_release, take_programmes
from analytics.models import ProgrammeRelease
from analytics.presenting import programme_sheet, proof
from analytics.presenting.programmes import example_notice, how_to_read, tables
from analytics.programme_registry import read
from analytics.views.base import Figures


class Programmes(Figures, TemplateView):
    """The figures of programmes that the viewer may read, the newest first."""

    template_name = "analytics/programmes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest releases."""
        rows = selectors.programme_releases(viewer=self.request.user)[: selectors.PROGRAMMES_SHOWN]
        return super().get_context_data(rows=list(rows), **self.frame(), **kwargs)


class ProgrammePage(Figures, TemplateView):
    """The tables of one country and period; reading them leaves a trace first."""

    @cached_property
    def release(self) -> ProgrammeRelease:
        """The figures of the address, if they are the viewer's."""
        return release_of(self, self.kwargs["uid"])

    def get_template_names(self) -> list[str]:
        """What is withdrawn shows none of its figures."""
        is_withdrawn = self.release.is_withdrawn
        return [
            "analytics/programme_withdrawn.html" if is_withdrawn else "analytics/programme.html"
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything is read back from the registry."""
        release = self.release
        open_release(release=release, by=self.request.user)
        told = [] if release.is_withdrawn else tables(release, read(release))
        return super().get_context_data(
            release=release,
            tables=[(table, list(table.rows()), table.others_texts()) for table in told],
            how_to_read=how_to_read(release),
            example_notice=example_notice(),
            facts=proof.programme_facts(release),
            **self.frame(),
            **kwargs,
        )


class ProgrammeSheet(Figures):
    """The same tables to take away; taking them leaves a trace first."""

    def get(self, request: HttpRequest, uid: UUID) -> FileResponse:
        """Send the workbook in the viewer's language; of what is withdrawn there is none."""
        release = release_of(self, uid)
        content = programme_sheet.written(release, tables(release, read(release)))
        name = f"{release.vintage.label}.xlsx"
        try:
            take_programmes(release=release, name=name, content=content, by=request.user)
        except FilesWithdrawn as refusal:
            raise Http404 from refusal
        response = FileResponse(
            BytesIO(content), as_attachment=True, filename=name,
            content_type=programme_sheet.MEDIA_TYPE,
        )  # fmt: skip
        response["X-Content-Type-Options"] = "nosniff"
        return response


def release_of(view: Figures, uid: UUID) -> ProgrammeRelease:
    """The release of the address, if it is the viewer's; any other does not exist."""
    return view.find(selectors.programme_releases(viewer=view.request.user), uid)

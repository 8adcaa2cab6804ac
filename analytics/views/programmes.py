"""Figures of programmes: their list, one of them, and it as a workbook."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.views.generic import TemplateView

from analytics import selectors
from analytics.actions.reading import open_programmes, take_programmes
from analytics.models import ProgrammeRelease
from analytics.presenting import programme_sheet
from analytics.presenting.programmes import how_to_read, tables
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

    template_name = "analytics/programme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything is read back from the registry."""
        release = release_of(self, self.kwargs["uid"])
        open_programmes(release=release, by=self.request.user)
        return super().get_context_data(
            release=release,
            tables=[(table, list(table.rows())) for table in tables(release, read(release))],
            how_to_read=how_to_read(release),
            **self.frame(),
            **kwargs,
        )


class ProgrammeSheet(Figures):
    """The same tables to take away; taking them leaves a trace first."""

    def get(self, request: HttpRequest, uid: UUID) -> FileResponse:
        """Send the workbook in the viewer's language."""
        release = release_of(self, uid)
        content = programme_sheet.written(release, tables(release, read(release)))
        name = f"{release.vintage.label}.xlsx"
        take_programmes(release=release, name=name, content=content, by=request.user)
        response = FileResponse(
            BytesIO(content), as_attachment=True, filename=name,
            content_type=programme_sheet.MEDIA_TYPE,
        )  # fmt: skip
        response["X-Content-Type-Options"] = "nosniff"
        return response


def release_of(view: Figures, uid: UUID) -> ProgrammeRelease:
    """The release of the address, if it is the viewer's; any other does not exist."""
    return view.find(selectors.programme_releases(viewer=view.request.user), uid)

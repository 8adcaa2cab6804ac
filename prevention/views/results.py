"""Results of an implementation: its waves, and what was frozen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from prevention import states
from prevention.actions.outcomes import freeze_results, note_report_taken
from prevention.documents.reports import report_pdf, report_workbook
from prevention.forms.services import Confirm
from prevention.selectors.attrition import lost_section
from prevention.selectors.outcomes import overseen_runs
from prevention.selectors.reports import report_of
from prevention.selectors.results import results_of, wave_lines, why_not_frozen
from prevention.selectors.roots import managed_runs
from prevention.selectors.runs import may_take
from prevention.views.base import OVERSEEN, Act, Gate, RunPage, find
from ui.papers import NoPdf


class Results(RunPage):
    """The waves of an implementation and its frozen results."""

    permissions = OVERSEEN
    tab = "prevention-run-results"
    template_name = "prevention/results/page.html"

    def rows(self) -> Any:
        """Own implementations, and those of the country."""
        return overseen_runs(viewer=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The waves, who was lost between them, and what was frozen."""
        found = results_of(self.run)
        return super().get_context_data(
            waves=wave_lines(self.run), found=found,
            may_freeze=not why_not_frozen(self.run, found), lost=lost_section(self.run), **kwargs,
        )  # fmt: skip


class Freeze(Act):
    """Computing and keeping the results."""

    form_class = Confirm
    template_name = "prevention/results/freeze.html"
    title = _("Freeze the results")
    lead = _(
        "The results of every finished wave are computed and kept. They never change afterwards: "
        "what the coordinator reads is what you read now."
    )
    verb = _("Freeze")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation."""
        super().setup(request, *args, **kwargs)
        self.run = find(managed_runs(viewer=request.user), request=request, uid=kwargs["run"])
        self.crumbs = ((self.run.title, self.back_url()),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Why nothing can be frozen now, where that is so."""
        why_not = why_not_frozen(self.run, results_of(self.run))
        return super().get_context_data(why_not=why_not, **kwargs)

    def perform(self, form: Confirm) -> Any:
        """Freeze."""
        return freeze_results(self.run, at=self.now, by=self.request.user)

    def said(self, result: Any) -> Any:
        """How many."""
        return ngettext(
            "%(count)s result frozen", "%(count)s results frozen", len(result)
        ) % {"count": len(result)}  # fmt: skip

    def next_url(self, result: Any) -> str:
        """The results."""
        return reverse("work:prevention-run-results", args=[self.run.uid])

    def back_url(self) -> str:
        """Likewise."""
        return self.next_url(None)


class Report(Results):
    """The report of an implementation; who coordinates the country accepts it."""

    tab = "prevention-report"
    template_name = "prevention/results/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The report as it stands today."""
        accept = states.BY_NAME["accept"]
        return super(Results, self).get_context_data(
            report=report_of(self.run, on=self.today),
            may_accept=may_take(viewer=self.request.user, run=self.run, move=accept), **kwargs,
        )  # fmt: skip


class Download(Gate, View):
    """The report as a file."""

    permissions = OVERSEEN
    kind, content_type = "", ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.run: Any = find(overseen_runs(viewer=request.user), request=request, uid=kwargs["run"])

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file; that it was taken leaves a trace."""
        try:
            made = self.made()
        except NoPdf as refusal:
            messages.error(request, str(refusal))
            return redirect("work:prevention-report", self.run.uid)
        note_report_taken(self.run, kind=self.kind, by=request.user)
        name = f"report-{self.now:%Y-%m-%d}.{self.kind}"
        return HttpResponse(
            made, content_type=self.content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )  # fmt: skip

    def report(self) -> Any:
        """What it tells."""
        return report_of(self.run, on=timezone.localdate(self.now))

    def made(self) -> bytes:
        """Its bytes."""
        raise NotImplementedError


class ReportPdf(Download):
    """On paper."""

    kind, content_type = "pdf", "application/pdf"

    def made(self) -> bytes:
        """The PDF."""
        user: Any = self.request.user
        return report_pdf(self.report(), language=get_language() or "ru", now=self.now, by=user)


class ReportWorkbook(Download):
    """As a workbook."""

    kind = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def made(self) -> bytes:
        """The workbook."""
        return report_workbook(self.report())

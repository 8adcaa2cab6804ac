"""The safeguarding log of an implementation: read, write, close."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prevention.actions.incidents import close_incident, log_incident, note_log_read
from prevention.forms import incidents as forms
from prevention.selectors.incidents import incidents_of, open_incidents
from prevention.selectors.outcomes import overseen_runs
from prevention.selectors.roots import managed_runs, with_programme
from prevention.selectors.runs import Frame
from prevention.views.base import OVERSEEN, Act, RunPage, find
from prevention.views.runs import way_to


class Incidents(RunPage):
    """The log. Every reading leaves a trace, the organisation's own too."""

    permissions = OVERSEEN
    tab = "prevention-run-incidents"
    template_name = "prevention/incidents/page.html"

    def rows(self) -> Any:
        """Own implementations, and those of the country."""
        return with_programme(overseen_runs(viewer=self.request.user))

    def note(self, frame: Frame) -> None:
        """Leave the trace."""
        user: Any = self.request.user
        note_log_read(self.run, by=user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The incidents, open ones first."""
        user: Any = self.request.user
        return super().get_context_data(lines=incidents_of(self.run, viewer=user), **kwargs)


class IncidentForm(Act):
    """A form of the log."""

    run: Any = None

    def next_url(self, result: Any) -> str:
        """The log."""
        return reverse("work:prevention-run-incidents", args=[self.run.uid])

    def back_url(self) -> str:
        """The log."""
        return self.next_url(None)

    def way(self) -> tuple[tuple[Any, str], ...]:
        """The crumbs."""
        return (*way_to(self.run), (_("Safeguarding"), self.back_url()))


class Log(IncidentForm):
    """Writing an incident down."""

    form_class = forms.Log
    title, verb, done = _("Write down an incident"), _("Save the incident"), _("Incident saved")
    lead = _(
        "For you and the coordinator of the country; it is in no report, file or figure. Who was "
        "concerned stays on paper, locked away. What is written cannot be changed."
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation."""
        super().setup(request, *args, **kwargs)
        self.run = find(managed_runs(viewer=request.user), request=request, uid=kwargs["run"])
        self.crumbs = self.way()

    def perform(self, form: forms.Log) -> Any:
        """Write it down."""
        return log_incident(
            run=self.run, **form.arguments(), confirmed=self.confirmed(), now=self.now,
            by=self.request.user,
        )  # fmt: skip


class Close(IncidentForm):
    """Saying how an incident ended."""

    form_class = forms.Close
    title, verb, done = _("Close the incident"), _("Close the incident"), _("Incident closed")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the incident, unless it is closed."""
        super().setup(request, *args, **kwargs)
        incidents = open_incidents(viewer=request.user)
        self.row = find(incidents, request=request, uid=kwargs["incident"])
        self.run, self.lead = self.row.implementation, self.row.get_kind_display()
        self.crumbs = self.way()

    def perform(self, form: forms.Close) -> Any:
        """Close it."""
        return close_incident(
            incident=self.row, **form.arguments(), confirmed=self.confirmed(), now=self.now,
            by=self.request.user,
        )  # fmt: skip

"""Blocking warnings that are to be set aside: asked here, decided there, kept for good."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.permissions import Permission
from prevention.actions import overrides as actions
from prevention.forms import runs as forms
from prevention.selectors.overrides import (
    MESSAGES,
    asked,
    decided,
    overrides_to_decide,
    waiting,
)
from prevention.selectors.roots import managed_runs
from prevention.views.base import OVERSEEN, Act, Room, find, pager, place_in
from prevention.views.runs import way_to


class Overrides(Room):
    """What waits for the coordinator, and what was decided."""

    permissions = OVERSEEN
    template_name = "prevention/overrides/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The queue, and one page of the history."""
        viewer = self.request.user
        page = decided(viewer=viewer, place=place_in(self.request))
        return super().get_context_data(
            waiting=waiting(viewer=viewer), decided=page.rows,
            **pager(page, f"{reverse('work:prevention-overrides')}?"), **kwargs,
        )  # fmt: skip


class Ask(Act):
    """Asking the coordinator, with a reason."""

    form_class = forms.Ask
    template_name = "prevention/overrides/ask.html"
    title, verb = _("Ask the coordinator"), _("Send the request")
    done = _("Sent to the coordinator")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation; a rule that does not exist has no page."""
        super().setup(request, *args, **kwargs)
        self.run: Any = find(managed_runs(viewer=request.user), request=request, uid=kwargs["run"])
        self.crumbs = way_to(self.run)
        if kwargs["rule"] not in MESSAGES:
            raise Http404

    def perform(self, form: forms.Ask) -> Any:
        """Ask."""
        return actions.ask_override(
            run=self.run, rule=self.kwargs["rule"], **form.arguments(), now=self.now,
            by=self.request.user,
        )  # fmt: skip

    def next_url(self, result: Any) -> str:
        """Where the implementation stands."""
        return reverse("work:prevention-run", args=[self.run.uid])

    def back_url(self) -> str:
        """Where the implementation stands."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which warning."""
        rule = self.kwargs["rule"]
        return super().get_context_data(
            rule=rule, message=MESSAGES[rule], organisation=self.run.organisation.name, **kwargs
        )


class Decide(Act):
    """The coordinator's decision, with a reason."""

    permissions = (Permission.PROGRAMME_COORDINATE,)
    form_class = forms.Decide
    template_name = "prevention/overrides/decide.html"
    title, verb, done = _("Decide"), _("Save the decision"), _("Decided")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the request."""
        super().setup(request, *args, **kwargs)
        rows = overrides_to_decide(viewer=request.user)
        self.row = find(rows, request=request, uid=kwargs["override"])
        self.crumbs = ((_("Decisions"), reverse("work:prevention-overrides")),)

    def perform(self, form: forms.Decide) -> Any:
        """Decide."""
        return actions.decide_override(
            override=self.row, **form.arguments(), now=self.now, by=self.request.user
        )

    def stored(self, row: Any) -> dict[str, Any]:
        """What somebody else decided meanwhile."""
        is_allowed = {True: "yes", False: "no"}.get(row.is_allowed, "")
        return {"is_allowed": is_allowed, "decision": row.decision}

    def next_url(self, result: Any) -> str:
        """The queue."""
        return reverse("work:prevention-overrides")

    def back_url(self) -> str:
        """The queue."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was asked."""
        return super().get_context_data(
            asked=asked(self.request.user, self.row), organisation=self.row.organisation.name,
            **kwargs,
        )  # fmt: skip

"""Costs of an implementation."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prevention.actions import costs as actions
from prevention.forms import people as forms
from prevention.selectors.costs import costs_of, visible_costs
from prevention.selectors.roots import managed_runs
from prevention.views.base import Act, RunPage, find
from prevention.views.runs import way_to


class Costs(RunPage):
    """Every cost, and sums with and without what comes only once."""

    tab = "prevention-run-costs"
    template_name = "prevention/costs/page.html"

    def rows(self) -> Any:
        """Only the organisation itself."""
        return managed_runs(viewer=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The costs."""
        costs = costs_of(viewer=self.request.user, run=self.run)
        return super().get_context_data(costs=costs, **kwargs)


class CostForm(Act):
    """The form of a cost."""

    form_class = forms.Cost
    run: Any = None

    def next_url(self, result: Any) -> str:
        """All costs."""
        return reverse("work:prevention-run-costs", args=[self.run.uid])

    def back_url(self) -> str:
        """All costs."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whose cost it is."""
        return super().get_context_data(organisation=self.run.organisation.name, **kwargs)


class Add(CostForm):
    """One more cost."""

    title, verb, done = _("Write down a cost"), _("Save the cost"), _("Cost saved")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation."""
        super().setup(request, *args, **kwargs)
        self.run = find(managed_runs(viewer=request.user), request=request, uid=kwargs["run"])
        self.crumbs = (*way_to(self.run), (_("Costs"), self.back_url()))

    def perform(self, form: forms.Cost) -> Any:
        """Write it down."""
        values = form.arguments()
        values.pop("row_version")
        return actions.record_cost(run=self.run, **values, by=self.request.user)


class Change(CostForm):
    """Putting a cost right."""

    title, verb, done = _("Change the cost"), _("Save the cost"), _("Cost saved")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the cost."""
        super().setup(request, *args, **kwargs)
        self.row = find(visible_costs(viewer=request.user), request=request, uid=kwargs["cost"])
        self.run = self.row.implementation
        self.crumbs = (*way_to(self.run), (_("Costs"), self.back_url()))

    def stored(self, row: Any) -> dict[str, Any]:
        """The cost as it stands."""
        return {name: getattr(row, name) for name in actions.COST_FIELDS}

    def perform(self, form: forms.Cost) -> Any:
        """Write it anew."""
        return actions.change_cost(cost=self.row, **form.arguments(), by=self.request.user)

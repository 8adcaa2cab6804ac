"""Implementations: the list, a new plan, where one stands, its steps."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prevention import states
from prevention.actions import moves, runs
from prevention.forms import runs as forms
from prevention.selectors.catalogue import (
    managed_organisations,
    outcomes_to_name,
    version_words,
    versions_to_plan,
)
from prevention.selectors.consent import rules_told
from prevention.selectors.roots import managed_runs, visible_runs
from prevention.selectors.runs import (
    SHOWS,
    frame_of,
    may_ask,
    may_plan,
    may_take,
    overview,
    runs_page,
    sees_many,
    warned,
    with_overview,
)
from prevention.selectors.sites import sites_to_choose
from prevention.views.base import EVERYBODY, OVERSEEN, Act, Room, RunPage, find, pager, place_in
from ui.forms import Form


class Runs(Room):
    """The implementations that the viewer sees."""

    permissions = EVERYBODY
    template_name = "prevention/runs/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page, by state."""
        viewer = self.request.user
        asked = self.request.GET.get("show", "")
        show = asked if asked in SHOWS else "open"
        page = runs_page(viewer=viewer, show=show, place=place_in(self.request))
        return super().get_context_data(
            lines=page.rows, show=show, shows=[(name, words[0]) for name, words in SHOWS.items()],
            may_plan=may_plan(viewer=viewer), may_ask=may_ask(viewer=viewer),
            sees_many=sees_many(viewer=viewer),
            **pager(page, f"{reverse('work:prevention-runs')}?show={show}&"), **kwargs,
        )  # fmt: skip


class PlanForm(Act):
    """The form of a plan, with what is warned of beside it as it is typed."""

    form_class = forms.Plan
    template_name = "prevention/runs/plan.html"
    organisation: Any = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Plan; or only say what is warned of, when a page that has scripts asks for that."""
        if "look" in request.POST and getattr(request, "htmx", False):
            plan = self.get_form().planned()
            return render(
                request, "prevention/runs/_warned.html", {"warned": warned(plan), "is_typed": plan}
            )
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """What there is to choose from."""
        run = self.row
        chosen = list(run.sites.all()) if run else []
        return super().get_form_kwargs() | {
            "versions": versions_to_plan(
                organisation=self.organisation, on=self.today,
                besides=run.programme_version if run else None,
            ),
            "version_words": version_words,
            "places": sites_to_choose(organisation=self.organisation.pk, besides=chosen),
            "outcomes": outcomes_to_name(
                organisation=self.organisation, besides=run.primary_outcome if run else ""
            ),
            "fixed_at": run.primary_outcome_fixed_at if run else None,
        }  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is warned of in the plan as it stands on the page."""
        context = super().get_context_data(organisation=self.organisation.name, **kwargs)
        form = context["form"]
        plan = form.planned() if form.is_bound or self.row is None else self.planned(form)
        return context | {
            "warned": warned(plan), "is_typed": bool(plan),
            "rules": rules_told(self.organisation.country),
            "has_sites": bool(form.fields["sites"].choices),
            "has_versions": bool(form.fields["programme_version"].choices),
        }  # fmt: skip

    def planned(self, form: Any) -> dict[str, Any]:
        """The plan of the row that is changed, as it stands; its programme as the form read it."""
        plan = {name: getattr(self.row, name) for name in runs.PLANNED_FIELDS}
        version = form.fields["programme_version"].rows[str(self.row.programme_version_id)]
        return plan | {"programme_version": version}


class Plan(PlanForm):
    """A new implementation."""

    title, verb, done = _("Plan an implementation"), _("Save the plan"), _("Planned")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Choose for whom is planned: the only organisation, or the one that was named."""
        super().setup(request, *args, **kwargs)
        self.crumbs = ((_("Programmes"), reverse("work:prevention-runs")),)
        self.organisations = managed_organisations(viewer=request.user)
        named = request.GET.get("organisation", "")
        by_uid = {str(each.uid): each for each in self.organisations}
        self.organisation = by_uid.get(named) or next(iter(self.organisations), None)

    def may_enter(self) -> bool:
        """Who manages programmes of an organisation in use."""
        return super().may_enter() and self.organisation is not None

    def perform(self, form: forms.Plan) -> Any:
        """Write the plan."""
        values = form.arguments()
        values.pop("row_version")
        return runs.plan_run(
            organisation=self.organisation, **values, confirmed=self.confirmed(), on=self.today,
            by=self.request.user,
        )  # fmt: skip

    def next_url(self, result: Any) -> str:
        """Where it stands."""
        return reverse("work:prevention-run", args=[result.uid])

    def back_url(self) -> str:
        """The list."""
        return reverse("work:prevention-runs")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """For whom else one may plan."""
        others = [each for each in self.organisations if each != self.organisation]
        return super().get_context_data(others=[(each.uid, each.name) for each in others], **kwargs)


class Change(PlanForm):
    """Another plan for an implementation that has not ended."""

    title, verb, done = _("Change the plan"), _("Save the plan"), _("Changed")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation."""
        super().setup(request, *args, **kwargs)
        rows = managed_runs(viewer=request.user).prefetch_related("sites")
        self.row = find(rows, request=request, uid=kwargs["run"])
        self.organisation = self.row.organisation
        self.crumbs = way_to(self.row)

    def stored(self, row: Any) -> dict[str, Any]:
        """The plan as it stands."""
        values = {name: getattr(row, name) for name in runs.PLANNED_FIELDS}
        return (
            values
            | forms.split(row.methods)
            | {
                "programme_version": row.programme_version_id,
                "sites": [str(site.uid) for site in row.sites.all()],
            }
        )

    def perform(self, form: forms.Plan) -> Any:
        """Change it."""
        return runs.change_run(
            run=self.row, **form.arguments(), confirmed=self.confirmed(), on=self.today,
            by=self.request.user,
        )  # fmt: skip

    def next_url(self, result: Any) -> str:
        """Where it stands."""
        return reverse("work:prevention-run", args=[self.row.uid])

    def back_url(self) -> str:
        """Where it stands."""
        return self.next_url(None)


class Run(RunPage):
    """Where an implementation stands and what it lacks."""

    tab = "prevention-run"
    template_name = "prevention/runs/overview.html"

    def rows(self) -> Any:
        """With what the overview says of them."""
        return with_overview(super().rows())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its steps, what is missing, what is warned of, what comes next."""
        page = overview(viewer=self.request.user, run=self.run, on=self.today)
        return super().get_context_data(page=page, **kwargs)


class Move(Act):
    """One step of an implementation, asked once more before it is taken."""

    permissions = OVERSEEN
    form_class = forms.Step
    template_name = "prevention/runs/move.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation and the step; a step that is not possible does not exist."""
        super().setup(request, *args, **kwargs)
        self.row = find(visible_runs(viewer=request.user), request=request, uid=kwargs["run"])
        self.move = states.BY_NAME.get(kwargs["move"])
        self.crumbs = way_to(self.row)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, when the step is the viewer's and possible now."""
        if self.move is None or not self.may_take():
            raise Http404
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step. Whether it is possible is the action's matter."""
        if self.move is None:
            raise Http404
        return super().post(request, *args, **kwargs)

    def may_take(self) -> bool:
        """Whether the step is theirs and possible."""
        move: Any = self.move
        return may_take(viewer=self.request.user, run=self.row, move=move)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Some steps need a reason."""
        move: Any = self.move
        return super().get_form_kwargs() | {"needs_reason": move.needs_reason}

    def perform(self, form: Form) -> Any:
        """Take it."""
        move: Any = self.move
        return moves.move_run(
            run=self.row, move=move, **form.cleaned_data, on=self.today, now=self.now,
            by=self.request.user,
        )  # fmt: skip

    def said(self, result: Any) -> Any:
        """Where it stands now."""
        return _("The implementation is now: %(status)s") % {"status": result.get_status_display()}

    def next_url(self, result: Any) -> str:
        """Where it stands."""
        return reverse("work:prevention-run", args=[self.row.uid])

    def back_url(self) -> str:
        """Where it stands."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the step means."""
        move: Any = self.move
        frame = frame_of(viewer=self.request.user, run=self.row)
        return super().get_context_data(
            move=move, frame=frame, organisation=frame.organisation, **kwargs
        ) | {"title": move.verb, "verb": move.verb}


def way_to(run: Any) -> tuple[tuple[Any, str], ...]:
    """The crumbs of a page that belongs to an implementation."""
    return (
        (_("Programmes"), reverse("work:prevention-runs")),
        (run.title, reverse("work:prevention-run", args=[run.uid])),
    )

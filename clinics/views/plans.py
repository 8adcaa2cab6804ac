"""The treatment plan: reading, making, reviewing, printing."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import plans, records
from clinics.forms import plans as forms
from clinics.forms.fields import stored
from clinics.instruments.schedule import months_later
from clinics.selectors.plans import (
    care_staff,
    goals_of,
    plan_line,
    plan_page,
    printable_plans,
    visible_plans,
)
from clinics.selectors.wording import person_text
from clinics.views.base import Act, EpisodeAct, PartPage, find
from clinics.views.one_entry import OneEntry


REVIEW_MONTHS = 3


class Plan(PartPage):
    """The plan that holds, and those before it."""

    part, title, fields = "plan", _("Plan"), ("code", "plan")
    template_name = "clinics/plans/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The plans of the episode that is shown."""
        page = plan_page(
            viewer=self.request.user, patient=self.patient, today=self.today,
            episode_uid=self.request.GET.get("episode", ""),
        )  # fmt: skip
        return super().get_context_data(page=page, **kwargs)


class Planning(Act):
    """What making and reviewing a plan share."""

    template_name = "clinics/plans/form.html"
    keeps_draft = True

    def next_url(self, result: Any) -> str:
        """The plan of this episode."""
        return f"{reverse('work:plan', args=[self.patient.uid])}?episode={self.episode.uid}"

    def back_url(self) -> str:
        """The plan, as it is."""
        return self.next_url(None)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who can be responsible."""
        self.staff = care_staff(organisation=self.episode.organisation)
        return super().get_form_kwargs() | {"staff": self.staff}

    def get_initial(self) -> dict[str, Any]:
        """Today; a review in three months; the person who writes is responsible."""
        me: Any = self.request.user
        return super().get_initial() | {
            "review_on": months_later(self.today, REVIEW_MONTHS),
            "responsible": str(me.uid),
        }


class MakePlan(Planning, EpisodeAct):
    """The first plan of an episode."""

    form_class = forms.Plan
    shows = (*EpisodeAct.shows, "plan")
    title, verb, done = _("Make a plan"), _("Save plan"), _("Plan saved.")
    lead = _("Goals in the patient's words. Two or three are enough.")

    def perform(self, form: forms.Plan) -> Any:
        """Write the plan."""
        return plans.make_plan(
            episode=self.episode, **form.arguments(), confirmed=self.confirmed(),
            now=self.now, by=self.request.user,
        )  # fmt: skip


class ReviewPlan(Planning, OneEntry):
    """A new plan in the place of the one that holds: how far each goal is, and what is next."""

    form_class = forms.Review
    shows = ("code", "plan")
    title, verb, done = _("Review the plan"), _("Save review"), _("Review saved.")
    lead = _("The plan before stays in the record.")

    def rows(self) -> QuerySet[Any]:
        """The plans that the person may read."""
        return visible_plans(viewer=self.request.user)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the plan, and with it the episode."""
        super().setup(request, *args, **kwargs)
        self.episode = self.entry.episode

    def get_form_kwargs(self) -> dict[str, Any]:
        """How many goals are carried over."""
        return super().get_form_kwargs() | {"carried": goals_of(self.entry).count()}

    def get_initial(self) -> dict[str, Any]:
        """The goals as they are, and who is responsible."""
        plan = self.entry
        initial = super().get_initial() | {"responsible": str(plan.responsible.uid)}
        for name in ("participated", "agreed"):
            initial[name] = stored(getattr(plan, name), getattr(plan, f"{name}_null"))
        for number, goal in enumerate(goals_of(plan), start=1):
            initial |= {
                f"problem_{number}": goal.problem,
                f"goal_{number}": goal.goal,
                f"action_{number}": goal.action,
                f"who_{number}": str(goal.responsible.uid) if goal.responsible else "",
                f"by_{number}": goal.due_on,
                f"progress_{number}": goal.progress,
            }
        return initial

    def as_stored(self) -> dict[str, Any]:
        """The plan with its own days, where the form begins with those of a review."""
        return self.get_initial() | {"on": self.entry.on, "review_on": self.entry.review_on}

    def perform(self, form: forms.Review) -> Any:
        """Write the review."""
        return plans.review_plan(
            plan=self.entry, **form.arguments(), confirmed=self.confirmed(),
            now=self.now, by=self.request.user,
        )  # fmt: skip


class PrintPlan(TemplateView):
    """A plan on one sheet of paper, with a line for two signatures."""

    template_name = "clinics/plans/print.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the plan."""
        super().setup(request, *args, **kwargs)
        found = printable_plans(viewer=request.user)
        self.plan = find(found, request=request, uid=kwargs["entry"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The plan in words; showing it is reading the record."""
        patient = self.plan.episode.patient
        records.open_record(patient=patient, by=self.request.user, fields=("code", "plan"))
        return super().get_context_data(
            plan=plan_line(self.plan, list(goals_of(self.plan))),
            code=patient.code,
            patient_uid=patient.uid,
            organisation=patient.organisation.name,
            site=self.plan.episode.site.name,
            person=person_text(patient, today=self.plan.on),
            **kwargs,
        )

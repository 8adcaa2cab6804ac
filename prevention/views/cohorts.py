"""Groups: those of an implementation, one with its register, its steps."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kernel.errors import Refused
from kernel.permissions import Permission
from prevention import states
from prevention.actions import cohorts as actions
from prevention.actions.moves import move_group
from prevention.actions.reading import note_reading
from prevention.choices import ArmDesign
from prevention.forms import cohorts as forms
from prevention.selectors.cohorts import (
    cohort_page,
    facilitators_to_lead,
    groups_of,
    sites_of,
    visible_participants,
)
from prevention.selectors.roots import managed_runs, visible_cohorts
from prevention.views.base import Act, Room, RunPage, find, note_refusal, refuse
from prevention.views.runs import way_to


class Groups(RunPage):
    """The groups of an implementation."""

    tab = "prevention-run-groups"
    template_name = "prevention/cohorts/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those that the viewer sees."""
        lines = groups_of(viewer=self.request.user, run=self.run)
        return super().get_context_data(lines=lines, **kwargs)


class GroupForm(Act):
    """The form of a group."""

    form_class = forms.Group
    template_name = "prevention/cohorts/form.html"
    run: Any = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Where, and who leads."""
        return super().get_form_kwargs() | {
            "places": sites_of(run=self.run),
            "people": facilitators_to_lead(run=self.run, besides=self.row),
            "is_new": self.row is None,
            "has_comparison": self.run.arm_design != ArmDesign.NONE,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whose group it is."""
        return super().get_context_data(organisation=self.run.organisation.name, **kwargs)


class Add(GroupForm):
    """One more group."""

    title, verb, done = _("Add a group"), _("Save the group"), _("Group saved")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the implementation."""
        super().setup(request, *args, **kwargs)
        self.run = find(managed_runs(viewer=request.user), request=request, uid=kwargs["run"])
        self.crumbs = way_to(self.run)

    def get_initial(self) -> dict[str, Any]:
        """Those who take part, counted by heads."""
        return super().get_initial() | {"mode": "headcount", "arm": "intervention", "others": 0}

    def perform(self, form: forms.Group) -> Any:
        """Begin it."""
        values = form.arguments()
        values.pop("row_version")
        return actions.add_cohort(run=self.run, **values, by=self.request.user)

    def next_url(self, result: Any) -> str:
        """The group."""
        return reverse("work:prevention-cohort", args=[result.uid])

    def back_url(self) -> str:
        """All groups."""
        return reverse("work:prevention-run-groups", args=[self.run.uid])


class Change(GroupForm):
    """Other numbers, another name, other people for a group."""

    title, verb, done = _("Change the group"), _("Save the group"), _("Group saved")
    permissions = (Permission.PROGRAMME_MANAGE,)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the group."""
        super().setup(request, *args, **kwargs)
        rows = visible_cohorts(viewer=request.user)
        self.row = find(rows, request=request, uid=kwargs["cohort"])
        self.run = self.row.implementation
        self.crumbs = way_to_group(self.row)

    def stored(self, row: Any) -> dict[str, Any]:
        """The group as it stands."""
        values = {name: getattr(row, name) for name in actions.COHORT_FIELDS}
        return values | {
            "site": str(row.site.uid),
            "facilitators": [str(each.uid) for each in row.facilitators.all()],
        }

    def perform(self, form: forms.Group) -> Any:
        """Write it anew."""
        return actions.change_cohort(cohort=self.row, **form.arguments(), by=self.request.user)

    def next_url(self, result: Any) -> str:
        """The group."""
        return reverse("work:prevention-cohort", args=[self.row.uid])

    def back_url(self) -> str:
        """The group."""
        return self.next_url(None)


class Group(Room):
    """One group: who leads it, consent, its register of numbers, its steps."""

    permissions = (Permission.PROGRAMME_MANAGE, Permission.SESSION_DELIVER)
    template_name = "prevention/cohorts/page.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the group."""
        super().setup(request, *args, **kwargs)
        rows = visible_cohorts(viewer=request.user)
        self.cohort: Any = find(rows, request=request, uid=kwargs["cohort"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.show(forms.Participants())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add people to the register."""
        form = forms.Participants(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            added = actions.add_participants(
                cohort=self.cohort, **form.arguments(), by=self.request.user
            )
        except Refused as refusal:
            note_refusal(self, refusal, organisation=self.cohort.organisation)
            refuse(form, refusal)
            return self.show(form)
        text = ngettext("%(count)s line added.", "%(count)s lines added.", len(added))
        messages.success(request, text % {"count": len(added)})
        return redirect("work:prevention-cohort", self.cohort.uid)

    def show(self, form: forms.Participants) -> HttpResponse:
        """The group, with what was typed; a register that is read leaves a trace."""
        page = cohort_page(viewer=self.request.user, cohort=self.cohort)
        if page.is_named:
            note_reading(row=self.cohort, part="register", by=self.request.user)
        return self.render_to_response(
            self.get_context_data(
                page=page, form=form, crumbs=way_to(self.cohort.implementation),
                organisation=self.cohort.organisation.name,
            )
        )  # fmt: skip


class Leave(Act):
    """The day on which somebody left, or that they did not leave after all."""

    form_class = forms.Leave
    title, verb, done = _("Left the group"), _("Save"), _("Saved")
    lead = _("What was written of earlier sessions stays.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the line of the register."""
        super().setup(request, *args, **kwargs)
        rows = visible_participants(viewer=request.user)
        self.line: Any = find(rows, request=request, uid=kwargs["participant"])
        self.crumbs = way_to_group(self.line.cohort)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write the day; one tap takes it back."""
        if "stayed" in request.POST:
            try:
                actions.leave(participant=self.line, on=None, by=self.request.user)
            except Refused as refusal:
                messages.error(request, str(refusal))
            return redirect(self.back_url())
        return super().post(request, *args, **kwargs)

    def perform(self, form: forms.Leave) -> Any:
        """Write it."""
        return actions.leave(
            participant=self.line, on=form.cleaned_data["on"], by=self.request.user
        )

    def next_url(self, result: Any) -> str:
        """The group."""
        return reverse("work:prevention-cohort", args=[self.line.cohort.uid])

    def back_url(self) -> str:
        """The group."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which number."""
        context = super().get_context_data(**kwargs)
        said = _("Number %(number)s left the group") % {"number": self.line.number}
        return context | {"title": said, "organisation": self.line.organisation.name}


class Move(Room):
    """One step of a group, by a button of its page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The group itself is where one chooses."""
        return redirect("work:prevention-cohort", kwargs["cohort"])

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the group."""
        super().setup(request, *args, **kwargs)
        rows = visible_cohorts(viewer=request.user)
        self.cohort: Any = find(rows, request=request, uid=kwargs["cohort"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it, or say why not."""
        move = states.GROUPS_BY_NAME.get(request.POST.get("move", ""))
        if move is None:
            raise Http404
        version = request.POST.get("row_version", "")
        try:
            cohort = move_group(
                cohort=self.cohort, move=move,
                row_version=int(version) if version.isdecimal() else None, by=self.request.user,
            )  # fmt: skip
        except Refused as refusal:
            note_refusal(self, refusal, organisation=self.cohort.organisation)
            messages.error(request, str(refusal))
        else:
            said = _("The group is now: %(status)s") % {"status": cohort.get_status_display()}
            messages.success(request, said)
        return redirect("work:prevention-cohort", self.cohort.uid)


def way_to_group(cohort: Any) -> tuple[tuple[Any, str], ...]:
    """The crumbs of a page that belongs to a group."""
    return (
        *way_to(cohort.implementation),
        (cohort.label, reverse("work:prevention-cohort", args=[cohort.uid])),
    )

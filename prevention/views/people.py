"""Those who deliver: of an organisation, of an implementation; their trainings."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prevention.actions import people as actions
from prevention.forms import people as forms
from prevention.forms.fields import RowForm
from prevention.selectors.catalogue import programmes_to_train
from prevention.selectors.people import accounts_of, leads_of, one, people_page
from prevention.selectors.roots import managed_runs, visible_facilitators
from prevention.views.base import Act, Room, RunPage, find, pager, place_in
from prevention.views.sites import chosen_organisation


class OfRun(RunPage):
    """Who leads the groups of an implementation, and whether they are trained for it."""

    tab = "prevention-run-people"
    template_name = "prevention/people/of_run.html"

    def rows(self) -> Any:
        """Only the organisation itself sees its people."""
        return managed_runs(viewer=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The leads."""
        return super().get_context_data(leads=leads_of(run=self.run, on=self.today), **kwargs)


class People(Room):
    """The facilitators of the viewer's organisations."""

    template_name = "prevention/people/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page, those who deliver or those who do no more."""
        is_retired = "retired" in self.request.GET
        page = people_page(
            viewer=self.request.user, show_retired=is_retired, place=place_in(self.request),
            on=self.today,
        )  # fmt: skip
        address = f"{reverse('work:prevention-people')}?{'retired&' if is_retired else ''}"
        return super().get_context_data(
            people=page.rows, is_retired=is_retired, **pager(page, address), **kwargs
        )


class PersonForm(Act):
    """The form of a facilitator."""

    form_class = forms.Person
    organisation: Any = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """The accounts that deliver sessions here."""
        besides = self.row.user if self.row else None
        accounts = accounts_of(organisation=self.organisation, besides=besides)
        return super().get_form_kwargs() | {"accounts": accounts}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whose facilitator it is."""
        return super().get_context_data(organisation=self.organisation.name, **kwargs)


class Add(PersonForm):
    """One more facilitator."""

    title, verb, done = _("Add a facilitator"), _("Save"), _("Saved")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Choose the organisation: the only one, or the one that was named."""
        super().setup(request, *args, **kwargs)
        self.organisation = chosen_organisation(request)
        self.crumbs = ((_("Facilitators"), reverse("work:prevention-people")),)

    def may_enter(self) -> bool:
        """Who manages programmes of an organisation in use."""
        return super().may_enter() and self.organisation is not None

    def perform(self, form: forms.Person) -> Any:
        """Write them down."""
        values = form.arguments()
        values.pop("row_version")
        return actions.add_facilitator(
            organisation=self.organisation, **values, by=self.request.user
        )

    def next_url(self, result: Any) -> str:
        """The person, to write down trainings."""
        return reverse("work:prevention-person", args=[result.uid])

    def back_url(self) -> str:
        """The list."""
        return reverse("work:prevention-people")


class OfPerson(Act):
    """An act on a facilitator of the viewer's organisations."""

    person: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the person."""
        super().setup(request, *args, **kwargs)
        rows = visible_facilitators(viewer=request.user)
        self.person = find(rows, request=request, uid=kwargs["person"])
        self.organisation = self.person.organisation
        self.crumbs = (
            (_("Facilitators"), reverse("work:prevention-people")),
            (self.person.name, self.back_url()),
        )

    def next_url(self, result: Any) -> str:
        """The person."""
        return reverse("work:prevention-person", args=[self.person.uid])

    def back_url(self) -> str:
        """The person."""
        return self.next_url(None)


class Change(OfPerson, PersonForm):
    """Another profession, name or account for a facilitator."""

    title, verb, done = _("Change the facilitator"), _("Save"), _("Saved")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The person is the row."""
        super().setup(request, *args, **kwargs)
        self.row = self.person

    def stored(self, row: Any) -> dict[str, Any]:
        """The person as they stand."""
        return {"name": row.name, "role": row.role, "user": row.user.uid if row.user else ""}

    def perform(self, form: forms.Person) -> Any:
        """Write them anew."""
        return actions.change_facilitator(person=self.row, **form.arguments(), by=self.request.user)


class Person(Room):
    """One facilitator with every training."""

    template_name = "prevention/people/page.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the person."""
        super().setup(request, *args, **kwargs)
        rows = visible_facilitators(viewer=request.user)
        self.person: Any = find(rows, request=request, uid=kwargs["person"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The trainings, and what has expired."""
        crumbs = ((_("Facilitators"), reverse("work:prevention-people")),)
        shown = {"person": one(person=self.person, on=self.today), "crumbs": crumbs}
        return super().get_context_data(
            organisation=self.person.organisation.name, **kwargs | shown
        )


class AddTraining(OfPerson):
    """A training that somebody has done."""

    form_class = forms.Training
    title, verb, done = _("Write down a training"), _("Save the training"), _("Training saved")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The programmes of the catalogue that are in use."""
        programmes = programmes_to_train(organisation=self.person.organisation)
        return super().get_form_kwargs() | {"programmes": programmes}

    def perform(self, form: forms.Training) -> Any:
        """Write it down."""
        return actions.record_training(
            person=self.person, **form.arguments(), today=self.today, by=self.request.user
        )


class Retire(OfPerson):
    """Offering a facilitator for groups no more, or again."""

    form_class = RowForm

    def perform(self, form: RowForm) -> Any:
        """Turn it round."""
        now = None if self.person.retired_at else self.now
        return actions.retire_facilitator(person=self.person, now=now, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which of the two."""
        if self.person.retired_at:
            words = {"title": _("Delivers again"), "verb": _("Offer for groups again")}
        else:
            words = {"title": _("Delivers no more"), "verb": _("Offer for groups no more")}
        lead = _("What this person delivered stays as it is.")
        return super().get_context_data(**kwargs) | words | {"lead": lead}

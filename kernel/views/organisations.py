"""Organisations in the viewer's reach."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.actions.organisations import add_organisation, add_site, retire_organisation
from kernel.forms.organisations import AddOrganisation, AddSite
from kernel.models import Organisation, Site
from kernel.paging import Page, Place
from kernel.permissions import Permission
from kernel.selectors import can_add_organisations, manageable_organisations, organisations_page
from kernel.views.rooms import Act, Confirm, List, Room


class Organisations(List):
    """Organisations, by name."""

    permission = Permission.PEOPLE_MANAGE
    template_name = "kernel/organisations/list.html"

    def rows(self, place: Place, search: str) -> Page[Organisation]:
        """Organisations at which the viewer manages people."""
        return organisations_page(viewer=self.viewer, place=place, search=search)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Clinic managers see their organisation and add none."""
        return super().get_context_data(can_add=can_add_organisations(viewer=self.viewer), **kwargs)


class Add(Act):
    """Let an organisation work with Umit."""

    permission = Permission.PEOPLE_MANAGE
    form_class, template_name = AddOrganisation, "kernel/organisations/add.html"
    done = _("The organisation is added.")

    def act(self, form: Any) -> Organisation:
        """Add."""
        return add_organisation(by=self.viewer, **form.cleaned_data)

    def answer(self, result: Organisation) -> HttpResponse:
        """To its page, where sites are added."""
        return redirect("work:organisation", result.uid)


class AboutOrganisation(Room):
    """A page about one organisation in the viewer's reach."""

    permission = Permission.PEOPLE_MANAGE

    def find(self) -> None:
        """Load the organisation."""
        organisations = manageable_organisations(viewer=self.viewer)
        self.organisation = get_object_or_404(organisations, uid=self.kwargs["uid"])

    def get_success_url(self) -> str:
        """Back to the organisation."""
        return reverse("work:organisation", args=[self.organisation.uid])

    def subject(self) -> Organisation:
        """The organisation."""
        return self.organisation


class One(AboutOrganisation, Act):
    """One organisation: its sites, and a form that adds another."""

    form_class, template_name = AddSite, "kernel/organisations/detail.html"
    done = _("The site is added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Regions of the organisation's country."""
        return super().get_form_kwargs() | {"country": self.organisation.country}

    def act(self, form: Any) -> Site:
        """Add a site."""
        return add_site(organisation=self.organisation, by=self.viewer, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The organisation and its sites."""
        return super().get_context_data(
            one=self.organisation,
            sites=self.organisation.sites.select_related("region"),
            can_add=can_add_organisations(viewer=self.viewer),
            **kwargs,
        )


class Retire(AboutOrganisation, Confirm):
    """Close an organisation."""

    title = _("Retire this organisation")
    text = _("Everybody's roles here end at once. What was recorded stays.")
    verb = _("Retire organisation")
    done = _("The organisation is retired.")
    is_dangerous = True

    def act(self, form: Any) -> Organisation:
        """Retire."""
        return retire_organisation(
            organisation=self.organisation, at=timezone.now(), by=self.viewer
        )

"""People whom the viewer manages: list, invite, roles, retire, reset."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.actions.people import (
    INVITATION_HOURS,
    Invited,
    give_role,
    invite_person,
    reinstate_person,
    renew_link,
    reset_second_factor,
    retire_person,
    withdraw_role,
)
from kernel.forms import people as forms
from kernel.models import User
from kernel.paging import Page, Place
from kernel.permissions import Permission
from kernel.policies import can_manage
from kernel.selectors import manageable_people, people_page, roles_held
from kernel.views.rooms import Act, Confirm, List, Room


class People(List):
    """Who works where, by staff code."""

    permission = Permission.PEOPLE_MANAGE
    template_name = "kernel/people/list.html"

    def rows(self, place: Place, search: str) -> Page[User]:
        """People whom the viewer manages."""
        return people_page(viewer=self.viewer, place=place, search=search)


class ShowsLink(Act):
    """An act that ends in a one-time link, which is shown now and never again."""

    permission = Permission.PEOPLE_MANAGE

    def answer(self, result: Invited) -> HttpResponse:
        """Show the link; there is no page to come back to."""
        address = reverse("invitation", args=[result.token])
        context = {
            "person": result.user,
            "link": self.request.build_absolute_uri(address),
            "hours": INVITATION_HOURS,
        }
        return render(self.request, "kernel/people/link.html", context)


class Invite(ShowsLink):
    """Open an account for somebody."""

    form_class, template_name = forms.Invite, "kernel/people/invite.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form offers what the viewer may give."""
        return super().get_form_kwargs() | {"viewer": self.viewer}

    def act(self, form: Any) -> Invited:
        """Invite."""
        return invite_person(at=timezone.now(), by=self.viewer, **form.cleaned_data)


class AboutPerson(Room):
    """A page about one person whom the viewer manages."""

    permission = Permission.PEOPLE_MANAGE

    def find(self) -> None:
        """Load the person, with the roles that the viewer sees."""
        people = manageable_people(viewer=self.viewer)
        self.person = get_object_or_404(people, uid=self.kwargs["uid"])

    def get_success_url(self) -> str:
        """Back to the person."""
        return reverse("work:person", args=[self.person.uid])

    def subject(self) -> User:
        """The person."""
        return self.person


class Person(AboutPerson, Act):
    """One person: the roles that they hold, and a form that gives another."""

    form_class, template_name = forms.GiveRole, "kernel/people/detail.html"
    done = _("The role is given. It holds from the next sign-in.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form offers what the viewer may give."""
        return super().get_form_kwargs() | {"viewer": self.viewer}

    def act(self, form: Any) -> User:
        """Give a role."""
        return give_role(user=self.person, by=self.viewer, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The person, their roles, and which acts are open to the viewer."""
        viewer = self.viewer
        return super().get_context_data(
            person=self.person,
            held=roles_held(viewer=viewer, person=self.person),
            can_manage=can_manage(viewer, user=self.person),
            **kwargs,
        )


class Withdraw(AboutPerson, Confirm):
    """Take a role from a person."""

    form_class = forms.WithdrawRole
    title = _("Withdraw a role")
    text = _("The person is signed out at once.")
    verb = _("Withdraw role")
    done = _("The role is withdrawn.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The roles that the viewer may withdraw; the address may choose one already."""
        return super().get_form_kwargs() | {
            "held": roles_held(viewer=self.viewer, person=self.person),
            "initial": {"held": self.request.GET.get("held", "")},
        }

    def act(self, form: Any) -> User:
        """Withdraw."""
        held = form.cleaned_data["held"]
        return withdraw_role(
            user=self.person, role=held.role, organisation=held.organisation, by=self.viewer
        )

    def answer(self, result: User) -> HttpResponse:
        """To the list: the person may be out of the viewer's sight now."""
        return redirect("work:people")


class NewLink(AboutPerson, ShowsLink, Confirm):
    """A new one-time link, for instance for a forgotten password."""

    title = _("New one-time link")
    text = _("Links issued before stop working. The password stays until the new link is used.")
    verb = _("Make the link")

    def act(self, form: Any) -> Invited:
        """Issue."""
        return renew_link(user=self.person, at=timezone.now(), by=self.viewer)


class Retire(AboutPerson, Confirm):
    """Close an account."""

    title = _("Retire this account")
    text = _("The person is signed out at once and cannot sign in. What they recorded stays.")
    verb = _("Retire account")
    done = _("The account is retired.")
    is_dangerous = True

    def act(self, form: Any) -> User:
        """Retire."""
        return retire_person(user=self.person, at=timezone.now(), by=self.viewer)


class Reinstate(AboutPerson, Confirm):
    """Open a retired account again."""

    title = _("Reinstate this account")
    text = _("The person can sign in again, with the roles listed on their page.")
    verb = _("Reinstate account")
    done = _("The account is open again.")

    def act(self, form: Any) -> User:
        """Reinstate."""
        return reinstate_person(user=self.person, by=self.viewer)


class ResetSecondFactor(AboutPerson, Confirm):
    """Forget a person's second factors."""

    title = _("Reset the second factor")
    text = _(
        "Do this only when you are sure who asks, face to face or by a known number. The person is "
        "signed out and sets up a new second factor at the next sign-in."
    )
    verb = _("Reset second factor")
    done = _("The second factor is reset.")
    is_dangerous = True

    def act(self, form: Any) -> int:
        """Reset."""
        return reset_second_factor(user=self.person, by=self.viewer)

"""Inviting people and giving roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms.accounts import interface_languages
from kernel.forms.base import Form
from kernel.models import Organisation, User
from kernel.permissions import Role
from kernel.selectors import Held, open_organisations, roles_for


class Search(Form):
    """Find people by the beginning of their staff code or user name."""

    q = forms.CharField(label=_("Staff code or user name"), required=False, max_length=40)


class GiveRole(Form):
    """A role and where it is held."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        to_field_name="uid",
        empty_label=None,
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_among("organisation", open_organisations(viewer=viewer))
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=[(role.value, role.label) for role in roles_for(viewer=viewer)]
        )

    def clean_role(self) -> Role:
        """The role as code."""
        return Role(self.cleaned_data["role"])


class WithdrawRole(Form):
    """One of the roles that a person holds."""

    def __init__(self, *args: Any, held: list[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {one.code: one for one in held if one.is_withdrawable}
        choices = [
            (code, f"{one.role.label}, {one.organisation}") for code, one in self.held.items()
        ]
        self.fields["held"] = forms.ChoiceField(
            label=_("Role"), choices=choices, widget=forms.RadioSelect
        )

    def clean_held(self) -> Held:
        """The role with its organisation."""
        return self.held[self.cleaned_data["held"]]


class Invite(GiveRole):
    """Who is invited, as what, and where."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("For signing in. Letters, digits, dot and hyphen."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    staff_code = forms.RegexField(
        r"^\s*[A-Za-z]{1,3}-[0-9]{1,6}\s*$",
        label=_("Staff code"),
        max_length=12,
        help_text=_("Stands for the person on screens and in records, for example N-14."),
    )
    first_name = forms.CharField(label=_("Given name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Family name"), max_length=150, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=interface_languages, widget=forms.RadioSelect, initial="ru"
    )

"""The round: a code that is scanned or typed, one tap that gives, one that says why not."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.forms.fields import EntryForm, dose_amount
from ui.forms import Form


GIVE, HOME = "give", "home"


class Scan(Form):
    """What a scanner sends, or a person types: the ten digits of a code in any spacing."""

    code = forms.CharField(label=_("Patient code"), max_length=40)


class AtWindow(EntryForm):
    """What the wide button sends: the prescription that was on the screen, and days to take home.

    `act` is `give`, `home` for take-home doses alone, or why no dose was given.
    """

    prescription = forms.UUIDField(widget=forms.HiddenInput)
    act = forms.CharField(max_length=12, initial=GIVE)
    home = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def clean_home(self) -> list[date]:
        """The days, written as ISO days with commas between."""
        try:
            return [
                date.fromisoformat(text) for text in self.cleaned_data["home"].split(",") if text
            ]
        except ValueError as wrong:
            raise forms.ValidationError(_("Open this page again.")) from wrong


class Agreed(EntryForm):
    """A dose that a prescriber agreed to after missed days."""

    prescription = forms.UUIDField(widget=forms.HiddenInput)
    amount = dose_amount(_("Amount, mg"))
    second_username = forms.CharField(
        label=_("Prescriber's user name"), max_length=150, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    second_password = forms.CharField(
        label=_("Prescriber's password"), required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, is_prescriber: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("second_username", "second_password"):
            if is_prescriber:
                del self.fields[name]
            else:
                self.fields[name].required = True

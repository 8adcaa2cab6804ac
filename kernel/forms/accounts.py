"""Everybody's own account."""

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.forms.base import Form


def interface_languages() -> list[tuple[str, str]]:
    """The languages in which the screens exist."""
    return [pair for pair in settings.LANGUAGES if pair[0] in settings.INTERFACE_LANGUAGES]


def _password_help() -> str:
    return " ".join([gettext("At least 15 characters."), *password_validators_help_texts()[3:]])


class NewPassword(Form):
    """A password, twice; paste is welcome."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=256,
        help_text=lazy(_password_help, str)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Both must be the same."""
        if self.cleaned_data.get("password") != self.cleaned_data["again"]:
            raise ValidationError(_("The two passwords differ. Type the same one twice."))
        return self.cleaned_data["again"]


class Look(Form):
    """Language and colours."""

    language = forms.ChoiceField(
        label=_("Language"), choices=interface_languages, widget=forms.RadioSelect
    )
    is_dark = forms.BooleanField(label=_("Dark colours"), required=False)

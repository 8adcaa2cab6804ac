"""Closing the ways past the review in the translating add-on.

Its form for taking a changed source over offers to publish at once, whoever asks, and turning a
translation into an alias of its source makes the source's text live in the other language. To be
looked at on every upgrade.
"""

from django import forms
from wagtail.admin.menu import MenuItem
from wagtail_localize.views.update_translations import UpdateTranslationsForm


ALIAS = "wagtail_localize:convert_to_alias"
ALIAS_ITEM = "localize-convert-to-alias"


def take_over_without_publishing() -> None:
    """Leave the choice out of the form; called once, when the apps are ready."""
    UpdateTranslationsForm.base_fields["publish_translations"] = forms.BooleanField(
        required=False, disabled=True, initial=False, widget=forms.HiddenInput
    )


def without_alias(items: list[MenuItem]) -> list[MenuItem]:
    """The editor's actions but turning the page into an alias."""
    return [item for item in items if item.name != ALIAS_ITEM]

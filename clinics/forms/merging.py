"""Saying that two records are one person's; changing a name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.choices import MergeEvidence
from clinics.forms.fields import ActForm, choice, day
from clinics.forms.patients import SURE, name, text
from clinics.selectors.identities import CORRECTION_REASONS
from ui.forms import Form


class Merge(ActForm):
    """The other record, by its code."""

    code = forms.CharField(
        label=_("Code of the other record"), max_length=40,
        help_text=_("Type it or scan the card. That record is given up, this one is kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip
    evidence = choice(_("How you know"), MergeEvidence)


class ChangeName(Form):
    """What changed of a person. A field left empty stays as it is."""

    reason_code = choice(_("Why"), CORRECTION_REASONS)
    surname = name(_("New surname"), help_text=_("The former one is kept and still finds her."))
    given = name(_("New given name"))
    patronymic = name(_("New patronymic"))
    birth_date = day(_("Birth date"), required=False)
    birth_quality = choice(
        _("How the birth date is known"),
        [("", _("Not changed")), *((quality.value, quality.label) for quality in SURE)],
        required=False,
    )
    national_id = text(_("National number"))
    phone = text(_("Phone"))
    address = text(_("Address"))
    trusted_person = text(_("Trusted person"))

    def clean(self) -> dict[str, Any]:
        """Demand that something changes."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.changes():
            self.add_error(None, _("Fill in what has changed."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The fields that were filled in."""
        return {
            field: value
            for field, value in self.cleaned_data.items()
            if field != "reason_code" and value
        }


class FormerName(Form):
    """Another surname by which the patient shall be found."""

    surname = name(_("Former surname"))
    surname.required = True

"""Asking the vault who a person is, with a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.forms.fields import RowField, choice, day
from clinics.forms.patients import name, text
from clinics.selectors.identities import FIND_PURPOSES, REVEAL_PURPOSES
from kernel.models import Organisation
from ui.forms import Form


class Code(Form):
    """A patient code, in any spacing."""

    code = forms.CharField(label=_("Patient code"), max_length=40)


class Reveal(Form):
    """Why somebody needs to know who this is."""

    purpose = forms.ChoiceField(
        label=_("Reason"),
        choices=[(purpose.value, purpose.label) for purpose in REVEAL_PURPOSES],
        widget=forms.RadioSelect,
    )


class Find(Form):
    """One exact question: a national number, a given name with a birth date, or a phone."""

    purpose = choice(_("Reason"), [(purpose.value, purpose.label) for purpose in FIND_PURPOSES])
    organisation = RowField(label=_("Clinic"))
    national_id = text(_("National number"))
    given = name(_("Given name"))
    surname = name(_("Surname"), help_text=_("Helps when many fit."))
    birth_date = day(_("Birth date"), required=False)
    phone = text(_("Phone"))

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(organisations)  # type: ignore[attr-defined] # a RowField

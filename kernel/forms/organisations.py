"""Adding organisations and sites."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms.base import Form
from kernel.models import OrganisationKind, Subdivision
from kernel.models.organisations import CentreType, Country


class AddOrganisation(Form):
    """What an organisation is and where."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=OrganisationKind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Name of the place"), max_length=160)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=160, required=False)
    country = forms.ChoiceField(
        label=_("Country"),
        choices=[("", _("None (international)")), *Country.choices],
        required=False,
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Subdivision.objects.all(),
        required=False,
        empty_label=_("Not stated"),
    )


class AddSite(Form):
    """A place where the organisation works."""

    name = forms.CharField(label=_("Name of the place"), max_length=160)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=160, required=False)
    centre_type = forms.ChoiceField(label=_("Centre type"), choices=CentreType.choices)
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Subdivision.objects.none(),
        required=False,
        empty_label=_("Not stated"),
    )
    counts_for_tdi = forms.BooleanField(
        label=_("Counted in the report on treatment demand"), required=False, initial=True
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_among("region", Subdivision.objects.filter(country=country))

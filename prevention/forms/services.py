"""Service points: what readers of the public site are told."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kernel.models import Organisation, Subdivision
from kernel.models.organisations import Country
from prevention.actions.services import TEXTS
from prevention.choices import Anonymity, Served, ServiceKind
from prevention.forms.fields import prose
from ui.forms import Form


LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
OF_COUNTRY = {"KZ": "kk", "KG": "ky", "TJ": "tg", "TM": "tk", "UZ": "uz"}
"""The language that is offered beside Russian and English."""
LIMITS = {"name": 160, "address": 240, "hours": 160, "cost": 160, "registration": 400, "note": 400}
LABELS = {
    "name": _("Name"), "address": _("Address"), "hours": _("Hours"), "cost": _("Cost"),
    "registration": _("Papers, registration and what follows"), "note": _("Note"),
}  # fmt: skip
YES_NO = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]
PHONES = RegexValidator(
    r"^[0-9+()\-,; ]*$", _("Write digits, spaces, + ( ) - and a comma between two numbers.")
)


class Confirm(Form):
    """Nothing but the version of what is confirmed."""

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Because(Confirm):
    """Why an entry is taken out of use."""

    reason = prose(_("Reason"), max_length=300, help_text=_("No names of people."))


def three_way(label: Any) -> forms.TypedChoiceField:
    """Yes, no, or not known."""
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, required=False, empty_value=None,
        coerce=lambda value: value == "yes",
    )  # fmt: skip


class ServiceForm(Form):
    """A service point with its texts in Russian, the country's language and English."""

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    kind = forms.ChoiceField(label=_("Kind"), choices=ServiceKind)
    country = forms.ChoiceField(label=_("Country"), choices=Country)
    region = forms.ModelChoiceField(
        Subdivision.objects.all(), label=_("Region"), required=False,
        empty_label=_("The whole country"),
    )  # fmt: skip
    phones = forms.CharField(
        label=_("Telephones"), max_length=120, required=False, validators=[PHONES]
    )
    web = forms.URLField(label=_("Web address"), required=False, assume_scheme="https")
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    served = forms.ChoiceField(label=_("For"), choices=Served)
    age_min = forms.IntegerField(
        label=_("Youngest, years"), required=False, min_value=0, max_value=120
    )
    age_max = forms.IntegerField(
        label=_("Oldest, years"), required=False, min_value=0, max_value=120
    )
    is_free = three_way(_("Free of charge"))
    anonymity = forms.ChoiceField(label=_("Anonymity"), choices=Anonymity)
    is_low_threshold = forms.BooleanField(label=_("No appointment, no conditions"), required=False)
    is_step_free = three_way(_("Reached without steps"))
    is_public = forms.BooleanField(label=_("Show to the public"), required=False)
    is_checked = forms.BooleanField(
        label=_("I have checked today that all of this is right"), required=False,
        help_text=_("Readers see only what somebody has checked within a year."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, organisations: Any, country: str, texts: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["organisation"]
        choice.queryset = organisations
        offered = {"ru", "en", OF_COUNTRY.get(country, "ru"), *texts}
        self.text_languages = [code for code in LANGUAGES if code in offered]
        for language in self.text_languages:
            for field in TEXTS:
                self.fields[f"{field}_{language}"] = forms.CharField(
                    label=LABELS[field], max_length=LIMITS[field], required=False
                )

    def clean(self) -> dict[str, Any]:
        """Ages in order."""
        given: dict[str, Any] = super().clean() or {}
        youngest, oldest = given.get("age_min"), given.get("age_max")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_max", _("The oldest cannot be younger than the youngest."))
        return given

    def texts(self) -> dict[str, dict[str, str]]:
        """What was typed, by language."""
        return {
            language: {field: self.cleaned_data[f"{field}_{language}"] for field in TEXTS}
            for language in self.text_languages
        }

    def places(self) -> list[Any]:
        """The fields that are the same in every language, as they are drawn."""
        named = {f"{field}_{code}" for code in self.text_languages for field in TEXTS}
        return [
            field
            for field in self.visible_fields()
            if field.name not in {*named, "is_public", "is_checked"}
        ]

    def groups(self) -> list[tuple[str, str, list[Any]]]:
        """Language, its own name, and its fields."""
        names = dict(settings.LANGUAGES)
        return [
            (code, str(names[code]), [self[f"{field}_{code}"] for field in TEXTS])
            for code in self.text_languages
        ]

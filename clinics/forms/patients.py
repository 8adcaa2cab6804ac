"""Registering a patient, with a name or without; consents."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.forms.fields import ActForm, RowField, choice, coded, day, spread, year
from clinics.forms.triage import TRIAGE_FIELDS, TriageQuestions
from clinics.selectors.identities import BirthQuality, Identity
from clinics.vocabulary import ConsentPurpose, ReferralSource
from kernel.demographics import Sex
from kernel.models import Organisation, Site
from ui.forms import Answer, Form
from ui.typed import check_name


COUNTRIES = [
    ("KZ", _("Kazakhstan")), ("KG", _("Kyrgyzstan")), ("TJ", _("Tajikistan")),
    ("TM", _("Turkmenistan")), ("UZ", _("Uzbekistan")), ("RU", _("Russia")),
    ("AF", _("Afghanistan")), ("AM", _("Armenia")), ("AZ", _("Azerbaijan")),
    ("BY", _("Belarus")), ("CN", _("China")), ("DE", _("Germany")), ("GE", _("Georgia")),
    ("IN", _("India")), ("IR", _("Iran")), ("KR", _("South Korea")), ("MN", _("Mongolia")),
    ("PK", _("Pakistan")), ("TR", _("Türkiye")), ("UA", _("Ukraine")),
]  # fmt: skip
"""ISO 3166-1; where people in treatment in the five countries are mostly born."""
SURE = (BirthQuality.DOCUMENT, BirthQuality.STATED, BirthQuality.YEAR_ONLY)
UNNAMED, NAMED = "anonymous", "named"


def text(label: Any, **kwargs: Any) -> forms.CharField:
    """One optional line of an identity; nothing that the browser would remember."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=200, widget=widget, **kwargs)


def name(label: Any, **kwargs: Any) -> forms.CharField:
    """One optional name: letters, on one line, without digits."""
    field = text(label, **kwargs)
    field.validators.append(check_name)
    return field


class IdentityForm(Form):
    """What the vault keeps of a person. Nothing is obligatory but a name."""

    surname = name(_("Surname"))
    given = name(_("Given name"))
    patronymic = name(_("Patronymic"))
    former_surnames = name(_("Former surnames"), help_text=_("With a comma between them."))
    birth_date = day(_("Birth date"), required=False)
    birth_quality = choice(
        _("How the birth date is known"),
        [(quality.value, quality.label) for quality in SURE],
        initial=BirthQuality.STATED.value,
    )
    national_id = text(_("National number"))
    phone = text(_("Phone"))
    address = text(_("Address"))
    trusted_person = text(_("Trusted person"), help_text=_("Whom to call, and how."))

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_birth_date(self) -> date | None:
        """Nobody was born tomorrow."""
        born: date | None = self.cleaned_data["birth_date"]
        if born and self.today and born > self.today:
            raise forms.ValidationError(
                _("Enter a birth date that is not in the future."), code="future"
            )
        return born

    def clean(self) -> dict[str, Any]:
        """Demand a name where an identity is wanted."""
        cleaned = super().clean() or self.cleaned_data
        if self.wants_name() and not (cleaned.get("given") or cleaned.get("surname")):
            self.add_error("surname", _("Enter a name, or choose to register without one"))
        return cleaned

    def wants_name(self) -> bool:
        """Whether an identity is to be kept."""
        return True

    def identity(self, *, sex: str = "") -> Identity:
        """The identity as the vault takes it."""
        values = {name: self.cleaned_data[name] for name in IDENTITY}
        former = tuple(part.strip() for part in values.pop("former_surnames").split(","))
        return Identity(**values, former_surnames=tuple(filter(None, former)), sex=sex)


IDENTITY = tuple(IdentityForm.base_fields)


class Register(IdentityForm):
    """A new patient on one page. The key makes a second tap find the first registration."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    organisation = RowField(label=_("Clinic"))
    kind = choice(
        _("Register"),
        [(UNNAMED, _("Without a name")), (NAMED, _("With a name"))],
        initial=UNNAMED,
        help_text=_("Treatment does not depend on a name. It can be added later."),
    )
    sex = coded(_("Sex"), Sex)
    birth_year = year(_("Year of birth"))
    birth_country = coded(_("Country of birth"), COUNTRIES, required=False)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(organisations)  # type: ignore[attr-defined] # a RowField

    def wants_name(self) -> bool:
        """Whether the person gives a name."""
        return self.cleaned_data.get("kind") == NAMED

    def clean(self) -> dict[str, Any]:
        """Take the year from the birth date; refuse a name that would be thrown away."""
        cleaned = super().clean()
        typed = [name for name in IDENTITY if name != "birth_quality" and cleaned.get(name)]
        if not self.wants_name() and typed:
            self.add_error("kind", _("Choose “With a name”, or empty the fields of the name"))
        born = cleaned.get("birth_date")
        if born and self.wants_name() and not cleaned.get("birth_year"):
            cleaned["birth_year"] = Answer(value=born.year)
            if self.has_error("birth_year", "required"):
                del self.errors["birth_year"]
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """The arguments of `register_patient`."""
        asked = ("sex", "birth_year", "birth_country")
        answers = spread({name: self.cleaned_data[name] for name in asked}, self.fields)
        return answers | {
            "organisation": self.cleaned_data["organisation"],
            "key": self.cleaned_data["key"],
            "identity": self.identity(sex=answers["sex"]) if self.wants_name() else None,
        }


class Name(IdentityForm):
    """A name given later."""

    def arguments(self) -> dict[str, Any]:
        """The arguments of `name_patient`."""
        return {"identity": self.identity()}


class Consent(ActForm):
    """The patient agrees to one purpose, having read or heard one version of the text."""

    purpose = choice(_("Agrees to"), ConsentPurpose, initial=ConsentPurpose.CARE.value)
    given_on = day(_("Day"))
    text_version = forms.CharField(
        label=_("Version of the text"),
        max_length=20,
        initial="2026.1",
        help_text=_("Printed at the foot of the consent form."),
    )


class Refer(TriageQuestions, ActForm):
    """A new episode begins: who sent the patient, where and when, and how urgent it is."""

    on = day(_("Referred on"))
    source = coded(_("Who referred"), ReferralSource)
    site = RowField(label=_("Site"))

    field_order = ["on", "source", "site", *TRIAGE_FIELDS]

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].offer(sites)  # type: ignore[attr-defined] # a RowField

    def own_fields(self) -> list[forms.BoundField]:
        """The referral itself."""
        return [self[name] for name in self.fields if name not in TRIAGE_FIELDS]

    def triage_fields(self) -> list[forms.BoundField]:
        """What decides how soon a place is offered."""
        return [self[name] for name in TRIAGE_FIELDS]

"""Prescribing: what, how much, how often, until when; agreements and holds."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from clinics.choices import DoseInterval, HoldReason, MissedAdvice, PrescriptionEnd
from clinics.forms.fields import ActForm, EntryForm, choice, day, dose_amount, offered
from clinics.rules.prescriptions import PRESCRIBED_MEDICINES
from clinics.vocabulary import DoseUnit, Medicine, OverrideReason


DAYS = [
    ("1", _("Mon")), ("2", _("Tue")), ("3", _("Wed")), ("4", _("Thu")), ("5", _("Fri")),
    ("6", _("Sat")), ("7", _("Sun")),
]  # fmt: skip
PARTS = [("1", _("One dose a day")), ("2", _("Two doses a day"))]
ABOVE_LIMIT = offered(OverrideReason, {OverrideReason.PRESCRIBER, OverrideReason.EMERGENCY})
STOPPED = offered(
    PrescriptionEnd,
    {PrescriptionEnd.STOPPED, PrescriptionEnd.REINDUCTION, PrescriptionEnd.MISTAKE},
)
NUMBER = {"inputmode": "decimal", "step": "any", "class": "u-w3"}


class DaysField(forms.MultipleChoiceField):
    """Days of the week, kept as ISO digits in order: 135."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=DAYS, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Tick the days of a text of digits."""
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """The digits of the ticked days, in order."""
        return "".join(sorted(super().clean(value)))


class Prescribe(EntryForm):
    """A prescription; a change is a new one that begins where the other ends."""

    medicine = choice(_("Medicine"), offered(Medicine, PRESCRIBED_MEDICINES))
    dose = dose_amount(_("Dose of a day"))
    unit = choice(_("Unit"), DoseUnit, initial=DoseUnit.MG.value)
    parts = forms.TypedChoiceField(
        label=_("Doses a day"), choices=PARTS, coerce=int, initial="1",
        help_text=_("Two doses share the dose of the day in halves."),
    )  # fmt: skip
    interval = choice(_("How often"), DoseInterval, initial=DoseInterval.DAILY.value)
    weekdays = DaysField(
        label=_("Days of the week"), required=False, help_text=_("Only for chosen days.")
    )
    take_home_days = DaysField(
        label=_("Taken home for"), required=False,
        help_text=_("Handed out on the last visit before. Needs an agreement."),
    )  # fmt: skip
    product = forms.CharField(label=_("Product and strength"), required=False, max_length=80)
    mg_per_ml = forms.DecimalField(
        label=_("mg in 1 ml"), required=False, max_digits=6, decimal_places=2,
        validators=[MinValueValidator(0.01)], widget=forms.NumberInput(attrs=NUMBER),
        help_text=_("For a solution: the window then says millilitres."),
    )  # fmt: skip
    starts_on = day(_("First day"))
    ends_on = day(_("Until, itself included"))
    override_reason = choice(
        _("Reason for a dose above the limit"), ABOVE_LIMIT, required=False,
        help_text=_("A first methadone dose above 30 mg, or a dose above the rule after missed "
                    "days."),
    )  # fmt: skip


class EndPrescription(ActForm):
    """The prescription stops before its end."""

    on = day(_("Last day"))
    reason = choice(_("Why"), STOPPED)


class AgreeTakeHome(EntryForm):
    """Doses may be taken home."""

    most_days = forms.IntegerField(
        label=_("Days at a time"), validators=[MinValueValidator(1), MaxValueValidator(14)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "u-w3"}), initial=2,
    )  # fmt: skip
    starts_on = day(_("First day"))
    ends_on = day(_("Until, itself included"))
    storage_explained = forms.BooleanField(
        label=_("Locked storage, out of reach of children, was explained"), required=False
    )
    naloxone_explained = forms.BooleanField(
        label=_("Naloxone was explained and offered"), required=False
    )


class Hold(EntryForm):
    """Nothing is dispensed for now."""

    on = day(_("First day"))
    reason = choice(_("Why"), HoldReason)


class Lift(ActForm):
    """Dosing goes on."""


MOST_RULES = 6


class MissedRules(ActForm):
    """A country's rules for one medicine: from how many missed days on, what is asked for."""

    source = forms.CharField(
        label=_("Source"), max_length=200,
        help_text=_("The national protocol: its title, year and section."),
    )  # fmt: skip
    is_checked = forms.BooleanField(
        label=_("Checked against the national protocol"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = {"inputmode": "numeric", "class": "u-w3"}
        for number in range(1, MOST_RULES + 1):
            self.fields[f"from_{number}"] = forms.IntegerField(
                label=_("From days"), required=False, min_value=1, max_value=99,
                widget=forms.NumberInput(attrs=whole),
            )  # fmt: skip
            self.fields[f"advice_{number}"] = forms.ChoiceField(
                label=_("What to do"), required=False, widget=forms.Select,
                choices=[("", _("Choose")), *MissedAdvice.choices],
            )  # fmt: skip
            self.fields[f"most_{number}"] = forms.DecimalField(
                label=_("At most, mg"), required=False, max_digits=6, decimal_places=2,
                validators=[MinValueValidator(0)], widget=forms.NumberInput(attrs=NUMBER),
            )  # fmt: skip

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of the table, row by row."""
        return [
            [self[f"{name}_{number}"] for name in ("from", "advice", "most")]
            for number in range(1, MOST_RULES + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Half a row is none: days and what to do belong together."""
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, MOST_RULES + 1):
            days, advice = cleaned.get(f"from_{number}"), cleaned.get(f"advice_{number}")
            if days and not advice:
                self.add_error(f"advice_{number}", _("Choose what to do"))
            if advice and not days:
                self.add_error(f"from_{number}", _("Enter from how many days"))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """The arguments of `set_missed_rules`."""
        values = super().arguments()
        rows = [
            (values[f"from_{n}"], values[f"advice_{n}"], values[f"most_{n}"])
            for n in range(1, MOST_RULES + 1)
            if values[f"from_{n}"]
        ]
        return {
            "rows": rows, "source": values["source"], "is_checked": values["is_checked"],
        }  # fmt: skip

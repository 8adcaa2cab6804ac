"""Logging what happens: contacts, doses and drug tests. The common case is what stands there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.forms.fields import (
    ActForm,
    EntryForm,
    choice,
    clock,
    coded,
    day,
    dose_amount,
    offered,
)
from clinics.vocabulary import (
    AbsenceReason,
    Analyte,
    Attendance,
    ContactKind,
    ContactMode,
    CorrectionReason,
    DoseMode,
    DoseUnit,
    Finding,
    Matrix,
    Medicine,
    OverrideReason,
    SampleTemperature,
    VoidReason,
    YesNo,
)


SECOND_DOSE_REASONS = offered(
    OverrideReason, set(OverrideReason.values) - {OverrideReason.HISTORIC.value}
)
USUAL_ANALYTES = (
    Analyte.OPIOIDS, Analyte.METHADONE, Analyte.BUPRENORPHINE, Analyte.AMPHETAMINES,
    Analyte.BENZODIAZEPINES, Analyte.CANNABIS, Analyte.COCAINE, Analyte.CATHINONES,
    Analyte.BARBITURATES, Analyte.ALCOHOL,
)  # fmt: skip


class ContactFields(forms.Form):
    """What is written of a contact."""

    kind = choice(_("What"), ContactKind)
    on = day(_("Day"))
    at = clock(_("Time"))
    mode = coded(_("How"), ContactMode)
    attendance = coded(_("The patient"), Attendance)
    absence_reason = choice(_("Why not"), AbsenceReason, required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=1440,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "u-w3"}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names: write “mother”, “employer”."),
    )  # fmt: skip


class Contact(ContactFields, EntryForm):
    """A contact as it is logged."""


class DoseFields(forms.Form):
    """What is written of a dose."""

    amount = dose_amount(_("Amount"))
    unit = choice(_("Unit"), DoseUnit, initial=DoseUnit.MG.value)
    medicine = choice(_("Medicine"), Medicine)
    mode = coded(_("How"), DoseMode)
    on = day(_("For the day"))
    at = clock(_("Time"))
    prescribed = dose_amount(_("Prescribed"), required=False)


class Dose(DoseFields, EntryForm):
    """A dose as it is given at the window."""

    def arguments(self) -> dict[str, Any]:
        """The arguments of `give_dose`: nothing set aside, nobody beside the nurse."""
        return {"override_reason": "", "override_by": None} | super().arguments()


class SecondPerson(forms.Form):
    """A second person signs with their own password for what a rule of practice forbids."""

    override_reason = choice(_("Reason"), SECOND_DOSE_REASONS)
    second_username = forms.CharField(
        label=_("Second person's user name"), max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    second_password = forms.CharField(
        label=_("Second person's password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


SIGNATURE = tuple(SecondPerson.base_fields)


class SecondDose(DoseFields, SecondPerson, EntryForm):
    """A second dose on the same day, for which two people sign."""


class DrugTestFields(forms.Form):
    """What is written of a drug test; an analyte left alone was not tested."""

    on = day(_("Taken on"))
    matrix = choice(_("Sample"), Matrix, initial=Matrix.URINE.value)
    temperature = coded(_("Temperature"), SampleTemperature, required=False)
    witnessed = coded(_("Witnessed"), YesNo, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for analyte in USUAL_ANALYTES:
            self.fields[finding_name(analyte)] = forms.ChoiceField(
                label=analyte.label,
                choices=[("", _("Not tested")), *FINDINGS],
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """A test looked for something."""
        cleaned = super().clean() or self.cleaned_data
        if not self.findings():
            first = finding_name(USUAL_ANALYTES[0])
            self.add_error(first, _("Enter what was found or not found for at least one drug"))
        return cleaned

    def findings(self) -> dict[str, str]:
        """What the sample says, by analyte."""
        return {
            analyte.value: found
            for analyte in USUAL_ANALYTES
            if (found := self.cleaned_data.get(finding_name(analyte)))
        }

    def finding_fields(self) -> list[forms.BoundField]:
        """The rows of the table of findings."""
        return [self[finding_name(analyte)] for analyte in USUAL_ANALYTES]

    def arguments(self) -> dict[str, Any]:
        """The arguments of `record_drug_test`."""
        values = super().arguments()  # type: ignore[misc] # mixed into an ActForm
        kept = {name: value for name, value in values.items() if not name.startswith(PREFIX)}
        return kept | {"findings": self.findings()}


PREFIX = "found_"
FINDINGS = [
    (Finding.NOT_FOUND.value, Finding.NOT_FOUND.label),
    (Finding.FOUND.value, Finding.FOUND.label),
    (Finding.INVALID.value, Finding.INVALID.label),
]


def finding_name(analyte: str) -> str:
    """The name of the field that holds what was found of one analyte."""
    return f"{PREFIX}{str(analyte).lower()}"


class DrugTest(DrugTestFields, EntryForm):
    """A drug test as it is recorded."""


class Correction(ActForm):
    """Why a row is replaced by another."""

    reason = choice(_("Why it is corrected"), CorrectionReason)


class CorrectContact(ContactFields, Correction):
    """A contact as it should read."""


class CorrectDose(SecondPerson, DoseFields, Correction):
    """A dose as it should read; a second person signs where a rule of practice asks for one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SIGNATURE:
            self.fields[name].required = False

    def own_fields(self) -> list[forms.BoundField]:
        """The dose and the reason of the correction."""
        return [self[name] for name in self.fields if name not in SIGNATURE]

    def signature_fields(self) -> list[forms.BoundField]:
        """What a second person fills in."""
        return [self[name] for name in SIGNATURE]


class CorrectDrugTest(DrugTestFields, Correction):
    """A drug test as it should read."""


class Void(ActForm):
    """Why a row does not count. It stays in the record."""

    reason = choice(_("Why it does not count"), VoidReason)

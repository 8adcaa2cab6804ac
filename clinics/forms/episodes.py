"""Moving an episode on: one short form for each step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.forms.fields import MoveForm, choice, coded, day
from clinics.vocabulary import (
    CloseReason,
    CorrectionReason,
    DischargeReason,
    InterruptReason,
    Medicine,
    Modality,
    NotAdmittedReason,
    Setting,
)


MEDICATED = (Modality.OPIOID_AGONIST, Modality.ANTAGONIST)


class Waiting(MoveForm):
    """The patient waits for a place."""

    on = day(_("First contact on"))


class Assess(MoveForm):
    """The assessment took place."""

    on = day(_("Assessed on"))


class Decline(MoveForm):
    """The episode ends before admission."""

    on = day(_("Ended on"))
    reason = choice(_("Why"), NotAdmittedReason)


class Admit(MoveForm):
    """Treatment is agreed: what, where, with which medicine."""

    on = day(_("Admitted on"))
    modality = choice(_("Treatment"), Modality, initial=Modality.OPIOID_AGONIST.value)
    setting = coded(_("Setting"), Setting, required=False)
    medicine = choice(_("Medicine"), Medicine, required=False)

    def clean(self) -> dict[str, Any]:
        """A treatment with a medicine names it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("modality") in MEDICATED and not cleaned.get("medicine"):
            self.add_error("medicine", _("Choose the medicine of this treatment"))
        return cleaned


class Interrupt(MoveForm):
    """A pause, planned or not."""

    on = day(_("Interrupted on"))
    reason = choice(_("Why"), InterruptReason)


class Resume(MoveForm):
    """The patient returned to treatment."""

    on = day(_("Returned on"))


ASKED_AGAIN = [("3", _("In 3 months")), ("6", _("In 6 months")), ("12", _("In 12 months"))]


def months() -> forms.TypedMultipleChoiceField:
    """When the patient agreed to be asked how things go; each makes an appointment."""
    return forms.TypedMultipleChoiceField(
        label=_("Ask again"), choices=ASKED_AGAIN, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As agreed with the patient. Each makes an appointment."),
    )  # fmt: skip


class Discharge(MoveForm):
    """Treatment ends: how, what was agreed, and when to ask how things go."""

    on = day(_("Discharged on"))
    reason = choice(_("How it ended"), DischargeReason)
    agreed = forms.CharField(
        label=_("What was agreed"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only when the patient was there: it is kept as the note of a review. No "
                    "names."),
    )  # fmt: skip
    months = months()


class FollowUp(MoveForm):
    """The patient agreed to be asked how things go."""

    on = day(_("Agreed on"))
    months = months()


class Reopen(MoveForm):
    """A discharge was a mistake: why, and a second person who signs."""

    reason = choice(_("Why it is taken back"), CorrectionReason)
    second_username = forms.CharField(
        label=_("Second person's user name"), max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    second_password = forms.CharField(
        label=_("Second person's password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class Close(MoveForm):
    """Nothing more is awaited in this episode."""

    on = day(_("Closed on"))
    reason = choice(_("How follow-up ended"), CloseReason)

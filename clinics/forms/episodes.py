"""Moving an episode on: one short form for each step."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clinics.forms.fields import MoveForm, choice, coded, day
from clinics.vocabulary import (
    CloseReason,
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


class Discharge(MoveForm):
    """Treatment ends."""

    on = day(_("Discharged on"))
    reason = choice(_("How it ended"), DischargeReason)


class FollowUp(MoveForm):
    """The patient agreed to be asked how things go."""

    on = day(_("Agreed on"))


class Close(MoveForm):
    """Nothing more is awaited in this episode."""

    on = day(_("Closed on"))
    reason = choice(_("How follow-up ended"), CloseReason)

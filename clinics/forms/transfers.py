"""Transfers: offering a patient to another clinic, and answering an offer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.choices import TransferPart, TransferRefusal
from clinics.forms.fields import MoveForm, RowField, choice, day
from kernel.models import Organisation, Site


class Offer(MoveForm):
    """Where a patient goes on, and what travels: only what the patient agrees to."""

    to = RowField(label=_("To which clinic"))
    on = day(_("From day"))
    parts = forms.MultipleChoiceField(
        label=_("What travels"), choices=TransferPart.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Codes and numbers. No name, no number and no note ever travels."),
    )  # fmt: skip
    agrees = forms.BooleanField(
        label=_("The patient agrees that this goes to this clinic"),
        error_messages={"required": _("Nothing travels without the patient's agreement.")},
    )
    consent_text = forms.CharField(
        label=_("Version of the text"), max_length=20, initial="2026.1",
        help_text=_("Printed at the foot of the consent form."),
    )  # fmt: skip

    def __init__(self, *args: Any, clinics: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.offer(clinics)
        field.initial = None
        field.widget = forms.Select(choices=[("", _("Choose")), *field.choices])

    def arguments(self) -> dict[str, Any]:
        """The arguments of `offer_transfer`."""
        values = super().arguments()
        return {name: value for name, value in values.items() if name != "agrees"}


class Accept(MoveForm):
    """The patient is taken: from when, and where."""

    on = day(_("Referred on"))
    site = RowField(label=_("Site"))

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].offer(sites)  # type: ignore[attr-defined] # a RowField


class Decline(MoveForm):
    """The patient is not taken."""

    refusal = choice(_("Why not"), TransferRefusal)


class Withdraw(MoveForm):
    """The offer is taken back."""


class DischargeTransferred(MoveForm):
    """The sending clinic ends its episode."""

    on = day(_("Discharged on"))

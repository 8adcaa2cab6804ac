"""Papers of one patient: what the print shall say. What is typed here is printed and not kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.choices import TransferPart
from clinics.selectors.identities import REVEAL_PURPOSES
from clinics.selectors.papers import USUAL
from ui.forms import Form


class Plain(Form):
    """A paper that needs no question."""


class Letter(Form):
    """A referral letter: to whom, what for, and how much of the record."""

    addressee = forms.CharField(
        label=_("Addressee"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Printed and not kept."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What for"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}), help_text=_("Printed and not kept."),
    )  # fmt: skip
    parts = forms.MultipleChoiceField(
        label=_("What the letter tells"), choices=TransferPart.choices, required=False,
        initial=[part.value for part in USUAL], widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    with_name = forms.BooleanField(
        label=_("With the patient's name and birth date"), required=False,
        help_text=_("Asked of the vault for this letter, and logged. Without it the letter names "
                    "the code alone."),
    )  # fmt: skip


class Subject(Form):
    """Everything that is held, for the patient."""

    asked = forms.BooleanField(
        label=_("The patient asks for this and is here"),
        error_messages={"required": _("Only the patient gets this print, in person.")},
    )
    purpose = forms.ChoiceField(
        label=_("With name and contacts from the vault"), required=False,
        choices=[("", _("No, by code alone")),
                 *((purpose.value, purpose.label) for purpose in REVEAL_PURPOSES)],
        help_text=_("For a reason, which is logged."),
    )  # fmt: skip

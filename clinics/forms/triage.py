"""Triage: what a person comes for and four questions that bring them forward."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.choices import ReferralReason, Urgency
from clinics.forms.fields import EntryForm, choice, coded, day
from clinics.vocabulary import YesNo


class TriageQuestions(forms.Form):
    """The questions as a referral asks them as well: none has to be answered."""

    reason = choice(_("Comes for"), ReferralReason, required=False)
    pregnant = coded(_("Pregnant"), YesNo, required=False)
    overdose = coded(_("Overdose in the last 90 days"), YesNo, required=False)
    released = coded(_("Released from prison in the last 30 days"), YesNo, required=False)
    injecting = coded(_("Injected in the last 30 days"), YesNo, required=False)


TRIAGE_FIELDS = tuple(TriageQuestions.base_fields)


class Triage(TriageQuestions, EntryForm):
    """Triage of somebody who waits."""

    on = day(_("Asked on"))
    urgency = forms.ChoiceField(
        label=_("Offer a place"),
        choices=[("", _("As the answers say")), *Urgency.choices],
        required=False,
        help_text=_("Choose another urgency only when you know more than the answers say."),
    )

    field_order = ["on", *TRIAGE_FIELDS, "urgency"]

    def arguments(self) -> dict[str, Any]:
        """The arguments of `triage`; no urgency leaves it to the rule."""
        values = super().arguments()
        return values | {"urgency": values["urgency"] or None}

"""Asking for a release, and withdrawing one: one answer each."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.selectors import Offer
from analytics.vocabulary import WithdrawalReason
from kernel.errors import Refused
from ui.forms import Form


class Withdraw(Form):
    """Why a release is withdrawn: one reason."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.RadioSelect,
        choices=WithdrawalReason.choices,
        error_messages={"required": _("Say why it is withdrawn: choose a reason.")},
    )


class Ask(Form):
    """Which period to compile; only those that are free can be chosen."""

    period = forms.ChoiceField(
        label=_("Period"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a year or a quarter."),
            "invalid_choice": _("There is no such period. Choose one of those below."),
        },
    )

    def __init__(self, *args: object, offers: Sequence[Offer], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {offer.name: offer for offer in offers}
        self.fields["period"].choices = [(name, name) for name in self.offers]  # type: ignore[attr-defined] # a choice field

    def clean_period(self) -> str:
        """A period that is free; else what stands in its way."""
        offer = self.offers[self.cleaned_data["period"]]
        if not offer.is_free:
            raise forms.ValidationError(
                _("This period is not free: %(reason)s. Choose another one."),
                params={"reason": offer.reason},
            )
        return offer.name

    def chosen(self) -> Offer:
        """The period that was chosen, once the form is valid."""
        return self.offers[self.cleaned_data["period"]]

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal above the form."""
        self.add_error(None, str(refusal))

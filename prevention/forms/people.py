"""Forms of those who deliver sessions, and of costs and quality."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.models import User
from prevention.choices import CostCategory, FacilitatorRole, TrainingKind
from prevention.forms.fields import ActForm, RowForm
from prevention.models import Programme
from ui.fields import RowField, choice, day


class Person(RowForm):
    """One who delivers sessions."""

    name = forms.CharField(
        label=_("Name or staff code"),
        max_length=80,
        help_text=_("As colleagues know them. Seen by your own organisation only."),
    )
    role = choice(_("Profession"), FacilitatorRole)
    user = RowField(
        key="uid",
        label=_("Account"),
        required=False,
        help_text=_("With an account they write their own sessions."),
    )

    def __init__(self, *args: Any, accounts: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.offer(accounts, lambda each: each.staff_code or each.username)


class Training(ActForm):
    """A training that somebody has done."""

    kind = choice(_("Training"), TrainingKind)
    programme = RowField(
        key="code",
        label=_("Programme"),
        required=False,
        help_text=_("For a training in one programme."),
    )
    done_on = day(_("Done on"))
    valid_until = day(_("Valid until"), required=False)

    def __init__(self, *args: Any, programmes: list[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme: Any = self.fields["programme"]
        programme.offer(programmes)


class Cost(RowForm):
    """What something cost."""

    category = choice(_("Spent on"), CostCategory)
    amount = forms.DecimalField(
        label=_("Amount"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "u-w6"}),
        help_text=_("Nought takes it out of every sum."),
    )
    currency = forms.CharField(
        label=_("Currency"),
        min_length=3,
        max_length=3,
        help_text=_("Three letters: KGS, USD"),
        widget=forms.TextInput(attrs={"class": "u-w3", "autocapitalize": "characters"}),
    )
    on = day(_("Date of the rate"))
    is_recurring = forms.BooleanField(
        label=_("Comes again each time"),
        required=False,
        initial=True,
        help_text=_("Not ticked: once only, for example a translation of the manual."),
    )
    is_in_kind = forms.BooleanField(label=_("Given in kind"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean_currency(self) -> str:
        """In capitals, three letters of the Latin alphabet."""
        code: str = self.cleaned_data["currency"].upper()
        if not (code.isascii() and code.isalpha()):
            raise forms.ValidationError(_("Write the three letters of the currency, as in KGS."))
        return code

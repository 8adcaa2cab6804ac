"""Which country and period the indicators are of."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.forms import Form


class Choose(Form):
    """A country and the first and last day of a period."""

    country = forms.ChoiceField(label=_("Country"))
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("Up to and including"))

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["country"]
        choice.choices = countries

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("It ends before it begins. Correct one of the two dates."))
        return given

    def before(self) -> date:
        """The day after the last one."""
        until: date = self.cleaned_data["until"]
        return until + timedelta(days=1)

"""The rules on consent of a country, as its coordinator enters them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from prevention.forms.fields import RowForm, prose
from prevention.rules.consent import FOR_THE_YOUNGER, LEAST_AGE, MOST_AGE
from ui.fields import count, day


LONGEST = 1000


class Rules(RowForm):
    """A new version."""

    self_age = count(
        _("A young person agrees alone from, years"), least=LEAST_AGE, most=MOST_AGE,
        help_text=_("From this birthday on nobody else has to agree."),
    )  # fmt: skip
    routes = forms.MultipleChoiceField(
        label=_("For younger people the law permits"),
        choices=[(route.value, route.label) for route in FOR_THE_YOUNGER],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The young person is asked in every case."),
        error_messages={"required": _("Say who may agree for those who are too young.")},
    )
    source = prose(
        _("Law, article and edition"), max_length=LONGEST,
        help_text=_("So that anybody can look it up: title, number, article, date."),
    )  # fmt: skip
    checked_on = day(_("Checked on"))
    note = prose(
        _("Note"), required=False, max_length=LONGEST,
        help_text=_("What managers should know: who decides in doubt, what differs by region."),
    )  # fmt: skip

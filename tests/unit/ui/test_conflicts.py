"""Two versions of a row: only what differs is shown, in the words of the form."""

from datetime import date, time
from decimal import Decimal

import pytest
from django import forms

from ui.conflicts import conflict_of, words
from ui.forms import Form


class Example(Form):
    """A form with a choice, a number and what nobody sees."""

    colour = forms.ChoiceField(choices=[("r", "Red"), ("Cold", [("b", "Blue")])])
    amount = forms.DecimalField()
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def test_only_what_differs_is_shown():
    form = Example({"colour": "b", "amount": "7.50", "hidden": "x"})
    assert form.is_valid()

    found = conflict_of(form, now={"colour": "r", "amount": Decimal("7.5")}, version=4)

    assert [(line.now, line.mine) for line in found.lines] == [("Red", "Cold: Blue")]
    assert found.version == 4


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""), ([], ""), (True, "Yes"), (False, "No"), (Decimal("60.00"), "60"),
        (date(2026, 3, 16), "16 Mar 2026"), (time(9, 5), "09:05"), (["a", "b"], "a, b"), (0, "0"),
    ],
)  # fmt: skip
def test_values_are_said_as_people_read_them(value, said):
    assert words(forms.Field(), value) == said

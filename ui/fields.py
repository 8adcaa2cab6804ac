"""Fields that forms of more than one room share."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.typed import check_calendar


def day(label: Any, *, required: bool = True, **kwargs: Any) -> forms.DateField:
    """A day, typed as people write it; the house's forms say how."""
    field = forms.DateField(label=label, required=required, **kwargs)
    field.validators.append(check_calendar)
    return field


def clock(label: Any) -> forms.TimeField:
    """A time of day by the 24-hour clock; optional."""
    widget = forms.TimeInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "u-w3"}, format="%H:%M"
    )
    return forms.TimeField(label=label, required=False, widget=widget)


def choice(label: Any, choices: Any, *, required: bool = True, **kwargs: Any) -> forms.ChoiceField:
    """One of a list of codes; more than six fold into a select with an empty first line."""
    pairs = list(getattr(choices, "choices", choices))
    few = 6
    if len(pairs) > few or not required:
        pairs = [("", _("Choose") if required else _("Not stated")), *pairs]
    return forms.ChoiceField(label=label, choices=pairs, required=required, **kwargs)


class RowField(forms.TypedChoiceField):
    """One of some rows that are loaded already; a single one is chosen and not asked for.

    A field that is not required offers none of them as well. `key` names what stands in the page;
    with `is_shown` a single one stands there too, chosen.
    """

    def __init__(self, *, key: str = "uid", is_shown: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("empty_value", None)
        super().__init__(coerce=self._row, **kwargs)
        self.key, self.is_shown = key, is_shown
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[Any], words: Callable[[Any], str] = str) -> None:
        """Let the person choose from `rows`."""
        self.rows = {str(getattr(row, self.key)): row for row in rows}
        self.coerce = self._row
        none = [] if self.required else [("", _("Not stated"))]
        self.choices = [*none, *((key, words(row)) for key, row in self.rows.items())]
        if len(self.rows) == 1 and self.required:
            self.initial = next(iter(self.rows))
            if not self.is_shown:
                self.widget = forms.HiddenInput()

    def prepare_value(self, value: Any) -> Any:
        """The key of a row, which stands in the page."""
        return getattr(value, self.key, value)

    def _row(self, key: str) -> Any:
        return self.rows[key]


class RowsField(forms.TypedMultipleChoiceField):
    """Several of some rows that are loaded already."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=self._row, **kwargs)
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[Any]) -> None:
        """Let the person choose from `rows`."""
        self.rows = {str(row.uid): row for row in rows}
        self.coerce = self._row
        self.choices = [(uid, str(row)) for uid, row in self.rows.items()]

    def _row(self, uid: str) -> Any:
        return self.rows[uid]


def tags(label: Any, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    """Some of a list of codes, standing open; none of them is an answer too."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def count(label: Any, *, most: int, required: bool = True, **kwargs: Any) -> forms.IntegerField:
    """A whole number from nought up."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "u-w3"})
    lowest = kwargs.pop("least", 0)
    return forms.IntegerField(
        label=label, min_value=lowest, max_value=most, required=required, widget=widget, **kwargs
    )

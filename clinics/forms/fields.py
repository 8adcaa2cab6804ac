"""Fields and bases that the forms of the record share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.vocabulary import NullFlavour
from ui.forms import Answer, AnswerField, Form
from ui.typed import check_calendar


class ActForm(Form):
    """A form whose fields are the arguments of one action."""

    def arguments(self) -> dict[str, Any]:
        """The action's keyword arguments; an answer becomes its value and its null flavour."""
        return spread(self.cleaned_data, self.fields)


class MoveForm(ActForm):
    """A form that moves an episode: it carries the version of the row that was on the screen.

    `seen` is the latest step that the screen showed: what came after it is news to the person.
    """

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def arguments(self) -> dict[str, Any]:
        """The action's keyword arguments; what the screen showed is for the screen alone."""
        arguments = super().arguments()
        arguments.pop("seen", None)
        return arguments


class EntryForm(ActForm):
    """A form that writes one entry: its token makes a double tap count once."""

    token = forms.UUIDField(widget=forms.HiddenInput)


def spread(cleaned: dict[str, Any], fields: dict[str, forms.Field]) -> dict[str, Any]:
    """Write each `Answer` as two values; a question left alone was not asked."""
    values: dict[str, Any] = {}
    for name, value in cleaned.items():
        if isinstance(fields.get(name), AnswerField):
            answer = value or Answer(null=NullFlavour.NASK)
            empty = None if is_number(fields[name]) else ""
            values[name] = empty if answer.null else answer.value
            values[f"{name}_null"] = answer.null
        else:
            values[name] = value
    return values


def is_number(field: forms.Field) -> bool:
    """Whether an answer is a number, whose absence is None and not an empty text."""
    return isinstance(getattr(field, "fields", [None])[0], forms.IntegerField)


def stored(value: Any, null: str) -> Answer | None:
    """The answer that a row holds, for a form that takes it up again."""
    if value not in (None, ""):
        return Answer(value=value)
    return Answer(null=null) if null and null != NullFlavour.NASK else None


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


def coded(label: Any, choices: Any, *, required: bool = True, **kwargs: Any) -> AnswerField:
    """A coded answer, or the reason why there is none."""
    return AnswerField(choice("", choices), label=label, required=required, **kwargs)


def number(
    label: Any, *, lowest: int, highest: int, required: bool = True, **kwargs: Any
) -> AnswerField:
    """A whole number, or the reason why there is none."""
    whole = forms.IntegerField(
        min_value=lowest,
        max_value=highest,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "u-w3"}),
    )
    return AnswerField(whole, label=label, required=required, **kwargs)


MOST_OF_A_DOSE = 1000
"""The most that one dose is written with, in mg: grams typed as milligrams are stopped. A limit
for slips of the hand, not of treatment: rules of practice know what is too much for whom."""


def dose_amount(label: Any, *, required: bool = True) -> forms.DecimalField:
    """The amount of one dose, with a decimal point or comma."""
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_value=MOST_OF_A_DOSE,
        max_digits=7, decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any", "class": "u-w3"}),
    )  # fmt: skip


def year(label: Any, *, required: bool = True, **kwargs: Any) -> AnswerField:
    """A year of four digits, or the reason why there is none; rules know which years fit."""
    return number(label, lowest=1900, highest=2100, required=required, **kwargs)


def offered(choices: Any, codes: Iterable[str]) -> list[tuple[str, Any]]:
    """Those of a list of choices that are offered, in the list's order."""
    wanted = set(codes)
    return [pair for pair in choices.choices if pair[0] in wanted]


class RowField(forms.TypedChoiceField):
    """One of some rows that are loaded already; a single one is chosen and not asked for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=self._row, **kwargs)
        self.rows: dict[str, Any] = {}

    def offer(self, rows: list[Any]) -> None:
        """Let the person choose from `rows`."""
        self.rows = {str(row.uid): row for row in rows}
        self.coerce = self._row
        self.choices = [(uid, str(row)) for uid, row in self.rows.items()]
        if len(rows) == 1:
            self.initial, self.widget = next(iter(self.rows)), forms.HiddenInput()

    def _row(self, uid: str) -> Any:
        return self.rows[uid]

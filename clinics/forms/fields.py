"""Fields and bases that the forms of the record share."""

from collections.abc import Iterable
from typing import Any

from django import forms

from clinics.vocabulary import NullFlavour
from ui.fields import RowField, choice, clock, day
from ui.forms import Answer, AnswerField, Form


__all__ = [
    "ActForm", "EntryForm", "MoveForm", "RowField", "choice", "clock", "coded", "day",
    "dose_amount", "is_number", "number", "spread", "stored",
]  # fmt: skip


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

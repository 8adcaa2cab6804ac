"""Filling a questionnaire in, on one screen, and pasting the wording that a clinic holds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinics.choices import Administered, Occasion, SafetyAction
from clinics.forms.fields import ActForm, EntryForm, RowField, choice, day, offered
from clinics.instruments import BandedBy, Instrument, Item, instruments
from clinics.instruments.assist import QUESTIONS, SUBSTANCES
from clinics.rules.measures import SUICIDE_ITEM
from clinics.selectors.measures import ADMINISTERED_AS, ASSIST
from clinics.selectors.scores import not_asked
from clinics.vocabulary import CorrectionReason, Substance
from ui.answers import open_choices
from ui.words import speak


LARGEST_CHOICE = 8
"""A range of more answers is typed as a number."""


class Compact(forms.Select):
    """A list that stays folded however short it is: for tables."""


@dataclass(frozen=True)
class Row:
    """One item as it is drawn: its field, the clinic's wording, and whether it is asked."""

    field: forms.BoundField
    topic: Any
    wording: str
    is_number: bool
    is_skipped: bool
    is_safety: bool
    weeks: tuple[forms.BoundField, ...] = ()

    @property
    def lowest(self) -> Any:
        """The lowest answer of a number."""
        return self.field.field.widget.attrs.get("min")

    @property
    def highest(self) -> Any:
        """The highest answer of a number."""
        return self.field.field.widget.attrs.get("max")


@dataclass(frozen=True)
class MatrixRow:
    """One substance of ASSIST with its cells; tobacco has no question 5."""

    label: Any
    cells: list[tuple[Any, forms.BoundField | None, bool]]


class Items(forms.Form):
    """A questionnaire: one optional field for each item; `instrument` decides which."""

    instrument: Instrument

    def __init__(
        self,
        *args: Any,
        instrument: Instrument,
        wording: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instrument, self.wording = instrument, dict(wording or {})
        for item in instrument.items:
            self.fields[item.key] = _field(item, is_cell=instrument.code == ASSIST)
        for name, field in self._circumstances():
            open_choices(field)
            speak(field)
            self.fields[name] = field

    def _circumstances(self) -> Iterator[tuple[str, forms.Field]]:
        """How it was filled in; and what some questionnaires ask for besides."""
        ways = [ADMINISTERED_AS[way] for way in self.instrument.administration]
        yield (
            "administered",
            choice(_("How"), offered(Administered, ways), initial=ways[0].value),
        )
        if self.instrument.banded_by is BandedBy.SUBSTANCE:
            yield "substance", choice(_("Substance"), Substance)
        if self._safety_items():
            yield (
                "safety_action",
                choice(
                    _("What was done for safety"), SafetyAction, required=False,
                    help_text=_("Needed the same day when this item is above 0."),
                ),
            )  # fmt: skip

    def _safety_items(self) -> set[str]:
        return {each.item for each in self.instrument.alerts if each.code == SUICIDE_ITEM}

    def answers(self) -> dict[str, int | None]:
        """The answers that can be read, also while others are wrong."""
        cleaned = getattr(self, "cleaned_data", {})
        return {item.key: cleaned.get(item.key) for item in self.instrument.items}

    def arguments(self) -> dict[str, Any]:
        """The arguments of `record_measure`."""
        keys = {item.key for item in self.instrument.items}
        rest = {name: value for name, value in self.cleaned_data.items() if name not in keys}
        return rest | {"answers": self.answers()}

    @property
    def is_matrix(self) -> bool:
        """Whether the items stand in a table of substances and questions."""
        return self.instrument.code == ASSIST

    def rows(self) -> list[Row]:
        """The items in the order of the form; weeks stand with their total."""
        weeks = {week for item in self.instrument.items for week in item.weeks}
        skipped = not_asked(self.instrument, self.answers()) if self.is_bound else frozenset()
        return [
            Row(
                field=self[item.key],
                topic=item.label,
                wording=self.wording.get(item.key, ""),
                is_number=_is_number(item),
                is_skipped=item.key in skipped,
                is_safety=item.key in self._safety_items(),
                weeks=tuple(self[week] for week in item.weeks),
            )
            for item in self.instrument.items
            if item.key not in weeks and not (self.is_matrix and "." in item.key)
        ]

    def sections(self) -> list[tuple[str, list[Row]]]:
        """The items by their section, `q1` to `q4`, where keys name one; else all in one."""
        if not any("." in row.field.name for row in self.rows()):
            return [("", self.rows())]
        found: dict[str, list[Row]] = {}
        for row in self.rows():
            found.setdefault(row.field.name.partition(".")[0].removeprefix("q"), []).append(row)
        return list(found.items())

    def questions(self) -> list[tuple[str, Any, str]]:
        """The heads of the table: number, topic, the clinic's wording."""
        return [
            (key.removeprefix("q"), topic, self.wording.get(key, ""))
            for key, (topic, _options) in QUESTIONS.items()
        ]

    def matrix(self) -> list[MatrixRow]:
        """The table of ASSIST."""
        skipped = not_asked(self.instrument, self.answers()) if self.is_bound else frozenset()
        return [
            MatrixRow(
                label,
                [
                    (topic, self[key] if (key := f"{question}.{name}") in self.fields else None,
                     key in skipped)
                    for question, (topic, _options) in QUESTIONS.items()
                ],
            )
            for name, label in SUBSTANCES.items()
        ]  # fmt: skip

    def skips(self) -> str:
        """When what need not be asked, for the script that hides it."""
        return json.dumps([[list(skip.when), list(skip.then)] for skip in self.instrument.skips])


class Measure(Items, EntryForm):
    """A measure as it is filled in."""

    on = day(_("Day"))
    occasion = choice(_("When"), Occasion)


class CorrectMeasure(Items, ActForm):
    """A measure as it should read."""

    reason = choice(_("Why it is corrected"), CorrectionReason)
    on = day(_("Day"))
    occasion = choice(_("When"), Occasion)


CHOOSE = ("", _("Choose"))


def _named() -> list[tuple[str, str]]:
    """Every questionnaire with its title."""
    return [(each.code, f"{each.code} {each.title}") for each in instruments()]


class Text(ActForm):
    """The clinic's wording of a questionnaire in one language, a line for each item."""

    organisation = RowField(label=_("Clinic"))
    instrument = forms.ChoiceField(label=_("Measure"), choices=lambda: [CHOOSE, *_named()])
    language = forms.ChoiceField(label=_("Language"), choices=lambda: [CHOOSE, *settings.LANGUAGES])
    lines = forms.CharField(
        label=_("Item texts"), widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One line for each item, in the order of the form."),
    )  # fmt: skip
    licence = forms.CharField(
        label=_("Licence of the translation"), max_length=200,
        help_text=_("Who allows the clinic to use this translation, and since when."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(organisations)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The arguments of `add_text`."""
        return self.cleaned_data | {"lines": self.cleaned_data["lines"].splitlines()}


def _is_number(item: Item) -> bool:
    return item.is_count and len(item.weights) > LARGEST_CHOICE


def _field(item: Item, *, is_cell: bool) -> forms.Field:
    """An optional answer: a number, a folded list in a table, or open choices."""
    label: Any = item.label
    if item.is_count and (_is_number(item) or ".week" in item.key):
        attrs = {
            "min": min(item.weights), "max": max(item.weights), "inputmode": "numeric",
            "class": "u-w3", "autocomplete": "off",
        }  # fmt: skip
        return forms.IntegerField(
            label=label, required=False, widget=forms.NumberInput(attrs=attrs)
        )
    in_table = is_cell and "." in item.key
    widget = Compact(attrs={"class": "u-cell"}) if in_table else forms.RadioSelect()
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None, widget=widget,
        choices=[*((option.weight, _words(option)) for option in item.options),
                 ("", "–" if in_table else _("No answer"))],
    )  # fmt: skip


def _words(option: Any) -> Any:
    if not option.label or str(option.label) == str(option.weight):
        return str(option.weight)
    return format_lazy("{weight} {words}", weight=option.weight, words=option.label)

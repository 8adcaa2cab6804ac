"""Answers to a questionnaire: by a participant, or from paper by digits; and the code."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from prevention.actions.responses import Given
from prevention.choices import AgeBand, Gender, ItemKind
from prevention.rules.sgic import QUESTIONS, Element, Kind, problems
from prevention.selectors.answering import Sheet
from ui.forms import Form


HIGHEST = 9999
"""The highest number that somebody may give as an answer."""
QUIET = {"autocomplete": "off", "spellcheck": "false"}
"""Nothing is offered from earlier answers of somebody else on the same device."""
SKIPPED = "-"
"""The choice that takes an answer back; an empty one would be chosen from the start."""
SIGNS = {Kind.LETTER: 3, Kind.DAY: 2, Kind.COUNT: 2}
"""How much fits into a box of the code; a letter may carry an apostrophe and a slip."""
GENDERS = [(value, label) for value, label in Gender.choices if value]
AGES = [(value, label) for value, label in AgeBand.choices if value]


class _Asking(Form):
    """A form whose fields are the questions of a sheet."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This page is not whole. Open the link again."),
            "invalid": _("This page is not whole. Open the link again."),
        },
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.items = {f"q{item.number}": item for item in sheet.items}
        for name, item in self.items.items():
            self.fields[name] = self.ask(item)

    def ask(self, item: Any) -> forms.Field:
        """The field of one question."""
        raise NotImplementedError

    def questions(self) -> list[tuple[Any, BoundField]]:
        """Each question with its field."""
        return [(item, self[name]) for name, item in self.items.items()]

    def values(self) -> dict[int, int]:
        """What was answered, by the key of the question."""
        given = {item.pk: self.cleaned_data.get(name) for name, item in self.items.items()}
        return {key: int(value) for key, value in given.items() if value not in {None, "", SKIPPED}}


class Code(forms.Form):
    """The seven boxes of the code; each may stay empty. Mixed into a form."""

    def add_code(self) -> None:
        """The boxes, in the order of the reference."""
        for element, question in QUESTIONS.items():
            is_number = question.kind != Kind.LETTER
            attrs = QUIET | {"maxlength": str(SIGNS[question.kind]), "autocapitalize": "characters"}
            if is_number:
                attrs |= {"inputmode": "numeric"}
            self.fields[f"code_{element}"] = forms.CharField(
                label=str(question.text), help_text=str(question.hint), required=False,
                max_length=SIGNS[question.kind], widget=forms.TextInput(attrs),
            )  # fmt: skip

    def boxes(self) -> list[BoundField]:
        """The fields of the code."""
        return [self[f"code_{element}"] for element in Element if f"code_{element}" in self.fields]

    def elements(self) -> Mapping[Element, str]:
        """What was written into the boxes."""
        return {element: self.cleaned_data.get(f"code_{element}", "") for element in Element}

    def check_code(self) -> None:
        """Say beside each box what cannot be read."""
        for element, words in problems(self.elements()).items():
            self.add_error(f"code_{element}", str(words))


class AnswerForm(_Asking, Code):
    """The page that a participant fills in: every question may be left out."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, sheet=sheet, **kwargs)
        skip = (SKIPPED, _("I would rather not answer"))
        for name, label, choices in (
            ("gender", _("You are"), GENDERS),
            ("age_band", _("How old are you?"), AGES),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[*choices, skip], required=False, widget=forms.RadioSelect
            )
        if sheet.asks_code:
            self.add_code()

    def ask(self, item: Any) -> forms.Field:
        """Open choices with a way to take an answer back, or a number."""
        if item.kind == ItemKind.NUMBER:
            return forms.IntegerField(
                label=item.text, required=False, min_value=0, max_value=HIGHEST,
                widget=forms.NumberInput(QUIET),
            )  # fmt: skip
        choices = [*((str(value), text) for value, text in item.options),
                   (SKIPPED, _("I would rather not answer"))]  # fmt: skip
        return forms.ChoiceField(
            label=item.text, choices=choices, required=False, widget=forms.RadioSelect
        )

    def clean(self) -> dict[str, Any]:
        """A code that can be read, and at least one answer."""
        given: dict[str, Any] = super().clean() or {}
        if self.sheet.asks_code:
            self.check_code()
        if not self.errors and not self.values():
            raise ValidationError(
                _("No question is answered yet. If you do not want to take part, close this page: "
                  "nothing is sent.")
            )  # fmt: skip
        return given

    def about(self) -> list[BoundField]:
        """The questions about the participant."""
        return [self["gender"], self["age_band"]]

    def given(self) -> Given:
        """What is kept."""
        return Given(
            values=self.values(),
            gender=self._said("gender") or Gender.OTHER,
            age_band=self._said("age_band"),
            code=self.elements() if self.sheet.asks_code else {},
        )

    def _said(self, name: str) -> str:
        value: str = self.cleaned_data[name]
        return "" if value == SKIPPED else value


class DigitField(forms.CharField):
    """The number that stands beside an answer on paper, counted from one; empty: left out."""

    def __init__(self, *, answers: Any, **kwargs: Any) -> None:
        self.answers = list(answers)
        digits = len(str(len(self.answers)))
        attrs = QUIET | {
            "inputmode": "numeric", "maxlength": str(digits), "class": "u-w3 p-digit",
            "data-digit": str(len(self.answers)),
        }  # fmt: skip
        super().__init__(required=False, max_length=digits, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        """The value of the answer with this number."""
        typed = super().clean(value)
        if not typed:
            return ""
        if not typed.isdecimal() or not 1 <= int(typed) <= len(self.answers):
            raise ValidationError(
                _("“%(typed)s” is not on the sheet: type 1 to %(last)s, or nothing.")
                % {"typed": typed, "last": len(self.answers)}
            )
        return self.answers[int(typed) - 1][0]


class EntryForm(_Asking):
    """A sheet of paper, typed in by digits. The code is another step, from another sheet."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, sheet=sheet, **kwargs)
        self.fields["gender"] = DigitField(label=_("Gender"), answers=GENDERS)
        self.fields["age_band"] = DigitField(label=_("Age"), answers=AGES)
        for name, field in self.fields.items():
            if isinstance(field, DigitField):
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext"

    def ask(self, item: Any) -> forms.Field:
        """A digit for an answer; a number as it stands."""
        if item.kind == ItemKind.NUMBER:
            return forms.IntegerField(
                label=item.text, required=False, min_value=0, max_value=HIGHEST,
                widget=forms.TextInput(QUIET | {"inputmode": "numeric", "data-digit": ""}),
            )  # fmt: skip
        return DigitField(label=item.text, answers=item.options)

    def rows(self) -> list[tuple[int, BoundField, list[tuple[int, str]]]]:
        """Number, field and the answers with the digits that stand on paper."""
        names = [*self.items, "gender", "age_band"]
        return [
            (number, self[name], self._numbered(self.fields[name]))
            for number, name in enumerate(names, start=1)
        ]

    def given(self) -> Given:
        """What is kept."""
        return Given(
            values=self.values(),
            gender=self.cleaned_data["gender"] or Gender.OTHER,
            age_band=self.cleaned_data["age_band"],
        )

    def _numbered(self, field: forms.Field) -> list[tuple[int, str]]:
        answers = field.answers if isinstance(field, DigitField) else []
        return [(place, text) for place, (_value, text) in enumerate(answers, start=1)]


class CodeForm(Form, Code):
    """The code sheet of the answers that were typed in before."""

    sheet = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_code()

    def clean(self) -> dict[str, Any]:
        """A code that can be read."""
        given: dict[str, Any] = super().clean() or {}
        self.check_code()
        return given

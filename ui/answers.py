"""A question that may stay unanswered with a reason: the answer, or one of four null flavours."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from ui.words import speak


class Null(TextChoices):
    """Why there is no answer. HL7 calls these null flavours; the codes are stored."""

    UNKNOWN = "UNK", _("Unknown")
    DECLINED = "REF", _("Declined")
    NOT_ASKED = "NASK", _("Not asked")
    DOES_NOT_APPLY = "NA", _("Does not apply")


USUAL = (Null.UNKNOWN, Null.DECLINED, Null.NOT_ASKED)


@dataclass(frozen=True)
class Answer:
    """Either a value or the reason why there is none; never both, never neither."""

    value: Any = None
    null: str = ""

    def __post_init__(self) -> None:
        if (self.value in (None, "")) == (not self.null):
            message = "An answer has a value or a null flavour: exactly one."
            raise ValueError(message)


class AnswerWidget(forms.MultiWidget):
    """The answer's own control, with the reasons for none folded beside it.

    When both come back and nobody can tell which was meant, each group of choices offers a way to
    take it back, because a radio button cannot be unpicked without a script.
    """

    template_name = "ui/widgets/answer.html"

    def __init__(self, value: forms.Widget, null: forms.RadioSelect) -> None:
        super().__init__({"": value, "null": null})

    @property
    def use_fieldset(self) -> bool:  # type: ignore[override] # Django reads a class attribute
        """Only an answer that is itself a group needs a legend."""
        return self.widgets[0].use_fieldset

    def id_for_label(self, id_: str) -> str:
        """The label points at the answer."""
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: Any) -> list:
        """Split a stored answer into the two controls."""
        return [value.value, value.null] if isinstance(value, Answer) else [value, None]

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        """Style the two controls, and open the fold when a reason is given."""
        given = value if isinstance(value, list) else self.decompress(value)
        answered, reason = (part not in (None, "", []) for part in given)
        context = super().get_context(name, value, _without_invalid(attrs, self.widgets[0]))
        answer, null = context["widget"]["subwidgets"]
        null["attrs"].pop("aria-describedby", None)
        for _group, options, _index in null["optgroups"]:
            for option in options:
                for key in ("aria-invalid", "aria-describedby", "required", "class"):
                    option["attrs"].pop(key, None)
        is_open_choice = self.use_fieldset
        if answered and reason:
            null["optgroups"].append(_way_back(null, _("There is an answer")))
            if is_open_choice:
                answer["optgroups"].append(_way_back(answer, _("No answer")))
        elif reason and not is_open_choice:
            answer["attrs"]["class"] = f"{answer['attrs'].get('class', '')} u-said".strip()
        context["widget"] |= {"is_open": reason, "is_open_choice": is_open_choice}
        return context


class AnswerBoundField(BoundField):
    """Knows what was stored, and so which of two controls a person has just changed."""

    @property
    def data(self) -> list:
        """What was sent; when both parts came, the one that was there before gives way."""
        value, null = super().data
        before, null_before = self._before()
        if value not in (None, "", []) and null:
            if null_before and null == null_before:
                null = ""
            elif before is not None and self._is_same(value, before):
                value = ""
        return [value, null]

    def _before(self) -> tuple[Any, str]:
        initial = self.initial
        return (initial.value, initial.null) if isinstance(initial, Answer) else (initial, "")

    def _is_same(self, sent: Any, before: Any) -> bool:
        answer = self.field.fields[0]  # type: ignore[attr-defined] # an AnswerField
        return not answer.has_changed(before, sent)


class AnswerField(forms.MultiValueField):
    """Wraps the field of an answer; cleans to an `Answer`, or to None when optional and empty.

        age = AnswerField(forms.IntegerField(min_value=5), label=_("Age at first use"))

    Works for choices, whole numbers, dates and text. `nulls` are the reasons offered.
    """

    bound_field_class = AnswerBoundField
    default_error_messages = {
        "required": _("Answer, or choose why there is no answer"),
        "both": _("Keep either the answer or the reason for no answer"),
    }

    def __init__(
        self, value: forms.Field, *, nulls: tuple[Null, ...] = USUAL, **kwargs: Any
    ) -> None:
        value.required = False
        open_choices(value)
        write_dates(value)
        speak(value)
        null = forms.ChoiceField(
            choices=[(code.value, code.label) for code in nulls],
            widget=forms.RadioSelect,
            required=False,
        )
        speak(null)
        super().__init__(
            fields=(value, null),
            widget=AnswerWidget(value.widget, null.widget),
            require_all_fields=False,
            **kwargs,
        )
        value.widget.is_required = False

    def clean(self, value: Any) -> Answer | None:
        """Return the answer or the reason.

        Raises:
            ValidationError: both were given, or neither where one is required, or the answer is
                not one that the question takes.
        """
        if not isinstance(value, list):  # what is stored, when the field is disabled
            value = self.widget.decompress(value)
        sent, null = value
        if sent not in (None, "", []) and null:
            raise ValidationError(self.error_messages["both"], code="both")
        return super().clean(value)

    def compress(self, data_list: list) -> Answer | None:
        """Put the two parts together."""
        if not data_list or (data_list[0] in (None, "") and not data_list[1]):
            return None
        return Answer(value=None if data_list[1] else data_list[0], null=data_list[1] or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the answer or the reason differs from what is stored."""
        stored = self.widget.decompress(initial)
        return any(
            part.has_changed(before, now)
            for part, before, now in zip(self.fields, stored, data or [None, None], strict=True)
        )


OPEN_UP_TO = 6
PLAIN_CHOICES = (forms.ChoiceField, forms.TypedChoiceField)


def open_choices(field: forms.Field) -> None:
    """Let up to six choices stand open instead of folding them into a list."""
    if not isinstance(field, forms.ChoiceField) or type(field) not in PLAIN_CHOICES:
        return
    offered: Any = field.choices
    choices: list[Any] = [pair for pair in offered if pair[0] not in (None, "")]
    is_flat = not any(isinstance(label, list | tuple) for _value, label in choices)
    if type(field.widget) is not forms.Select or len(choices) > OPEN_UP_TO or not is_flat:
        return
    attrs = field.widget.attrs
    field.widget = forms.RadioSelect(attrs=attrs)
    field.widget.is_required = field.required
    field.choices = choices


DATE_FORMATS = ("%d.%m.%Y", "%Y-%m-%d")


def write_dates(field: forms.Field) -> None:
    """Read and write dates as people here do, 19.11.2026, in every language of the screens."""
    if type(field) is forms.DateField and type(field.widget) is forms.DateInput:
        field.input_formats = DATE_FORMATS
        field.widget.format = DATE_FORMATS[0]
        field.help_text = field.help_text or _("Day, month, year: 19.11.2026")


def _way_back(group: dict, label: Any) -> tuple[None, list[dict], int]:
    last = group["optgroups"][-1][1][-1]
    attrs = {key: value for key, value in last["attrs"].items() if key not in {"checked", "id"}}
    option = last | {"value": "", "label": label, "selected": False, "attrs": attrs}
    return (None, [option], len(group["optgroups"]))


def _without_invalid(attrs: dict | None, widget: forms.Widget) -> dict:
    attrs = dict(attrs or {})
    if widget.use_fieldset:
        attrs.pop("aria-invalid", None)
    return attrs

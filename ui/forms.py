"""How forms are drawn: one renderer, one field template, one mixin for the whole house."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict

from ui.answers import Answer, AnswerField, AnswerWidget, Null, open_choices, write_dates
from ui.typed import check_readable, tidied
from ui.words import speak


__all__ = [
    "Answer",
    "AnswerField",
    "Form",
    "FormMixin",
    "ModelForm",
    "Null",
    "UmitRenderer",
]

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class UmitRenderer(TemplatesSetting):
    """Draw fields with the templates of `ui`; forms of others stay as their authors drew them."""

    field_template_name = "ui/field.html"


class FormMixin:
    """Fields in the house's look; up to six choices stand open; dates as people write them."""

    template_name = "ui/form.html"
    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined] # the form's own
            open_choices(field)
            write_dates(field)
        form: Any = self
        if form.is_bound and isinstance(form.data, QueryDict):
            form.data = tidied(form.data, form)

    def full_clean(self) -> None:
        """Check in the house's words, also fields that a form has added since it began."""
        for field in self.fields.values():  # type: ignore[attr-defined] # the form's own
            speak(field)
            if isinstance(field, forms.CharField) and check_readable not in field.validators:
                field.validators.append(check_readable)
        super().full_clean()  # type: ignore[misc] # mixed into a form


class Form(FormMixin, forms.Form):
    """A form that belongs to no model."""


class ModelForm(FormMixin, forms.ModelForm):
    """A form of a model."""


def kind_of(field: BoundField) -> str:
    """How `ui/field.html` lays a field out: tick, answer, choices or line."""
    widget = field.field.widget
    if isinstance(widget, AnswerWidget):
        return "answer"
    if isinstance(widget, GROUPS):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "line"


CLASSES: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str], ...] = (
    (GROUPS, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select u-w12"),
    (forms.NumberInput, "form-control u-w6"),
    ((forms.DateInput, forms.DateTimeInput, forms.TimeInput), "form-control u-w9"),
    (forms.Textarea, "form-control"),
    (forms.Widget, "form-control u-w12"),
)


def class_of(widget: forms.Widget) -> str:
    """The class of a control, and with it its width: as wide as the answer."""
    return next(name for kinds, name in CLASSES if isinstance(widget, kinds))


def draw(field: BoundField) -> str:
    """The control of a bound field, with the house's class."""
    widget = field.field.widget
    controls = widget.widgets[:1] if isinstance(widget, AnswerWidget) else [widget]
    for control in controls:
        house_class = class_of(control)
        own = control.attrs.get("class", "")
        if house_class not in own:
            control.attrs["class"] = f"{house_class} {own}".strip()
        if control.attrs.get("placeholder") == field.label:
            del control.attrs["placeholder"]  # a label is not said twice
    return field.as_widget()


def anchor_of(field: BoundField) -> str:
    """The id of the control that a line of the error summary leads to."""
    widget, anchor = field.field.widget, field.auto_id
    if isinstance(widget, AnswerWidget):
        widget, anchor = widget.widgets[0], f"{anchor}_0"
    return f"{anchor}_0" if isinstance(widget, GROUPS) else anchor


def error_lines_of(form: forms.BaseForm) -> list[dict]:
    """One line for each error: what to do, and where."""
    lines = [{"text": text, "anchor": ""} for text in form.non_field_errors()]
    for field in form.visible_fields():
        lines += [
            {"text": f"{field.label}: {text}", "anchor": anchor_of(field)} for text in field.errors
        ]
    for field in form.hidden_fields():
        lines += [{"text": text, "anchor": ""} for text in field.errors]
    return lines

"""What a field says when an answer does not fit: what to do, not what is wrong alone."""

from typing import TYPE_CHECKING

from django import forms
from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MESSAGES: "list[tuple[type[forms.Field], str, _StrPromise]]" = [
    (forms.Field, "required", _("Answer this question")),
    (forms.IntegerField, "invalid", _("Enter a whole number")),
    (forms.DecimalField, "invalid", _("Enter a number")),
    (forms.DateField, "invalid", _("Enter a date like 19.11.2026")),
    (forms.TimeField, "invalid", _("Enter a time like 09:30")),
    (forms.ChoiceField, "invalid_choice", _("Choose one of the answers")),
    (forms.MultipleChoiceField, "invalid_choice", _("Choose from the answers")),
]
LIMITS: "dict[type[BaseValidator], _StrPromise]" = {
    MaxValueValidator: _("Enter %(limit_value)s or less"),
    MinValueValidator: _("Enter %(limit_value)s or more"),
    MaxLengthValidator: ngettext_lazy(
        "Write at most %(limit_value)d character",
        "Write at most %(limit_value)d characters",
        "limit_value",
    ),
}


def speak(field: forms.Field) -> None:
    """Give a field our words wherever it still has Django's; its own words stay."""
    for kind, code, words in MESSAGES:
        default = kind.default_error_messages.get(code)
        if isinstance(field, kind) and field.error_messages.get(code) is default:
            field.error_messages[code] = words
    for place, validator in enumerate(field.validators):
        if not isinstance(validator, BaseValidator):
            continue
        limit = LIMITS.get(type(validator))
        if limit is not None and validator.message is type(validator).message:
            field.validators[place] = type(validator)(validator.limit_value, limit)

"""What people type and paste, made plain before a form reads it, and refused where it cannot be.

Made plain: composed letters (NFC), one kind of space, no invisible characters, no marks that turn
the direction of a text, digits of any script, a decimal comma. Refused, with words: control
characters, bytes that were no text, towers of accents. Source: bad input B01 to B48 of the security
reference, section 6.5; the verdicts are a table in `tests/integration/work/bad_input.py`.
"""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNREADABLE = "\ufffd"
_MOJIBAKE = re.compile(
    r"(?:[ÐÑ][\u0080-\u00bf\u0152-\u2122]){2}"
    r"|(?:[РС][\u00a0-\u00bf\u0402-\u040f\u0452-\u045f\u2013-\u2122]){2}"
)
"""UTF-8 read as Western European, and as Windows-1251."""
_TOWER = 4
"""Marks on one letter; no language of the region needs more than two."""
_COMMA = re.compile(r"^\s*([+-]?\d+),(\d+)\s*$")
_MINUS_ZERO = re.compile(r"^\s*-(0+(?:[.,]0*)?)\s*$")
EARLIEST_YEAR = 1900
NUMERIC = (forms.IntegerField, forms.DecimalField)
KEPT_AS_TYPED = "password"
"""The ending of names of fields that are never touched."""


class Tidied(QueryDict):
    """A form's data that was made plain already."""


def tidied(data: QueryDict, form: forms.Form) -> QueryDict:
    """The data of a form, made plain; the original is left as it was."""
    if isinstance(data, Tidied):
        return data
    plain = Tidied(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        kept = name.endswith(KEPT_AS_TYPED)
        plain.setlist(name, [value if kept else plain_text(value) for value in values])
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if key in plain and not key.endswith(KEPT_AS_TYPED):
            plain.setlist(key, [_for_field(_inner(field), value) for value in plain.getlist(key)])
    return plain


def _inner(field: forms.Field) -> forms.Field:
    """The field of the answer itself, where a reason for none stands beside it."""
    return field.fields[0] if isinstance(field, forms.MultiValueField) else field


def _for_field(field: forms.Field, value: Any) -> Any:
    """What a field of this kind is given: an empty one nothing, a line one line, digits as 0-9."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return ""
    if isinstance(field, forms.DecimalField):
        value = plain_number(value)
    if isinstance(field, (*NUMERIC, forms.DateField, forms.TimeField)):
        return plain_digits(value)
    is_line = isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput)
    return plain_digits(one_line(value)) if is_line else value


def plain_text(value: Any) -> Any:
    """A text with composed letters, one kind of space and nothing invisible."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _SPACES.sub(" ", value)))


def plain_number(value: Any) -> Any:
    """A number with a decimal point; minus zero is zero."""
    if not isinstance(value, str):
        return value
    return _MINUS_ZERO.sub(r"\1", _COMMA.sub(r"\1.\2", value))


def plain_digits(value: str) -> str:
    """A text with the digits 0 to 9, whatever script they were written in."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in value)


def check_readable(value: Any) -> None:
    """Refuse what no keyboard writes.

    Raises:
        ValidationError: control characters, bytes that were no text, or towers of accents.
    """
    if not isinstance(value, str):
        return
    if _UNREADABLE in value or _MOJIBAKE.search(value):
        raise ValidationError(
            _("These letters did not arrive as text. Type them again instead of pasting."),
            code="unreadable",
        )
    if _CONTROL.search(value):
        raise ValidationError(
            _("This text holds characters that cannot be shown. Type it again instead of pasting."),
            code="control",
        )
    if _has_tower(value):
        raise ValidationError(_("Remove the marks above and below the letters."), code="marks")


def check_name(value: str) -> None:
    """Refuse a name that is none: without a letter, or with digits in it.

    Raises:
        ValidationError: says which.
    """
    if not any(character.isalpha() for character in value):
        raise ValidationError(_("Enter a name with letters."), code="no-letters")
    if any(character.isdigit() for character in value):
        raise ValidationError(_("A name has no digits. Check what was typed."), code="digits")


def check_calendar(value: date) -> None:
    """Refuse a day of another calendar, such as 1447 or 1405, and one of which nobody tells.

    Raises:
        ValidationError: the year is before 1900.
    """
    if value.year < EARLIEST_YEAR:
        raise ValidationError(
            _("Check the year. It is written in four digits of the common calendar, like 1990."),
            code="calendar",
        )


def one_line(value: str) -> str:
    """A text of one line: tabs and line breaks become a space."""
    return " ".join(value.split())


def _has_tower(value: str) -> bool:
    marks = 0
    for character in value:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks >= _TOWER:
            return True
    return False

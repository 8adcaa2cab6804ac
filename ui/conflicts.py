"""Two people at one row: what stands there now beside what was typed, and a choice between them.

A form that comes too late is shown again with all that was typed and with what the other person
wrote. Nothing is overwritten unseen, and nothing typed is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import gettext as _


STALE = "stale"
"""The code of a refusal that came because somebody else was faster."""


@dataclass(frozen=True)
class Line:
    """One value twice: as it stands now, and as it was typed."""

    label: Any
    now: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """What `ui/_conflict.html` shows; `version` is that of the row as it is now."""

    lines: list[Line]
    version: int


def conflict_of(form: forms.BaseForm, *, now: Mapping[str, Any], version: int) -> Conflict:
    """The fields in which what was typed differs from the values `now`."""
    lines = [
        Line(form.fields[name].label, words(form.fields[name], now.get(name)), mine)
        for name, mine in _typed(form).items()
    ]
    return Conflict([line for line in lines if line.now != line.mine], version)


def _typed(form: Any) -> dict[str, str]:
    return {
        name: words(form.fields[name], form.cleaned_data.get(name))
        for name in form.fields
        if not form[name].is_hidden
    }


def words(asked: forms.Field, value: Any) -> str:
    """A value of a form's field as people read it; empty when there is none."""
    value = asked.prepare_value(value)
    if value in (None, "", []):
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_label(asked, each) or _plain(each) for each in value)
    return _label(asked, value) or _plain(value)


def _label(asked: forms.Field, value: Any) -> str:
    """What a choice is called; one of a group is called by its group too."""
    offered: Any = asked.choices if isinstance(asked, forms.ChoiceField) else ()
    choices: dict[str, Any] = {}
    for code, label in offered:
        is_group = isinstance(label, list | tuple)
        inner = [(each, f"{code}: {name}") for each, name in label] if is_group else [(code, label)]
        choices |= {str(each): name for each, name in inner}
    return str(choices.get(str(value)) or "")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return str(date_format(value, "SHORT_DATE_FORMAT"))
    if isinstance(value, time):
        return str(time_format(value, "H:i"))
    if isinstance(value, Decimal):
        return str(number_format(_short(value)))
    return str(value)


def _short(amount: Decimal) -> Decimal:
    """60 and 7.5, not 60.00 and 7.50, and never 6E+1."""
    short = amount.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short

"""Two people at one record: as it was, as it is now, what was typed; and a choice between them.

An act that is refused because somebody else was faster comes back with all that was typed, and
with what the other one wrote. Nothing is overwritten unseen, and nothing typed is lost.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import gettext as _

from clinics.policies import NotCurrent
from clinics.selectors.acts import episode_acts
from clinics.selectors.conflicts import Row, Step, entry_now, last_step, meanwhile
from clinics.selectors.wording import plain
from kernel.errors import Refused
from ui.forms import Answer, AnswerField, Form, Null


STALE, SEEN = "stale", "seen"
SHORT_DATE = "SHORT_DATE_FORMAT"
OF_THE_ACT = frozenset({"reason", "override_reason"})
"""Fields of a correction that say why it is made; the row itself has none of them."""


@dataclass(frozen=True)
class Line:
    """One value three times: when the page was opened, now, and as it was typed."""

    label: Any
    before: str
    now: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """What `clinics/_conflict.html` shows, and where one's own version is sent again."""

    lines: list[Line] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    by: str = ""
    at: datetime | None = None
    is_void: bool = False
    may_send: bool = True
    """Whether one's own version can still be written."""
    send_url: str = ""
    """The address of the row as it is now, when it is another row."""
    version: int | None = None
    """The version of the row that is shown, for a row that keeps its address."""


def conflict_of(view: Any, form: Form, refusal: Refused) -> Conflict | None:
    """What the person is shown when somebody else was faster; None for any other refusal."""
    if isinstance(refusal, NotCurrent) and "entry" in view.kwargs:
        return _with_entry(view, form)
    if refusal.code == STALE and "episode" in view.kwargs:
        return _with_episode(view, form)
    return None


def seen(view: Any) -> UUID | None:
    """The latest step of the episode that a page shows; nothing on pages about anything else."""
    if "episode" not in view.kwargs:
        return None
    return last_step(viewer=view.request.user, episode=view.episode)


def _with_episode(view: Any, form: Form) -> Conflict:
    viewer, act = view.request.user, view.request.resolver_match.url_name
    since = meanwhile(viewer=viewer, episode=view.episode, seen=form.cleaned_data.get(SEEN))
    view.episode = since.episode
    last = since.steps[-1] if since.steps else None
    now = {"on": date_format(last.on, SHORT_DATE), "reason": last.reason} if last else {}
    typed = [
        Line(form.fields[name].label, "", now.get(name, ""), mine)
        for name, mine in _typed(form).items()
        if mine
    ]
    possible = episode_acts(viewer=viewer, episode=since.episode)
    return Conflict(
        lines=[Line(_("Where it stands"), since.before, since.now, str(view.title)), *typed],
        steps=since.steps,
        by=last.by if last else "",
        at=last.at if last else None,
        may_send=possible.get(act.replace("-", "_"), True),
        version=since.episode.row_version,
    )


def _with_entry(view: Any, form: Form) -> Conflict:
    now = entry_now(view.entry)
    lines = _lines(view, form, now) or _in_one(view, now)
    match = view.request.resolver_match
    kwargs = match.kwargs | {"entry": now.row.uid}
    return Conflict(
        lines=lines,
        by=now.by,
        at=now.at,
        is_void=now.is_void,
        may_send=not now.is_void and any(line.now != line.mine for line in lines),
        send_url=reverse(match.view_name, kwargs=kwargs),
    )


def _lines(view: Any, form: Form, now: Row) -> list[Line]:
    """The fields of the form that differ in any of the three."""
    before, after = _read(view, view.entry), _read(view, now.row)
    lines = [
        Line(
            form.fields[name].label,
            words(form.fields[name], before.get(name)),
            words(form.fields[name], after.get(name)),
            mine,
        )
        for name, mine in _typed(form).items()
        if name not in OF_THE_ACT
    ]
    return [line for line in lines if len({line.before, line.now, line.mine}) > 1]


def _in_one(view: Any, now: Row) -> list[Line]:
    """The entry as one line, for a form that has none of its fields: voiding it."""
    in_words = getattr(type(view), "words", None)
    if in_words is None:
        return []
    before, after = (_line(in_words(row)) for row in (view.entry, now.row))
    return [Line(_("Entry"), before, after, str(view.title))]


def _line(entry: Any) -> str:
    return ", ".join(filter(None, (entry.act, entry.length, entry.detail)))


def _read(view: Any, row: Any) -> Mapping[str, Any]:
    """What the form of a view begins with when it is about `row`."""
    other = copy.copy(view)
    other.entry = row
    return other.get_initial()


def _typed(form: Form) -> dict[str, str]:
    """What was typed, in words; never what is secret or belongs to the page itself."""
    return {
        name: words(form.fields[name], form.cleaned_data.get(name))
        for name in form.fields
        if not form[name].is_hidden and not name.startswith("second_")
    }


def words(asked: forms.Field, value: Any) -> str:
    """A value of a form's field as people read it; empty when there is none."""
    if isinstance(value, Answer) and value.null:
        return "" if value.null == Null.NOT_ASKED else str(Null(value.null).label)
    if isinstance(value, Answer):
        value = value.value
    if isinstance(asked, AnswerField):
        asked = asked.fields[0]
    if value in (None, "", []):
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(words(asked, each) for each in value)
    return _label(asked, value) or _plain_words(value)


def _label(asked: forms.Field, value: Any) -> str:
    choices = dict(asked.choices) if isinstance(asked, forms.ChoiceField) else {}
    return str(choices.get(value) or choices.get(str(value)) or "")


def _plain_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return str(date_format(value, SHORT_DATE))
    if isinstance(value, time):
        return str(time_format(value, "H:i"))
    if isinstance(value, Decimal):
        return str(number_format(plain(value)))
    return str(value)

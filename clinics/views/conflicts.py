"""Two people at one record: as it was, as it is now, what was typed; and a choice between them.

An act that is refused because somebody else was faster comes back with all that was typed, and
with what the other one wrote. Nothing is overwritten unseen, and nothing typed is lost.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinics.policies import NotCurrent
from clinics.selectors.acts import episode_acts
from clinics.selectors.conflicts import Row, Step, entry_now, last_step, meanwhile, sibling
from kernel.errors import Refused
from ui import conflicts
from ui.forms import Answer, AnswerField, Form, Null


STALE, SEEN, BASIS = "stale", "seen", "basis"
NOTHING = "none"
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
    said: str = ""
    """What happened, where nobody can be named."""
    is_void: bool = False
    may_send: bool = True
    """Whether one's own version can still be written."""
    send_url: str = ""
    """The address of the row as it is now, when it is another row."""
    besides: dict[str, Any] = field(default_factory=dict)
    """What that address asks for and the form at hand did not."""
    version: int | None = None
    """The version of the row that is shown, for a row that keeps its address."""


def conflict_of(view: Any, form: Form, refusal: Refused) -> Conflict | None:
    """What the person is shown when somebody else was faster; None for any other refusal."""
    if isinstance(refusal, NotCurrent) and "entry" in view.kwargs:
        return _with_entry(view, form)
    if refusal.code == STALE and "episode" in view.kwargs:
        return _with_episode(view, form)
    if refusal.code == STALE and hasattr(view, "fresh"):
        return _with_version(view, form)
    return None


def basis_of(view: Any) -> str:
    """Which row a form begins from; of a draft, from which it began when it was left."""
    if not view.may_be_overtaken:
        return ""
    if view.draft is not None and BASIS in view.draft.fields:
        return str(view.draft.fields[BASIS][-1])
    row = view.begun_from()
    return view.mark_of(row) if row else NOTHING


def overtaken(view: Any, form: Form) -> Conflict | None:
    """What is shown when another row stands where the form began; None when it is the same.

    What was shown here is what the form begins from now: sent again, it goes through. A double tap
    finds the row that it wrote itself, which is no news.
    """
    began = view.basis if view.may_be_overtaken else ""
    row = view.begun_from() if began else None
    mark = view.mark_of(row) if row else NOTHING
    if not began or mark == began or (row and _is_own(row, form)):
        return None
    view.basis = mark
    then = sibling(row, began.partition(" ")[0]) if row else None
    lines = _compared(form, view.as_begun(then), view.as_begun(row)) + _more(view, then, row)
    now = entry_now(row) if row and row != then else None
    return Conflict(
        lines=lines,
        by=now.by if now else "",
        at=now.at if now else None,
        said=_("What this form began from was changed meanwhile."),
        may_send=any(line.now != line.mine for line in lines),
    )


def _more(view: Any, then: Any, now: Any) -> list[Line]:
    """What a screen asks beside the fields of its form."""
    more = getattr(view, "more_lines", None)
    lines: list[Line] = more(then, now) if more else []
    return lines


def _is_own(row: Any, form: Form) -> bool:
    token = form.cleaned_data.get("token")
    return token is not None and row.entry_token == token


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


def _with_version(view: Any, form: Form) -> Conflict:
    """A row that keeps its address and was changed: what it says now, and what was typed."""
    other = copy.copy(view)
    other.take(view.fresh())
    after = other.get_initial()
    lines = [
        Line(form.fields[name].label, "", words(form.fields[name], after.get(name)), mine)
        for name, mine in _typed(form).items()
        if name in after
    ]
    return Conflict(
        lines=lines or [Line(_("Now"), "", other.now_text(), str(view.title))],
        said=_("Somebody else changed it meanwhile."),
        may_send=other.is_open(),
        version=other.row_version(),
    )


def _with_entry(view: Any, form: Form) -> Conflict:
    now = entry_now(view.entry)
    lines = _lines(view, form, now) + _more(view, view.entry, now.row) or _in_one(view, now)
    send_url, besides = view.again(now.row)
    return Conflict(
        lines=lines,
        by=now.by,
        at=now.at,
        is_void=now.is_void,
        may_send=not now.is_void and any(line.now != line.mine for line in lines),
        send_url=send_url,
        besides=besides,
    )


def _lines(view: Any, form: Form, now: Row) -> list[Line]:
    """The fields of the form that differ in any of the three.

    What a form keeps as it is when it is left empty reads as it reads now.
    """
    return _compared(form, _read(view, view.entry), _read(view, now.row))


def _compared(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    kept = getattr(form, "kept_when_empty", ())
    lines = []
    for name, mine in _typed(form).items():
        if name in OF_THE_ACT:
            continue
        asked = form.fields[name]
        then, today = words(asked, before.get(name)), words(asked, after.get(name))
        typed = today if name in kept and not mine else mine
        if len({then, today, typed}) > 1:
            lines.append(Line(_name_of(form, name), then, today, typed))
    return lines


def _name_of(form: Form, name: str) -> Any:
    """What a field is called where it stands without its neighbours."""
    in_full = getattr(form, "in_full", None)
    return in_full(name) if in_full else form.fields[name].label


def _in_one(view: Any, now: Row) -> list[Line]:
    """The entry as one line, for a form that has none of its fields: voiding it."""
    in_words = getattr(type(view), "words", None)
    if in_words is None:
        return []
    before, after = (_line(in_words(row)) for row in (view.entry, now.row))
    return [Line(_("Entry"), before, after, str(view.title))]


def _line(entry: Any) -> str:
    return ", ".join(filter(None, (entry.act, getattr(entry, "length", ""), entry.detail)))


def _read(view: Any, row: Any) -> Mapping[str, Any]:
    """What the form of a view begins with when it is about `row`."""
    other = copy.copy(view)
    other.entry = row
    stored: Mapping[str, Any] = other.as_stored()
    return stored


def _typed(form: Form) -> dict[str, str]:
    """What was typed, in words; never what is secret or belongs to the page itself."""
    return {
        name: words(form.fields[name], form.cleaned_data.get(name))
        for name in form.fields
        if not form[name].is_hidden and not name.startswith("second_")
    }


def in_words(form: Form, values: Mapping[str, Any]) -> str:
    """Everything that a form would say of an entry, in one line."""
    found = {
        each.label: words(each, values.get(name))
        for name, each in form.fields.items()
        if name not in OF_THE_ACT
    }
    return ", ".join(f"{label}: {value}" for label, value in found.items() if value)


def words(asked: forms.Field, value: Any) -> str:
    """A value of a form's field as people read it; empty when there is none."""
    if isinstance(value, Answer) and value.null:
        return "" if value.null == Null.NOT_ASKED else str(Null(value.null).label)
    if isinstance(value, Answer):
        value = value.value
    if isinstance(asked, AnswerField):
        asked = asked.fields[0]
    return conflicts.words(asked, value)

"""Forms that are not lost: kept while one types, taken up again, forgotten when sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from clinics.actions.drafts import drop_draft, keep_draft, read_draft
from ui.forms import Form


ORDER = "draft"
KEEP, DROP = "keep", "drop"
NOT_KEPT = frozenset({"csrfmiddlewaretoken", ORDER, "leak", "confirmed"})
SECRET = "password"  # noqa: S105 - the ending of names of fields that are never kept


@dataclass(frozen=True)
class Kept:
    """A draft as it was left."""

    fields: dict[str, list[str]]
    at: datetime


def kept(view: Any) -> Kept | None:
    """The draft that the person left of this very form."""
    if not view.keeps_draft:
        return None
    found = read_draft(**_of(view, view.address()))
    return Kept(*found) if found else None


def taken_up(view: Any, form_class: type[Form]) -> Form:
    """The form with what was typed; nothing is checked before it is sent."""
    form = form_class(**(view.get_form_kwargs() | {"data": data_of(view.draft)}))
    form._errors = {}
    return form


def data_of(draft: Kept) -> QueryDict:
    """What was typed, as a form reads it."""
    data = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        data.setlist(name, values)
    return data


def handle(view: Any) -> HttpResponse | None:
    """Keep or drop the draft when that is what was asked; None when the form itself was sent."""
    order = view.request.POST.get(ORDER)
    if not view.keeps_draft or order not in {KEEP, DROP}:
        return None
    if order == DROP:
        forget(view)
        return redirect(view.afresh_url())
    draft = keep_draft(
        **_of(view, view.address()), patient=view.patient, fields=_typed(view.request), now=view.now
    )
    return HttpResponse(status=204 if draft else 413)


def forget(view: Any) -> None:
    """The form was sent, or is not wanted; with it what was left of it under earlier addresses."""
    if view.keeps_draft:
        for address in (view.address(), *view.drafted_as()):
            drop_draft(**_of(view, address))


def left_before(view: Any) -> dict[str, Any] | None:
    """The earlier address under which the person left a draft of this form; None without one."""
    if not view.keeps_draft:
        return None
    found = (each for each in view.drafted_as() if read_draft(**_of(view, each)))
    return next(found, None)


def act_of(view: Any) -> str:
    """The name of the view that a request came to."""
    return view.request.resolver_match.url_name


def _of(view: Any, address: Mapping[str, Any]) -> dict[str, Any]:
    """Which form of whom: the name of the view and what its address names."""
    subject = "/".join(str(value) for value in address.values())
    return {"act": act_of(view), "subject": subject, "by": view.request.user}


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    return {
        name: values
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and not name.endswith(SECRET)
    }

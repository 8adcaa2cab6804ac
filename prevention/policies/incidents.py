"""What an entry of the safeguarding log must be, and what in its words may tell of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kernel.errors import Refused
from kernel.leaks import WORDS, leaks_in
from prevention.models import Incident


class NotLoggable(Refused):
    """The day cannot be right, or the incident is closed."""

    code = "not-loggable"


@dataclass(frozen=True)
class Telling:
    """A stretch of text that seems to tell who somebody is; `code` names the field."""

    code: str
    message: str
    fields: tuple[str, ...]


def check_day(on: date, *, today: date) -> None:
    """Refuse a day that has not come.

    Raises:
        NotLoggable.
    """
    if on > today:
        raise NotLoggable(_("This day has not come yet. Write the day on which it happened."))


def check_open(incident: Incident) -> None:
    """Refuse to end what has ended.

    Raises:
        NotLoggable.
    """
    if incident.closed_at is not None:
        raise NotLoggable(_("This incident is closed. What was written stays."))


def telling(texts: Mapping[str, str]) -> list[Telling]:
    """Where texts, by the names of their fields, hold a number or an address."""
    found = []
    for field, text in texts.items():
        words = [f"{WORDS[leak.kind]} ({text[leak.start : leak.end]})" for leak in leaks_in(text)]
        if words:
            message = _("The text seems to hold %(what)s. This log names nobody: take it out.") % {
                "what": ", ".join(words)
            }
            found.append(Telling(f"LEAK-{field}", message, (field,)))
    return found

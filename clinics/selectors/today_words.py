"""What is due, as the lines of the list: an act, why, how urgent, and one button."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.choices import Infection, Urgency
from clinics.instruments import Occasion, instrument
from clinics.selectors.addresses import first_address
from clinics.selectors.today_due import AWAITED_DAYS, UNSEEN_DAYS, Found
from clinics.vocabulary import EpisodeState
from kernel.permissions import Permission
from vault.api import format_code


NOW, TODAY, LATE, LATER = range(4)
"""How urgent: what cannot wait, what belongs to this day, what is late, what comes next."""
BACK = "?back=today"


@dataclass(frozen=True)
class Due:
    """One line of the list of what is due; everything in words."""

    urgency: int
    late: int
    """Days beyond the day; the more, the earlier it stands among its like."""
    when: str
    what: str
    why: str
    url: str
    act: str
    code: str = ""
    code_url: str = ""

    @property
    def is_now(self) -> bool:
        """Whether it cannot wait."""
        return self.urgency == NOW


def line_of(found: Found, *, today: date, may: Collection[Permission]) -> Due:
    """The line of one row.

    Who may not do the act itself is led to the record, where it says who can.
    """
    line = WORDS[found.source](found, today)
    needed = NEEDS.get(found.source)
    if needed is None or needed in may:
        return line
    return replace(line, act=_("Open"), url=reverse("work:patient", args=[found.patient_uid]))


def sorted_lines(lines: list[Due]) -> list[Due]:
    """Most urgent first; among those equally urgent, the latest."""
    return sorted(lines, key=lambda line: (line.urgency, -line.late, line.code))


def days_late(late: int) -> str:
    """How late something is, for the first column."""
    if late <= 0:
        return _("Today")
    return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}


def days_long(days: int) -> str:
    """How long something has been so."""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _line(found: Found, **words: object) -> Due:
    return Due(
        code=format_code(found.code),
        code_url=reverse("work:patient", args=[found.patient_uid]),
        **words,  # type: ignore[arg-type] # the words of one source
    )


def _late(found: Found, late: int, **words: object) -> Due:
    return _line(
        found, urgency=LATE if late > 0 else TODAY, late=late, when=days_late(late), **words
    )


def _plan(found: Found, today: date) -> Due:
    return _late(
        found, (today - found.day).days, what=_("Plan due for review"),
        why=_("Due on %(day)s") % {"day": _day(found.day)}, act=_("Review plan"),
        url=first_address(
            ("work:plan-review", found.row_uid), ("work:patient", found.patient_uid)
        ),
    )  # fmt: skip


def _test(found: Found, today: date) -> Due:
    late = (today - found.day - timedelta(days=AWAITED_DAYS)).days
    return _late(
        found, late, what=_("Result awaited: %(test)s") % {"test": Infection(found.detail).label},
        why=_("Taken on %(day)s") % {"day": _day(found.day)}, act=_("Record result"),
        url=first_address(
            ("work:health-result", found.row_uid), ("work:patient", found.patient_uid)
        ),
    )  # fmt: skip


def _referral(found: Found, today: date) -> Due:
    waited = (today - found.day).days
    is_urgent = found.detail == Urgency.TODAY
    is_new = found.source == EpisodeState.REFERRAL
    return _line(
        found, urgency=NOW if is_urgent else LATER, late=waited,
        when=_("Now") if is_urgent else days_long(waited),
        what=_("Referral to assess") if is_new else _("Waits for a place"),
        why=_("Referred on %(day)s. Place: %(urgency)s")
        % {"day": _day(found.day), "urgency": Urgency(found.detail).label},
        act=_("Assess"), url=reverse("work:assess", args=[found.episode_uid]),
    )  # fmt: skip


def _unseen(found: Found, today: date) -> Due:
    days = (today - found.day).days
    return _line(
        found, urgency=LATE, late=days - UNSEEN_DAYS, when=days_long(days),
        what=_("Not seen: ask how things are"),
        why=_("Last seen on %(day)s") % {"day": _day(found.day)}, act=_("Log contact"),
        url=reverse("work:log-contact", args=[found.episode_uid]) + BACK,
    )  # fmt: skip


def _measure(found: Found, today: date) -> Due:
    return _late(
        found, (today - found.day).days,
        what=_("%(measure)s: %(occasion)s")
        % {"measure": instrument(found.detail).title, "occasion": Occasion(found.source).label},
        why=_("Due on %(day)s") % {"day": _day(found.day)}, act=_("Fill in"),
        url=first_address(
            ("work:measure", found.episode_uid, found.detail), ("work:patient", found.patient_uid)
        ),
    )  # fmt: skip


WORDS: dict[str, Callable[[Found, date], Due]] = {
    "plan": _plan,
    "test": _test,
    EpisodeState.REFERRAL.value: _referral,
    EpisodeState.WAITING.value: _referral,
    "unseen": _unseen,
    **dict.fromkeys(Occasion, _measure),
}

NEEDS: dict[str, Permission] = {
    "plan": Permission.PLAN_WRITE,
    "test": Permission.HEALTH_WRITE,
    EpisodeState.REFERRAL.value: Permission.EPISODE_WRITE,
    EpisodeState.WAITING.value: Permission.EPISODE_WRITE,
    "unseen": Permission.CONTACT_WRITE,
    **dict.fromkeys(Occasion, Permission.MEASURE_WRITE),
}
NEEDED = frozenset(NEEDS.values())


def _day(day: date) -> str:
    return date_format(day, "j E")


def patients_in(found: list[Found]) -> list[tuple[UUID, UUID]]:
    """Who is shown: organisation and patient of each row."""
    return [(row.organisation_uid, row.patient_uid) for row in found]

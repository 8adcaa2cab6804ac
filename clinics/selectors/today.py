"""The start of a day: what is due, who is expected, how far dosing is, and one's own patients.

The page costs the same for five rows as for five hundred: each question names its few rows itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    UUIDField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinics import states
from clinics.choices import AppointmentState, TransferState
from clinics.models import Appointment, Dose, Draft, Prescription, Transfer
from clinics.selectors.addresses import draft_address, first_address
from clinics.selectors.appointments import (
    Visit,
    visible_appointments,
    visit_of,
    within,
    without_the_dead,
)
from clinics.selectors.shown import note_shown
from clinics.selectors.today_due import CAP, WHOSE, Found, found_due, ours
from clinics.selectors.today_own import own_patients
from clinics.selectors.today_words import NEEDED, TODAY, Due, line_of, patients_in, sorted_lines
from clinics.vocabulary import EpisodeState, RecordState
from kernel.models import User
from kernel.permissions import Permission, has_somewhere, organisations_where
from vault.api import format_code


@dataclass(frozen=True)
class More:
    """A list that holds more than the page shows."""

    label: str
    url: str


@dataclass(frozen=True)
class Visits:
    """Who is expected today: the first few, and how many in all."""

    lines: list[Visit]
    total: int = 0
    ahead: int = 0


@dataclass(frozen=True)
class Dosing:
    """How many of those who get a dose today have had it."""

    given: int
    total: int
    url: str

    @property
    def left(self) -> int:
        """How many doses are still to be given."""
        return self.total - self.given


@dataclass(frozen=True)
class Today:
    """The page that a day begins with."""

    whose: str
    todo: list[Due]
    more: list[More]
    visits: Visits
    dosing: Dosing | None
    own: list[tuple[str, str]]

    @property
    def now(self) -> int:
        """How many lines cannot wait."""
        return sum(line.is_now for line in self.todo)


def today_of(*, viewer: User, whose: str, now: datetime) -> Today:
    """The viewer's day; leaves an event with everybody who is shown.

    `whose` is one of `WHOSE`: everybody's, those of one's own sites, or one's own patients.
    """
    whose = whose if whose in WHOSE else WHOSE[0]
    today = timezone.localdate(now)
    found = found_due(viewer=viewer, whose=whose, today=today)
    chosen = list(_capped(found))
    asked, asked_of = _asked(viewer)
    visits, expected = _visits(viewer, whose, now)
    may = frozenset(each for each in NEEDED if has_somewhere(viewer, each))
    lines = [line for row in chosen if (line := line_of(row, today=today, may=may))]
    page = Today(
        whose=whose,
        todo=sorted_lines([*lines, *asked]),
        more=_more(found),
        visits=visits,
        dosing=_dosing(viewer, whose, today),
        own=own_patients(viewer=viewer),
    )
    note_shown(viewer=viewer, patients=[*patients_in(chosen), *asked_of, *expected])
    return page


def _capped(found: Iterable[Found]) -> Iterable[Found]:
    counts: dict[str, int] = {}
    for row in found:
        counts[row.source] = counts.get(row.source, 0) + 1
        if counts[row.source] <= CAP:
            yield row


def _more(found: list[Found]) -> list[More]:
    """The lists of those sources that had more than the page shows."""
    caseload, waiting = reverse("work:caseload"), first_address(("work:waiting-list",))
    lists = {
        "plan": More(_("All plan reviews"), f"{caseload}?show=open&review=1"),
        "unseen": More(_("All not seen"), f"{caseload}?show=open&unseen=14"),
        EpisodeState.REFERRAL.value: More(_("All who wait"), waiting),
        EpisodeState.WAITING.value: More(_("All who wait"), waiting),
    }
    sources = [row.source for row in found]
    full = [lists[name] for name in lists if sources.count(name) > CAP]
    return list(dict.fromkeys(full))


def _asked(viewer: User) -> tuple[list[Due], list[tuple[UUID, UUID]]]:
    """Transfers that other clinics offer to mine, and forms that I began, newest first."""
    here = organisations_where(viewer, Permission.PATIENT_TRANSFER)
    read = organisations_where(viewer, Permission.RECORD_READ)
    nobody = Value(None, output_field=UUIDField())
    offered = _newest(
        Transfer.objects.filter(to_organisation__in=here, state=TransferState.OFFERED), "offered_at"
    ).annotate(
        what=_text("transfer"), at=F("offered_at"), subject=_text(F("organisation__name")),
        code=_text(""), whose=nobody, where=nobody,
    )  # fmt: skip
    begun = _newest(
        Draft.objects.filter(owner=viewer, organisation__in=read), "saved_at"
    ).annotate(
        what=_text(F("act")), at=F("saved_at"), subject_of=_text(F("subject")),
        code=_text(Coalesce(F("patient__code"), Value(""))), whose=F("patient__uid"),
        where=F("organisation__uid"),
    )  # fmt: skip
    begun_rows = begun.values_list("what", "at", "subject_of", "code", "whose", "where")
    columns = ("what", "at", "subject", "code", "whose", "where")
    rows = list(begun_rows.union(offered.values_list(*columns), all=True))
    lines = [line for row in rows if (line := _asked_line(*row))]
    return lines, [(row[5], row[4]) for row in rows if row[4]]


def _asked_line(
    what: str, at: datetime, subject: str, code: str, whose: UUID | None, _where: UUID | None
) -> Due | None:
    when = date_format(timezone.localtime(at), "j E, H:i")
    if what == "transfer":
        url = first_address(("work:transfers",), ("work:waiting-list",))
        return Due(
            TODAY, 0, _("Today"), _("Transfer offered by %(clinic)s") % {"clinic": subject},
            _("Since %(when)s") % {"when": when}, url, _("Answer"),
        )  # fmt: skip
    url = draft_address(what, subject)
    if not url:
        return None
    return Due(
        TODAY, 0, _("Today"), _("A form that you began"), _("Left on %(when)s") % {"when": when},
        url, _("Go on"), code=format_code(code) if code else "",
        code_url=reverse("work:patient", args=[whose]) if whose else "",
    )  # fmt: skip


def _newest(rows: Any, moment: str) -> Any:
    keys = rows.order_by(f"-{moment}", "-pk").values("pk")[:CAP]
    return rows.model.objects.filter(pk__in=keys).order_by()


def _text(value: Any) -> Any:
    return Cast(Value(value) if isinstance(value, str) else value, CharField())


def _visits(viewer: User, whose: str, now: datetime) -> tuple[Visits, list[tuple[UUID, UUID]]]:
    """Who is expected today: with me first, then what is still to come, by time."""
    of_day = without_the_dead(
        within(visible_appointments(viewer=viewer), timezone.localdate(now), 1)
    )
    planned = Q(state=AppointmentState.PLANNED)
    if whose == "mine":
        of_day = of_day.filter(Q(with_whom=viewer) | Q(episode__key_worker=viewer))
    elif whose == "site":
        of_day = of_day.filter(ours(viewer, whose, path="episode__"))
    rows: list[Any] = list(
        of_day.exclude(state=AppointmentState.CANCELLED)
        .annotate(
            is_others=Case(When(with_whom=viewer, then=0), default=1, output_field=IntegerField()),
            is_over=Case(When(planned, then=0), default=1, output_field=IntegerField()),
            total=Window(Count("pk")),
            ahead=Window(Count("pk", filter=planned & Q(starts_at__gt=now))),
        )
        .order_by("is_over", "is_others", "starts_at", "pk")[:CAP]
    )
    rows.sort(key=_by_time)
    lines = [visit_of(row, viewer=viewer, now=now) for row in rows]
    people = [(row.organisation.uid, row.episode.patient.uid) for row in rows]
    if not rows:
        return Visits([]), []
    return Visits(lines, total=rows[0].total, ahead=rows[0].ahead), people


def _by_time(row: Appointment) -> tuple[int, datetime]:
    return row.is_others, row.starts_at  # type: ignore[attr-defined] # annotated


def _dosing(viewer: User, whose: str, today: date) -> Dosing | None:
    """How many of today's prescribed doses were given; None for who gives none."""
    here = organisations_where(viewer, Permission.DOSE_GIVE)
    if not here:
        return None
    taken = Dose.objects.filter(patient=OuterRef("patient"), on=today, state=RecordState.CURRENT)
    due = Prescription.objects.filter(
        ours(viewer, "site" if whose == "site" else "all", path="episode__"),
        organisation__in=here, state=RecordState.CURRENT, ended_on__isnull=True,
        starts_on__lte=today, ends_on__gte=today, weekdays__contains=str(today.isoweekday()),
        episode__state__in=states.OPEN,
    )  # fmt: skip
    counts = due.annotate(is_given=Exists(taken)).aggregate(
        total=Count("pk"), given=Count("pk", filter=Q(is_given=True))
    )
    return Dosing(counts["given"], counts["total"], first_address(("work:round",)))

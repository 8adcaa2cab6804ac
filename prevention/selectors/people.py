"""Those who deliver sessions, and whether their trainings hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.grants import people_with
from kernel.models import Organisation, User
from kernel.paging import Page, Place
from kernel.permissions import ROLE_PERMISSIONS, Permission
from prevention.models import Facilitator, Implementation, Training
from prevention.policies.moves import valid_trainings
from prevention.selectors.paging import page_of
from prevention.selectors.roots import visible_facilitators


EXPIRES_SOON = timedelta(days=60)
"""So long before a training expires it is said."""


@dataclass(frozen=True)
class Trained:
    """A training with what there is to say about how long it holds."""

    label: str
    programme: str
    on: date
    valid_until: date | None
    note: str
    tone: str


@dataclass(frozen=True)
class Person:
    """One who delivers sessions."""

    uid: UUID
    name: str
    role: str
    account: str
    organisation: str
    is_retired: bool
    trainings: list[Trained]

    @property
    def warnings(self) -> list[Trained]:
        """Trainings that have expired or will soon."""
        return [each for each in self.trainings if each.note]


@dataclass(frozen=True)
class Lead:
    """One who leads groups of an implementation, and whether they are trained for it."""

    person: Person
    groups: list[str]
    is_trained: bool
    expires_on: date | None
    """The day within the run on which the training expires, where it does."""


def people_page(*, viewer: User, show_retired: bool, place: Place, on: date) -> Page[Person]:
    """One page of the facilitators of the viewer's organisations, by name."""
    rows = visible_facilitators(viewer=viewer).filter(retired_at__isnull=not show_retired)
    page = page_of(_with_trainings(rows), place, keys=("name", "pk"), rising=True)
    people = [person_of(row, on=on) for row in page.rows]
    return Page(people, earlier=page.earlier, later=page.later)


def one(*, person: Facilitator, on: date) -> Person:
    """One facilitator with every training."""
    return person_of(_with_trainings(Facilitator.objects.filter(pk=person.pk)).get(), on=on)


def leads_of(*, run: Implementation, on: date) -> list[Lead]:
    """Who leads the groups of an implementation."""
    rows = Facilitator.objects.filter(cohorts__implementation=run).distinct()
    cohorts = Prefetch("cohorts", run.cohorts.order_by("label"), to_attr="led")
    found = _with_trainings(rows).prefetch_related(cohorts).order_by("name", "pk")
    valid = _latest(valid_trainings(run, on=on))
    return [
        Lead(
            person_of(row, on=on), [each.label for each in row.led], row.pk in valid,
            _within(valid.get(row.pk), run.ends_on),
        )
        for row in found
    ]  # fmt: skip


def _latest(trainings: Iterable[Training]) -> dict[int, date | None]:
    """Until when each facilitator is trained; None without end."""
    until: dict[int, date | None] = {}
    for each in trainings:
        known = until.get(each.facilitator_id, date.min)
        here = each.valid_until
        until[each.facilitator_id] = None if known is None or here is None else max(known, here)
    return until


def _within(until: date | None, end: date) -> date | None:
    return until if until and until < end else None


def accounts_of(*, organisation: Organisation, besides: User | None = None) -> list[User]:
    """Accounts that deliver sessions for the organisation."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if Permission.SESSION_DELIVER in held]
    found = list(people_with(roles, at=organisation))
    return found if besides is None or besides in found else [*found, besides]


def _with_trainings(rows: QuerySet[Facilitator]) -> QuerySet[Facilitator]:
    trainings = Training.objects.select_related("programme").order_by("-on", "-pk")
    return rows.select_related("user", "organisation").prefetch_related(
        Prefetch("trainings", trainings)
    )


def person_of(row: Facilitator, *, on: date) -> Person:
    """A facilitator as the screens show one."""
    return Person(
        row.uid, row.name, row.get_role_display(),
        (row.user.staff_code or row.user.username) if row.user else "", row.organisation.name,
        row.retired_at is not None,
        [trained(each, on=on) for each in row.trainings.all()],
    )  # fmt: skip


def trained(row: Training, *, on: date) -> Trained:
    """A training as the screens show it."""
    note, tone = _validity(row.valid_until, on=on)
    return Trained(
        row.get_kind_display(), row.programme.code if row.programme else "", row.on,
        row.valid_until, note, tone,
    )  # fmt: skip


def _validity(until: date | None, *, on: date) -> tuple[str, str]:
    if until is None or until - on > EXPIRES_SOON:
        return "", "go"
    day = date_format(until, "SHORT_DATE_FORMAT")
    if until < on:
        return _("Expired on %(day)s") % {"day": day}, "stop"
    return _("Expires on %(day)s") % {"day": day}, "wait"

"""The expert's queue: names that wait, how often they were said, and what was decided.

An expert sees names and no patient: of how many patients said a name, only whether they were at
least three.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from clinics.choices import Evidence, Resolution, TermState
from clinics.models import SubstanceUse, TermResolution, UnknownTerm
from clinics.rules.base import broken
from clinics.rules.health import WATCHED_RULES
from clinics.rules.thresholds import TERM_ALERT
from clinics.selectors.substances import catalogue_of, name_of
from clinics.substances import Catalogue, resolve, search
from clinics.substances.spelling import compact
from clinics.vocabulary import RecordState, Substance
from kernel.models import Organisation, User
from kernel.permissions import Permission, organisations_where


RECENT_DAYS = 30
MOST = 200
DECIDED_SHOWN = 20


@dataclass(frozen=True)
class Term:
    """One name in the queue."""

    uid: UUID
    said: str
    country: str
    first_said_on: date
    last_said_on: date
    due_on: date
    is_overdue: bool
    is_said_by_many: bool
    """At least three patients said it in the last 30 days."""


@dataclass(frozen=True)
class Decision:
    """What an expert decided."""

    said: str
    uid: UUID
    meaning: str
    evidence: str
    reason: str
    on: date
    who: str


@dataclass(frozen=True)
class Candidate:
    """A substance that a name may mean."""

    key: str
    label: str
    counts_as: str


def countries_of(*, viewer: User) -> frozenset[str]:
    """The countries (ISO 3166-1) whose names the viewer resolves; one query."""
    organisations = organisations_where(viewer, Permission.SUBSTANCE_RESOLVE)
    found = Organisation.objects.filter(pk__in=organisations).order_by()
    return frozenset(found.exclude(country="").values_list("country", flat=True).distinct())


def visible_terms(*, viewer: User) -> QuerySet[UnknownTerm]:
    """Every name that the viewer may decide on."""
    return UnknownTerm.objects.filter(country__in=countries_of(viewer=viewer))


def waiting_terms(*, viewer: User, today: date) -> list[Term]:
    """Names that wait, what is due first on top; at most 200."""
    rows = visible_terms(viewer=viewer).filter(state=TermState.OPEN).order_by("due_on", "pk")
    terms = list(rows[:MOST])
    counts = _patients_who_said(terms, today=today)
    return [in_words(term, counts, today=today) for term in terms]


def term_in_words(term: UnknownTerm, *, today: date) -> Term:
    """One name as the queue shows it."""
    return in_words(term, _patients_who_said([term], today=today), today=today)


def in_words(term: UnknownTerm, counts: dict[tuple[str, str], int], *, today: date) -> Term:
    """A name with what is known of its use."""
    is_open = term.state == TermState.OPEN
    row = {"today": today, "due_on": term.due_on}
    return Term(
        uid=term.uid,
        said=term.as_said,
        country=term.country,
        first_said_on=term.first_said_on,
        last_said_on=term.last_said_on,
        due_on=term.due_on,
        is_overdue=is_open and bool(broken(WATCHED_RULES, row)),
        is_said_by_many=counts.get((term.country, term.normalised), 0) >= TERM_ALERT.value,
    )


def _patients_who_said(terms: list[UnknownTerm], *, today: date) -> dict[tuple[str, str], int]:
    """Country and name -> how many patients said it in the last 30 days; one query.

    The words of rows that wait for the expert are compared by their normal form: their number in
    30 days is small, and no table keeps who said what.
    """
    since = today - timedelta(days=RECENT_DAYS)
    rows = SubstanceUse.objects.filter(
        resolution=Resolution.UNRESOLVED,
        organisation__country__in={term.country for term in terms},
        demand__state=RecordState.CURRENT,
        demand__as_of__gt=since,
        demand__as_of__lte=today,
    ).values_list("organisation__country", "as_said", "demand__episode__patient_id")
    patients: dict[tuple[str, str], set[int]] = defaultdict(set)
    for country, said, patient in rows.order_by().distinct():
        patients[country, compact(said)].add(patient)
    return {key: len(found) for key, found in patients.items()}


def decisions(*, viewer: User, term: UnknownTerm | None = None) -> list[Decision]:
    """The latest decisions, newest first; of one name when it is given."""
    rows = TermResolution.objects.filter(term__in=visible_terms(viewer=viewer))
    if term is not None:
        rows = rows.filter(term=term)
    rows = rows.select_related("term", "resolved_by").order_by("-pk")[:DECIDED_SHOWN]
    found = list(rows)
    catalogues = {
        country: catalogue_of(country) for country in sorted({row.term.country for row in found})
    }
    return [_decision(row, catalogues[row.term.country]) for row in found]


def _decision(row: TermResolution, catalogue: Catalogue) -> Decision:
    return Decision(
        said=row.term.as_said,
        uid=row.term.uid,
        meaning=name_of(row.substance, catalogue=catalogue) if row.substance else "",
        evidence=str(Evidence(row.evidence).label),
        reason=row.reason,
        on=timezone.localdate(row.resolved_at),
        who=row.resolved_by.staff_code or row.resolved_by.username,
    )


def candidates_of(term: UnknownTerm) -> list[Candidate]:
    """What a name may mean: what the list says of it, then what is spelled or sounds like it."""
    catalogue = catalogue_of(term.country)
    keys = [
        *resolve(term.as_said, catalogue=catalogue).candidates,
        *(hit.key for hit in search(term.as_said, catalogue=catalogue)),
    ]
    return [_candidate(key, catalogue) for key in dict.fromkeys(keys)]


def key_of(name: str, *, country: str) -> str:
    """The key of the one substance that is named; empty when there is none or several."""
    catalogue = catalogue_of(country)
    if name in catalogue.substances:
        return name
    return resolve(name, catalogue=catalogue).key or ""


def _candidate(key: str, catalogue: Catalogue) -> Candidate:
    code = Substance(catalogue.substances[key].code)
    return Candidate(key, name_of(key, catalogue=catalogue), str(code.label))

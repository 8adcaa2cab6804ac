"""What can be missing from a record, each kind as one question to the database.

A kind gives the episodes in which something is missing, with `since`, the day from which it is, and
`detail`, the codes of what is missing between bars: `|labour||education|`. It disappears when it
was put right, by itself: nothing here is ever ticked off.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics import states
from clinics.choices import InfectionResult, PrescriptionEnd, Resolution, TermState
from clinics.instruments import Points, instruments
from clinics.instruments.schedule import OVERDUE_MONTHS, WINDOW, months_earlier
from clinics.models import (
    InfectionTest,
    Measure,
    Prescription,
    SubstanceUse,
    TreatmentDemand,
    UnknownTerm,
)
from clinics.rules.thresholds import (
    LONGEST_REVIEW,
    NO_CONTACT_BEFORE_INTERRUPTION,
    RETURN_WITHIN,
    TERM_DUE,
    Threshold,
)
from clinics.selectors.demand import LABELS
from clinics.selectors.measure_schedules import Scheduled
from clinics.substances.spelling import compact
from clinics.vocabulary import EpisodeState, NullFlavour, RecordState


DEMAND_WITHIN = Threshold(14, "days", "not yet checked", is_judgement=True)
RESULT_WITHIN = Threshold(14, "days", "not yet checked", is_judgement=True)

HOLDS = RecordState.CURRENT
NOT_ASKED = (NullFlavour.NASK,)
NO_ANSWER = (NullFlavour.UNK, NullFlavour.REF, NullFlavour.NASK)
"""What the TDI counts as not known (code 99)."""

OF_PATIENT = ("sex", "birth_year")
OF_EPISODE = ("referral_source",)
OF_DEMAND = (
    "previously_treated", "living_with", "lives_with_children", "accommodation", "labour",
    "education", "injecting",
)  # fmt: skip
OF_SUBSTANCE = ("substance", "route", "frequency", "age_first_use")
STARRED: dict[str, str | Promise] = {
    "sex": _("Sex"),
    "birth_year": _("Year of birth"),
    "referral_source": _("Source of referral"),
    **{stem: LABELS[stem] for stem in OF_DEMAND},
    "substance": _("Primary drug"),
    "route": _("Usual way of use"),
    "frequency": _("Days of use, last 30"),
    "age_first_use": _("Age at first use"),
}
"""The questions that the TDI cannot do without: those with a star in the reference, section 9.1."""


@dataclass(frozen=True)
class Asked:
    """What the kinds need to know: the day, and the unknown names that still wait."""

    today: date
    open_words: tuple[str, ...] = ()
    scheduled: tuple[Scheduled, ...] = ()
    """Which questionnaires are due when, and at which of the clinics."""

    def before(self, limit: Threshold) -> date:
        """What lies before this day has lasted longer than the limit."""
        return self.today - timedelta(days=limit.value)


Rows = QuerySet[Any, Any]
"""Episodes with the two columns that a kind gives."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing that is missing."""

    code: str
    label: str | Promise
    lead: str | Promise
    """What puts it right."""
    act: str | Promise
    rows: Callable[[Rows, Asked], Rows]
    names: dict[str, str | Promise]
    """What the codes of a detail mean; empty where a kind has no details."""


def without_demand(episodes: Rows, asked: Asked) -> Rows:
    """Treatment began two weeks ago, and nothing was asked for the TDI."""
    answers = TreatmentDemand.objects.filter(episode=OuterRef("pk"), state=HOLDS)
    return _as_rows(
        _in_care(episodes).filter(~Exists(answers), started_on__lt=asked.before(DEMAND_WITHIN)),
        since=F("started_on"),
    )


def with_gaps(episodes: Rows, asked: Asked) -> Rows:
    """The TDI was asked, and questions with a star were left out."""
    rows = _in_care(episodes).filter(started_on__lte=asked.today)
    missing = missing_codes(NOT_ASKED)
    return _as_rows(
        rows.alias(answers=missing.demand).filter(answers__isnull=False),
        since=F("started_on"),
        detail=Concat(missing.own, missing.demand, missing.substance, output_field=CharField()),
    ).exclude(detail="")


@dataclass(frozen=True)
class Missing:
    """The codes of unanswered questions with a star, of an episode, as expressions."""

    own: Any
    demand: Any
    """NULL where there are no answers at all."""
    substance: Any


def missing_codes(nulls: Iterable[NullFlavour]) -> Missing:
    """Which questions have one of `nulls` instead of an answer, by the newest answers."""
    wanted = tuple(nulls)
    answers = TreatmentDemand.objects.filter(episode=OuterRef("pk"), state=HOLDS)
    uses = SubstanceUse.objects.filter(demand__episode=OuterRef("pk"), demand__state=HOLDS, rank=1)
    return Missing(
        own=Concat(
            *_marks(OF_PATIENT, wanted, path="patient__"), *_marks(OF_EPISODE, wanted),
            output_field=CharField(),
        ),
        demand=Subquery(
            answers.order_by("-as_of", "-pk")
            .annotate(gone=Concat(*_marks(OF_DEMAND, wanted), output_field=CharField()))
            .values("gone")[:1]
        ),
        substance=Subquery(
            uses.order_by("-demand__as_of", "-demand_id")
            .annotate(gone=Concat(*_marks(OF_SUBSTANCE, wanted), output_field=CharField()))
            .values("gone")[:1]
        ),
    )  # fmt: skip


def measure_overdue(episodes: Rows, asked: Asked) -> Rows:
    """A questionnaire that is repeated was not filled in at entry, or not for half a year."""
    rows = _in_care(episodes).filter(started_on__lte=asked.today)
    if not asked.scheduled:
        return _as_rows(rows.none(), since=F("started_on"))
    late = Q()
    since, detail = [], []
    for place, each in enumerate(asked.scheduled):
        entry, review = overdue_limits(each.points, asked.today)
        rows = rows.alias(**{f"last_{place}": _last_measure(each.code)})
        is_late = Q(organisation__in=each.organisations) & (
            Q(**{f"last_{place}__isnull": True}, started_on__lte=entry)
            | Q(**{f"last_{place}__lte": review})
        )
        late |= is_late
        since.append(Case(When(is_late, then=Coalesce(F(f"last_{place}"), F("started_on")))))
        detail.append(Case(When(is_late, then=Value(f"|{each.code}|")), default=Value("")))
    return _as_rows(
        rows.filter(late),
        since=Coalesce(*since, None, output_field=DateField()),
        detail=Concat(*detail, Value(""), output_field=CharField()),
    )


def overdue_limits(points: Points, today: date) -> tuple[date, date]:
    """The last start, and the last measure, from which a questionnaire is overdue by today.

    The first day of all where nothing ever is.
    """
    months = points.every_months
    review = entry = date.min
    if months is not None:
        late = months_earlier(today - timedelta(days=1), OVERDUE_MONTHS)
        review = entry = months_earlier(late, months)
    if points.at_entry:
        entry = today - WINDOW - timedelta(days=1)
    return entry, review


def review_overdue(episodes: Rows, asked: Asked) -> Rows:
    """The review of a plan is more than three months late (V41)."""
    late = {"plans__state": HOLDS, "plans__review_on__lt": asked.before(LONGEST_REVIEW)}
    return _as_rows(_in_care(episodes).filter(**late), since=F("plans__review_on"))


def name_unresolved(episodes: Rows, asked: Asked) -> Rows:
    """A name of a substance that nobody has explained for two weeks (V56)."""
    newest = TreatmentDemand.objects.filter(episode=OuterRef("pk"), state=HOLDS)
    open_uses = SubstanceUse.objects.filter(
        resolution=Resolution.UNRESOLVED, as_said__in=asked.open_words, demand__state=HOLDS
    )
    first = (
        open_uses.filter(demand__episode=OuterRef("pk")).order_by().values("demand__episode")
        .annotate(first=Min("demand__as_of")).values("first")
    )  # fmt: skip
    return _as_rows(
        _used(episodes)
        .alias(newest=Subquery(newest.order_by("-as_of", "-pk").values("pk")[:1]))
        .filter(Exists(open_uses.filter(demand=OuterRef("newest")))),
        since=Subquery(first, output_field=DateField()),
    ).filter(since__lt=asked.before(TERM_DUE))


def open_words(organisations: Iterable[int]) -> tuple[str, ...]:
    """Names said at these clinics of which no expert has said yet what they mean; ≤ 2 queries."""
    uses = SubstanceUse.objects.filter(
        organisation__in=list(organisations), resolution=Resolution.UNRESOLVED,
        demand__state=HOLDS,
    )  # fmt: skip
    said = set(uses.order_by().values_list("as_said", "organisation__country").distinct())
    if not said:
        return ()
    known = UnknownTerm.objects.filter(country__in={country for _word, country in said})
    settled = set(known.exclude(state=TermState.OPEN).values_list("normalised", "country"))
    return tuple(
        sorted({word for word, country in said if (compact(word), country) not in settled})
    )


def unseen_a_month(episodes: Rows, asked: Asked) -> Rows:
    """Nobody has seen the patient for 30 days: treatment is interrupted (section 9.2)."""
    half_a_year = asked.before(RETURN_WITHIN)
    return _unseen(episodes, asked.before(NO_CONTACT_BEFORE_INTERRUPTION), after=half_a_year)


def unseen_half_a_year(episodes: Rows, asked: Asked) -> Rows:
    """Nobody has seen the patient for six months: the episode can be closed (section 9.2)."""
    return _unseen(episodes, asked.before(RETURN_WITHIN))


def result_awaited(episodes: Rows, asked: Asked) -> Rows:
    """A laboratory has not answered for two weeks."""
    tests = InfectionTest.objects.filter(
        episode=OuterRef("pk"), state=HOLDS, result=InfectionResult.AWAITED,
        on__lt=asked.before(RESULT_WITHIN),
    )  # fmt: skip
    first = tests.order_by().values("episode").annotate(first=Min("on")).values("first")
    return _as_rows(
        _used(episodes), since=Subquery(first, output_field=DateField())
    ).filter(since__isnull=False)  # fmt: skip


def prescription_over(episodes: Rows, asked: Asked) -> Rows:
    """The last prescription ran out, and nobody stopped the treatment on purpose."""
    written = Prescription.objects.filter(episode=OuterRef("pk"), state=HOLDS)
    written = written.exclude(end_reason=PrescriptionEnd.MISTAKE)
    ran_out = Q(prescriptions__end_reason="", prescriptions__ends_on__lt=asked.today)
    to_follow = (PrescriptionEnd.CHANGED, PrescriptionEnd.REINDUCTION)
    left = Q(prescriptions__end_reason__in=to_follow, prescriptions__ended_on__lt=asked.today)
    return _as_rows(
        _in_care(episodes)
        .alias(newest=Subquery(written.order_by("-starts_on", "-pk").values("pk")[:1]))
        .filter(ran_out | left, prescriptions__pk=F("newest")),
        since=Coalesce(F("prescriptions__ended_on"), F("prescriptions__ends_on")),
    )


def _in_care(episodes: Rows) -> Rows:
    return episodes.filter(state__in=states.OPEN)


def _used(episodes: Rows) -> Rows:
    return episodes.exclude(state=EpisodeState.VOIDED)


def _unseen(episodes: Rows, before: date, *, after: date = date.min) -> Rows:
    seen = Coalesce("last_seen_on", "admitted_on")
    return _as_rows(_in_care(episodes), since=seen).filter(since__lt=before, since__gte=after)


def _as_rows(episodes: Rows, *, since: Any, detail: Any = "") -> Rows:
    """The two columns that every kind gives."""
    text = Value(detail, output_field=CharField()) if isinstance(detail, str) else detail
    return episodes.annotate(since=since, detail=text)


def _marks(stems: Iterable[str], nulls: tuple[str, ...], *, path: str = "") -> list[Any]:
    return [
        Case(
            When(**{f"{path}{stem}_null__in": nulls}, then=Value(f"|{stem}|")),
            default=Value(""),
            output_field=CharField(),
        )
        for stem in stems
    ]


def _last_measure(code: str) -> Any:
    """The day of the last measure that belongs to the episode: at most 14 days before its start.

    One day further back and `gt`, since SQLite compares the sum as a text with a time.
    """
    done = Measure.objects.filter(
        episode=OuterRef("pk"), instrument=code, state=HOLDS,
        on__gt=F("episode__started_on") - timedelta(days=15),
    )  # fmt: skip
    days = done.order_by().values("episode").annotate(last=Max("on")).values("last")
    return Subquery(days, output_field=DateField())


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("demand", _("Not asked for the TDI"),
             _("Treatment began more than 14 days ago: record the treatment demand."),
             _("Treatment demand"), without_demand, {}),
        Kind("gaps", _("Questions left out"),
             _("Questions that every report needs: ask them, or say why there is no answer."),
             _("Ask"), with_gaps, STARRED),
        Kind("measure", _("Measure overdue"),
             _("Fill in the questionnaire at the next visit."),
             _("Measures"), measure_overdue, {each.code: each.title for each in instruments()}),
        Kind("review", _("Plan review overdue"),
             _("The review is more than three months late: review the plan together."),
             _("Plan"), review_overdue, {}),
        Kind("name", _("Substance not understood"),
             _("A name waits for the expert for more than 14 days: ask the patient again."),
             _("Treatment demand"), name_unresolved, {}),
        Kind("unseen", _("Not seen for 30 days"),
             _("Ask how things are. Without an answer: interrupt the treatment."),
             _("Log contact"), unseen_a_month, {}),
        Kind("close", _("Not seen for six months"),
             _("Discharge with the day of the last contact, unless the patient is back."),
             _("Discharge"), unseen_half_a_year, {}),
        Kind("result", _("Result awaited"),
             _("A laboratory has not answered for more than 14 days: ask for the result."),
             _("Open"), result_awaited, {}),
        Kind("prescription", _("Prescription ended"),
             _("The patient is in treatment and the prescription is over: write a new one, or end "
               "the treatment."),
             _("Prescribe"), prescription_over, {}),
    )
}  # fmt: skip
"""Every kind, in the order in which the list shows them."""

"""What is prescribed on a day, and where the patient stands with it: due, missed, at home, held.

The first part takes rows that the caller has found already, for a round of two hundred patients as
well as for one; the second gathers the page of one patient.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from clinics.choices import MissedAdvice, PrescriptionEnd
from clinics.models import Dose, DoseHold, MissedDoseRule, Prescription, TakeHomeAgreement
from clinics.models.events import TAKEN
from clinics.rules.missed_doses import (
    Advice,
    MissedRule,
    advice,
    missed_days,
    most_after,
    next_day,
    standing_advice,
)
from clinics.rules.prescriptions import (
    OPIOID_AGONISTS,
    Schedule,
    each_part,
    home_run,
    most_home,
    once_a_day,
    same_drug,
)
from clinics.vocabulary import RecordState
from kernel.models import User
from kernel.permissions import Permission, organisations_where


@dataclass(frozen=True)
class Course:
    """Where a patient stands with a prescription on one day."""

    prescription: Prescription
    since: date
    """The day from which missed days count: a prescriber decided then."""
    last_covered: date | None
    advice: Advice
    is_due: bool
    each: Decimal
    """The amount of one dose."""
    most: Decimal
    """The largest dose of the day that the rule on missed days allows."""

    @property
    def next_due(self) -> date:
        """The first day on which a dose is or was due."""
        schedule = schedule_of(self.prescription)
        if self.last_covered is None:
            return schedule.from_day(self.since)
        return schedule.after(self.last_covered)


@dataclass(frozen=True)
class Gap:
    """How long a patient had no dose of a drug, whoever prescribed what meanwhile."""

    advice: Advice
    most: Decimal | None = None
    """The largest dose of the day after it; None where nothing was given before."""

    @property
    def is_anew(self) -> bool:
        """Whether treatment begins anew: the next dose is a first one (V42)."""
        return self.advice.kind is MissedAdvice.REINDUCTION


@dataclass(frozen=True)
class HomePlan:
    """What may be taken home now: the days, and why none where days are prescribed."""

    days: tuple[date, ...] = ()
    is_agreed: bool = True


def schedule_of(prescription: Prescription) -> Schedule:
    """The days on which a prescription has a dose due."""
    return Schedule(prescription.interval, prescription.weekdays)


def visible_prescriptions(*, viewer: User) -> QuerySet[Prescription]:
    """Every prescription that the viewer may read."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return Prescription.objects.filter(organisation__in=organisations).select_related(
        "episode__patient", "episode__site", "organisation", "recorded_by"
    )


def in_force(on: date) -> Q:
    """Prescriptions by which doses are given on the day `on`."""
    return Q(state=RecordState.CURRENT, starts_on__lte=on, ends_on__gte=on) & (
        Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    )


def annotated(rows: QuerySet[Prescription]) -> QuerySet[Prescription]:
    """With each prescription: until when the one before ran, and why its episode is on hold."""
    before = Prescription.objects.filter(
        patient=OuterRef("patient"), state=RecordState.CURRENT, ended_on__lt=OuterRef("starts_on")
    ).order_by("-ended_on")
    return rows.annotate(
        before_ended_on=Subquery(before.values("ended_on")[:1]),
        hold_reason=Subquery(_holds(OuterRef("episode")).values("reason")[:1]),
    ).select_related("patient", "episode__site", "organisation", "recorded_by")


def prescription_on(patient_id: int, on: date) -> Prescription | None:
    """The patient's prescription in force on that day, `annotated`, with what is agreed for it."""
    rows = Prescription.objects.filter(in_force(on), patient_id=patient_id)
    agreed = _agreements(OuterRef("episode"), on)
    found = annotated(rows).annotate(
        home_most=Subquery(agreed.values("most_days")[:1]),
        home_until=Subquery(agreed.values("ends_on")[:1]),
    )
    return found.order_by("-starts_on", "-pk").first()


def standing_hold(episode_id: int) -> DoseHold | None:
    """The hold that nobody has lifted."""
    return _holds(episode_id).first()


def _holds(episode: int | OuterRef) -> QuerySet[DoseHold]:
    return DoseHold.objects.filter(
        episode=episode, lifted_at__isnull=True, state=RecordState.CURRENT
    )


def courses(prescriptions: Sequence[Prescription], *, today: date) -> dict[int, Course]:
    """Where each patient stands today, by the key of the `annotated` prescription. Two queries."""
    begins = {row.pk: _begin(row) for row in prescriptions}
    covered = _covered(prescriptions, since=min(begins.values(), default=today), today=today)
    rules = _rules({row.organisation.country for row in prescriptions})
    return {
        row.pk: _course(row, begins[row.pk], covered[row.patient_id], rules, today)
        for row in prescriptions
    }


def _course(
    row: Prescription,
    begin: date,
    covered: list[tuple[str, date, bool]],
    rules: dict[tuple[str, str], list[MissedRule]],
    today: date,
) -> Course:
    schedule = schedule_of(row)
    since = schedule.from_day(begin)
    days: dict[date, bool] = defaultdict(bool)
    for medicine, day, is_agreed in covered:
        if day >= begin and medicine in once_a_day(row.medicine):
            days[day] |= is_agreed
    last = max(days, default=None)
    found = Advice(0, MissedAdvice.NONE)
    if row.medicine in OPIOID_AGONISTS:
        found = standing_advice(
            _rules_of(row.organisation.country, row.medicine, rules),
            days,
            today,
            since,
            schedule.after,
        )
    return Course(
        prescription=row,
        since=since,
        last_covered=last,
        advice=found,
        is_due=schedule.is_due(today, since=since, last_covered=last),
        each=each_part(row.dose, row.parts),
        most=most_after(found, row.dose),
    )


def _begin(row: Prescription) -> date:
    """From which day missed days count: from when the prescriber decided, not from when it begins.

    Days between the two belong to the prescription before, where one reached to the day before.
    """
    decided = timezone.localdate(row.recorded_at)
    ended: date | None = row.before_ended_on  # type: ignore[attr-defined] # see `annotated`
    is_followed = ended is not None and ended == row.starts_on - timedelta(days=1)
    return min(decided, row.starts_on) if is_followed else row.starts_on


def _covered(
    prescriptions: Iterable[Prescription], *, since: date, today: date
) -> dict[int, list[tuple[str, date, bool]]]:
    """Each dose before today, by patient: of what, for which day, and whether by agreement."""
    found: dict[int, list[tuple[str, date, bool]]] = defaultdict(list)
    rows = Dose.objects.filter(
        TAKEN,
        patient__in={row.patient_id for row in prescriptions},
        medicine__in={name for row in prescriptions for name in once_a_day(row.medicine)},
        on__gte=since,
        on__lt=today,
    )
    known = rows.values_list("patient_id", "medicine", "on", "override_reason")
    for patient, medicine, day, reason in known:
        found[patient].append((medicine, day, bool(reason)))
    return found


def _rules(countries: Collection[str]) -> dict[tuple[str, str], list[MissedRule]]:
    found: dict[tuple[str, str], list[MissedRule]] = defaultdict(list)
    for rule in MissedDoseRule.objects.filter(country__in=["", *countries]):
        found[rule.country, rule.medicine].append(
            MissedRule(rule.from_days, rule.to_days, MissedAdvice(rule.advice), rule.most_mg)
        )
    return found


def _rules_of(
    country: str, medicine: str, rules: dict[tuple[str, str], list[MissedRule]]
) -> list[MissedRule]:
    """A country's own rules for a medicine replace the default ones as a whole."""
    return rules.get((country, medicine)) or rules.get(("", medicine), [])


def course_of(prescription: Prescription, *, today: date) -> Course:
    """Where one patient stands today."""
    return courses([prescription], today=today)[prescription.pk]


def gap_before(*, patient_id: int, medicine: str, country: str, on: date) -> Gap:
    """What the days without a dose of the drug ask for on the day `on`.

    They count from the last day that a dose covers, even where no prescription was in force since.
    """
    drug = same_drug(medicine)
    last = (
        Dose.objects.filter(
            TAKEN, patient_id=patient_id, medicine__in=drug, amount__gt=0, on__lte=on
        )
        .values("on", "medicine")
        .annotate(amount=Sum("amount"))
        .order_by("-on", "-amount")
        .first()
    )
    if last is None:
        return Gap(Advice(0, MissedAdvice.NONE))
    before = Prescription.objects.filter(
        patient_id=patient_id, medicine__in=drug, state=RecordState.CURRENT,
        starts_on__lte=last["on"],
    ).order_by("-starts_on", "-pk").first()  # fmt: skip
    first_due = schedule_of(before).after if before else next_day
    missed = missed_days([last["on"]], [], on, last["on"], first_due)
    found = advice(_rules_of(country, medicine, _rules({country})), missed)
    return Gap(found, most_after(found, before.dose if before else last["amount"]))


def agreement_on(episode_id: int, on: date) -> TakeHomeAgreement | None:
    """The take-home agreement that holds on that day."""
    return _agreements(episode_id, on).first()


def _agreements(episode: int | OuterRef, on: date) -> QuerySet[TakeHomeAgreement]:
    """Agreements that hold on that day, the latest first; beginning anew suspends all before it."""
    anew = Prescription.objects.filter(
        episode=OuterRef("episode"),
        end_reason=PrescriptionEnd.REINDUCTION,
        state=RecordState.CURRENT,
        ended_on__gte=OuterRef("starts_on"),
    )
    rows = TakeHomeAgreement.objects.filter(
        ~Exists(anew), episode=episode, state=RecordState.CURRENT,
        starts_on__lte=on, ends_on__gte=on,
    )  # fmt: skip
    return rows.order_by("-starts_on", "-pk")


def days_at_home(patient_id: int, *, today: date) -> list[date]:
    """The days after today for which a dose is at home."""
    rows = Dose.objects.filter(TAKEN, patient_id=patient_id, on__gt=today)
    return list(rows.order_by("on").values_list("on", flat=True).distinct())


def home_plan(course: Course, *, today: date) -> HomePlan:
    """Which days after today are prescribed to be taken home and agreed, and are not covered.

    The prescription comes from `prescription_on`.
    """
    row: Any = course.prescription
    until = min(row.ends_on, row.ended_on or row.ends_on)
    wanted = home_run(today, take_home_days=row.take_home_days, until=until, most=MOST_DAYS)
    if not wanted:
        return HomePlan()
    if row.home_most is None:
        return HomePlan(is_agreed=False)
    held = days_at_home(row.patient_id, today=today)
    most = most_home(row.home_most, held, today)
    free = [day for day in wanted if day <= row.home_until and day not in held]
    return HomePlan(tuple(free[:most]))


MOST_DAYS = 14

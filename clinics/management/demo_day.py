"""A working day at the demonstration's clinic: who is in treatment, who waits, what is due.

Real courses of the trials are copied to invented people and moved so that they reach today; around
them stand plans, measures, appointments, groups, stock and a waiting list. The same day gives the
same clinic; a second run changes nothing. No fact and no report counts it (`Patient.is_example`).
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from clinics import instruments
from clinics.actions import (
    appointments,
    consents,
    diagnoses,
    drafts,
    episodes,
    examples,
    groups,
    health,
    measures,
    plans,
    prescriptions,
    stock,
    stock_days,
    transfers,
    triage,
)
from clinics.imports.ctn0094.places import NAMESPACE
from clinics.models import Dose, Episode, Patient
from clinics.models.events import TAKEN
from clinics.selectors.stock import held_to_count
from kernel.models import Organisation, Site, User


EXAMPLES = 26
"""Patients in treatment: a round of the morning, not of a city."""
LONGEST, SHORTEST = 150, 21
"""Days of the copied courses."""
CONFIRMED = tuple(f"V{number:02d}" for number in range(1, 61))
"""Real records are odd at times; whoever made them knew."""
LITRE = Decimal(1000)
WORDS = (
    ("SUBSTANCE_USE", "I want to wake up without thinking of it first.", "Daily dose, counselling"),
    ("FAMILY", "I want my sister to trust me again.", "Family session once a month"),
    ("WORK", "I want to work as a welder again.", "Letter to the employment centre"),
    ("HOUSING", "I want a door that I can lock.", "Social worker: place in a hostel"),
    ("HEALTH", "I want to know what my liver says.", "Hepatitis C test and referral"),
    ("CHILDREN", "I want to pick up my daughter from school.", "Times of dosing before eight"),
)
WAITING: tuple[dict[str, Any], ...] = (
    {"days": 2, "reason": "PREGNANCY", "pregnant": "YES"},
    {"days": 1, "reason": "OVERDOSE", "overdose": "YES", "injecting": "YES"},
    {"days": 9, "reason": "RELEASE", "released": "YES"},
    {"days": 16, "reason": "TREATMENT", "injecting": "YES"},
    {"days": 24, "reason": "TREATMENT"},
    {"days": 31, "reason": "CONTINUATION"},
    {"days": 3, "reason": "TREATMENT"},
)


@dataclass(frozen=True)
class Team:
    """Who works at the clinic of the demonstration, and when it is there."""

    clinic: Organisation
    site: Site
    clinician: User
    nurse: User
    nurse2: User
    now: datetime

    @property
    def today(self) -> date:
        """The day of the demonstration."""
        return timezone.localdate(self.now)

    def day(self, ago: int) -> date:
        """Some days ago."""
        return self.today - timedelta(days=ago)

    def token(self, *parts: object) -> UUID:
        """The same key for the same thing in every run."""
        return uuid5(NAMESPACE, "/".join(map(str, ("example", self.clinic.pk, *parts))))


def fill(*, clinic: Organisation, other: Organisation, now: datetime) -> bool:
    """Fill the clinic's day. Takes about ten seconds.

    Returns False when it is filled already, or holds no course that could be copied.
    """
    if Patient.objects.filter(organisation=clinic, is_example=True).exists():
        return False
    team, sources = _team(clinic, now), _sources(clinic)
    if not sources:
        return False
    _receive(team)
    treated = [_treat(team, source, place) for place, source in enumerate(sources)]
    for place, episode in enumerate(treated):
        _care(team, episode, place)
    _prescribe(team, treated)
    _dispense(team, treated)
    _meet(team, treated)
    _wait(team, treated)
    _hand_over(team, treated, other)
    _leave_draft(team, treated[0])
    return True


def _team(clinic: Organisation, now: datetime) -> Team:
    people = User.objects.in_bulk(["clinician", "nurse", "nurse2"], field_name="username")
    return Team(
        clinic, Site.objects.filter(organisation=clinic).order_by("pk")[0], people["clinician"],
        people["nurse"], people["nurse2"], now,
    )  # fmt: skip


def _sources(clinic: Organisation) -> Sequence[Episode]:
    """Real episodes of the clinic with many doses of one day each, in the order of their keys."""
    real = Episode.objects.filter(organisation=clinic, patient__is_example=False)
    many = real.filter(doses__medicine__in=("METHADONE", "BUPRENORPHINE_NALOXONE"))
    counted = many.annotate(count=Count("doses")).filter(count__gte=LONGEST - 30)
    return list(counted.select_related("patient").order_by("pk")[:EXAMPLES])


def _treat(team: Team, source: Episode, place: int) -> Episode:
    """Copy a course so that its last copied day is yesterday."""
    length = SHORTEST + (LONGEST - SHORTEST) * place // EXAMPLES
    first = Dose.objects.filter(TAKEN, episode=source).order_by("on").values_list("on", flat=True)
    shift = team.day(length) - first[0]
    patient = examples.register_example(
        organisation=team.clinic, key=team.token("patient", place), like=source.patient,
        is_named=place % 3 != 0, seed=place, now=team.now, by=team.clinician,
    )  # fmt: skip
    episode = _admitted(team, patient, on=first[0] + shift, place=place)
    missed = {2: 3, 5: 6}.get(place, 1)
    examples.copy_course(
        source=source, target=episode, shift=shift, until=team.day(missed), now=team.now,
        by=team.nurse,
    )  # fmt: skip
    episode.refresh_from_db()
    return episode


def _admitted(team: Team, patient: Patient, *, on: date, place: int) -> Episode:
    act: dict[str, Any] = {"now": team.now, "by": team.clinician}
    consents.give_consent(
        patient=patient, purpose="CARE", text_version="2026.1", given_on=on, **act
    )
    if place % 2:
        consents.give_consent(
            patient=patient, purpose="CONTACT", text_version="2026.1", given_on=on, **act
        )
    episode = episodes.refer(
        patient=patient, site=team.site, on=on - timedelta(days=5 + place % 9),
        source=("SELF_FAMILY", "GP", "HEALTH_SOCIAL", "JUSTICE")[place % 4],
        key_worker=team.clinician, **act,
    )  # fmt: skip
    episode = episodes.assess(episode=episode, on=on, **act)
    return episodes.admit(
        episode=episode, on=on, modality="OPIOID_AGONIST", setting="OUTPATIENT",
        confirmed=CONFIRMED, **act,
    )  # fmt: skip


def _care(team: Team, episode: Episode, place: int) -> None:
    """Plan, measures and health around the doses."""
    rng = random.Random(place)  # noqa: S311 - the same clinic in every run
    started = episode.started_on or episode.admitted_on or team.today
    for name in ("TOP", "PHQ-9", "AUDIT-C")[: 1 + place % 3]:
        for ago in range(0, (team.today - started).days, 92):
            _measure(team, episode, name, started + timedelta(days=ago), rng, eased=ago // 30)
    if place % 5:
        _plan(team, episode, place, started)
    _health(team, episode, place, started)


def _measure(
    team: Team, episode: Episode, name: str, on: date, rng: random.Random, *, eased: int
) -> None:
    answers: dict[str, int | None] = {}
    for item in instruments.instrument(name).items:
        if not item.weights or ".week" in item.key or item.key.startswith("q2."):
            continue
        weights = sorted(item.weights)
        highest = max(0, len(weights) - 1 - eased)
        answers[item.key] = weights[rng.randint(0, highest)] if weights else None
    if name == "PHQ-9":
        answers["q9"] = 0
    measures.record_measure(
        episode=episode, instrument=name, on=on, occasion="REVIEW" if eased else "ENTRY",
        administered="INTERVIEW", answers=answers,
        token=team.token("measure", episode.patient.code, name, on), confirmed=CONFIRMED,
        now=team.now, by=team.clinician,
    )  # fmt: skip


def _plan(team: Team, episode: Episode, place: int, started: date) -> None:
    agreed = max(started + timedelta(days=3), team.day(20 + 7 * place % 80))
    goals = [
        plans.PlannedGoal(
            problem=problem, goal=goal, action=action, responsible=team.clinician,
            due_on=agreed + timedelta(days=60),
            progress="UNDER_WAY" if number == 0 else "OPEN",
        )
        for number, (problem, goal, action) in enumerate(_turn(WORDS, place, 2 + place % 2))
    ]  # fmt: skip
    plans.make_plan(
        episode=episode, on=agreed, review_on=agreed + timedelta(days=90),
        responsible=team.clinician, goals=goals, participated="YES", participated_null="",
        agreed="YES", agreed_null="", token=team.token("plan", episode.patient.code),
        confirmed=CONFIRMED, now=team.now, by=team.clinician,
    )  # fmt: skip


def _turn(rows: Sequence[Any], start: int, count: int) -> Iterator[Any]:
    return (rows[(start + number) % len(rows)] for number in range(count))


def _health(team: Team, episode: Episode, place: int, started: date) -> None:
    code = episode.patient.code
    act: dict[str, Any] = {"confirmed": CONFIRMED, "now": team.now, "by": team.clinician}
    diagnoses.record_diagnosis(
        episode=episode, on=started, system="ICD10", code="F11.2", role="PRIMARY",
        token=team.token("diagnosis", code), **act,
    )  # fmt: skip
    result = "POSITIVE" if place % 4 == 0 else "NEGATIVE"
    for infection, kind in (("HIV", "RAPID"), ("HCV", "ANTIBODY")):
        health.record_infection_test(
            episode=episode, infection=infection, kind=kind, on=started,
            result=result if infection == "HCV" else "NEGATIVE", result_on=started,
            token=team.token(infection, code), **act,
        )  # fmt: skip
    if place % 6 == 0:
        health.record_infection_test(
            episode=episode, infection="HCV", kind="RNA", on=max(started, team.day(12)),
            result="AWAITED", token=team.token("RNA", code), **act,
        )  # fmt: skip
    if place % 3 == 0:
        health.record_vaccination(
            episode=episode, on=started, token=team.token("vaccine", code), **act
        )
    health.record_naloxone(
        episode=episode, on=started, step="SUPPLIED", kits=1,
        expires_on=team.today + timedelta(days=400), token=team.token("kit", code), **act,
    )  # fmt: skip


def _receive(team: Team) -> None:
    then = team.now - timedelta(days=8)
    for medicine, product, strength, unit, units in (
        ("METHADONE", "Methadone oral solution 1 mg/ml", Decimal(1), "ml", 60 * LITRE),
        ("BUPRENORPHINE_NALOXONE", "Buprenorphine 8 mg / naloxone 2 mg", Decimal(8), "tablet",
         Decimal(900)),
    ):  # fmt: skip
        stock.receive(
            site=team.site, medicine=medicine, product=product, mg_per_unit=strength,
            unit_name=unit, number="EXAMPLE-1", expires_on=team.today + timedelta(days=300),
            units=units, reference="EX-001", seconded_by=team.nurse2,
            token=team.token("receipt", medicine), now=then, by=team.nurse,
        )  # fmt: skip


def _prescribe(team: Team, treated: Sequence[Episode]) -> None:
    """What was given last goes on being due; one ran out, one is held, some take doses home."""
    act: dict[str, Any] = {"now": team.now, "by": team.clinician}
    for place, episode in enumerate(treated):
        last = Dose.objects.filter(TAKEN, episode=episode).order_by("-on", "-pk").first()
        if last is None:
            continue
        code, is_home = episode.patient.code, place % 6 == 1
        starts = max(last.on - timedelta(days=30), episode.admitted_on or last.on)
        then = team.now - (team.today - starts)
        prescriptions.prescribe(
            episode=episode, medicine=last.medicine, dose=last.amount, unit=last.unit,
            take_home_days="67" if is_home else "", starts_on=starts,
            ends_on=team.today + timedelta(days=3 + 2 * place), override_reason="PRESCRIBER",
            mg_per_ml=Decimal(1) if last.medicine == "METHADONE" else None,
            token=team.token("prescription", code), now=then, by=team.clinician,
        )  # fmt: skip
        if is_home:
            prescriptions.agree_take_home(
                episode=episode, starts_on=starts, ends_on=team.today + timedelta(days=60),
                most_days=2, storage_explained=True, naloxone_explained=True,
                token=team.token("home", code), now=then, by=team.clinician,
            )  # fmt: skip
    for episode in treated[4:5]:
        prescriptions.hold_dosing(
            episode=episode, on=team.today, reason="INTOXICATED", token=team.token("hold"), **act
        )


def _dispense(team: Team, treated: Sequence[Episode]) -> None:
    """Take the doses of the last week out of the cabinet, and close each day but the last."""
    for ago in range(7, 0, -1):
        then = team.now - timedelta(days=ago)
        doses = Dose.objects.filter(
            TAKEN, episode__in=treated, on=team.day(ago), medicine__in=("METHADONE",
            "BUPRENORPHINE_NALOXONE"),
        ).select_related("episode__site", "organisation")  # fmt: skip
        with transaction.atomic():
            for dose in doses.order_by("pk"):
                stock.dispense_for(dose=dose, now=then, by=team.nurse)
        if ago > 1:
            stock_days.close_day(
                site=team.site, on=team.day(ago),
                counts={each: each.mg for each in held_to_count(site=team.site, on=team.day(ago))},
                reasons={}, seconded_by=team.nurse2, now=then, by=team.nurse,
            )  # fmt: skip


def _meet(team: Team, treated: Sequence[Episode]) -> None:
    """Appointments around today, and two groups."""
    act: dict[str, Any] = {"now": team.now, "by": team.clinician}
    for place, episode in enumerate(treated[:18]):
        appointments.make_appointment(
            episode=episode, on=team.today + timedelta(days=place % 5),
            at=time(9 + place % 8, 30 * (place % 2)),
            kind=("COUNSELLING", "MEDICAL", "REVIEW")[place % 3], with_whom=team.clinician,
            repeat="WEEKLY" if place % 3 == 0 else "ONCE", times=4 if place % 3 == 0 else 1,
            token=team.token("appointment", place), confirmed=CONFIRMED, **act,
        )  # fmt: skip
    for number, (name, weekday) in enumerate((("Evening group", 2), ("Women's group", 4))):
        members = treated[number::3][:8]
        if not members:
            continue
        group = groups.make_group(
            site=team.site, name=name, weekday=weekday, at=time(18), minutes=90,
            leader=team.clinician, by=team.clinician,
        )  # fmt: skip
        for episode in members:
            groups.add_member(group=group, episode=episode, on=team.day(20), by=team.clinician)
        met = next(team.day(ago) for ago in range(1, 9) if team.day(ago).isoweekday() == weekday)
        groups.hold_session(
            group=group, on=met, minutes=90, topic="Coping with craving",
            shown=[episode.uid for episode in members],
            token=team.token("session", number), confirmed=CONFIRMED, **act,
        )  # fmt: skip


def _wait(team: Team, treated: Sequence[Episode]) -> None:
    """People who were referred: some brought forward, some waiting in turn."""
    act: dict[str, Any] = {"now": team.now, "by": team.clinician}
    for place, case in enumerate(WAITING):
        answers: dict[str, Any] = {name: value for name, value in case.items() if value == "YES"}
        others = [*treated[place:], *treated[:place]]
        women = [episode for episode in others if episode.patient.sex == "FEMALE"]
        like = (women if "pregnant" in answers and women else others)[0].patient
        patient = examples.register_example(
            organisation=team.clinic, key=team.token("waiting", place), like=like,
            is_named=place % 2 == 0, seed=100 + place, **act,
        )  # fmt: skip
        episode = triage.refer_and_triage(
            patient=patient, site=team.site, on=team.day(int(case["days"])), source="GP",
            reason=str(case["reason"]), **answers, **act,
        )  # fmt: skip
        if place < len(WAITING) - 1:
            episodes.put_on_waiting_list(episode=episode, on=team.day(int(case["days"])), **act)


def _hand_over(team: Team, treated: Sequence[Episode], other: Organisation) -> None:
    """One patient moves to another city and goes on there."""
    transfers.offer_transfer(
        episode=treated[-1], to=other, on=team.today, parts=["DEMAND", "DOSES", "TESTS"],
        consent_text="2026.1", now=team.now, by=team.clinician,
    )  # fmt: skip


def _leave_draft(team: Team, episode: Episode) -> None:
    drafts.keep_draft(
        act="log-contact", subject=str(episode.uid), patient=episode.patient,
        fields={"kind": ["COUNSELLING"], "note": ["Slept better. Wants to talk about work."]},
        now=team.now, by=team.clinician,
    )  # fmt: skip

"""What an NGO of the demonstration delivers: two programmes over, one under way, two to come.

Everything is made up, called an example before anything is written for it, and counted nowhere.
The same day gives the same programmes; a second run adds nothing.
"""

import random
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kernel.errors import Refused
from kernel.models import Organisation
from prevention import states
from prevention.actions.cohorts import add_cohort, add_participants, leave
from prevention.actions.costs import record_cost
from prevention.actions.examples import give_link, mark_run
from prevention.actions.incidents import close_incident, log_incident
from prevention.actions.moves import move_group, move_run
from prevention.actions.overrides import ask_override
from prevention.actions.quality import Answered, answer_quality
from prevention.actions.runs import plan_run
from prevention.actions.waves import close_wave, count_day, open_wave, plan_wave
from prevention.choices import EnrolmentMode, Gender, IncidentKind, Referral, WaveKind
from prevention.management import demo_answers, demo_sessions
from prevention.management.demo_sessions import Change, Course
from prevention.management.demo_team import (
    FAMILY,
    MAHALLA,
    OWN,
    PSYCHOLOGIST,
    QUARTER_SCHOOLS,
    SCHOOL,
    SCHOOL2,
    SCHOOL3,
    TEACHER,
    UNPLUGGED,
    Team,
    noon,
)
from prevention.models import Cohort, Implementation, Questionnaire, Wave
from prevention.rules.edpqs import BEFORE_DELIVERY, CycleStage, items_of


LESSONS = "Example: Unplugged in grade 7"
MEETINGS = "Example: Family United in the mahalla"
ASKED = "Example: Unplugged in grade 8"
QUARTER = "Example: Unplugged in four towns"
LAST = "Example: lessons with a guest who used drugs"
TITLES = (LESSONS, MEETINGS, ASKED, QUARTER, LAST)
TO_TRY = "example-of-a-questionnaire-to-try"
"""What stands after `/s/` in the link of the group that is asked now: anybody may try it."""
ASKED_FOR = timedelta(weeks=12)
"""So long the questionnaire to try stays open."""
WARNINGS = tuple(f"W{number:02d}" for number in range(1, 13))
"""Whoever planned these knew."""
PLAN: dict[str, Any] = {
    "funder": "Example fund", "arm_design": "none", "consent_route": "active",
    "consent_text": "Example: what happens, who sees what, and how to say no.",
    "methods": ["skills", "norms", "knowledge"], "interactive_share": 70, "group_size": 26,
    "addresses_minors": True, "substances_named": ["ALCOHOL", "TOBACCO", "CANNABIS"],
    "substances_known": ["ALCOHOL", "TOBACCO", "CANNABIS"], "primary_outcome": "",
    "sites_invited": None,
}  # fmt: skip
EVIDENCE = {
    "1.2": "School survey of the region, 2025", "3.3": "Plan, page 3", "4.4": "Plan, page 7",
    "5.2": "Budget, agreed with the fund", "6.3": "Monthly review, with the fidelity lists",
}  # fmt: skip
PARTLY, NO = frozenset({"1.2", "2.1", "5.6", "A", "6.4"}), frozenset({"6.1", "8.2"})
QUARANTINE = "The school was closed: influenza."
CLASS_A = Course(
    changes={
        3: Change("language", "The role play was held in Kyrgyz; half of the class speaks it at"
                  " home.", "consistent", is_planned=True),
        8: Change("length", "The bell rang early: the feedback round was left out.",
                  "consistent"),
        11: Change("content", "A film was shown in place of practising in small groups.",
                   "inconsistent", touches_core=True),
    },
    observed=(4, 9),
)  # fmt: skip
CLASS_B = Course(
    changes={6: Change("order", "Lesson 6 was given after lesson 7: the material came late.")},
    cancelled={9: QUARANTINE},
)
FAMILIES = Course(
    changes={2: Change("setting", "Held in the yard: the room was needed for a wedding.")},
    absent={1: (5,), 2: (3, 12)},
)
COSTS = (
    ("training", "48000", 120, False, False, "Three days, two facilitators"),
    ("facilitators", "62400", 60, True, False, "24 lessons with preparation"),
    ("materials", "18750", 118, True, False, "Workbooks for two classes"),
    ("venue", "12000", 60, True, True, "Classrooms, given by the schools"),
    ("evaluation", "9500", 20, False, False, "Printing and typing in of questionnaires"),
)
FAMILY_COSTS = (
    ("support", "8400", 7, True, False, "Tea, childcare, bus tickets"),
    ("venue", "3000", 14, True, True, "The room of the mahalla committee"),
)


class HalfMade(Refused):
    """Some of the examples are there, and not the last of them."""

    code = "half-made"


def is_there(organisation: Organisation) -> bool:
    """Whether these programmes were made before.

    Raises:
        HalfMade: an earlier run was interrupted.
    """
    titles = Implementation.objects.filter(organisation=organisation, is_example=True)
    made = set(titles.values_list("title", flat=True)) & set(TITLES)
    if made and LAST not in made:
        raise HalfMade(
            "An earlier run was interrupted. Begin with an empty database: nothing of it counts."
        )
    return bool(made)


def fill(team: Team) -> list[Implementation]:
    """Plan, deliver and ask. Takes a few seconds."""
    return [_lessons(team), _families(team), _asked(team), _quarter(team), _held_back(team)]


def _lessons(team: Team) -> Implementation:
    """Twelve lessons in two classes, two others to compare with; delivered and asked twice.

    With one class in an arm no effect could be told from what is special about that class.
    """
    run = _planned(
        team, UNPLUGGED, (SCHOOL, SCHOOL2), title=LESSONS,
        starts_on=team.monday(18), ends_on=team.monday(1), arm_design="comparison",
        consent_route="passive", primary_outcome="norm_alcohol", sites_invited=3,
    )  # fmt: skip
    groups = [
        _group(run, team, SCHOOL, "7A", (13, 13), leads=(OWN,), grade="7"),
        _group(run, team, SCHOOL, "7B", (11, 14), leads=(TEACHER,), grade="7"),
        _group(run, team, SCHOOL2, "7C", (12, 12), leads=(), grade="7", arm="comparison"),
        _group(run, team, SCHOOL2, "7D", (13, 11), leads=(), grade="7", arm="comparison"),
    ]
    _answer_quality(run, team, BEFORE_DELIVERY)
    _move(run, team, "ready", on=team.monday(17))
    rng = random.Random(7)  # noqa: S311 - the same pupils in every run
    pupils = demo_answers.pupils(groups, rng)
    _ask(run, team, WaveKind.PRE, pupils, on=team.monday(16), rng=rng)
    _give_lessons(team, groups, rng)
    for stage in (CycleStage.CROSS_CUTTING, CycleStage.DELIVERY):
        _answer_quality(run, team, (stage,))
    _costs(run, team, COSTS)
    _incidents(run, team)
    _ask(run, team, WaveKind.POST, pupils, on=team.monday(3), rng=rng)
    for group in groups:
        move_group(cohort=group, move=states.GROUPS_BY_NAME["complete"], by=team.manager)
    _move(run, team, "deliver", on=team.monday(2))
    _plan_wave(run, team, WaveKind.FOLLOW_UP_6, on=team.monday(3) + timedelta(weeks=26))
    return run


def _give_lessons(team: Team, groups: list[Cohort], rng: random.Random) -> None:
    first = team.monday(15)
    for group in groups:
        move_group(cohort=group, move=states.GROUPS_BY_NAME["begin"], by=team.manager)
    for place, (group, course, by) in enumerate(
        ((groups[0], CLASS_A, team.facilitator), (groups[1], CLASS_B, team.manager)), start=1
    ):
        sessions = demo_sessions.plan(group, first=first + timedelta(days=place), by=by)
        demo_sessions.deliver(sessions, course, by=by, manager=team.manager, rng=rng)


def _incidents(run: Implementation, team: Team) -> None:
    """One that is closed, one that is watched."""
    fell = log_incident(
        run=run, on=team.monday(9), kind=IncidentKind.INJURY, referred_to=Referral.SITE,
        done="A board fell during a role play. First aid; nobody was hurt badly.",
        now=noon(team.monday(9)), by=team.manager,
    )  # fmt: skip
    close_incident(
        incident=fell, ending="The school has fixed the board to the wall.",
        now=noon(team.monday(8)), by=team.manager,
    )  # fmt: skip
    log_incident(
        run=run, on=team.monday(5), kind=IncidentKind.DISCLOSURE,
        referred_to=Referral.CHILD_PROTECTION,
        done="Listened to after the lesson, by the two adults who lead it. Reported the same day.",
        now=noon(team.monday(5)), by=team.manager,
    )  # fmt: skip


def _families(team: Team) -> Implementation:
    """Four meetings of families with a register; the third is today."""
    run = _planned(
        team, FAMILY, (MAHALLA,), title=MEETINGS,
        starts_on=team.day(17), ends_on=team.day(-14), group_size=14,
        methods=["skills", "support"], interactive_share=80,
    )  # fmt: skip
    group = _group(
        run, team, MAHALLA, "Families, autumn", (11, 3), leads=(OWN, PSYCHOLOGIST),
        mode=EnrolmentMode.NAMED,
    )  # fmt: skip
    register = add_participants(
        cohort=group, counts={Gender.GIRL: 11, Gender.BOY: 3}, age_band="25+", by=team.manager
    )
    _answer_quality(run, team, BEFORE_DELIVERY)
    _move(run, team, "ready", on=team.day(16))
    move_group(cohort=group, move=states.GROUPS_BY_NAME["begin"], by=team.manager)
    sessions = demo_sessions.plan(group, first=team.day(14), by=team.facilitator)
    leave(participant=register[8], on=team.day(9), by=team.manager)
    rng = random.Random(14)  # noqa: S311 - the same meetings in every run
    demo_sessions.deliver(
        sessions[:2], FAMILIES, by=team.facilitator, manager=team.manager, rng=rng
    )
    _costs(run, team, FAMILY_COSTS)
    return run


def _asked(team: Team) -> Implementation:
    """Lessons that begin in three months; until then two classes answer, one under a link."""
    run = _planned(
        team, UNPLUGGED, (SCHOOL3,), title=ASKED,
        starts_on=team.monday(-13), ends_on=team.monday(-25), consent_route="passive",
        primary_outcome="norm_alcohol",
    )  # fmt: skip
    on_paper = _group(run, team, SCHOOL3, "8B", (12, 13), leads=(OWN,), grade="8")
    by_link = _group(run, team, SCHOOL3, "8C", (14, 11), leads=(OWN,), grade="8")
    _answer_quality(run, team, BEFORE_DELIVERY)
    _move(run, team, "ready", on=team.today)
    wave = _plan_wave(
        run, team, WaveKind.PRE, on=team.today, until=team.today + ASKED_FOR, language="en"
    )
    wave = open_wave(wave, at=team.now, version=None, by=team.manager)
    rng = random.Random(8)  # noqa: S311 - the same pupils in every run
    pupils = demo_answers.pupils([on_paper], rng)
    demo_answers.answer(wave, pupils, on=team.today, is_after=False, rng=rng)
    give_link(wave=wave, cohort=by_link, token=TO_TRY, by=team.manager)
    return run


def _quarter(team: Team) -> Implementation:
    """Lessons at four schools in the last quarter that is over: of fewer nothing would be told."""
    begins = team.last_quarter()
    run = _planned(
        team, UNPLUGGED, QUARTER_SCHOOLS, title=QUARTER, starts_on=begins,
        ends_on=begins + timedelta(weeks=12), consent_route="passive",
    )  # fmt: skip
    groups = [
        _group(run, team, site, label, people, leads=(OWN, TEACHER), grade="7")
        for site, label, people in zip(
            QUARTER_SCHOOLS, ("7A", "7B", "7V", "7G"), ((13, 12), (12, 14), (11, 13), (14, 12)),
            strict=True,
        )
    ]  # fmt: skip
    _answer_quality(run, team, BEFORE_DELIVERY)
    _move(run, team, "ready", on=begins)
    rng = random.Random(4)  # noqa: S311 - the same lessons in every run
    for group in groups:
        move_group(cohort=group, move=states.GROUPS_BY_NAME["begin"], by=team.manager)
        sessions = demo_sessions.plan(group, first=begins, by=team.manager)
        demo_sessions.deliver(
            sessions, Course({}, observed=(5,)), by=team.manager, manager=team.manager, rng=rng
        )
        move_group(cohort=group, move=states.GROUPS_BY_NAME["complete"], by=team.manager)
    _move(run, team, "deliver", on=begins + timedelta(weeks=12))
    return run


def _held_back(team: Team) -> Implementation:
    """A plan with a talk that does not work; the coordinator has to decide."""
    run = _planned(
        team, UNPLUGGED, (SCHOOL3,), title=LAST,
        starts_on=team.monday(-3), ends_on=team.monday(-20),
        methods=["skills", "norms", "ex_user_testimony"], consent_route="",
    )  # fmt: skip
    _group(run, team, SCHOOL3, "8A", (12, 15), leads=(), grade="8")
    ask_override(
        run=run, rule="W03", now=noon(team.day(1)), by=team.manager,
        reason="The school asks for one talk in the last lesson. Without it the school would not"
        " take part, and three classes would get no lessons at all.",
    )  # fmt: skip
    return run


def _planned(team: Team, programme: str, sites: Collection[str], **plan: Any) -> Implementation:
    version = team.version(programme)
    run = plan_run(
        organisation=team.organisation, sites=[team.sites[key] for key in sites],
        confirmed=WARNINGS, on=team.today, by=team.manager,
        **PLAN | {"programme_version": version, "sessions_planned": version.plans.count()} | plan,
    )  # fmt: skip
    return mark_run(run=run, by=team.manager)


def _group(
    run: Implementation, team: Team, site: str, label: str, people: tuple[int, int], *,
    leads: Collection[str], grade: str = "", arm: str = "intervention",
    mode: str = EnrolmentMode.HEADCOUNT,
) -> Cohort:  # fmt: skip
    girls, boys = people
    asked = girls + boys
    return add_cohort(
        run=run, mode=mode, facilitators=[team.people[code] for code in leads],
        site=team.sites[site], label=label, grade=grade, arm=arm, girls=girls, boys=boys, others=0,
        consent_asked=asked, consent_given=asked - 1, assent_refused=0, by=team.manager,
    )  # fmt: skip


def _answer_quality(run: Implementation, team: Team, stages: Collection[CycleStage]) -> None:
    for stage in stages:
        answers = {item.code: _answered(item.code) for item in items_of(stage)}
        answer_quality(run=run, stage=stage, answers=answers, seen={}, by=team.manager)


def _answered(code: str) -> Answered:
    verdict = "partly" if code in PARTLY else "no" if code in NO else "yes"
    return Answered(verdict, EVIDENCE.get(code, ""))


def _move(run: Implementation, team: Team, name: str, *, on: date) -> None:
    move_run(run=run, move=states.BY_NAME[name], on=on, now=noon(on), by=team.manager)


def _costs(run: Implementation, team: Team, rows: Collection[tuple]) -> None:
    for category, amount, ago, is_recurring, is_in_kind, note in rows:
        record_cost(
            run=run, category=category, amount=Decimal(amount), currency="KGS", on=team.day(ago),
            is_recurring=is_recurring, is_in_kind=is_in_kind, note=note, by=team.manager,
        )  # fmt: skip


def _plan_wave(
    run: Implementation, team: Team, kind: WaveKind, *, on: date, until: date | None = None,
    language: str = "ru",
) -> Wave:  # fmt: skip
    questionnaire = Questionnaire.objects.get(
        organisation=None, code="UMIT_SHORT", language=language, retired_at=None
    )
    return plan_wave(
        run=run, kind=kind, questionnaire=questionnaire, opens_on=on,
        closes_on=until or on + timedelta(days=4), by=team.manager,
    )  # fmt: skip


def _ask(
    run: Implementation, team: Team, kind: WaveKind, pupils: list[demo_answers.Pupil], *,
    on: date, rng: random.Random,
) -> None:  # fmt: skip
    wave = _plan_wave(run, team, kind, on=on)
    wave = open_wave(wave, at=noon(on), version=None, by=team.manager)
    answered = demo_answers.answer(wave, pupils, on=on, is_after=kind == WaveKind.POST, rng=rng)
    for cohort in run.cohorts.all():
        present = min(answered[cohort.pk] + 1, cohort.eligible)
        count_day(
            wave, cohort, present=present, absent=cohort.eligible - present,
            refused=present - answered[cohort.pk],
            by=team.manager,
        )  # fmt: skip
    close_wave(wave, version=None, by=team.manager)

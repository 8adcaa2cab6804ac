"""Recording health beside substance use: infections, vaccination, pregnancy, children, overdose.

An entry tells of a day, also one before the referral. What changes is a new entry; what was wrong
is corrected by another row, and the old one stays.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions import _entries, _health, _names
from clinics.actions._health import Act
from clinics.actions._locking import lock_episode, once_more_on_conflict
from clinics.choices import InfectionResult, InfectionTestKind
from clinics.models import (
    ChildrenSummary,
    Episode,
    InfectionCare,
    InfectionTest,
    NaloxoneEvent,
    Overdose,
    Pregnancy,
    Vaccination,
)
from clinics.rules.health import (
    INFECTION_RULES,
    PREGNANCY_RULES,
    TREATMENT_ENDS,
    counts_no_copies,
    unfit_step,
    unfit_test,
)
from clinics.vocabulary import CorrectionReason, NullFlavour
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.permissions import Permission, require


WAITS = (InfectionResult.AWAITED, InfectionResult.DECLINED)
NASK = NullFlavour.NASK.value
MOST_DOSES = 4


class DoesNotFit(Refused):
    """An infection has no such test or step, or a test counts no copies."""

    code = "does-not-fit"


class ResultIsThere(Refused):
    """The result of this test has come already."""

    code = "result-is-there"


class VaccinationRefused(Refused):
    """The dose was given already, or the days of the doses are out of order."""

    code = "vaccination-refused"


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_infection_test(
    *,
    episode: Episode,
    infection: str,
    kind: str,
    on: date,
    result: str,
    result_on: date | None = None,
    copies: int | None = None,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> InfectionTest:
    """Record a test of an infection: offered and declined, taken, or answered.

    A result without a day of its own came on the day of the test. The same `token` again returns
    the entry that is there.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable.
        DoesNotFit: the infection has no such test.
        RuleBroken: V03, V04, V30, V32, V52.
    """
    require(by, Permission.HEALTH_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    values = _test_values(
        {"infection": infection, "kind": kind, "on": on, "result": result, "result_on": result_on,
         "copies": copies}
    )  # fmt: skip
    return _health.recorded(
        InfectionTest, episode, values, Act(token, now, by, confirmed), rules=INFECTION_RULES,
        facts=values | _of_treatment(episode, values),
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_result(
    *,
    test: InfectionTest,
    result: str,
    result_on: date | None = None,
    copies: int | None = None,
    token: UUID | None = None,
    now: datetime,
    by: User,
) -> InfectionTest:
    """Record the result of a test that was awaited: a new row in the place of the old one.

    Raises:
        NotPermitted, TokenReused, NotCurrent, DoesNotFit, RuleBroken: as for a test.
        ResultIsThere: the result is not awaited.
    """
    require(by, Permission.HEALTH_WRITE, at=test.organisation)
    if test.result != InfectionResult.AWAITED:
        raise ResultIsThere(_("This test has its result. Correct the test instead."))
    values = _test_values(
        {"infection": test.infection, "kind": test.kind, "on": test.on, "result": result,
         "result_on": result_on, "copies": copies}
    )  # fmt: skip
    return _health.replaced(
        test, values, Act(token, now, by), reason=CorrectionReason.NEW_INFORMATION,
        rules=INFECTION_RULES, facts=values | _of_treatment(test.episode, values),
        event=audit.Event.HEALTH_RECORDED,
    )  # fmt: skip


def _test_values(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of a test: what waits has no day of a result, and counts nothing."""
    if unfit_test(values["infection"], values["kind"]):
        raise DoesNotFit(_("This infection has no such test. Choose another test."))
    if counts_no_copies(values["kind"], values["copies"]):
        raise DoesNotFit(_("This test counts no copies. Leave them empty."))
    if values["result"] in WAITS:
        return values | {"result_on": None, "copies": None}
    return values | {"result_on": values["result_on"] or values["on"]}


def _of_treatment(episode: Episode, values: dict[str, Any]) -> dict[str, Any]:
    """The last end of treatment before a test of cure (V32)."""
    if values["kind"] != InfectionTestKind.SVR12:
        return {}
    ends = InfectionCare.objects.current().filter(
        episode__patient_id=episode.patient_id,
        infection=values["infection"],
        step__in=TREATMENT_ENDS,
        on__lte=values["on"],
    )
    return {"treatment_ended_on": ends.order_by("-on").values_list("on", flat=True).first()}


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_infection_care(
    *,
    episode: Episode,
    infection: str,
    step: str,
    on: date,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> InfectionCare:
    """Record one step of the care of an infection, from referral to outcome.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable.
        DoesNotFit: the care of this infection has no such step.
        RuleBroken: V03, V04, V32, V52.
    """
    require(by, Permission.HEALTH_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    values = _care_values(infection, step, on)
    return _health.recorded(
        InfectionCare, episode, values, Act(token, now, by, confirmed), rules=INFECTION_RULES,
        facts=values | _of_cure(episode, values),
    )  # fmt: skip


def _care_values(infection: str, step: str, on: date) -> dict[str, Any]:
    if unfit_step(infection, step):
        raise DoesNotFit(_("The care of this infection has no such step. Choose another."))
    return {"infection": infection, "step": step, "on": on}


def _of_cure(episode: Episode, values: dict[str, Any]) -> dict[str, Any]:
    """The first test of cure after an end of treatment (V32)."""
    if values["step"] not in TREATMENT_ENDS:
        return {}
    tests = (
        InfectionTest.objects.current()
        .filter(
            episode__patient_id=episode.patient_id,
            infection=values["infection"],
            kind=InfectionTestKind.SVR12,
            on__gte=values["on"],
        )
        .exclude(result=InfectionResult.DECLINED)
    )
    return {"next_svr12_on": tests.order_by("on").values_list("on", flat=True).first()}


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_vaccination(
    *,
    episode: Episode,
    on: date,
    number: int | None = None,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Vaccination:
    """Record a dose of the vaccine against hepatitis B; without a number, the next one.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable.
        VaccinationRefused: the dose is there, or lies before an earlier or after a later one.
        RuleBroken: V03, V04, V52.
    """
    require(by, Permission.HEALTH_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    if token and (known := Vaccination.objects.filter(entry_token=token).first()) is not None:
        number = number or known.number
    else:
        number = _free_number(episode, on, number)
    return _health.recorded(
        Vaccination, episode, {"number": number, "on": on}, Act(token, now, by, confirmed)
    )


def _free_number(
    episode: Episode, on: date, number: int | None, *, instead_of: int | None = None
) -> int:
    rows = Vaccination.objects.current().filter(episode__patient_id=episode.patient_id)
    given = dict(rows.exclude(pk=instead_of).values_list("number", "on"))
    wanted = number or max(given, default=0) + 1
    if wanted in given or wanted > MOST_DOSES:
        raise VaccinationRefused(_("This dose is recorded already. Check the number."))
    if any((other < wanted) != (day <= on) for other, day in given.items() if day != on):
        raise VaccinationRefused(_("The days of the doses are out of order. Check the day."))
    return wanted


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_pregnancy(
    *,
    episode: Episode,
    on: date,
    status: str,
    weeks: int | None = None,
    antenatal_care: str = "",
    antenatal_care_null: str = NASK,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Pregnancy:
    """Record pregnancy as of a day; a new state is a new entry.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable.
        RuleBroken: V27, the patient is a man; V03, V04, V52.
    """
    require(by, Permission.HEALTH_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    values = {
        "on": on, "status": status, "weeks": weeks, "antenatal_care": antenatal_care,
        "antenatal_care_null": antenatal_care_null,
    }  # fmt: skip
    return _health.recorded(
        Pregnancy, episode, values, Act(token, now, by, confirmed), rules=PREGNANCY_RULES,
        facts={"pregnancy": status, "sex": episode.patient.sex}, coded=("antenatal_care",),
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_children(
    *,
    episode: Episode,
    on: date,
    children: int,
    living_with_patient: int,
    in_care: int,
    childcare_needed: str = "",
    childcare_needed_null: str = NASK,
    childcare_provided: str = "",
    childcare_provided_null: str = NASK,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> ChildrenSummary:
    """Record how many children under 18 there are, as of a day. No child is named.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable.
        DoesNotFit: more children live somewhere than there are.
        RuleBroken: V03, V04, V52.
    """
    require(by, Permission.HEALTH_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    values = {
        "on": on, "children": children, "living_with_patient": living_with_patient,
        "in_care": in_care, "childcare_needed": childcare_needed,
        "childcare_needed_null": childcare_needed_null, "childcare_provided": childcare_provided,
        "childcare_provided_null": childcare_provided_null,
    }  # fmt: skip
    check_children(values)
    return _health.recorded(
        ChildrenSummary, episode, values, Act(token, now, by, confirmed),
        coded=("childcare_needed", "childcare_provided"),
    )  # fmt: skip


def check_children(values: dict[str, Any]) -> None:
    """Demand that no more children live somewhere than there are.

    Raises:
        DoesNotFit: they do.
    """
    if values["living_with_patient"] + values["in_care"] > values["children"]:
        raise DoesNotFit(_("More children live somewhere than there are. Check the numbers."))


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_overdose(
    *,
    episode: Episode,
    on: date,
    outcome: str,
    said: Sequence[str] = (),
    place: str = "",
    place_null: str = NASK,
    naloxone_given: str = "",
    naloxone_given_null: str = NASK,
    intent: str = "",
    intent_null: str = NASK,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Overdose:
    """Record an overdose. `said` are the substances in the patient's words; what nobody knows goes
    to the expert's queue.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable; RuleBroken: V03, V04, V52.
    """
    require(by, Permission.HEALTH_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    values = {
        "on": on, "outcome": outcome, "place": place, "place_null": place_null,
        "naloxone_given": naloxone_given, "naloxone_given_null": naloxone_given_null,
        "intent": intent, "intent_null": intent_null,
        "substances": _names.keys_of(said, episode=episode, said_on=on, now=now),
    }  # fmt: skip
    return _health.recorded(
        Overdose, episode, values, Act(token, now, by, confirmed),
        coded=("place", "naloxone_given", "intent"),
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_naloxone(
    *,
    episode: Episode,
    on: date,
    step: str,
    kits: int = 1,
    expires_on: date | None = None,
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> NaloxoneEvent:
    """Record what happened with take-home naloxone; a training hands out no kit.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable; RuleBroken: V03, V04, V52.
    """
    require(by, Permission.HEALTH_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    return _health.recorded(
        NaloxoneEvent, episode, naloxone_values(on, step, kits, expires_on),
        Act(token, now, by, confirmed),
    )  # fmt: skip


def naloxone_values(on: date, step: str, kits: int, expires_on: date | None) -> dict[str, Any]:
    """The columns of one event: kits and their day only where a kit changed hands."""
    has_kits = step != "TRAINED"
    is_new = step in ("SUPPLIED", "REPLACED")
    return {
        "on": on, "step": step, "kits": max(kits, 1) if has_kits else 0,
        "expires_on": expires_on if is_new else None,
    }  # fmt: skip


TEST_FIELDS = ("infection", "kind", "on", "result", "result_on", "copies")
NALOXONE_FIELDS = ("on", "step", "kits", "expires_on")
CODED: dict[type, tuple[str, ...]] = {
    Pregnancy: ("antenatal_care",),
    ChildrenSummary: ("childcare_needed", "childcare_provided"),
    Overdose: ("place", "naloxone_given", "intent"),
}
Correctable = TypeVar(
    "Correctable", InfectionTest, InfectionCare, Vaccination, Pregnancy, ChildrenSummary, Overdose,
    NaloxoneEvent,
)  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def correct_health(
    *,
    entry: Correctable,
    reason: str,
    token: UUID | None = None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
    **fields: Any,
) -> Correctable:
    """Replace an entry about health by another; what is not given again is kept as it was.

    Raises:
        NotPermitted, TokenReused, NotCurrent; and what recording that entry raises.
        TypeError: there is no such field. ValueError: `reason` is none of `CorrectionReason`.
    """
    require(by, Permission.RECORD_CORRECT, at=entry.organisation)
    require(by, Permission.HEALTH_WRITE, at=entry.organisation)
    episode = lock_episode(entry.episode_id)
    stands = _health.standing(entry, token)
    if "said" in fields:
        on = fields.get("on", entry.on)
        said = fields.pop("said")
        fields["substances"] = _names.keys_of(said, episode=episode, said_on=on, now=now)
    names = frozenset(f.name for f in entry._meta.concrete_fields) - _entries.NOT_COPIED
    coded = CODED.get(type(entry), ())
    changed = _entries.changed(entry, fields, coded, among=names - {"episode", "organisation"})
    whole = {name: getattr(entry, name) for name in names} | changed
    values, rules, facts = _checked(stands, episode, whole)
    return _health.replaced(
        entry, changed | values, Act(token, now, by, confirmed), reason=reason, rules=rules,
        facts=facts,
    )  # fmt: skip


def _checked(
    entry: Correctable, episode: Episode, whole: dict[str, Any]
) -> tuple[dict[str, Any], tuple[Any, ...], dict[str, Any]]:
    """What holds of an entry as a whole: the columns that follow, its rules, what they need."""
    if isinstance(entry, InfectionTest):
        values = _test_values({name: whole[name] for name in TEST_FIELDS})
        return values, INFECTION_RULES, values | _of_treatment(episode, values)
    if isinstance(entry, InfectionCare):
        values = _care_values(whole["infection"], whole["step"], whole["on"])
        return values, INFECTION_RULES, values | _of_cure(episode, values)
    if isinstance(entry, Pregnancy):
        facts = {"pregnancy": whole["status"], "sex": episode.patient.sex}
        return {}, PREGNANCY_RULES, facts
    if isinstance(entry, NaloxoneEvent):
        return naloxone_values(**{name: whole[name] for name in NALOXONE_FIELDS}), (), {}
    if isinstance(entry, ChildrenSummary):
        check_children(whole)
    if isinstance(entry, Vaccination):
        _free_number(episode, whole["on"], whole["number"], instead_of=entry.pk)
    return {}, (), {}

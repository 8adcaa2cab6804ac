"""What holds for every act: it needs a permission, leaves a trace, and is undone without one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clinics.actions import (
    consents,
    contacts,
    corrections,
    demand,
    doses,
    drug_tests,
    episodes,
    measures,
    patients,
    plans,
    records,
)
from clinics.models import Episode
from clinics.vocabulary import EpisodeState as S
from kernel import audit
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories import clinics as made
from tests.factories import kernel as people
from tests.factories.measures import PHQ_9, MeasureFactory
from tests.factories.plans import PlanFactory
from vault import api as vault


ON = date(2026, 3, 16)
NOW = {"now": made.NOW}
TYPING = {"reason": "TYPING_ERROR"} | NOW
DOSE = {"on": ON, "medicine": "METHADONE", "amount": Decimal(20)}


@dataclass
class World:
    """What an act needs."""

    at: Callable[..., Episode]
    organisation: Organisation
    second: User

    def patient(self) -> Any:
        return made.PatientFactory(organisation=self.organisation)

    def site(self) -> Any:
        return people.SiteFactory(organisation=self.organisation)

    def consented(self) -> Episode:
        episode = self.at(S.REFERRAL)
        made.ConsentFactory(patient=episode.patient)
        return episode


def plan_by(it: World) -> dict[str, Any]:
    """A plan of one goal."""
    return {
        "on": ON, "review_on": date(2026, 6, 16), "responsible": it.second,
        "goals": [plans.PlannedGoal("WORK", "I want to sew again.")], "token": made.token(),
    } | NOW  # fmt: skip


Act = Callable[[World], tuple[Callable[..., Any], dict[str, Any]]]
ACTS: dict[str, Act] = {
    "register": lambda it: (
        patients.register_patient,
        {"organisation": it.organisation, "key": made.token(), "identity": None} | NOW,
    ),
    "refer": lambda it: (
        episodes.refer, {"patient": it.patient(), "site": it.site(), "on": ON} | NOW,
    ),
    "wait": lambda it: (
        episodes.put_on_waiting_list, {"episode": it.at(S.REFERRAL), "on": ON} | NOW,
    ),
    "assess": lambda it: (episodes.assess, {"episode": it.consented(), "on": ON} | NOW),
    "decline": lambda it: (
        episodes.decline_admission,
        {"episode": it.at(S.WAITING), "on": ON, "reason": "NO_PLACE"} | NOW,
    ),
    "admit": lambda it: (
        episodes.admit,
        {"episode": it.at(S.ASSESSMENT), "on": ON, "modality": "OPIOID_AGONIST"} | NOW,
    ),
    "interrupt": lambda it: (
        episodes.interrupt, {"episode": it.at(), "on": ON, "reason": "PLANNED_PAUSE"} | NOW,
    ),
    "resume": lambda it: (episodes.resume, {"episode": it.at(S.INTERRUPTED), "on": ON} | NOW),
    "discharge": lambda it: (
        episodes.discharge, {"episode": it.at(), "on": ON, "reason": "COMPLETED"} | NOW,
    ),
    "follow up": lambda it: (episodes.follow_up, {"episode": it.at(S.DISCHARGED), "on": ON} | NOW),
    "close": lambda it: (
        episodes.close, {"episode": it.at(S.FOLLOW_UP), "on": ON, "reason": "LOST"} | NOW,
    ),
    "void episode": lambda it: (
        episodes.void_episode,
        {"episode": it.at(), "reason": "DUPLICATE", "seconded_by": it.second} | NOW,
    ),
    "give consent": lambda it: (
        consents.give_consent,
        {"patient": it.patient(), "purpose": "CARE", "text_version": "1", "given_on": ON} | NOW,
    ),
    "withdraw consent": lambda it: (
        consents.withdraw_consent,
        {"consent": made.ConsentFactory(patient=it.patient()), "on": ON} | NOW,
    ),
    "record demand": lambda it: (
        demand.record_demand,
        {
            "episode": it.at(), "as_of": ON, "answers": {},
            "substances": [{"substance": "HEROIN"}], "token": made.token(),
        } | NOW,
    ),
    "correct demand": lambda it: (
        demand.correct_demand,
        {"demand": made.TreatmentDemandFactory(episode=it.at())} | TYPING,
    ),
    "log contact": lambda it: (
        contacts.log_contact,
        {"episode": it.at(S.ADMITTED), "on": ON, "kind": "MEDICAL", "token": made.token()} | NOW,
    ),
    "correct contact": lambda it: (
        contacts.correct_contact,
        {"contact": made.ContactFactory(episode=it.at()), "minutes": 10} | TYPING,
    ),
    "give dose": lambda it: (
        doses.give_dose, {"episode": it.at(S.ADMITTED), "token": made.token()} | DOSE | NOW,
    ),
    "correct dose": lambda it: (
        doses.correct_dose,
        {"dose": made.DoseFactory(episode=it.at()), "amount": Decimal(25)} | TYPING,
    ),
    "record test": lambda it: (
        drug_tests.record_drug_test,
        {"episode": it.at(), "on": ON, "findings": {"OPIOIDS": "FOUND"}, "token": made.token()}
        | NOW,
    ),
    "correct test": lambda it: (
        drug_tests.correct_drug_test,
        {
            "drug_test": made.DrugTestFactory(episode=it.at()),
            "findings": {"OPIOIDS": "NOT_FOUND"},
        } | TYPING,
    ),
    "void": lambda it: (
        corrections.void,
        {"entry": made.DoseFactory(episode=it.at()), "reason": "DUPLICATE"} | NOW,
    ),
    "record measure": lambda it: (
        measures.record_measure,
        {
            "episode": it.at(), "instrument": "PHQ-9", "on": ON, "occasion": "REVIEW",
            "administered": "INTERVIEW", "answers": PHQ_9, "token": made.token(),
        } | NOW,
    ),
    "correct measure": lambda it: (
        measures.correct_measure,
        {"measure": MeasureFactory(episode=it.at()), "answers": PHQ_9 | {"q1": 3}} | TYPING,
    ),
    "make plan": lambda it: (plans.make_plan, {"episode": it.at()} | plan_by(it)),
    "review plan": lambda it: (
        plans.review_plan, {"plan": PlanFactory(episode=it.at())} | plan_by(it),
    ),
    "open record": lambda it: (records.open_record, {"patient": it.patient()}),
}  # fmt: skip
each_act = pytest.mark.parametrize("name", ACTS)


@pytest.fixture
def world(
    episode_at: Callable[..., Episode], organisation: Organisation, second_doctor: User
) -> World:
    return World(episode_at, organisation, second_doctor)


@each_act
def test_an_act_says_who_did_what_where(name: str, world: World, doctor: User) -> None:
    act, arguments = ACTS[name](world)

    act(**arguments, by=doctor)

    event = AuditEvent.objects.latest("id")
    assert event.actor_uid == doctor.uid
    assert event.organisation_uid == world.organisation.uid
    assert event.object_uids
    assert event.event.startswith("clinics.")


@each_act
def test_an_act_is_undone_when_the_audit_fails(
    name: str,
    world: World,
    doctor: User,
    rows: Callable[[], dict[str, list[Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act, arguments = ACTS[name](world)
    before = rows()

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the one raised above
        act(**arguments, by=doctor)

    after = rows()
    if name == "register":
        assert len(after.pop("Registration")) == 1
        before.pop("Registration")
    assert after == before


@each_act
def test_an_act_needs_a_role_at_that_organisation(
    name: str, world: World, rows: Callable[[], dict[str, list[Any]]]
) -> None:
    act, arguments = ACTS[name](world)
    stranger = people.clinician(at=people.clinic())
    manager = people.clinic_manager(at=world.organisation)
    before = rows()

    for person in (stranger, manager):
        with pytest.raises(NotPermitted):
            act(**arguments, by=person)

    assert rows() == before


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("correct dose", people.case_worker),
        ("correct test", people.case_worker),
        ("correct demand", people.nurse),
    ],
)
def test_who_may_not_write_an_entry_may_not_correct_it(
    name: str, role: Callable[..., User], world: World, rows: Callable[[], dict[str, list[Any]]]
) -> None:
    act, arguments = ACTS[name](world)
    person = role(at=world.organisation)
    before = rows()

    with pytest.raises(NotPermitted):
        act(**arguments, by=person)

    assert rows() == before


def test_who_may_write_a_contact_may_correct_it(world: World) -> None:
    for role in (people.nurse, people.case_worker):
        act, arguments = ACTS["correct contact"](world)

        assert act(**arguments, by=role(at=world.organisation)).minutes == 10


def test_the_two_acts_on_an_identity_need_a_role_as_well(world: World) -> None:
    stranger, patient = people.clinician(at=people.clinic()), world.patient()

    with pytest.raises(NotPermitted):
        patients.name_patient(patient=patient, identity=vault.Identity(), by=stranger, **NOW)
    with pytest.raises(NotPermitted):
        patients.correct_identity(
            patient=patient, changes={}, reason_code="TYPING_ERROR", by=stranger
        )
    with pytest.raises(NotPermitted):
        patients.add_former_name(patient=patient, surname="", by=stranger)

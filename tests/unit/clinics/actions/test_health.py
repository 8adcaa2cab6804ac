"""Recording, correcting and voiding what is written of health."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from clinics.actions import corrections, diagnoses, health, violence
from clinics.actions._entries import TokenReused
from clinics.models import (
    Diagnosis,
    InfectionTest,
    Overdose,
    Pregnancy,
    UnknownTerm,
    Vaccination,
    ViolenceScreen,
)
from clinics.policies import EpisodeNotUsable, NotCurrent
from clinics.rules import NeedsConfirmation, RuleBroken
from clinics.vocabulary import EpisodeState
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories import health as made
from tests.factories import kernel as people
from tests.factories.clinics import NOW, PatientFactory, TreatmentDemandFactory


pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)
WHEN: dict[str, Any] = {"now": NOW}
HARK_NO = dict.fromkeys(("humiliation", "afraid", "rape", "kick"), "NO")

RECORDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "test": (health.record_infection_test,
             {"infection": "HCV", "kind": "RNA", "result": "AWAITED"}),
    "care": (health.record_infection_care, {"infection": "HIV", "step": "STARTED"}),
    "vaccination": (health.record_vaccination, {}),
    "pregnancy": (health.record_pregnancy, {"status": "PREGNANT", "weeks": 20}),
    "children": (health.record_children,
                 {"children": 2, "living_with_patient": 1, "in_care": 1}),
    "overdose": (health.record_overdose, {"outcome": "RECOVERED", "said": ["героин"]}),
    "naloxone": (health.record_naloxone, {"step": "SUPPLIED"}),
    "diagnosis": (diagnoses.record_diagnosis,
                  {"system": "ICD10", "code": "f112", "role": "PRIMARY"}),
    "violence": (violence.record_violence_screen, {"answers": HARK_NO, "is_alone": True}),
    "safeguarding": (violence.record_safeguarding, {"concern": "Alone in the evenings"}),
}  # fmt: skip
each_kind = pytest.mark.parametrize("kind", RECORDS)


def record(what, episode, by, **changes):
    act, arguments = RECORDS[what]
    usual = {"episode": episode, "on": ON, "token": uuid4(), "by": by} | WHEN
    return act(**(usual | arguments | changes))


@each_kind
def test_an_entry_says_who_wrote_it_and_leaves_a_trace(kind, episode, doctor):
    entry = record(kind, episode, doctor)

    event = AuditEvent.objects.latest("id")
    assert (entry.recorded_by, entry.on, entry.state) == (doctor, ON, "CURRENT")
    assert (event.actor_uid, event.organisation_uid) == (doctor.uid, episode.organisation.uid)
    assert event.object_uids == [str(entry.uid), str(episode.uid), str(episode.patient.uid)]


@each_kind
def test_a_double_tap_is_one_entry_and_a_used_form_says_so(kind, episode, doctor):
    token = uuid4()

    first = record(kind, episode, doctor, token=token)
    again = record(kind, episode, doctor, token=token)

    assert first.pk == again.pk
    with pytest.raises(TokenReused):
        record(kind, episode, doctor, token=token, on=ON - timedelta(days=1))


@each_kind
def test_an_entry_needs_a_role_at_that_organisation(kind, episode):
    strangers = (
        people.clinician(at=people.clinic()),
        people.clinic_manager(at=episode.organisation),
        people.auditor(at=people.ministry()),
    )

    for person in strangers:
        with pytest.raises(NotPermitted):
            record(kind, episode, person)


@pytest.mark.parametrize("kind", ["violence", "safeguarding"])
def test_a_nurse_writes_health_and_nothing_of_what_stands_apart(kind, episode, nurse):
    record("test", episode, nurse)

    with pytest.raises(NotPermitted):
        record(kind, episode, nurse)


@each_kind
def test_nothing_is_written_into_the_future_before_birth_or_into_a_void_episode(
    kind, episode, episode_at, doctor
):
    for day, number in ((ON + timedelta(days=30), "V03"), (date(1980, 1, 1), "V04")):
        with pytest.raises(RuleBroken) as refusal:
            record(kind, episode, doctor, on=day)
        assert refusal.value.code == number
    with pytest.raises(EpisodeNotUsable):
        record(kind, episode_at(EpisodeState.VOIDED), doctor)


def test_an_entry_may_tell_of_the_time_before_the_referral(episode, doctor):
    assert record("test", episode, doctor, on=date(2020, 5, 1), result="POSITIVE")


def test_an_infection_has_its_own_tests_and_steps(episode, doctor):
    with pytest.raises(health.DoesNotFit):
        record("test", episode, doctor, infection="TB", kind="RNA")
    with pytest.raises(health.DoesNotFit):
        record("test", episode, doctor, kind="ANTIBODY", result="POSITIVE", copies=40)
    with pytest.raises(health.DoesNotFit):
        record("care", episode, doctor, infection="HIV", step="CURED")


def test_a_result_replaces_the_row_that_waited_for_it(episode, nurse):
    test = record("test", episode, nurse)

    known = health.record_result(test=test, result="POSITIVE", copies=800_000, by=nurse, **WHEN)

    test.refresh_from_db()
    assert (test.state, known.replaces, known.result_on, known.copies) == (
        "SUPERSEDED", test, ON, 800_000,
    )  # fmt: skip
    with pytest.raises(health.ResultIsThere):
        health.record_result(test=known, result="NEGATIVE", by=nurse, **WHEN)


def test_a_result_that_has_not_come_has_no_day(episode, doctor):
    test = record("test", episode, doctor, result="DECLINED", result_on=ON)

    assert (test.result_on, test.copies) == (None, None)


def test_a_result_does_not_come_before_it_is_there(episode, doctor):
    with pytest.raises(RuleBroken) as refusal:
        record("test", episode, doctor, result="NEGATIVE", result_on=ON + timedelta(days=30))

    assert refusal.value.code == "V30"


@pytest.mark.parametrize(("days", "is_early"), [(83, True), (84, False)])
def test_the_test_of_cure_waits_for_84_days(days, is_early, episode, doctor):
    made.InfectionCareFactory(episode=episode, step="COMPLETED", on=ON - timedelta(days=days))
    cure = {"kind": "SVR12", "result": "NEGATIVE"}

    if is_early:
        with pytest.raises(RuleBroken) as refusal:
            record("test", episode, doctor, **cure)
        assert refusal.value.code == "V32"
    else:
        assert record("test", episode, doctor, **cure).result == "NEGATIVE"


def test_treatment_does_not_end_too_shortly_before_a_test_of_cure(episode, doctor):
    made.InfectionTestFactory(episode=episode, kind="SVR12", result="NEGATIVE", on=ON)
    ended = {"infection": "HCV", "step": "COMPLETED"}

    with pytest.raises(RuleBroken):
        record("care", episode, doctor, on=ON - timedelta(days=83), **ended)
    assert record("care", episode, doctor, on=ON - timedelta(days=84), **ended)


def test_doses_of_the_vaccine_are_counted_across_episodes(episode, episode_at, doctor):
    earlier = episode_at(EpisodeState.CLOSED, patient=episode.patient)
    made.VaccinationFactory(episode=earlier, number=1, on=date(2026, 1, 10))

    second = record("vaccination", episode, doctor)

    assert second.number == 2
    with pytest.raises(health.VaccinationRefused):
        record("vaccination", episode, doctor, number=1)
    with pytest.raises(health.VaccinationRefused):
        record("vaccination", episode, doctor, number=3, on=date(2026, 1, 1))


def test_a_fifth_dose_does_not_exist(episode, doctor):
    for number in range(1, 5):
        made.VaccinationFactory(episode=episode, number=number, on=ON - timedelta(days=40 - number))

    with pytest.raises(health.VaccinationRefused):
        record("vaccination", episode, doctor)


def test_pregnancy_is_not_written_of_a_man(organisation, episode_at, doctor):
    man = PatientFactory(organisation=organisation, sex="MALE")

    with pytest.raises(RuleBroken) as refusal:
        record("pregnancy", episode_at(patient=man), doctor)

    assert refusal.value.code == "V27"


def test_what_was_not_asked_of_a_pregnancy_says_so(episode, doctor):
    entry = record("pregnancy", episode, doctor)

    assert (entry.antenatal_care, entry.antenatal_care_null) == ("", "NASK")


def test_no_more_children_live_somewhere_than_there_are(episode, doctor):
    with pytest.raises(health.DoesNotFit):
        record("children", episode, doctor, children=1)


def test_an_overdose_keeps_what_is_known_and_queues_what_is_not(episode, doctor):
    entry = record("overdose", episode, doctor, said=["Героин", "соль", "бирюза", " "])

    term = UnknownTerm.objects.get()
    assert entry.substances == ["heroin", "cathinone_unsp", f"term:{term.uid}"]
    assert (term.as_said, term.first_said_on) == ("бирюза", ON)


def test_a_training_hands_out_no_kit(episode, doctor):
    trained = record("naloxone", episode, doctor, step="TRAINED", kits=3, expires_on=ON)
    supplied = record("naloxone", episode, doctor, kits=0)

    assert (trained.kits, trained.expires_on, supplied.kits) == (0, None, 1)


def test_a_diagnosis_has_a_code_of_its_classification(episode, doctor):
    assert record("diagnosis", episode, doctor).code == "F11.2"
    for system, code in (("ICD11", "F11.2"), ("ICD10", "F11.29"), ("ICD11", "6C48.2")):
        with pytest.raises(RuleBroken) as refusal:
            record("diagnosis", episode, doctor, system=system, code=code, role="COMORBID")
        assert refusal.value.code == "V34"


def test_another_group_than_the_main_substance_is_asked_about(episode, doctor):
    TreatmentDemandFactory(episode=episode)

    for system, code in (("ICD10", "F12.2"), ("ICD11", "6C41.2")):
        with pytest.raises(NeedsConfirmation) as doubt:
            record("diagnosis", episode, doctor, system=system, code=code)
        assert doubt.value.code == "V35"
    assert record("diagnosis", episode, doctor, code="F12.2", confirmed=["V35"])


def test_the_main_diagnosis_is_one_until_it_ends(episode, doctor):
    first = record("diagnosis", episode, doctor)
    with pytest.raises(diagnoses.MainDiagnosisExists):
        record("diagnosis", episode, doctor, code="F15.2")
    with pytest.raises(diagnoses.EndsBeforeItBegins):
        diagnoses.end_diagnosis(
            diagnosis=first, on=ON - timedelta(days=1), by=doctor, **WHEN
        )  # fmt: skip
    with pytest.raises(RuleBroken):
        diagnoses.end_diagnosis(diagnosis=first, on=ON + timedelta(days=30), by=doctor, **WHEN)

    ended = diagnoses.end_diagnosis(diagnosis=first, on=ON, by=doctor, **WHEN)

    assert (ended.ended_on, ended.replaces) == (ON, first)
    assert record("diagnosis", episode, doctor, code="F15.2")


def test_a_diagnosis_is_corrected_and_stays_a_diagnosis(episode, doctor):
    entry = record("diagnosis", episode, doctor)
    other = record("diagnosis", episode, doctor, code="F41.1", role="COMORBID")
    correct = {"reason": "TYPING_ERROR", "by": doctor} | WHEN

    new = diagnoses.correct_diagnosis(entry=entry, code="f1122", **correct)

    assert (new.code, new.role, Diagnosis.objects.current().count()) == ("F11.22", "PRIMARY", 2)
    with pytest.raises(diagnoses.MainDiagnosisExists):
        diagnoses.correct_diagnosis(entry=other, role="PRIMARY", **correct)
    with pytest.raises(diagnoses.EndsBeforeItBegins):
        diagnoses.correct_diagnosis(entry=other, ended_on=date(2026, 1, 1), **correct)


CHANGES = {
    "test": {"kind": "ANTIBODY", "result": "NEGATIVE"},
    "care": {"step": "LINKED"},
    "vaccination": {"number": 2},
    "pregnancy": {"antenatal_care": "YES"},
    "children": {"children": 4},
    "overdose": {"said": ["метадон"]},
    "naloxone": {"step": "LOST"},
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_correction_keeps_what_is_not_given_again(kind, episode, doctor):
    old = record(kind, episode, doctor)
    correct = {"reason": "TYPING_ERROR", "by": doctor} | WHEN

    new = health.correct_health(entry=old, **correct, **CHANGES[kind])

    old.refresh_from_db()
    assert (old.state, new.replaces, new.on) == ("SUPERSEDED", old, ON)
    with pytest.raises(NotCurrent):
        health.correct_health(entry=old, **correct, **CHANGES[kind])
    with pytest.raises(TypeError):
        health.correct_health(entry=new, **correct, colour="blue")


def test_a_correction_is_held_to_the_same_rules(episode, doctor, nurse):
    test = record("test", episode, doctor)
    first, second = (record("vaccination", episode, doctor, on=ON - timedelta(days=days))
                     for days in (40, 5))  # fmt: skip
    correct = {"reason": "TYPING_ERROR", "by": nurse} | WHEN

    with pytest.raises(health.DoesNotFit):
        health.correct_health(entry=test, infection="TB", **correct)
    with pytest.raises(health.VaccinationRefused):
        health.correct_health(entry=second, on=ON - timedelta(days=50), **correct)
    assert health.correct_health(entry=first, on=ON - timedelta(days=41), **correct)
    assert InfectionTest.objects.count() == 1
    assert Vaccination.objects.current().count() == 2


def test_an_entry_is_voided_with_a_reason(episode, doctor):
    entry = record("pregnancy", episode, doctor)

    corrections.void(entry=entry, reason="WRONG_PATIENT", by=doctor, **WHEN)

    assert Pregnancy.objects.current().count() == 0


def test_an_overdose_keeps_its_substances_when_other_things_are_corrected(episode, doctor):
    entry = record("overdose", episode, doctor)

    health.correct_health(
        entry=entry, intent="ACCIDENT", reason="NEW_INFORMATION", by=doctor, **WHEN
    )

    assert Overdose.objects.current().get().substances == ["heroin"]


def test_the_four_questions_are_asked_alone(episode, doctor):
    with pytest.raises(violence.NotAlone):
        record("violence", episode, doctor, is_alone=False)

    assert ViolenceScreen.objects.count() == 0


def test_one_yes_asks_for_a_safety_plan_and_a_referral(episode, doctor):
    yes = HARK_NO | {"afraid": "YES"}

    for answers in (yes, yes | {"safety_plan": "YES"}):
        with pytest.raises(violence.SafetyPlanMissing):
            record("violence", episode, doctor, answers=answers)
    entry = record("violence", episode, doctor,
                   answers=yes | {"safety_plan": "YES", "referral_null": "REF"})  # fmt: skip

    assert (entry.safety_plan, entry.referral_null) == ("YES", "REF")


def test_without_a_yes_nothing_follows(episode, doctor):
    entry = record("violence", episode, doctor, answers=HARK_NO | {"kick": "", "kick_null": "REF"})

    assert (entry.kick_null, entry.safety_plan_null, entry.referral_null) == ("REF", "NA", "NA")


def test_the_trace_of_a_screening_has_no_answer(episode, doctor):
    record("violence", episode, doctor)

    event = AuditEvent.objects.latest("id")
    assert (event.event, event.fields, event.detail) == (
        "clinics.violence-screen.recorded", [], {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "void", "read"),
    [
        ("violence", violence.void_violence_screen, violence.read_violence_screens),
        ("safeguarding", violence.void_safeguarding, violence.read_safeguarding),
    ],
)
def test_what_stands_apart_is_read_and_voided_under_its_own_permission(
    kind, void, read, episode, doctor
):
    entry = record(kind, episode, doctor)
    at = episode.organisation

    for person in (people.nurse(at=at), people.clinic_manager(at=at)):
        with pytest.raises(NotPermitted):
            read(patient=episode.patient, by=person)
        with pytest.raises(NotPermitted):
            void(entry=entry, reason="DUPLICATE", by=person, **WHEN)
    read(patient=episode.patient, by=doctor)
    assert AuditEvent.objects.latest("id").action == "READ"
    assert void(entry=entry, reason="DUPLICATE", by=doctor, **WHEN).state == "VOIDED"

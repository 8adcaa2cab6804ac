"""Contacts, drug tests, demand, corrections, voids and consents."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from clinics import policies
from clinics.actions import consents, contacts, corrections, demand, drug_tests, records
from clinics.actions._entries import TokenReused
from clinics.models import Consent, Contact, DrugTest, Episode, SubstanceUse, TreatmentDemand
from clinics.rules import NeedsConfirmation, RuleBroken
from clinics.vocabulary import EpisodeState as S
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from tests.factories import clinics as made


NOW = made.NOW
ON = date(2026, 3, 16)
At = Callable[..., Episode]


def log(episode: Episode, by: User, **changes: Any) -> Contact:
    usual = {"on": ON, "kind": "COUNSELLING", "token": made.token(), "now": NOW}
    return contacts.log_contact(episode=episode, by=by, **(usual | changes))


def take(episode: Episode, by: User, **changes: Any) -> DrugTest:
    usual = {"on": ON, "findings": {"OPIOIDS": "FOUND"}, "token": made.token(), "now": NOW}
    return drug_tests.record_drug_test(episode=episode, by=by, **(usual | changes))


def ask(episode: Episode, by: User, **changes: Any) -> TreatmentDemand:
    usual = {
        "as_of": ON, "answers": {}, "substances": [{"substance": "HEROIN"}],
        "token": made.token(), "now": NOW,
    }  # fmt: skip
    return demand.record_demand(episode=episode, by=by, **(usual | changes))


def test_a_contact_that_treats_begins_the_treatment(episode_at: At, nurse: User) -> None:
    episode = episode_at(S.ADMITTED)

    contact = log(episode, nurse, mode="FACE_TO_FACE", at=time(9, 0), minutes=40, note="Came.")

    episode.refresh_from_db()
    assert (episode.state, episode.started_on) == (S.IN_TREATMENT, ON)
    assert (contact.mode, contact.mode_null, contact.attendance) == ("FACE_TO_FACE", "", "ATTENDED")


@pytest.mark.parametrize(
    ("fields", "is_seen"),
    [
        ({"mode": "PHONE"}, True),
        ({"kind": "ASSESSMENT"}, True),
        ({"attendance": "ABSENT", "absence_reason": "ILL"}, False),
        ({"attendance": "", "attendance_null": "UNK"}, False),
    ],
)
def test_other_contacts_do_not(
    *,
    fields: dict,
    is_seen: bool,
    episode_at: At,
    nurse: User,
) -> None:
    episode = episode_at(S.ADMITTED)

    log(episode, nurse, **fields)

    episode.refresh_from_db()
    assert (episode.state, episode.started_on) == (S.ADMITTED, None)
    assert (episode.last_seen_on == ON) is is_seen


def test_a_contact_before_admission_does_not(episode_at: At, nurse: User) -> None:
    waiting = episode_at(S.WAITING)

    log(waiting, nurse)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.started_on, waiting.last_seen_on) == (S.WAITING, None, ON)


def test_a_contact_written_late_may_lie_before_the_admission(episode_at: At, nurse: User) -> None:
    episode = episode_at(S.ADMITTED)

    log(episode, nurse, on=date(2026, 1, 3))

    episode.refresh_from_db()
    assert episode.state == S.ADMITTED


@pytest.mark.parametrize(
    ("state", "fields", "refusal"),
    [
        (S.VOIDED, {}, policies.EpisodeNotUsable),
        (S.DISCHARGED, {}, RuleBroken),
        (S.IN_TREATMENT, {"on": date(2026, 3, 17)}, RuleBroken),
        (S.IN_TREATMENT, {"on": date(2026, 1, 1)}, RuleBroken),
        (S.IN_TREATMENT, {"kind": "DANCING"}, ValidationError),
        (S.IN_TREATMENT, {"absence_reason": "ILL"}, contacts.ReasonWithoutAbsence),
    ],
)
def test_a_contact_that_cannot_be_is_refused(
    state: S, fields: dict, refusal: type, episode_at: At, nurse: User
) -> None:
    with pytest.raises(refusal):
        log(episode_at(state), nurse, **fields)

    assert not Contact.objects.exists()


def test_follow_up_goes_on_after_the_end(episode_at: At, nurse: User) -> None:
    assert log(episode_at(S.FOLLOW_UP), nurse, mode="PHONE").on == ON


@pytest.mark.parametrize(
    ("write", "model"), [(log, Contact), (take, DrugTest), (ask, TreatmentDemand)]
)
def test_the_same_form_twice_is_one_entry(
    write: Callable[..., Any], model: type, episode_at: At, doctor: User
) -> None:
    episode, token = episode_at(), made.token()

    assert write(episode, doctor, token=token) == write(episode, doctor, token=token)
    assert model.objects.count() == 1
    with pytest.raises(TokenReused):
        write(episode_at(), doctor, token=token)


@pytest.mark.parametrize(
    ("write", "change"),
    [
        (log, {"kind": "MEDICAL"}),
        (log, {"note": "Called."}),
        (take, {"matrix": "SALIVA"}),
        (take, {"findings": {"OPIOIDS": "NOT_FOUND"}}),
        (ask, {"answers": {"labour": "STUDENT"}}),
        (ask, {"substances": [{"substance": "CANNABIS"}]}),
    ],
)
def test_a_form_sent_again_with_other_values_is_refused(
    write: Callable[..., Any], change: dict[str, Any], episode: Episode, doctor: User
) -> None:
    token = made.token()
    written = write(episode, doctor, token=token)

    with pytest.raises(TokenReused, match="already used"):
        write(episode, doctor, token=token, **change)

    assert type(written).objects.get() == written


def test_a_corrected_contact_moves_the_day_the_patient_was_seen(
    episode_at: At, nurse: User
) -> None:
    episode, token = episode_at(S.ADMITTED), made.token()
    old = log(episode, nurse, attendance="ABSENT", absence_reason="ILL")
    arguments = {"contact": old, "reason": "NEW_INFORMATION", "now": NOW, "by": nurse}

    new = contacts.correct_contact(**arguments, attendance="ATTENDED", token=token)

    episode.refresh_from_db()
    assert (episode.state, episode.started_on, episode.last_seen_on) == (S.IN_TREATMENT, ON, ON)
    assert contacts.correct_contact(**arguments, attendance="ATTENDED", token=token) == new


def test_a_reason_for_absence_goes_with_the_absence(episode: Episode, nurse: User) -> None:
    contact = log(episode, nurse, attendance="ABSENT", absence_reason="ILL")
    arguments = {"reason": "TYPING_ERROR", "now": NOW, "by": nurse}

    still = contacts.correct_contact(contact=contact, minutes=0, **arguments)

    assert still.absence_reason == "ILL"
    with pytest.raises(contacts.ReasonWithoutAbsence):
        contacts.correct_contact(
            contact=still, attendance="ATTENDED", absence_reason="ILL", **arguments
        )


def test_the_results_of_a_test_are_rows(episode: Episode, nurse: User) -> None:
    test = take(
        episode, nurse, findings={"METHADONE": "FOUND", "OPIOIDS": "NOT_FOUND"},
        temperature="IN_RANGE", witnessed="YES",
    )  # fmt: skip

    assert list(test.results.order_by("id").values_list("analyte", "finding")) == [
        ("OPIOIDS", "NOT_FOUND"), ("METHADONE", "FOUND"),
    ]  # fmt: skip
    assert (test.temperature_null, test.witnessed_null) == ("", "")
    episode.refresh_from_db()
    assert episode.last_seen_on == ON


def test_a_test_says_something(episode: Episode, nurse: User) -> None:
    with pytest.raises(drug_tests.NothingTested):
        take(episode, nurse, findings={})
    with pytest.raises(ValidationError):
        take(episode, nurse, findings={"OPIOIDS": "PERHAPS"})

    assert not DrugTest.objects.exists()


def test_the_own_medicine_not_found_is_confirmed(episode: Episode, nurse: User) -> None:
    made.InterventionFactory(episode=episode)
    negative = {"findings": {"METHADONE": "NOT_FOUND"}}

    with pytest.raises(NeedsConfirmation) as doubt:
        take(episode, nurse, **negative)

    assert doubt.value.code == "V49"
    assert take(episode, nurse, **negative, confirmed=["V49"]).results.count() == 1


def test_a_corrected_test_keeps_the_results_that_are_not_given(
    episode: Episode, nurse: User
) -> None:
    old, token = take(episode, nurse), made.token()
    arguments = {"reason": "TYPING_ERROR", "now": NOW, "by": nurse}

    new = drug_tests.correct_drug_test(drug_test=old, matrix="SALIVA", token=token, **arguments)
    again = drug_tests.correct_drug_test(drug_test=old, token=token, **arguments)
    last = drug_tests.correct_drug_test(drug_test=new, findings={"COCAINE": "FOUND"}, **arguments)

    assert new == again
    assert (new.matrix, new.results.get().analyte) == ("SALIVA", "OPIOIDS")
    assert last.results.get().analyte == "COCAINE"


def test_demand_stores_all_variables_with_an_answer_or_a_reason(
    episode: Episode, doctor: User
) -> None:
    record = ask(
        episode,
        doctor,
        answers={
            "injecting": "NEVER", "has_children": "NO", "oat_history": "NEVER",
            "labour_null": "REF", "first_treatment_year": 2020,
        },
        substances=[
            {"substance": "HEROIN", "route": "SMOKE", "age_first_use": 19},
            {"substance": "OTHER", "as_said": "salt"},
        ],
    )  # fmt: skip

    record.refresh_from_db()
    assert record.injecting == "NEVER"
    assert {
        name: getattr(record, f"{name}_null")
        for name in ("injecting", "age_first_injection", "sharing", "lives_with_children",
                     "oat_first_year", "labour", "education", "first_treatment_year")
    } == {
        "injecting": "", "age_first_injection": "NA", "sharing": "NA",
        "lives_with_children": "NA", "oat_first_year": "NA", "labour": "REF",
        "education": "NASK", "first_treatment_year": "",
    }  # fmt: skip
    first, second = SubstanceUse.objects.filter(demand=record)
    assert (first.rank, first.route_null, first.frequency_null) == (1, "", "NASK")
    assert (second.rank, second.as_said, second.age_first_use_null) == (2, "salt", "NASK")


def test_demand_is_refused_by_number(episode: Episode, doctor: User) -> None:
    with pytest.raises(RuleBroken) as refusal:
        ask(episode, doctor, answers={"injecting": "NEVER", "sharing": "CURRENT"}, substances=[])

    assert [rule.code for rule in refusal.value.rules] == ["V08", "V10", "V12"]
    assert not TreatmentDemand.objects.exists()


def test_an_unusual_answer_is_confirmed(episode: Episode, doctor: User) -> None:
    unusual = {"substances": [{"substance": "ALCOHOL", "route": "EAT"}]}

    with pytest.raises(NeedsConfirmation) as doubt:
        ask(episode, doctor, **unusual)

    assert doubt.value.code == "V13"
    assert ask(episode, doctor, **unusual, confirmed=["V13"]).substances.count() == 1


@pytest.mark.parametrize(
    ("earlier", "is_refused"), [(S.DISCHARGED, True), (S.VOIDED, False), (S.REFERRAL, False)]
)
def test_never_treated_looks_at_earlier_episodes(
    *,
    earlier: S,
    is_refused: bool,
    episode_at: At,
    doctor: User,
) -> None:
    episode = episode_at()
    fields = {"admitted_on": date(2026, 1, 3)} if earlier == S.VOIDED else {}
    episode_at(earlier, patient=episode.patient, **fields)

    if is_refused:
        with pytest.raises(RuleBroken, match="treated here before"):
            ask(episode, doctor, answers={"previously_treated": "NEVER"})
    else:
        ask(episode, doctor, answers={"previously_treated": "NEVER"})


@pytest.mark.parametrize("wrong", [{"answers": {"hobby": "YES"}}, {"substances": [{"price": 1}]}])
def test_demand_has_no_other_variables(wrong: dict, episode: Episode, doctor: User) -> None:
    with pytest.raises(TypeError, match="No such variable"):
        ask(episode, doctor, **wrong)


def test_corrected_demand_keeps_what_is_not_given_again(episode: Episode, doctor: User) -> None:
    old, token = ask(episode, doctor, answers={"labour": "STUDENT"}), made.token()
    arguments = {"reason": "NEW_INFORMATION", "now": NOW, "by": doctor}

    new = demand.correct_demand(
        demand=old, answers={"education": "HIGHER"}, token=token, **arguments
    )
    again = demand.correct_demand(demand=old, token=token, **arguments)
    last = demand.correct_demand(
        demand=new, as_of=date(2026, 3, 1), answers={"labour_null": "UNK"},
        substances=[{"substance": "CANNABIS", "route": "SMOKE"}], **arguments,
    )  # fmt: skip

    assert new == again
    assert (new.labour, new.education, new.as_of) == ("STUDENT", "HIGHER", ON)
    assert new.substances.get().substance == "HEROIN"
    assert (last.labour, last.labour_null, last.education) == ("", "UNK", "HIGHER")
    assert (last.as_of, last.substances.get().substance) == (date(2026, 3, 1), "CANNABIS")
    old.refresh_from_db()
    assert old.state == "SUPERSEDED"


@pytest.mark.parametrize(
    "make",
    [
        made.ContactFactory, made.DoseFactory, made.DrugTestFactory, made.TreatmentDemandFactory,
        made.InterventionFactory,
    ],
)  # fmt: skip
def test_every_entry_can_be_voided_once(make: Any, episode: Episode, doctor: User) -> None:
    entry = make(episode=episode)

    voided = corrections.void(entry=entry, reason="DID_NOT_HAPPEN", now=NOW, by=doctor)

    entry.refresh_from_db()
    assert (entry.state, entry.void_reason, entry.voided_by, entry.voided_at) == (
        "VOIDED", "DID_NOT_HAPPEN", doctor, NOW,
    )  # fmt: skip
    assert voided == entry
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.reason_code) == ("VOID", "DID_NOT_HAPPEN")
    assert str(episode.patient.uid) in event.object_uids
    with pytest.raises(policies.NotCurrent):
        corrections.void(entry=entry, reason="DUPLICATE", now=NOW, by=doctor)


def test_voiding_before_admission_reads_only_what_was_seen(episode_at: At, doctor: User) -> None:
    waiting = episode_at(S.WAITING)
    first = made.ContactFactory(episode=waiting, on=date(2026, 3, 1))
    last = made.ContactFactory(episode=waiting, on=date(2026, 3, 9))

    corrections.void(entry=last, reason="DUPLICATE", now=NOW, by=doctor)

    waiting.refresh_from_db()
    assert (waiting.last_seen_on, waiting.started_on) == (first.on, None)


def test_a_consent_is_given_once_and_withdrawn_once(episode: Episode, doctor: User) -> None:
    given = {
        "patient": episode.patient, "purpose": "STUDY", "text_version": "2026.1",
        "given_on": date(2026, 3, 1), "now": NOW, "by": doctor,
    }  # fmt: skip
    consent = consents.give_consent(**given)

    with pytest.raises(consents.ConsentHolds):
        consents.give_consent(**given)
    with pytest.raises(consents.ConsentEnded):
        consents.withdraw_consent(consent=consent, on=date(2026, 2, 28), now=NOW, by=doctor)
    withdrawn = consents.withdraw_consent(consent=consent, on=ON, now=NOW, by=doctor)
    with pytest.raises(consents.ConsentEnded):
        consents.withdraw_consent(consent=consent, on=ON, now=NOW, by=doctor)

    assert withdrawn.withdrawn_on == ON
    assert consents.give_consent(**given | {"given_on": ON}).pk != consent.pk
    assert Consent.objects.count() == 2


@pytest.mark.parametrize("on", [date(2026, 3, 17), date(1989, 1, 1)])
def test_a_consent_has_a_possible_day(on: date, episode: Episode, doctor: User) -> None:
    with pytest.raises(RuleBroken):
        consents.give_consent(
            patient=episode.patient, purpose="CARE", text_version="1", given_on=on, now=NOW,
            by=doctor,
        )  # fmt: skip


def test_opening_a_record_is_told_with_its_parts(episode: Episode, nurse: User) -> None:
    records.open_record(patient=episode.patient, by=nurse, fields=["doses"])

    event = AuditEvent.objects.latest("id")
    assert (event.action, event.fields, event.purpose) == ("READ", ["doses"], "CARE")
    assert event.object_uids == [str(episode.patient.uid)]

"""Doses: the first one, the second one of a day, the double tap, corrections."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from clinics import policies
from clinics.actions import doses
from clinics.actions._entries import TokenReused
from clinics.actions.corrections import void
from clinics.models import Dose, Episode
from clinics.rules import RuleBroken
from clinics.vocabulary import EpisodeState as S
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from tests.factories import clinics as made
from tests.factories import kernel as people


NOW = made.NOW
ON = date(2026, 3, 16)
At = Callable[..., Episode]


def give(episode: Episode, by: User, **changes: Any) -> Dose:
    usual = {
        "on": ON, "medicine": "METHADONE", "amount": Decimal(60), "token": made.token(),
        "now": NOW,
    }  # fmt: skip
    return doses.give_dose(episode=episode, by=by, **(usual | changes))


@pytest.fixture
def treated(episode: Episode) -> Episode:
    """Methadone since January: the next dose is not the first."""
    made.DoseFactory(episode=episode, on=date(2026, 1, 5), amount=30)
    return episode


def test_the_first_dose_begins_the_treatment(episode_at: At, nurse: User) -> None:
    episode = episode_at(S.ADMITTED)

    dose = give(episode, nurse, amount=Decimal(30), at=time(9, 14), prescribed=Decimal(30))

    episode.refresh_from_db()
    assert (episode.state, episode.started_on, episode.last_seen_on) == (S.IN_TREATMENT, ON, ON)
    assert (dose.number, dose.unit, dose.mode, dose.mode_null) == (1, "MG", "SUPERVISED", "")
    assert dose.patient == episode.patient
    assert [event.event for event in AuditEvent.objects.order_by("-id")[:2]] == [
        "clinics.dose.given",
        "clinics.episode.moved",
    ]


def test_a_missed_first_dose_begins_nothing(episode_at: At, nurse: User) -> None:
    episode = episode_at(S.ADMITTED)

    give(episode, nurse, amount=Decimal(0), mode="MISSED")

    episode.refresh_from_db()
    assert (episode.state, episode.started_on, episode.last_seen_on) == (S.ADMITTED, None, None)


def test_a_take_home_dose_is_taken_by_somebody_nobody_saw(treated: Episode, nurse: User) -> None:
    give(treated, nurse, mode="TAKE_HOME")

    treated.refresh_from_db()
    assert treated.last_seen_on is None


def test_the_same_form_sent_twice_is_one_dose(treated: Episode, nurse: User) -> None:
    token = made.token()

    first, second = give(treated, nurse, token=token), give(treated, nurse, token=token)

    assert first == second
    assert Dose.objects.filter(on=ON).count() == 1
    assert AuditEvent.objects.filter(event="clinics.dose.given").count() == 1


@pytest.mark.parametrize(
    "change",
    [{"amount": Decimal(65)}, {"mode": "MISSED"}, {"on": date(2026, 3, 15)}, {"unit": "ML"}],
)
def test_a_form_sent_again_with_other_values_is_no_double_tap(
    change: dict[str, Any], treated: Episode, nurse: User
) -> None:
    token = made.token()
    give(treated, nurse, token=token)

    with pytest.raises(TokenReused, match="already used"):
        give(treated, nurse, token=token, **change)

    assert Dose.objects.filter(recorded_by=nurse).count() == 1


@pytest.mark.parametrize("how", ["corrected", "voided"])
def test_a_form_whose_dose_holds_no_more_is_not_taken_as_recorded(
    how: str, treated: Episode, nurse: User, doctor: User
) -> None:
    token = made.token()
    dose = give(treated, nurse, token=token)
    if how == "voided":
        void(entry=dose, reason="WRONG_PATIENT", now=NOW, by=doctor)
    else:
        doses.correct_dose(dose=dose, reason="TYPING_ERROR", at=time(9, 0), now=NOW, by=nurse)

    with pytest.raises(TokenReused):
        give(treated, nurse, token=token)


def test_a_form_belongs_to_one_patient(treated: Episode, episode_at: At, nurse: User) -> None:
    token = made.token()
    give(treated, nurse, token=token)

    with pytest.raises(TokenReused):
        give(episode_at(), nurse, token=token)


def test_a_second_dose_of_a_day_stops_with_what_was_given(treated: Episode, nurse: User) -> None:
    give(treated, nurse, at=time(10, 14))

    with pytest.raises(doses.AlreadyDosed) as stop:
        give(treated, nurse)

    earlier = stop.value.dose
    assert stop.value.code == "V44"
    assert (earlier.amount, earlier.at, earlier.staff_code) == (Decimal(60), time(10, 14), "N-01")
    assert earlier.place == treated.site.name


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("BUPRENORPHINE", "BUPRENORPHINE_NALOXONE"),
        ("NOT_STATED", "METHADONE"),
        ("METHADONE", "NOT_STATED"),
        ("METHADONE", "BUPRENORPHINE"),
        ("METHADONE", "BUPRENORPHINE_NALOXONE"),
        ("BUPRENORPHINE", "METHADONE"),
        ("BUPRENORPHINE_NALOXONE", "METHADONE"),
    ],
)
def test_one_opioid_agonist_a_day(first: str, second: str, treated: Episode, nurse: User) -> None:
    give(treated, nurse, medicine=first)

    with pytest.raises(doses.AlreadyDosed):
        give(treated, nurse, medicine=second)


def test_two_people_may_change_the_agonist_within_a_day(
    treated: Episode, nurse: User, doctor: User
) -> None:
    give(treated, nurse, medicine="BUPRENORPHINE", amount=Decimal(8))
    change = {"override_reason": "PRESCRIBER"}

    with pytest.raises(policies.SecondPersonNeeded):
        give(treated, nurse, **change)
    dose = give(treated, nurse, **change, override_by=doctor)

    assert (dose.medicine, dose.number) == ("METHADONE", 2)


def test_methadone_after_buprenorphine_is_a_first_dose(episode: Episode, nurse: User) -> None:
    made.DoseFactory(episode=episode, on=date(2026, 3, 15), medicine="BUPRENORPHINE", amount=8)

    with pytest.raises(RuleBroken) as stop:
        give(episode, nurse, amount=Decimal(40))

    assert stop.value.code == "V42"


def test_the_agonist_of_a_dose_is_corrected_by_the_nurse(treated: Episode, nurse: User) -> None:
    dose = give(treated, nurse, amount=Decimal(8))

    new = doses.correct_dose(
        dose=dose, reason="TYPING_ERROR", medicine="BUPRENORPHINE", now=NOW, by=nurse
    )

    assert new.medicine == "BUPRENORPHINE"


def test_another_medicine_or_day_is_not_a_second_dose(treated: Episode, nurse: User) -> None:
    made.DoseFactory(episode=treated, on=date(2026, 1, 6), medicine="NALTREXONE_DEPOT")
    give(treated, nurse)
    give(treated, nurse, medicine="NALTREXONE_DEPOT", amount=Decimal(1), unit="INJECTION")
    give(treated, nurse, on=date(2026, 3, 15))
    give(treated, nurse, mode="VOMITED")

    assert Dose.objects.filter(number=1).count() == 6


def test_a_second_dose_takes_a_reason_and_a_second_person(
    treated: Episode, nurse: User, doctor: User
) -> None:
    give(treated, nurse)
    again = {"override_reason": "REPLACEMENT"}

    for alone in (None, nurse):
        with pytest.raises(policies.SecondPersonNeeded):
            give(treated, nurse, **again, override_by=alone)
    other_nurse = people.nurse(at=treated.organisation)
    with pytest.raises(doses.PrescriberNeeded) as refusal:
        give(treated, nurse, **again, override_by=other_nurse)
    dose = give(treated, nurse, **again, override_by=doctor)

    assert refusal.value.code == "V44"
    assert (dose.number, dose.override_reason, dose.override_by) == (2, "REPLACEMENT", doctor)
    event = AuditEvent.objects.latest("id")
    assert event.reason_code == "REPLACEMENT"
    assert event.detail == {"set_aside": ["V44"], "decided_by": str(doctor.uid)}


@pytest.mark.parametrize("mode", ["VOMITED", "SPILLED"])
def test_a_spoiled_dose_is_replaced_by_two_people_for_a_reason(
    mode: str, treated: Episode, nurse: User, doctor: User
) -> None:
    give(treated, nurse, mode=mode)
    again = {"override_reason": "REPLACEMENT"}

    with pytest.raises(doses.AlreadyDosed) as stop:
        give(treated, nurse)
    with pytest.raises(policies.SecondPersonNeeded):
        give(treated, nurse, **again)
    dose = give(treated, nurse, **again, override_by=doctor)

    assert stop.value.dose.amount == Decimal(60)
    assert (dose.number, dose.override_reason, dose.override_by) == (1, "REPLACEMENT", doctor)


def test_a_dose_spilled_before_any_was_swallowed_stops_nobody(
    treated: Episode, nurse: User
) -> None:
    give(treated, nurse, mode="SPILLED", amount=Decimal(0))

    assert give(treated, nurse).override_reason == ""


def test_one_nurse_alone_does_not_take_back_that_a_dose_was_vomited(
    treated: Episode, nurse: User
) -> None:
    vomited = give(treated, nurse, mode="VOMITED")

    with pytest.raises(policies.SecondPersonNeeded):
        doses.correct_dose(
            dose=vomited, reason="TYPING_ERROR", mode="MISSED", amount=Decimal(0), now=NOW,
            by=nurse,
        )  # fmt: skip


def test_a_high_first_dose_of_methadone_is_the_prescribers(
    episode: Episode, nurse: User, doctor: User
) -> None:
    with pytest.raises(RuleBroken) as stop:
        give(episode, nurse, amount=Decimal(40))
    with pytest.raises(doses.PrescriberNeeded):
        give(episode, nurse, amount=Decimal(40), override_reason="PRESCRIBER")

    dose = give(episode, nurse, amount=Decimal(40), override_reason="PRESCRIBER",
                override_by=doctor)  # fmt: skip

    assert stop.value.code == "V42"
    assert dose.override_by == doctor


def test_a_prescriber_who_gives_the_dose_decides_alone(episode: Episode, doctor: User) -> None:
    dose = give(episode, doctor, amount=Decimal(40), override_reason="PRESCRIBER")

    assert (dose.number, dose.override_by) == (1, doctor)


def test_a_dose_of_nothing_makes_no_later_dose_the_second(episode: Episode, nurse: User) -> None:
    made.DoseFactory(episode=episode, on=date(2026, 3, 15), amount=0)

    with pytest.raises(RuleBroken) as stop:
        give(episode, nurse, amount=Decimal(120))

    assert stop.value.code == "V42"


@pytest.mark.parametrize("mode", ["SUPERVISED", "TAKE_HOME", "HOSPITAL", ""])
def test_a_taken_dose_is_more_than_nothing(mode: str, treated: Episode, nurse: User) -> None:
    with pytest.raises(doses.NothingTaken, match="Enter the amount"):
        give(treated, nurse, amount=Decimal(0), mode=mode)
    with pytest.raises(doses.NothingTaken):
        doses.correct_dose(
            dose=give(treated, nurse), reason="TYPING_ERROR", amount=Decimal(0), now=NOW, by=nurse
        )


@pytest.mark.parametrize("mode", ["SUPERVISED", "TAKE_HOME", "HOSPITAL", ""])
def test_nothing_is_taken_while_treatment_is_interrupted(
    mode: str, episode_at: At, nurse: User
) -> None:
    with pytest.raises(policies.NotPossibleNow, match="Resume it first"):
        give(episode_at(S.INTERRUPTED), nurse, mode=mode)


@pytest.mark.parametrize("prescribed", [Decimal(60), Decimal(80)])
def test_who_signs_beside_the_nurse_gives_doses_here(
    prescribed: Decimal, treated: Episode, nurse: User
) -> None:
    here, elsewhere = treated.organisation, people.clinic()
    signed = {"prescribed": prescribed, "override_reason": "PRESCRIBER"}

    for stranger in (people.case_worker(at=here), people.clinician(at=elsewhere)):
        with pytest.raises(policies.SecondPersonNeeded, match="gives doses here"):
            give(treated, nurse, **signed, override_by=stranger)
    colleague = people.nurse(at=here)

    assert give(treated, nurse, **signed, override_by=colleague).override_by == colleague


def test_another_amount_than_prescribed_takes_a_reason(treated: Episode, nurse: User) -> None:
    with pytest.raises(RuleBroken) as stop:
        give(treated, nurse, prescribed=Decimal(80))

    dose = give(treated, nurse, prescribed=Decimal(80), override_reason="PRESCRIBER")

    assert stop.value.code == "V43"
    assert dose.override_by is None


@pytest.mark.parametrize("what", ["dose", "test"])
def test_naltrexone_waits_for_ten_days_without_opioids(
    what: str, episode: Episode, doctor: User
) -> None:
    seen = date(2026, 3, 6)
    if what == "dose":
        made.DoseFactory(episode=episode, on=seen)
    else:
        test = made.DrugTestFactory(episode=episode, on=seen)
        test.results.create(organisation=test.organisation, analyte="OPIOIDS", finding="FOUND")
    injection = {"medicine": "NALTREXONE_DEPOT", "amount": Decimal(1), "unit": "INJECTION"}

    with pytest.raises(RuleBroken) as stop:
        give(episode, doctor, **injection)

    assert stop.value.code == "V50"
    Dose.objects.all().delete()
    if what == "test":
        test.results.update(finding="NOT_FOUND")
    assert give(episode, doctor, **injection).number == 1


@pytest.mark.parametrize(
    ("state", "fields", "refusal"),
    [
        (S.ASSESSMENT, {}, policies.NotAdmitted),
        (S.IN_TREATMENT, {"on": date(2026, 1, 4)}, policies.NotAdmitted),
        (S.INTERRUPTED, {}, policies.NotPossibleNow),
        (S.CLOSED_NOT_ADMITTED, {}, policies.EpisodeNotUsable),
        (S.VOIDED, {}, policies.EpisodeNotUsable),
        (S.DISCHARGED, {}, RuleBroken),
        (S.IN_TREATMENT, {"on": date(2026, 3, 17)}, RuleBroken),
    ],
)
def test_a_dose_is_for_somebody_in_treatment(
    state: S, fields: dict, refusal: type, episode_at: At, nurse: User
) -> None:
    with pytest.raises(refusal):
        give(episode_at(state), nurse, amount=Decimal(20), **fields)


def test_a_voided_first_dose_no_longer_begins_the_treatment(
    episode_at: At, nurse: User, doctor: User
) -> None:
    episode = episode_at(S.ADMITTED)
    dose = give(episode, nurse, amount=Decimal(20), on=date(2026, 3, 10))
    give(episode, nurse, amount=Decimal(20), on=date(2026, 3, 12))

    void(entry=dose, reason="WRONG_PATIENT", now=NOW, by=doctor)

    episode.refresh_from_db()
    assert episode.started_on == episode.last_seen_on == date(2026, 3, 12)


def test_an_earlier_dose_written_late_moves_the_start(episode_at: At, nurse: User) -> None:
    episode = episode_at(S.ADMITTED)
    give(episode, nurse, amount=Decimal(20))
    give(episode, nurse, amount=Decimal(20), on=date(2026, 3, 10))

    episode.refresh_from_db()
    assert (episode.started_on, episode.last_seen_on) == (date(2026, 3, 10), ON)


def test_asking_costs_the_same_with_many_doses_as_with_few(
    treated: Episode, nurse: User, django_assert_max_num_queries: Any
) -> None:
    for day in range(1, 28):
        made.DoseFactory(episode=treated, on=date(2026, 2, day))

    with django_assert_max_num_queries(15):
        give(treated, nurse)


@pytest.mark.django_db(transaction=True, databases=["default", "vault"])
@pytest.mark.parametrize("is_same_form", [True, False])
def test_two_nurses_at_the_same_moment_give_one_dose(*, is_same_form: bool) -> None:
    clinic = people.clinic()
    episode = made.EpisodeFactory(patient=made.PatientFactory(organisation=clinic))
    nurses = [people.nurse(at=clinic), people.nurse(at=clinic)]
    start, shared = Barrier(2), made.token()
    answers: list[SimpleNamespace] = []

    def tap(nurse: User) -> None:
        start.wait()
        token = shared if is_same_form else made.token()
        try:
            dose = give(episode, nurse, amount=Decimal(20), token=token)
            answers.append(SimpleNamespace(dose=dose, stopped=False))
        except doses.AlreadyDosed:
            answers.append(SimpleNamespace(dose=None, stopped=True))
        finally:
            connections.close_all()

    threads = [Thread(target=tap, args=(nurse,)) for nurse in nurses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Dose.objects.count() == 1
    assert AuditEvent.objects.filter(event="clinics.dose.given").count() == 1
    assert sorted(answer.stopped for answer in answers) == [False, not is_same_form]

"""Prescriptions: one runs, another ends it; limits, countries, agreements, holds."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clinics.actions import doses, episodes, prescriptions
from clinics.actions._entries import TokenReused
from clinics.actions._prescribed import DosingHeld
from clinics.models import Episode, Prescription
from clinics.policies import NotAdmitted, SecondPersonNeeded
from clinics.rules import RuleBroken
from clinics.selectors.prescriptions import in_force
from clinics.vocabulary import EpisodeState as S
from kernel.models import User
from kernel.permissions import NotPermitted
from tests.factories import clinics as made
from tests.factories import kernel as people
from tests.factories import prescriptions as written


NOW = made.NOW
TODAY = date(2026, 3, 16)
At = Callable[..., Episode]


def days(number: int) -> timedelta:
    return timedelta(days=number)


def prescribe(episode: Episode, by: User, **changes: Any) -> Prescription:
    usual = {
        "medicine": "METHADONE", "dose": Decimal(30), "starts_on": TODAY,
        "ends_on": TODAY + days(28), "token": made.token(), "now": NOW,
    }  # fmt: skip
    return prescriptions.prescribe(episode=episode, by=by, **(usual | changes))


def in_force_on(day: date) -> list[Prescription]:
    return list(Prescription.objects.filter(in_force(day)).order_by("pk"))


@pytest.fixture
def treated(episode: Episode) -> Episode:
    """60 mg of methadone since January, the last dose yesterday."""
    for ago in range(1, 8):
        made.DoseFactory(episode=episode, on=TODAY - days(ago))
    return episode


def test_a_prescription_runs_from_its_first_day(episode: Episode, doctor: User, told: Any) -> None:
    row = prescribe(episode, doctor, interval="WEEKDAYS", weekdays="135")

    assert (row.weekdays, row.parts, row.ended_on, row.patient) == ("135", 1, None, episode.patient)
    assert (told().event, told().reason_code) == ("clinics.prescription.written", "")
    assert in_force_on(TODAY) == [row]


def test_a_change_ends_the_one_before_and_edits_nothing(treated: Episode, doctor: User) -> None:
    first = prescribe(treated, doctor, dose=Decimal(60))
    before = Prescription.objects.filter(pk=first.pk).values().get()

    second = prescribe(treated, doctor, dose=Decimal(70), starts_on=TODAY + days(7))

    after = Prescription.objects.filter(pk=first.pk).values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"ended_on", "end_reason"}
    assert (after["ended_on"], after["end_reason"]) == (TODAY + days(6), "CHANGED")
    assert in_force_on(TODAY + days(6)) == [first]
    assert in_force_on(TODAY + days(7)) == [second]


def test_a_change_before_one_that_is_to_come_leaves_one_in_force(
    treated: Episode, doctor: User
) -> None:
    prescribe(treated, doctor, dose=Decimal(60))
    prescribe(treated, doctor, dose=Decimal(70), starts_on=TODAY + days(7))

    third = prescribe(treated, doctor, dose=Decimal(65), starts_on=TODAY + days(3))

    counts = [len(in_force_on(TODAY + days(n))) for n in range(20)]
    assert counts == [1] * 20
    assert in_force_on(TODAY + days(10)) == [third]


def test_the_same_form_sent_twice_is_one_prescription(episode: Episode, doctor: User) -> None:
    token = made.token()

    first = prescribe(episode, doctor, token=token)

    assert prescribe(episode, doctor, token=token) == first
    with pytest.raises(TokenReused):
        prescribe(episode, doctor, token=token, dose=Decimal(20))


def test_a_first_methadone_dose_above_thirty_needs_a_reason(
    episode: Episode, doctor: User, told: Any
) -> None:
    with pytest.raises(prescriptions.ReasonNeeded) as refusal:
        prescribe(episode, doctor, dose=Decimal(31))

    row = prescribe(episode, doctor, dose=Decimal(31), override_reason="PRESCRIBER")

    assert refusal.value.code == "V42"
    assert row.dose == 31
    assert (told().reason_code, told().detail["set_aside"]) == ("PRESCRIBER", ["V42"])


def test_after_missed_days_the_rule_caps_the_next_prescription(
    treated: Episode, doctor: User
) -> None:
    written.PrescriptionFactory(episode=treated, starts_on=TODAY - days(30))
    later = TODAY + days(3)  # three days missed: 16, 17, 18 March
    now = NOW + days(3)

    with pytest.raises(prescriptions.ReasonNeeded) as refusal:
        prescribe(treated, doctor, dose=Decimal(31), starts_on=later, now=now)
    row = prescribe(treated, doctor, dose=Decimal(30), starts_on=later, now=now)

    assert refusal.value.code == "V45"
    assert row.dose == 30


@pytest.fixture
def lapsed(episode: Episode) -> Episode:
    """120 mg until 50 days ago; what was prescribed ended 46 days ago."""
    for ago in range(50, 60):
        made.DoseFactory(episode=episode, on=TODAY - days(ago), amount=Decimal(120))
    written.PrescriptionFactory(
        episode=episode, dose=Decimal(120), starts_on=TODAY - days(60), ends_on=TODAY - days(46)
    )
    return episode


def test_after_a_gap_between_prescriptions_treatment_begins_anew(
    lapsed: Episode, doctor: User, told: Any
) -> None:
    with pytest.raises(prescriptions.ReasonNeeded):
        prescribe(lapsed, doctor, dose=Decimal(120))

    prescribe(lapsed, doctor, dose=Decimal(120), override_reason="PRESCRIBER")

    assert told().detail["set_aside"] == ["V42", "V45"]


def test_writing_twice_on_one_day_does_not_hide_the_gap(lapsed: Episode, doctor: User) -> None:
    prescribe(lapsed, doctor, dose=Decimal(30))

    with pytest.raises(prescriptions.ReasonNeeded):
        prescribe(lapsed, doctor, dose=Decimal(120))


def test_days_up_to_a_later_first_day_are_days_without_a_dose(
    treated: Episode, doctor: User
) -> None:
    with pytest.raises(prescriptions.ReasonNeeded):
        prescribe(treated, doctor, dose=Decimal(60), starts_on=TODAY + days(6))


def test_the_first_dose_after_a_gap_is_a_first_dose_at_the_window(
    lapsed: Episode, nurse: User, doctor: User
) -> None:
    prescribe(lapsed, doctor, dose=Decimal(120), override_reason="PRESCRIBER")

    with pytest.raises(RuleBroken) as refusal:
        give(lapsed, nurse, amount=Decimal(120))
    dose = give(
        lapsed, nurse, amount=Decimal(120), override_reason="PRESCRIBER", override_by=doctor
    )

    assert refusal.value.code == "V42"
    assert dose.override_by == doctor


def test_take_home_doses_bridge_a_gap(lapsed: Episode, nurse: User, doctor: User) -> None:
    for ago in range(1, 14):
        made.DoseFactory(
            episode=lapsed, on=TODAY - days(ago), amount=Decimal(120), mode="TAKE_HOME"
        )
    prescribe(lapsed, doctor, dose=Decimal(120))

    assert give(lapsed, nurse, amount=Decimal(120)).override_reason == ""


def test_buprenorphine_goes_on_at_no_more_than_before(episode: Episode, doctor: User) -> None:
    made.DoseFactory(
        episode=episode, on=TODAY - days(9), medicine="BUPRENORPHINE", amount=Decimal(8)
    )
    change = {"medicine": "BUPRENORPHINE_NALOXONE"}

    with pytest.raises(prescriptions.ReasonNeeded) as refusal:
        prescribe(episode, doctor, dose=Decimal(16), **change)

    assert refusal.value.code == "V45"
    assert prescribe(episode, doctor, dose=Decimal(8), **change).dose == 8


def test_beginning_anew_suspends_take_home(treated: Episode, doctor: User, nurse: User) -> None:
    old = written.PrescriptionFactory(episode=treated, starts_on=TODAY - days(30))
    written.TakeHomeAgreementFactory(episode=treated)
    later, now = TODAY + days(6), NOW + days(6)

    prescribe(treated, doctor, starts_on=later, now=now, dose=Decimal(30))

    old.refresh_from_db()
    assert old.end_reason == "REINDUCTION"
    with pytest.raises(RuleBroken) as refusal:
        doses.give_dose(
            episode=treated, on=later, medicine="METHADONE", amount=Decimal(30), mode="TAKE_HOME",
            token=made.token(), now=now, by=nurse,
        )  # fmt: skip
    assert refusal.value.code == "V46"


@pytest.mark.django_db
@pytest.mark.parametrize("country", ["UZ", "TM"])
def test_there_is_no_agonist_treatment_in_these_countries(country: str) -> None:
    clinic = people.clinic(country=country)
    episode = made.EpisodeFactory(patient=made.PatientFactory(organisation=clinic))
    doctor = people.clinician(at=clinic)

    with pytest.raises(prescriptions.NotAvailable):
        prescribe(episode, doctor, medicine="BUPRENORPHINE", dose=Decimal(8))
    row = prescribe(
        episode, doctor, medicine="NALTREXONE_DEPOT", dose=Decimal(1), unit="INJECTION",
        interval="MONTHLY",
    )  # fmt: skip

    assert row.interval == "MONTHLY"


@pytest.mark.parametrize(
    "plan",
    [
        {"ends_on": TODAY + days(93)},
        {"starts_on": TODAY - days(1)},
        {"ends_on": TODAY - days(1)},
        {"dose": Decimal(0)},
        {"unit": "INJECTION"},
        {"medicine": "NOT_STATED"},
        {"interval": "WEEKDAYS", "weekdays": ""},
        {"interval": "WEEKDAYS", "weekdays": "08"},
        {"take_home_days": "1234567"},
        {"take_home_days": "76"},
        {"interval": "ALTERNATE", "take_home_days": "67"},
    ],
)
def test_a_plan_that_does_not_fit_is_refused(
    plan: dict[str, Any], episode: Episode, doctor: User
) -> None:
    with pytest.raises(prescriptions.WrongPlan):
        prescribe(episode, doctor, **plan)

    assert not Prescription.objects.exists()


def test_ninety_two_days_are_the_longest(episode: Episode, doctor: User) -> None:
    assert prescribe(episode, doctor, ends_on=TODAY + days(92)).ends_on == TODAY + days(92)


def test_only_who_prescribes_does(episode: Episode, nurse: User, doctor: User) -> None:
    with pytest.raises(NotPermitted):
        prescribe(episode, nurse)
    with pytest.raises(NotPermitted):
        prescribe(episode, doctor, seconded_by=nurse)
    with pytest.raises(SecondPersonNeeded):
        prescribe(episode, doctor, seconded_by=doctor)


def test_nobody_is_prescribed_for_before_admission(episode_at: At, doctor: User) -> None:
    with pytest.raises(NotAdmitted):
        prescribe(episode_at(S.ASSESSMENT), doctor)


def test_a_prescription_is_ended_once(episode: Episode, doctor: User, told: Any) -> None:
    prescribe(episode, doctor)

    row = prescriptions.end_prescription(
        episode=episode, on=TODAY, reason="STOPPED", now=NOW, by=doctor
    )

    assert (row.ended_on, row.end_reason) == (TODAY, "STOPPED")
    assert told().event == "clinics.prescription.ended"
    assert in_force_on(TODAY + days(1)) == []
    with pytest.raises(prescriptions.NothingRuns):
        prescriptions.end_prescription(
            episode=episode, on=TODAY, reason="STOPPED", now=NOW, by=doctor
        )


def test_nothing_is_ended_before_doses_that_were_given(episode: Episode, doctor: User) -> None:
    written.PrescriptionFactory(episode=episode)

    with pytest.raises(prescriptions.WrongPlan):
        prescriptions.end_prescription(
            episode=episode, on=TODAY - days(2), reason="STOPPED", now=NOW, by=doctor
        )


def test_a_discharge_ends_what_is_prescribed(treated: Episode, doctor: User) -> None:
    row = prescribe(treated, doctor, dose=Decimal(60))

    episodes.discharge(episode=treated, on=TODAY, reason="COMPLETED", now=NOW, by=doctor)

    row.refresh_from_db()
    assert (row.ended_on, row.end_reason) == (TODAY, "DISCHARGED")


def agree(episode: Episode, by: User, **changes: Any) -> Any:
    usual = {
        "starts_on": TODAY, "ends_on": TODAY + days(28), "most_days": 2,
        "storage_explained": True, "naloxone_explained": True, "token": made.token(), "now": NOW,
    }  # fmt: skip
    return prescriptions.agree_take_home(episode=episode, by=by, **(usual | changes))


def test_take_home_is_agreed_after_storage_and_naloxone_were_explained(
    episode: Episode, doctor: User, nurse: User, told: Any
) -> None:
    with pytest.raises(prescriptions.NotExplained):
        agree(episode, doctor, naloxone_explained=False)
    with pytest.raises(NotPermitted):
        agree(episode, nurse)
    with pytest.raises(prescriptions.WrongPlan):
        agree(episode, doctor, ends_on=TODAY + days(100))

    token = made.token()
    row = agree(episode, doctor, token=token)

    assert agree(episode, doctor, token=token) == row
    assert told().event == "clinics.take-home.agreed"


def hold(episode: Episode, by: User, **changes: Any) -> Any:
    usual = {"on": TODAY, "reason": "INTOXICATED", "token": made.token(), "now": NOW}
    return prescriptions.hold_dosing(episode=episode, by=by, **(usual | changes))


def give(episode: Episode, by: User, **changes: Any) -> Any:
    usual = {
        "on": TODAY, "medicine": "METHADONE", "amount": Decimal(60), "token": made.token(),
        "now": NOW,
    }  # fmt: skip
    return doses.give_dose(episode=episode, by=by, **(usual | changes))


def test_a_hold_stops_every_way_of_giving_until_a_prescriber_lifts_it(
    treated: Episode, nurse: User, doctor: User, told: Any
) -> None:
    hold(treated, nurse)
    with pytest.raises(DosingHeld):
        give(treated, nurse)
    with pytest.raises(DosingHeld):
        give(treated, doctor, override_reason="PRESCRIBER", override_by=doctor)
    with pytest.raises(prescriptions.HeldAlready):
        hold(treated, nurse)
    with pytest.raises(NotPermitted):
        prescriptions.lift_hold(episode=treated, now=NOW, by=nurse)
    give(treated, nurse, mode="WITHHELD", amount=Decimal(0))

    prescriptions.lift_hold(episode=treated, now=NOW, by=doctor)

    assert told().event == "clinics.dosing.hold-lifted"
    assert give(treated, nurse).amount == 60
    with pytest.raises(prescriptions.NothingRuns):
        prescriptions.lift_hold(episode=treated, now=NOW, by=doctor)


def test_what_was_withheld_is_not_corrected_into_a_dose_during_a_hold(
    treated: Episode, nurse: User
) -> None:
    withheld = give(treated, nurse, mode="WITHHELD", amount=Decimal(0))
    hold(treated, nurse)

    with pytest.raises(DosingHeld):
        doses.correct_dose(
            dose=withheld, reason="TYPING_ERROR", mode="SUPERVISED", amount=Decimal(60), now=NOW,
            by=nurse,
        )  # fmt: skip


def test_a_hold_is_not_for_a_day_to_come_and_not_before_admission(
    treated: Episode, episode_at: At, nurse: User
) -> None:
    with pytest.raises(prescriptions.WrongPlan):
        hold(treated, nurse, on=TODAY + days(1))
    with pytest.raises(NotAdmitted):
        hold(episode_at(S.WAITING), nurse)


def test_what_is_prescribed_counts_and_not_what_the_form_says(
    treated: Episode, nurse: User
) -> None:
    written.PrescriptionFactory(episode=treated)

    with pytest.raises(RuleBroken) as refusal:
        give(treated, nurse, amount=Decimal(70), prescribed=Decimal(70))
    dose = give(treated, nurse, amount=Decimal(50), override_reason="EMERGENCY")

    assert refusal.value.code == "V43"
    assert dose.prescribed == 60


def test_another_agonist_than_the_prescribed_one_is_not_prescribed(
    treated: Episode, nurse: User
) -> None:
    written.PrescriptionFactory(episode=treated)

    with pytest.raises(RuleBroken) as refusal:
        give(treated, nurse, medicine="BUPRENORPHINE", amount=Decimal(8), prescribed=Decimal(8))

    assert refusal.value.code == "V43"


def test_after_three_missed_days_only_a_prescriber_goes_on(
    treated: Episode, nurse: User, doctor: User
) -> None:
    written.PrescriptionFactory(episode=treated, starts_on=TODAY - days(30))
    later, now = TODAY + days(3), NOW + days(3)

    with pytest.raises(RuleBroken) as refusal:
        give(treated, nurse, on=later, now=now)
    with pytest.raises(doses.PrescriberNeeded):
        give(treated, nurse, on=later, now=now, amount=Decimal(30), override_reason="PRESCRIBER")
    dose = give(
        treated, nurse, on=later, now=now, amount=Decimal(30), override_reason="PRESCRIBER",
        override_by=doctor,
    )  # fmt: skip

    assert refusal.value.code == "V45"
    assert (dose.amount, dose.override_by) == (30, doctor)


def test_two_missed_days_stop_nobody(treated: Episode, nurse: User) -> None:
    written.PrescriptionFactory(episode=treated, starts_on=TODAY - days(30))

    assert give(treated, nurse, on=TODAY + days(2), now=NOW + days(2)).amount == 60


def test_a_split_dose_is_given_twice_and_not_thrice(treated: Episode, nurse: User) -> None:
    written.PrescriptionFactory(episode=treated, parts=2)

    first = give(treated, nurse, amount=Decimal(30))
    second = give(treated, nurse, amount=Decimal(30))

    assert (first.number, first.override_reason) == (1, "")
    assert (second.number, second.override_reason) == (2, "SPLIT_DOSE")
    with pytest.raises(doses.AlreadyDosed):
        give(treated, nurse, amount=Decimal(30))

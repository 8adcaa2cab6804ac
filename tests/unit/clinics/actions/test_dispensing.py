"""The act at the window: all or nothing, once, and once again when many tap at one moment."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from clinics.actions import dispensing, doses, prescriptions
from clinics.actions._entries import TokenReused
from clinics.actions._prescribed import DosingHeld
from clinics.models import Dose, Episode, Prescription
from clinics.rules import RuleBroken
from clinics.selectors.rounds import round_of, window
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories import clinics as made
from tests.factories import kernel as people
from tests.factories import prescriptions as written
from tests.factories.crowds import one_crowd


NOW = made.NOW
TODAY = date(2026, 3, 16)  # a Monday


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def treated(episode: Episode) -> Episode:
    """60 mg of methadone every day of the last week."""
    for ago in range(1, 8):
        made.DoseFactory(episode=episode, on=TODAY - days(ago))
    return episode


@pytest.fixture
def prescribed(treated: Episode) -> Prescription:
    """Tuesdays and Wednesdays are taken home."""
    return written.PrescriptionFactory(episode=treated, take_home_days="23")


def dispense(row: Prescription, by: User, **changes: Any) -> list[Dose]:
    usual = {"token": made.token(), "now": NOW}
    return dispensing.dispense(prescription=row, by=by, **(usual | changes))


def test_the_prescribed_dose_is_given_now(prescribed: Prescription, nurse: User) -> None:
    (dose,) = dispense(prescribed, nurse)

    assert (dose.amount, dose.prescribed, dose.on, str(dose.at)) == (60, 60, TODAY, "11:00:00")


def test_each_day_at_home_has_a_dose_of_its_own(prescribed: Prescription, nurse: User) -> None:
    written.TakeHomeAgreementFactory(episode=prescribed.episode)
    home = [TODAY + days(1), TODAY + days(2)]
    token = made.token()

    given = dispense(prescribed, nurse, home=home, token=token)
    again = dispense(prescribed, nurse, home=home, token=token)

    assert again == given
    assert [(dose.on, dose.mode) for dose in given] == [
        (TODAY, "SUPERVISED"), (home[0], "TAKE_HOME"), (home[1], "TAKE_HOME"),
    ]  # fmt: skip
    prescribed.episode.refresh_from_db()
    assert prescribed.episode.last_seen_on == TODAY


def test_more_days_than_agreed_leave_nothing_behind(
    prescribed: Prescription, nurse: User, rows: Callable[[], Any]
) -> None:
    written.TakeHomeAgreementFactory(episode=prescribed.episode, most_days=1)
    before = rows()

    with pytest.raises(RuleBroken) as refusal:
        dispense(prescribed, nurse, home=[TODAY + days(1), TODAY + days(2)])

    assert refusal.value.code == "V46"
    assert rows() == before


def test_a_day_that_is_covered_is_not_covered_again(prescribed: Prescription, nurse: User) -> None:
    written.TakeHomeAgreementFactory(episode=prescribed.episode, most_days=5)
    made.DoseFactory(episode=prescribed.episode, on=TODAY + days(1), mode="TAKE_HOME")

    with pytest.raises(doses.AlreadyDosed):
        dispense(prescribed, nurse, home=[TODAY + days(1)])


def test_who_takes_a_dose_home_for_today_is_not_dosed_here(
    prescribed: Prescription, nurse: User
) -> None:
    made.DoseFactory(episode=prescribed.episode, on=TODAY, mode="TAKE_HOME")

    with pytest.raises(doses.AlreadyDosed):
        dispense(prescribed, nurse)


def test_nothing_is_taken_home_beyond_the_prescription(treated: Episode, nurse: User) -> None:
    row = written.PrescriptionFactory(episode=treated, take_home_days="23", ends_on=TODAY + days(1))
    written.TakeHomeAgreementFactory(episode=treated)

    with pytest.raises(dispensing.NotForHome):
        dispense(row, nurse, home=[TODAY + days(2)])


def test_take_home_is_not_for_days_that_are_not_prescribed_so(
    prescribed: Prescription, nurse: User
) -> None:
    written.TakeHomeAgreementFactory(episode=prescribed.episode)

    with pytest.raises(dispensing.NotForHome):
        dispense(prescribed, nurse, home=[TODAY + days(3)])
    with pytest.raises(dispensing.NotForHome):
        dispensing.issue_take_home(
            prescription=prescribed, days=[], token=made.token(), now=NOW, by=nurse
        )


def take_home(row: Prescription, by: User, **changes: Any) -> list[Dose]:
    usual = {"days": [TODAY + days(1)], "token": made.token(), "now": NOW}
    return dispensing.issue_take_home(prescription=row, by=by, **(usual | changes))


def test_nothing_is_taken_home_before_the_dose_of_today(
    prescribed: Prescription, nurse: User
) -> None:
    written.TakeHomeAgreementFactory(episode=prescribed.episode)
    with pytest.raises(dispensing.TodayFirst):
        take_home(prescribed, nurse)
    dispensing.note_not_given(
        prescription=prescribed, mode="WITHHELD", token=None, now=NOW, by=nurse
    )
    with pytest.raises(dispensing.TodayFirst):
        take_home(prescribed, nurse)

    dispense(prescribed, nurse)
    token = made.token()

    (dose,) = take_home(prescribed, nurse, token=token)
    assert dose.mode == "TAKE_HOME"
    assert take_home(prescribed, nurse, token=token) == [dose]


def test_nothing_is_taken_home_after_missed_days_or_during_a_hold(
    prescribed: Prescription, nurse: User, doctor: User
) -> None:
    written.TakeHomeAgreementFactory(episode=prescribed.episode)
    back, home = NOW + days(7), [TODAY + days(8)]  # a Monday; seven days missed
    agreed = {"amount": Decimal(30), "override_reason": "PRESCRIBER", "override_by": doctor}
    dispense(prescribed, nurse, now=back, **agreed)

    with pytest.raises(RuleBroken) as refusal:
        take_home(prescribed, nurse, days=home, now=back)
    at = window(viewer=nurse, patient=prescribed.patient, today=TODAY + days(7))
    written.DoseHoldFactory(episode=prescribed.episode, on=TODAY + days(7))
    with pytest.raises(DosingHeld):
        take_home(prescribed, nurse, days=home, now=back)

    assert refusal.value.code == "V45"
    assert (at.state, at.home.days) == ("given", ())


def test_days_at_home_are_covered_and_not_missed(prescribed: Prescription, nurse: User) -> None:
    written.TakeHomeAgreementFactory(episode=prescribed.episode)
    dispense(prescribed, nurse, home=[TODAY + days(1), TODAY + days(2)])

    (dose,) = dispense(prescribed, nurse, now=NOW + days(4))  # one day missed

    assert dose.amount == 60


def test_a_weekday_without_a_dose_is_refused(treated: Episode, nurse: User) -> None:
    row = written.PrescriptionFactory(episode=treated, interval="WEEKDAYS", weekdays="35")

    with pytest.raises(dispensing.NotDue, match=r"18\.03\.2026"):
        dispense(row, nurse)


def test_a_hold_stops_the_window(prescribed: Prescription, nurse: User) -> None:
    written.DoseHoldFactory(episode=prescribed.episode)

    with pytest.raises(DosingHeld):
        dispense(prescribed, nurse)


def test_what_is_over_is_not_given(treated: Episode, nurse: User) -> None:
    row = written.PrescriptionFactory(
        episode=treated, ended_on=TODAY - days(1), end_reason="STOPPED"
    )

    with pytest.raises(dispensing.NotPrescribed):
        dispense(row, nurse)


def test_the_same_token_with_another_amount_is_refused(
    prescribed: Prescription, nurse: User
) -> None:
    token = made.token()
    dispense(prescribed, nurse, token=token)

    with pytest.raises(TokenReused):
        dispense(prescribed, nurse, token=token, amount=Decimal(50), override_reason="EMERGENCY")


def test_only_who_gives_doses_dispenses(prescribed: Prescription, organisation: Any) -> None:
    worker = people.case_worker(at=organisation)

    with pytest.raises(NotPermitted):
        dispense(prescribed, worker)
    with pytest.raises(NotPermitted):
        dispensing.note_not_given(
            prescription=prescribed, mode="MISSED", token=None, now=NOW, by=worker
        )


def test_only_some_ways_of_a_day_have_no_dose(prescribed: Prescription, nurse: User) -> None:
    with pytest.raises(ValueError, match="VOMITED"):
        dispensing.note_not_given(
            prescription=prescribed, mode="VOMITED", token=None, now=NOW, by=nurse
        )


def test_the_audit_knows_each_dose(prescribed: Prescription, nurse: User) -> None:
    written.TakeHomeAgreementFactory(episode=prescribed.episode)

    given = dispense(prescribed, nurse, home=[TODAY + days(1)])

    told = AuditEvent.objects.filter(event="clinics.dose.given")
    assert {event.object_uids[0] for event in told} == {str(dose.uid) for dose in given}


def test_one_agreed_dose_does_not_make_the_old_prescription_right_again(
    treated: Episode, nurse: User, doctor: User
) -> None:
    row = written.PrescriptionFactory(episode=treated, dose=Decimal(120))
    back = NOW + days(5)  # five days missed: 16 to 20 March
    dispense(
        row, nurse, now=back, amount=Decimal(30), override_reason="PRESCRIBER", override_by=doctor
    )

    for later in (1, 2, 3):
        with pytest.raises(RuleBroken) as refusal:
            dispense(row, nurse, now=back + days(later))
        assert refusal.value.code == "V45"
    stop = window(viewer=nurse, patient=treated.patient, today=TODAY + days(6))
    line = round_of(viewer=nurse, today=TODAY + days(6)).lines[0]
    assert (stop.state, line.state) == ("missed", "stop")
    assert "Treatment begins anew" in stop.fact


def test_a_prescription_written_after_the_missed_days_goes_on(
    treated: Episode, nurse: User, doctor: User
) -> None:
    old = written.PrescriptionFactory(episode=treated, dose=Decimal(120))
    back = NOW + days(5)
    dispense(
        old, nurse, now=back, amount=Decimal(30), override_reason="PRESCRIBER", override_by=doctor
    )

    new = prescriptions.prescribe(
        episode=treated, medicine="METHADONE", dose=Decimal(30), starts_on=TODAY + days(6),
        ends_on=TODAY + days(20), token=made.token(), now=back, by=doctor,
    )  # fmt: skip

    (dose,) = dispense(new, nurse, now=back + days(1))
    assert (dose.amount, dose.override_reason) == (30, "")


def test_half_a_dose_after_three_missed_days_is_followed_by_the_whole(
    treated: Episode, nurse: User, doctor: User
) -> None:
    row = written.PrescriptionFactory(episode=treated)
    dispense(
        row, nurse, now=NOW + days(3), amount=Decimal(30), override_reason="PRESCRIBER",
        override_by=doctor,
    )  # fmt: skip

    (dose,) = dispense(row, nurse, now=NOW + days(4))

    assert dose.amount == 60


def race(writers: int) -> list[str]:
    """Let many nurses press the button for one patient at the same moment."""
    clinic = people.clinic()
    episode = made.EpisodeFactory(patient=made.PatientFactory(organisation=clinic))
    made.DoseFactory(episode=episode, on=TODAY - days(1))
    row = written.PrescriptionFactory(episode=episode)
    nurses = [people.nurse(at=clinic) for _ in range(writers)]
    start, answers = Barrier(writers), []

    def tap(nurse: User) -> None:
        start.wait()
        try:
            dispense(row, nurse)
            answers.append("given")
        except doses.AlreadyDosed:
            answers.append("stopped")
        finally:
            connections.close_all()

    threads = [Thread(target=tap, args=(nurse,)) for nurse in nurses]
    with one_crowd():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True, databases=["default", "vault"])
def test_eight_nurses_at_one_moment_give_one_dose() -> None:
    answers = race(8)

    assert answers == ["given", *["stopped"] * 7]
    assert Dose.objects.filter(on=TODAY).count() == 1


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "vault"])
def test_fifty_nurses_at_one_moment_give_one_dose() -> None:
    answers = race(50)

    assert connection.vendor == "postgresql"
    assert answers == ["given", *["stopped"] * 49]
    assert Dose.objects.filter(on=TODAY).count() == 1

"""The dose calendar and what stands at the window."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clinics.models import Dose
from clinics.selectors.doses import calendar, dosing
from clinics.selectors.wording import amount_text, plain
from tests.factories.clinics import DoseFactory, InterventionFactory
from tests.factories.work import make_room


TODAY = date(2026, 3, 16)


def dose(days_ago, *, mode="SUPERVISED", amount=60, unit="MG"):
    """An unsaved dose."""
    on = TODAY - timedelta(days=days_ago)
    return Dose(on=on, mode=mode, amount=Decimal(amount), unit=unit, medicine="METHADONE")


def states(doses, **asked):
    """The cells of the calendar."""
    return [cell.state for cell in calendar(doses, until=TODAY, **asked)]


def test_each_way_of_giving_has_its_cell():
    doses = [
        dose(4), dose(3, mode="TAKE_HOME"), dose(2, mode="VOMITED"), dose(1, mode="MISSED"),
        dose(0, mode=""),
    ]  # fmt: skip

    assert states(doses) == ["clinic", "home", "part", "missed", "clinic"]


def test_a_day_without_an_entry_is_not_called_missed():
    assert states([dose(2), dose(0)]) == ["clinic", "none", "clinic"]


def test_two_doses_of_a_day_add_up():
    assert calendar([dose(0, amount=20), dose(0, amount=25)], until=TODAY)[0].amount == "45"


def test_the_calendar_has_at_most_fourteen_days():
    assert len(calendar([dose(n) for n in range(40)], until=TODAY)) == 14


def test_the_dose_of_today_is_planned_until_it_is_given():
    asked = {"today": TODAY, "planned": Decimal(60)}

    assert states([dose(1)], **asked) == ["clinic", "next"]
    assert states([dose(1), dose(0)], **asked) == ["clinic", "clinic"]


def test_injections_have_no_calendar():
    assert calendar([dose(3, amount=1, unit="INJECTION")], until=TODAY) == []


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [("60.00", "MG", "60 mg"), ("7.50", "MG", "7.5 mg"), ("100", "MG", "100 mg"),
     ("1", "INJECTION", "1 injection"), ("0", "MG", "0 mg")],
)  # fmt: skip
def test_amounts_are_written_as_people_write_them(amount, unit, text):
    assert amount_text(Decimal(amount), unit) == text


def test_nothing_stays_nothing():
    assert plain(None) is None


@pytest.mark.django_db
def test_the_window_knows_the_last_dose_and_the_one_of_today():
    room = make_room()
    tomorrow = room.dose.on + timedelta(days=1)

    before = dosing(viewer=room.clinician, episode=room.episode, on=tomorrow)
    DoseFactory(episode=room.episode, on=tomorrow, medicine="METHADONE")
    after = dosing(viewer=room.clinician, episode=room.episode, on=tomorrow)

    assert (before.amount_label, before.given) == ("60 mg", None)
    assert after.given.fact.startswith("Methadone 60 mg")


@pytest.mark.django_db
def test_before_the_first_dose_the_medicine_comes_from_the_admission():
    room = make_room()
    Dose.objects.all().delete()

    known = dosing(viewer=room.clinician, episode=room.episode, on=TODAY)

    assert (known.medicine, known.amount_label) == ("METHADONE", "")


@pytest.mark.django_db
def test_without_any_medicine_the_nurse_chooses():
    room = make_room()
    Dose.objects.all().delete()
    room.episode.interventions.all().delete()
    InterventionFactory(episode=room.episode, medicine="", modality="PSYCHOSOCIAL")

    assert dosing(viewer=room.clinician, episode=room.episode, on=TODAY).medicine == ""

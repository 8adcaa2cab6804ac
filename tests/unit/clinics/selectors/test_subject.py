"""The patient's own print: what it says of doses."""

from datetime import date

import pytest

from clinics.selectors.subject import held_on
from tests.factories.clinics import DoseFactory, EpisodeFactory, PatientFactory
from tests.factories.kernel import clinic, clinician


pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


@pytest.fixture
def episode():
    return EpisodeFactory(patient=PatientFactory(organisation=clinic()))


def by_month(episode):
    """The rows of the table of doses by month."""
    viewer = clinician(at=episode.organisation)
    tables = held_on(viewer=viewer, patient=episode.patient, today=TODAY)
    return next(table.rows for table in tables if table.title == "Doses by month")


def test_a_dose_that_was_withheld_is_not_counted_as_taken(episode):
    DoseFactory(episode=episode, on=date(2026, 1, 10), amount=30)
    DoseFactory(episode=episode, on=date(2026, 1, 11), mode="WITHHELD", amount=0)

    assert by_month(episode) == [
        ["2026-01", "Methadone", "1", "30 mg", "Withheld by staff: 1"]
    ]  # fmt: skip


def test_what_was_not_taken_is_listed_apart(episode):
    modes = ["TAKE_HOME", "SUPERVISED", "MISSED", "MISSED", "REFUSED", "VOMITED"]
    for number, mode in enumerate(modes, start=1):
        amount = 0 if mode in ("MISSED", "REFUSED") else 20 + number
        DoseFactory(episode=episode, on=date(2026, 1, number), mode=mode, amount=amount)

    ((_month, _medicine, count, span, others),) = by_month(episode)

    assert (count, span) == ("2", "21 mg – 22 mg")
    assert others == "Missed: 2, Not wanted by the patient: 1, Vomited: 1"


def test_a_month_without_a_dose_taken_has_no_amount(episode):
    DoseFactory(episode=episode, on=date(2026, 2, 3), mode="MISSED", amount=0)

    assert by_month(episode) == [["2026-02", "Methadone", "0", "", "Missed: 1"]]

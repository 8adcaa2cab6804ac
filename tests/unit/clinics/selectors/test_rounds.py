"""The pages of the round: they go on while patients are dosed."""

from datetime import date, timedelta

import pytest

from clinics.models import Patient
from clinics.selectors import rounds
from clinics.selectors.rounds import round_of
from tests.factories.clinics import DoseFactory, EpisodeFactory, PatientFactory
from tests.factories.kernel import clinic, nurse
from tests.factories.prescriptions import PrescriptionFactory


pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
ON_A_PAGE = 2


@pytest.fixture
def here(monkeypatch):
    """A clinic with five patients who are due, and short pages."""
    monkeypatch.setattr(rounds, "PAGE_SIZE", ON_A_PAGE)
    found = clinic()
    for _number in range(5):
        patient = PatientFactory(organisation=found)
        episode = EpisodeFactory(patient=patient, state="IN_TREATMENT")
        DoseFactory(episode=episode, on=TODAY - timedelta(days=1))
        PrescriptionFactory(episode=episode, starts_on=TODAY - timedelta(days=5))
    return found


def test_pages_of_the_round_show_everybody_once(here):
    viewer, after, seen = nurse(at=here), "", []

    for _page in range(3):
        page = round_of(viewer=viewer, today=TODAY, after=after)
        seen += [line.code for line in page.lines]
        after = page.later

    assert (len(seen), len(set(seen)), after) == (5, 5, "")


def test_a_page_goes_on_behind_somebody_who_was_dosed_since(here):
    viewer = nurse(at=here)
    everybody = list(Patient.objects.filter(organisation=here).order_by("code"))
    first = round_of(viewer=viewer, today=TODAY)
    last = Patient.objects.filter(organisation=here).get(uid=first.later)
    DoseFactory(episode=last.episodes.get(), on=TODAY)

    page = round_of(viewer=viewer, today=TODAY, after=first.later)

    assert [line.patient_uid for line in page.lines] == [
        patient.uid for patient in everybody[ON_A_PAGE : 2 * ON_A_PAGE]
    ]

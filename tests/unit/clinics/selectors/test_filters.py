"""Ways to look at the caseload, kept by whoever wants them again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinics.actions.filters import MOST_FILTERS, TooManyFilters, forget_filter, save_filter
from clinics.models import Intervention, Plan, SavedFilter
from clinics.selectors.caseload import caseload
from clinics.selectors.filters import Chosen, chosen_in, kept_filters, own_filter
from kernel.permissions import NotPermitted
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import SiteFactory, administrator, clinician, ministry
from tests.factories.work import KeptEpisode, make_room
from vault.codes import new_code


pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """A clinic with one patient of its clinician."""
    return make_room()


@pytest.fixture
def other(room):
    """A patient of somebody else, at another site, not seen for 40 days."""
    patient = PatientFactory(organisation=room.organisation, code=new_code())
    return KeptEpisode(
        patient=patient, site=SiteFactory(organisation=room.organisation),
        last_seen_on=timezone.localdate() - timedelta(days=40),
    )  # fmt: skip


@pytest.fixture
def found(room):
    """The patients whom a choice leaves."""

    def seen(**chosen):
        page = caseload(viewer=room.clinician, chosen=Chosen(**chosen), today=timezone.localdate())
        return {line.patient_uid for line in page.lines}

    return seen


def test_nothing_chosen_leaves_everybody(found, room, other):
    assert found() == {room.patient.uid, other.patient.uid}


def test_ones_own_patients(found, room, other):
    assert found(worker="me") == {room.patient.uid}


def test_the_patients_of_a_site(found, other):
    assert found(site=str(other.site.uid)) == {other.patient.uid}


def test_the_patients_of_a_treatment(found, room, other):
    assert found(modality="OPIOID_AGONIST") == {room.patient.uid}

    Intervention.objects.update(ended_on=timezone.localdate())
    assert found(modality="OPIOID_AGONIST") == set()


@pytest.mark.parametrize(("days", "is_there"), [("30", True), ("60", False)])
def test_those_not_seen_for_some_days(days, is_there, found, other):
    assert (found(unseen=days) == {other.patient.uid}) is is_there


def test_those_whose_plan_is_due_for_review(found, room, other):
    today = timezone.localdate()
    Plan.objects.create(
        episode=other, organisation=room.organisation, on=today - timedelta(days=90),
        review_on=today, responsible=room.clinician, participated="YES", participated_null="",
        agreed="YES", agreed_null="", recorded_at=timezone.now(), recorded_by=room.clinician,
    )  # fmt: skip

    assert found(review="1") == {other.patient.uid}


def test_two_choices_narrow_together(found, other):
    assert found(worker="me", unseen="30") == set()


@pytest.mark.parametrize(
    "asked",
    [{"site": "nowhere"}, {"unseen": "9999"}, {"modality": "MAGIC"}, {"worker": "somebody"},
     {"review": "yes"}, {"password": "x"}],
)  # fmt: skip
def test_what_is_not_known_chooses_nothing(asked):
    assert chosen_in(asked) == Chosen()


def test_a_filter_comes_back_as_it_was_kept(room):
    chosen = Chosen(show="open", worker="me", unseen="14")

    save_filter(name="Mine", chosen=chosen.words, by=room.clinician)

    kept = kept_filters(viewer=room.clinician, here=chosen)
    assert [(row.name, row.query, row.is_here) for row in kept] == [
        ("Mine", "show=open&worker=me&unseen=14", True)
    ]


def test_the_same_name_again_changes_the_filter(room):
    save_filter(name="Mine", chosen={"worker": "me"}, by=room.clinician)

    save_filter(name="Mine", chosen={"unseen": "7"}, by=room.clinician)

    assert SavedFilter.objects.get().chosen == {"unseen": "7"}


def test_there_is_room_for_twelve(room):
    for number in range(MOST_FILTERS):
        save_filter(name=str(number), chosen={}, by=room.clinician)

    with pytest.raises(TooManyFilters):
        save_filter(name="one more", chosen={}, by=room.clinician)


def test_a_filter_is_nobody_elses(room):
    saved = save_filter(name="Mine", chosen={}, by=room.clinician)
    colleague = clinician(at=room.organisation)

    forget_filter(saved=saved, by=colleague)

    assert own_filter(viewer=colleague, uid=str(saved.uid)) is None
    assert kept_filters(viewer=colleague) == []
    assert SavedFilter.objects.filter(pk=saved.pk).exists()


def test_who_reads_no_records_keeps_no_filter():
    with pytest.raises(NotPermitted):
        save_filter(name="Mine", chosen={}, by=administrator(at=ministry()))

"""Patients from whose records much is missing."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.clinics import PatientFactory, TreatmentDemandFactory
from tests.factories.kernel import clinician
from tests.factories.plans import PlanFactory
from tests.factories.work import KeptEpisode, Room
from vault.codes import new_code


def add_gaps(room: Room, count: int) -> None:
    """Let the clinic have `count` more patients, each with a key worker of their own.

    None was seen for 40 days, measured or reviewed in time; few questions were asked.
    """
    today = timezone.localdate()
    for _number in range(count):
        patient = PatientFactory(
            organisation=room.organisation, code=new_code(), registered_by=room.clinician
        )
        episode = KeptEpisode(
            patient=patient, site=room.site, key_worker=clinician(at=room.organisation),
            referred_on=today - timedelta(days=400), admitted_on=today - timedelta(days=400),
            started_on=today - timedelta(days=300), last_seen_on=today - timedelta(days=40),
        )  # fmt: skip
        TreatmentDemandFactory(episode=episode, as_of=today - timedelta(days=300))
        PlanFactory(
            episode=episode, on=today - timedelta(days=300), review_on=today - timedelta(days=200)
        )

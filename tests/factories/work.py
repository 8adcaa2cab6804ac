"""One patient in treatment at a clinic, with an entry of each kind, and somebody who may read."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from analytics.models import Compilation, Release
from clinics.models import Contact, Dose, DrugTest, DrugTestResult, Episode, Patient, Transfer
from clinics.vocabulary import DoseMode
from kernel.models import Organisation, Site, User
from tests.factories.clinics import (
    ContactFactory,
    DoseFactory,
    DrugTestFactory,
    EpisodeFactory,
    InterventionFactory,
    PatientFactory,
)
from tests.factories.kernel import SiteFactory, clinic, clinician
from vault.codes import new_code


class KeptEpisode(EpisodeFactory):
    """An episode that is saved once."""

    class Meta:
        model = Episode
        skip_postgeneration_save = True


@dataclass
class Room:
    """A clinic with one patient in treatment."""

    organisation: Organisation
    site: Site
    clinician: User
    patient: Patient
    episode: Episode
    contact: Contact
    dose: Dose
    test: DrugTest
    retired: User | None = None
    release: Release | None = None
    transfer: Transfer | None = None
    incoming: Transfer | None = None
    compilation: Compilation | None = None


def make_room(organisation: Organisation | None = None) -> Room:
    """Build a clinic, its clinician and a patient with entries of the last two days."""
    organisation = organisation or clinic()
    site = SiteFactory(organisation=organisation)
    person = clinician(at=organisation)
    today = timezone.localdate()
    patient = PatientFactory(organisation=organisation, code=new_code(), registered_by=person)
    episode = KeptEpisode(
        patient=patient, site=site, key_worker=person, last_seen_on=today - timedelta(days=1)
    )
    InterventionFactory(episode=episode)
    contact = ContactFactory(episode=episode, on=today - timedelta(days=2), minutes=30)
    DoseFactory(episode=episode, on=today - timedelta(days=2), mode=DoseMode.TAKE_HOME)
    dose = DoseFactory(episode=episode, on=today - timedelta(days=1))
    test = DrugTestFactory(episode=episode, on=today - timedelta(days=2))
    DrugTestResult.objects.create(
        test=test, organisation=organisation, analyte="OPIOIDS", finding="NOT_FOUND"
    )
    return Room(organisation, site, person, patient, episode, contact, dose, test)

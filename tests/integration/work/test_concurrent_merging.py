"""A merge and a dose in the same moment: the dose is written once, and of the right patient."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from clinics.actions import merging
from clinics.actions.doses import give_dose
from clinics.models import Dose, Patient, PatientMerge
from kernel.errors import Refused
from tests.factories.clinics import ConsentFactory, PatientFactory, token
from tests.factories.kernel import clinic_manager
from tests.factories.work import KeptEpisode, make_room
from tests.integration.work.test_concurrent_episodes import all_at_once
from vault.codes import new_code


pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault"])
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
WRITERS = 6


def test_a_dose_that_is_given_while_records_become_one_is_of_the_one_that_is_kept():
    room = make_room()
    kept = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    past = TODAY - timedelta(days=400)
    KeptEpisode(
        patient=kept, site=room.site, state="DISCHARGED", referred_on=past, admitted_on=past,
        started_on=past, ended_on=past + timedelta(days=30), discharge_reason="MOVED",
    )  # fmt: skip
    ConsentFactory(patient=room.patient)
    merge = merging.propose_merge(
        kept=kept, given_up=room.patient, evidence="SAME_DOCUMENT", now=NOW, by=room.clinician
    )
    manager = clinic_manager(at=room.organisation)
    before = Dose.objects.count()

    def act(number):
        if number == 0:
            return merging.decide_merge(merge=merge, is_agreed=True, now=NOW, by=manager)
        return give_dose(
            episode=room.episode, on=TODAY, medicine="METHADONE", amount=Decimal(60),
            token=token(), now=NOW, by=room.clinician,
        )  # fmt: skip

    got = all_at_once(act, writers=WRITERS)

    assert not isinstance(got[0], Refused)
    assert PatientMerge.objects.get().state == "DONE"
    assert Patient.objects.get(pk=room.patient.pk).merged_into == kept
    given = sum(not isinstance(each, Refused) for each in got[1:])
    assert given <= 1, "none when the records became one first: the other takes no dose any more"
    assert Dose.objects.count() == before + given
    assert not Dose.objects.filter(patient=room.patient).exists()
    assert not Dose.objects.exclude(patient=F("episode__patient")).exists()

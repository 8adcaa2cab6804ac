"""A second record of a patient, and a merge of both that waits for a decision."""

from django.utils import timezone

from clinics.actions.merging import propose_merge
from clinics.models import PatientMerge
from tests.factories.clinics import PatientFactory
from tests.factories.work import Room
from vault.codes import new_code


def merge_in(room: Room) -> PatientMerge:
    """The merge that waits at a clinic; made when it is first asked for."""
    waiting = PatientMerge.objects.filter(kept=room.patient).first()
    if waiting is not None:
        return waiting
    other = PatientFactory(organisation=room.organisation, code=new_code())
    return propose_merge(
        kept=room.patient, given_up=other, evidence="CARD", now=timezone.now(), by=room.clinician
    )

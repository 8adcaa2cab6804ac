"""The roots of all other selectors: the records that a viewer may read, and nothing else."""

from typing import TypeVar

from django.db.models import QuerySet

from clinics.models import Contact, Dose, DrugTest, Episode, Patient
from clinics.vocabulary import RecordState
from kernel.models import Organisation, Site, User
from kernel.permissions import Permission, organisations_where


Row = TypeVar("Row", Contact, Dose, DrugTest)


def visible_patients(*, viewer: User) -> QuerySet[Patient]:
    """Every patient whose record the viewer may read."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return Patient.objects.filter(organisation__in=organisations).select_related(
        "organisation", "merged_into__organisation"
    )


def visible_episodes(*, viewer: User) -> QuerySet[Episode]:
    """Every episode that the viewer may read, with its patient, site and key worker."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return Episode.objects.filter(organisation__in=organisations).select_related(
        "patient__organisation", "organisation", "site", "key_worker"
    )


def visible_contacts(*, viewer: User) -> QuerySet[Contact]:
    """Every contact that the viewer may read, corrected and voided ones included."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return Contact.objects.filter(organisation__in=organisations).select_related(
        "episode__patient__organisation", "organisation", "recorded_by"
    )


def visible_doses(*, viewer: User) -> QuerySet[Dose]:
    """Every dose that the viewer may read, corrected and voided ones included."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return Dose.objects.filter(organisation__in=organisations).select_related(
        "episode__patient__organisation", "organisation", "recorded_by"
    )


def visible_drug_tests(*, viewer: User) -> QuerySet[DrugTest]:
    """Every drug test that the viewer may read, corrected and voided ones included."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return DrugTest.objects.filter(organisation__in=organisations).select_related(
        "episode__patient__organisation", "organisation", "recorded_by"
    )


def holding(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those rows that hold now: neither corrected nor voided."""
    return rows.filter(state=RecordState.CURRENT)


def organisations_to(*, viewer: User, permission: Permission) -> list[Organisation]:
    """The organisations in use where the viewer holds `permission`, by name."""
    found = Organisation.objects.filter(pk__in=organisations_where(viewer, permission))
    return list(found.filter(retired_at__isnull=True))


def workplace(*, viewer: User) -> str:
    """The names of the organisations whose records the viewer reads, for the bar."""
    found = organisations_to(viewer=viewer, permission=Permission.RECORD_READ)
    return ", ".join(organisation.name for organisation in found)


def sites_of(*, viewer: User, patient: Patient) -> list[Site]:
    """The sites in use of the patient's organisation, for a viewer who may refer there."""
    organisations = organisations_where(viewer, Permission.EPISODE_WRITE)
    found = Site.objects.filter(organisation=patient.organisation_id, retired_at__isnull=True)
    return list(found.filter(organisation__in=organisations))

"""Importing people: a clinic is a batch, registered in the vault, then stored with its episodes."""

import random
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from clinics.actions._import_work import Work, insert, timed
from clinics.bulk import runs
from clinics.bulk.storing import ids, store
from clinics.imports.ctn0094 import SOURCE, episodes
from clinics.imports.ctn0094.events import Home
from clinics.imports.ctn0094.places import organisation_uid, place, registration_key
from clinics.imports.ctn0094.tables import PEOPLE
from clinics.models import (
    Episode,
    EpisodeStep,
    ImportBatch,
    Intervention,
    Patient,
    Registration,
    SubstanceUse,
    TreatmentDemand,
)
from kernel import audit
from kernel.models import Organisation, OrganisationKind, Site
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import api as vault


UNKNOWN_AGE = 35
"""The age for which an identity is invented where the source has none; it is not stored."""


def store_people(work: Work) -> None:
    """Store people clinic by clinic, each clinic a batch."""
    by_site: dict[int, list[Home]] = {}
    for home in sorted(work.homes.values(), key=lambda home: (home.person.site, home.person.who)):
        by_site.setdefault(home.person.site, []).append(home)
    work.order.progress.begin(PEOPLE, len(work.homes))
    with timed(work.accounts, PEOPLE):
        for number, (site, homes) in enumerate(by_site.items(), start=1):
            if work.batches:
                _store_site(work, work.batches, number, site, homes)
            work.accounts[PEOPLE].add(rows_in=len(homes), stored=len(homes), refused=0)
            work.order.progress.advance(len(homes))
        if work.batches:
            _find_homes(work, work.batches)
    work.order.progress.end()


def _store_site(
    work: Work, batches: runs.Batches, number: int, site: int, homes: Sequence[Home]
) -> None:
    """Register a clinic's people in the vault, then store their episodes in one transaction.

    The vault commits first: dying in between leaves registrations that the next run gets again.
    """
    clinic, where = _clinic(work, site, homes)
    require(work.order.by, Permission.RECORDS_IMPORT, at=clinic)
    if batches.is_stored(PEOPLE, number):
        return
    for home in homes:
        home.organisation_id = clinic.pk
    registered = _register(work, clinic, homes)
    batches.checkpoint("registered")
    batches.store(
        PEOPLE,
        number,
        rows_stored=len(homes),
        rows_refused=0,
        organisation=clinic,
        write=lambda batch: _write_people(work, batch, homes, registered, where),
    )


def _clinic(work: Work, site: int, homes: Sequence[Home]) -> tuple[Organisation, Site]:
    """The invented clinic of a masked site, made the first time."""
    uid, found = organisation_uid(site), place(site)
    known = Organisation.objects.filter(uid=uid).first()
    if known:
        return known, known.sites.get()
    with transaction.atomic():
        clinic = Organisation.objects.create(
            uid=uid,
            kind=OrganisationKind.CLINIC,
            name=found.name,
            name_ru=found.name_ru,
            country=found.country,
            region_id=found.region,
            is_invented=True,
        )
        where = Site.objects.create(
            organisation=clinic,
            name=found.name,
            name_ru=found.name_ru,
            centre_type=episodes.centre_type(homes),
            region_id=found.region,
        )
        audit.record(
            audit.Event.ORGANISATION_ADDED,
            by=work.order.by,
            action=AuditAction.CREATE,
            organisation=clinic,
            target=clinic,
            kind=str(OrganisationKind.CLINIC),
        )
    return clinic, where


def _register(work: Work, clinic: Organisation, homes: Sequence[Home]) -> list[vault.Registration]:
    ctx = vault.Context(by=work.order.by, organisation=clinic, purpose=vault.Purpose.IMPORT)
    rows = ((_key(work, home), _identity(clinic.country, home)) for home in homes)
    return vault.register_many(ctx, rows, is_invented=True)


def _key(work: Work, home: Home) -> UUID:
    """The same for one person of one run, whoever asks again."""
    run = work.batches.run.fingerprint if work.batches else ""
    return registration_key(run, home.person.who)


def _identity(country: str, home: Home) -> vault.Identity:
    """Invent somebody for a participant: the same person each time."""
    rng = random.Random(f"{SOURCE}/{home.person.who}")  # noqa: S311 - invents, protects nothing
    year = home.birth_year or home.person.day_zero.year - UNKNOWN_AGE
    identity = vault.invent_identity(
        rng, country=country, sex=episodes.sex(home.person), birth_year=year
    )
    return identity if home.birth_year else replace(identity, birth_date=None, national_id="")


def _write_people(
    work: Work,
    batch: ImportBatch,
    homes: Sequence[Home],
    registered: Sequence[vault.Registration],
    where: Site,
) -> dict[str, int]:
    by, at = work.order.by.pk, work.order.now()
    uids = [each.patient_uid for each in registered]
    store(
        Patient,
        {
            **episodes.patient_columns(homes),
            "uid": uids,
            "code": [each.code for each in registered],
            "registered_at": at,
            "registered_by_id": by,
        },
        count=len(homes),
    )
    patients = ids(Patient, "uid", uids)
    for home, uid in zip(homes, uids, strict=True):
        home.patient_id = patients[uid]
    store(
        Registration,
        {
            "key": [_key(work, home) for home in homes],
            "organisation_id": where.organisation_id,
            "patient_id": [home.patient_id for home in homes],
            "begun_at": at,
            "begun_by_id": by,
        },
        count=len(homes),
    )
    return {"patients": len(homes)} | _write_episodes(work, batch, homes, where)


def _write_episodes(
    work: Work, batch: ImportBatch, homes: Sequence[Home], where: Site
) -> dict[str, int]:
    told, own = work.record(), {"batch_id": batch.pk}
    columns = episodes.episode_columns(homes, site_id=where.pk)
    store(Episode, {**columns, **own}, count=len(homes))
    found = dict(Episode.objects.filter(batch=batch).values_list("patient_id", "pk"))
    for home in homes:
        home.episode_id = found[home.patient_id]
    counts = {"episodes": len(homes)}
    counts["steps"] = insert(EpisodeStep, episodes.step_columns(homes) | told)
    columns = episodes.intervention_columns(homes) | told | own
    counts["interventions"] = insert(Intervention, columns)
    counts["demands"] = insert(TreatmentDemand, episodes.demand_columns(homes) | told | own)
    demands = dict(TreatmentDemand.objects.filter(batch=batch).values_list("episode_id", "pk"))
    counts["substances"] = insert(SubstanceUse, episodes.substance_columns(homes, demands))
    return counts


def _find_homes(work: Work, batches: runs.Batches) -> None:
    """Learn the keys of every episode of the run, those of earlier processes included."""
    keys = {_key(work, home): home for home in work.homes.values()}
    rows = Episode.objects.filter(batch__run=batches.run).values_list(
        "patient__registration__key", "pk", "patient_id", "organisation_id"
    )
    for key, episode, patient, organisation in rows.iterator():
        home = keys[key]
        home.episode_id, home.patient_id, home.organisation_id = episode, patient, organisation

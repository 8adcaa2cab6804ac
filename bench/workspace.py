"""A clinic of any size with the same working day: four hundred open episodes, two hundred due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count as counter
from random import Random
from uuid import UUID, uuid4, uuid5

from django.db import connections
from django.utils import timezone

from bench.clinic import SEED
from clinics.bulk.storing import ids, roomy, store
from clinics.models import Dose, Episode, Intervention, Patient, Prescription
from kernel.demographics import Sex
from kernel.grants import give_role
from kernel.models import Organisation, Site, User
from kernel.permissions import Role
from vault import api as vault


OPEN, DUE = 400, 200
DOSES = 50
BLOCK = 10_000
"""Rows of doses that are written together: twenty thousand patients would fill the memory."""


@dataclass
class Clinic:
    """What the measured pages need to know."""

    clinician: User
    organisation: Organisation
    identities: list[vault.Identity]
    patients: list[tuple[UUID, str]]
    """Patient uid and code of those who are open."""

    def __post_init__(self) -> None:
        self._turn = counter()

    def patient(self) -> UUID:
        """A patient in treatment, another one each time."""
        return self.patients[next(self._turn) % OPEN][0]

    def code(self) -> str:
        """A code, another one each time."""
        return self.patients[next(self._turn) % OPEN][1]

    def due(self) -> str:
        """The code of somebody to whom a dose is due."""
        return self.patients[next(self._turn) % DUE][1]

    def question(self) -> dict[str, str]:
        """A search by given name and birth date."""
        identity = self.identities[next(self._turn) % len(self.identities)]
        return {
            "organisation": str(self.organisation.uid), "purpose": "CARE",
            "given": identity.given, "birth_date": str(identity.birth_date),
        }  # fmt: skip


def found() -> Clinic:
    """The clinic that was written before."""
    clinician = User.objects.get(username="measured")
    rows = Patient.objects.order_by("pk").select_related("organisation")[:OPEN]
    return Clinic(
        clinician, rows[0].organisation, _identities(min(len(rows), 50)),
        [(row.uid, row.code) for row in rows],
    )  # fmt: skip


def build(episodes: int) -> None:
    """Write the clinic: the first episodes are open, the others ended one after another.

    At last both databases learn what they hold, as autovacuum has them do within a minute.
    """
    organisation = Organisation.objects.create(kind="CLINIC", name="Measured clinic", country="KG")
    site = Site.objects.create(organisation=organisation, name="Site", centre_type="OUTPATIENT")
    clinician = User.objects.create_user("measured", staff_code="D-01")
    give_role(user=clinician, role=Role.CLINICIAN, organisation=organisation, by=None)
    with roomy():
        identities, registered = _register(organisation, clinician, episodes)
        patients = _patients(organisation, clinician, identities, registered)
        keys = _episodes(organisation, site, clinician, patients)
        _doses(organisation, clinician, list(zip(keys, patients, strict=True)))
        _prescriptions(organisation, clinician, list(zip(keys, patients, strict=True))[:DUE])
    for alias in ("default", "vault"):
        with connections[alias].cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def _identities(count: int) -> list[vault.Identity]:
    """The same invented people in every run."""
    rng = Random(27)  # noqa: S311 - as above
    return [
        vault.invent_identity(
            rng, country="KG", sex=rng.choice(list(Sex)), birth_year=rng.randint(1955, 2004)
        )
        for _person in range(count)
    ]


def _register(
    organisation: Organisation, by: User, episodes: int
) -> tuple[list[vault.Identity], list[vault.Registration]]:
    identities = _identities(episodes)
    ctx = vault.Context(by=by, organisation=organisation, purpose=vault.Purpose.IMPORT)
    rows = ((uuid5(SEED, str(row)), identity) for row, identity in enumerate(identities))
    return identities, vault.register_many(ctx, rows, is_invented=True)


def _patients(
    organisation: Organisation,
    by: User,
    identities: list[vault.Identity],
    registered: list[vault.Registration],
) -> list[int]:
    uids = [answer.patient_uid for answer in registered]
    columns = {
        "uid": uids, "organisation_id": organisation.pk,
        "code": [answer.code for answer in registered], "identity_status": "NAMED",
        "sex": [identity.sex for identity in identities], "sex_null": "",
        "birth_year": [identity.birth_date.year for identity in identities],
        "birth_year_null": "", "registered_at": timezone.now(), "registered_by_id": by.pk,
        "is_invented": True,
    }  # fmt: skip
    store(Patient, columns, count=len(uids))
    known: dict[UUID, int] = {}
    for start in range(0, len(uids), BLOCK):
        known |= ids(Patient, "uid", uids[start : start + BLOCK])
    return [known[uid] for uid in uids]


def _began(number: int) -> date:
    """Open episodes began lately, ended ones day by day before that."""
    return _today() - timedelta(days=60 + (number % 100 if number < OPEN else number % 2_000))


def _episodes(organisation: Organisation, site: Site, by: User, patients: list[int]) -> list[int]:
    numbers = range(len(patients))
    began = [_began(number) for number in numbers]
    ended = [None if n < OPEN else began[n] + timedelta(days=DOSES) for n in numbers]
    uids = [uuid4() for _patient in patients]
    columns = {
        "uid": uids, "patient_id": patients, "organisation_id": organisation.pk,
        "site_id": site.pk,
        "state": ["IN_TREATMENT" if day is None else "DISCHARGED" for day in ended],
        "referred_on": began, "admitted_on": began, "started_on": began, "ended_on": ended,
        "discharge_reason": ["" if day is None else "COMPLETED" for day in ended],
        "key_worker_id": by.pk,
        "last_seen_on": [
            day or _today() - timedelta(days=1 + number % 10)
            for number, day in zip(numbers, ended, strict=True)
        ],
    }  # fmt: skip
    store(Episode, columns, count=len(patients))
    known: dict[UUID, int] = {}
    for start in range(0, len(uids), BLOCK):
        known |= ids(Episode, "uid", uids[start : start + BLOCK])
    keys = [known[uid] for uid in uids]
    now = timezone.now()
    store(
        Intervention,
        {
            "episode_id": keys, "organisation_id": organisation.pk, "recorded_at": now,
            "recorded_by_id": by.pk, "modality": "OPIOID_AGONIST", "medicine": "METHADONE",
            "started_on": began,
        },
        count=len(keys),
    )  # fmt: skip
    return keys


def _blocks(rows: list[tuple[int, int]]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    for start in range(0, len(rows), BLOCK):
        yield start, rows[start : start + BLOCK]


def _doses(organisation: Organisation, by: User, rows: list[tuple[int, int]]) -> None:
    """Fifty daily doses in each episode; those who are open had the last one yesterday."""
    now = timezone.now()
    for start, block in _blocks(rows):
        first = {
            key: _today() - timedelta(days=DOSES) if start + n < OPEN else _began(start + n)
            for n, (key, _patient) in enumerate(block)
        }
        days = [(key, patient, day) for key, patient in block for day in range(DOSES)]
        store(
            Dose,
            {
                "organisation_id": organisation.pk, "recorded_at": now, "recorded_by_id": by.pk,
                "episode_id": [key for key, _patient, _day in days],
                "patient_id": [patient for _key, patient, _day in days],
                "on": [first[key] + timedelta(days=day) for key, _patient, day in days],
                "medicine": "METHADONE", "amount": "60", "mode": "SUPERVISED", "mode_null": "",
            },
            count=len(days),
        )  # fmt: skip


def _prescriptions(organisation: Organisation, by: User, rows: list[tuple[int, int]]) -> None:
    store(
        Prescription,
        {
            "organisation_id": organisation.pk, "recorded_at": timezone.now(),
            "recorded_by_id": by.pk, "episode_id": [key for key, _patient in rows],
            "patient_id": [patient for _key, patient in rows], "medicine": "METHADONE",
            "dose": "60", "mg_per_ml": "1", "starts_on": _today() - timedelta(days=30),
            "ends_on": _today() + timedelta(days=30),
        },
        count=len(rows),
    )  # fmt: skip


def _today() -> date:
    return timezone.localdate()

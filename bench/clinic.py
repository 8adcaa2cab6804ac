"""A clinic with thousands of episodes, written through the bulk path, for measuring pages."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random
from uuid import UUID, uuid4, uuid5

from django.db import connection
from django.utils import timezone

from clinics.bulk.storing import ids, roomy, store
from clinics.models import Contact, Dose, DrugTest, DrugTestResult, Episode, Intervention, Patient
from clinics.vocabulary import EpisodeState
from kernel.demographics import Sex
from kernel.grants import give_role
from kernel.models import Organisation, Site, User
from kernel.permissions import Role
from vault import api as vault


SEED = UUID("6f1b3c55-6a5c-4c57-9a30-0d5a4f1f7a10")
DAYS = 120
"""Days that the busiest patients have been in treatment; every tenth patient is one of them."""


@dataclass
class Clinic:
    """What the measured pages need to know."""

    clinician: User
    organisation: Organisation
    identities: list[vault.Identity]
    patients: list[tuple[UUID, str, UUID]]
    """Patient uid, code, episode uid."""

    def __post_init__(self) -> None:
        self._turn = count()

    def _next(self) -> tuple[UUID, str, UUID]:
        return self.patients[10 * next(self._turn) % len(self.patients)]

    def patient(self) -> UUID:
        """A busy patient, another one each time."""
        return self._next()[0]

    def code(self) -> str:
        """The code of a patient."""
        return self._next()[1]

    def later(self) -> dict[str, str]:
        """Parameters of a page in the middle of the list."""
        middle = Episode.objects.order_by("pk")[len(self.patients) // 2]
        return {"after": str(middle.uid)}

    def question(self) -> dict[str, str]:
        """A search by given name and birth date."""
        identity = self.identities[next(self._turn) % len(self.identities)]
        return {
            "organisation": str(self.organisation.uid),
            "purpose": "CARE",
            "given": identity.given,
            "birth_date": str(identity.birth_date),
        }

    def contact(self) -> tuple[str, dict[str, str]]:
        """Where a contact is logged, and what is sent."""
        return f"/work/episodes/{self._next()[2]}/contacts/log/", {
            "token": str(uuid4()), "kind": "COUNSELLING", "on": _today().isoformat(),
            "mode": "FACE_TO_FACE", "attendance": "ATTENDED", "minutes": "30",
        }  # fmt: skip

    def dose(self) -> tuple[str, dict[str, str]]:
        """Where a dose is given, and what is sent."""
        return f"/work/episodes/{self._next()[2]}/doses/give/", {
            "token": str(uuid4()), "medicine": "METHADONE", "amount": "60", "unit": "MG",
            "on": _today().isoformat(), "mode": "SUPERVISED",
        }  # fmt: skip


def build(episodes: int) -> Clinic:
    """Write one clinic with as many open episodes, all people named in the vault."""
    organisation = Organisation.objects.create(kind="CLINIC", name="Measured clinic", country="KG")
    site = Site.objects.create(organisation=organisation, name="Site", centre_type="OUTPATIENT")
    clinician = User.objects.create_user("measured", staff_code="D-01")
    give_role(user=clinician, role=Role.CLINICIAN, organisation=organisation, by=None)
    with roomy():
        identities, registered = _register(organisation, clinician, episodes)
        patients = _patients(organisation, clinician, identities, registered)
        by_uid = _episodes(organisation, site, patients)
        _events(organisation, clinician, by_uid)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Clinic(
        clinician=clinician,
        organisation=organisation,
        identities=identities[:50],
        patients=[
            (answer.patient_uid, answer.code, episode)
            for answer, (episode, _patient) in zip(registered, by_uid, strict=True)
        ],
    )


def _register(
    organisation: Organisation, by: User, episodes: int
) -> tuple[list[vault.Identity], list[vault.Registration]]:
    rng = Random(27)  # noqa: S311 - the same invented people in every run
    identities = [
        vault.invent_identity(
            rng, country="KG", sex=rng.choice(list(Sex)), birth_year=rng.randint(1955, 2004)
        )
        for _person in range(episodes)
    ]
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
        "uid": uids,
        "organisation_id": organisation.pk,
        "code": [answer.code for answer in registered],
        "identity_status": "NAMED",
        "sex": [identity.sex for identity in identities],
        "sex_null": "",
        "birth_year": [identity.birth_date.year for identity in identities],
        "birth_year_null": "",
        "registered_at": timezone.now(),
        "registered_by_id": by.pk,
        "is_invented": True,
    }
    store(Patient, columns, count=len(uids))
    known: dict[UUID, int] = {}
    for start in range(0, len(uids), 500):
        known |= ids(Patient, "uid", uids[start : start + 500])
    return [known[uid] for uid in uids]


def _episodes(
    organisation: Organisation, site: Site, patients: list[int]
) -> list[tuple[UUID, int]]:
    """Open episodes; gives episode uid and patient key in the order of the patients."""
    began = [_today() - timedelta(days=DAYS + number % 200) for number in range(len(patients))]
    uids = [uuid4() for _patient in patients]
    columns = {
        "uid": uids,
        "patient_id": patients,
        "organisation_id": organisation.pk,
        "site_id": site.pk,
        "state": EpisodeState.IN_TREATMENT.value,
        "referred_on": began,
        "admitted_on": began,
        "started_on": began,
        "last_seen_on": [_today() - timedelta(days=number % 30) for number in range(len(patients))],
    }
    store(Episode, columns, count=len(patients))
    return list(zip(uids, patients, strict=True))


def _events(organisation: Organisation, by: User, episodes: list[tuple[UUID, int]]) -> None:
    """Every patient a week, every tenth patient four months of doses, contacts and tests."""
    keys = dict(Episode.objects.values_list("uid", "pk"))
    now = timezone.now()
    whole = {"organisation_id": organisation.pk, "recorded_at": now, "recorded_by_id": by.pk}
    spans = [
        (keys[uid], patient, DAYS if number % 10 == 0 else 7)
        for number, (uid, patient) in enumerate(episodes)
    ]
    days = [(key, patient, day) for key, patient, span in spans for day in range(1, span + 1)]
    on = {day: _today() - timedelta(days=day) for day in range(DAYS + 1)}
    store(
        Dose,
        whole | {
            "episode_id": [key for key, _patient, _day in days],
            "patient_id": [patient for _key, patient, _day in days],
            "on": [on[day] for _key, _patient, day in days],
            "medicine": "METHADONE", "amount": "60", "mode": "SUPERVISED", "mode_null": "",
        },
        count=len(days),
    )  # fmt: skip
    weekly = [(key, day) for key, _patient, day in days if day % 7 == 0]
    at = {"episode_id": [key for key, _day in weekly], "on": [on[day] for _key, day in weekly]}
    contact = {"kind": "COUNSELLING", "mode": "FACE_TO_FACE", "mode_null": ""}
    came = {"attendance": "ATTENDED", "attendance_null": ""}
    store(Contact, whole | at | contact | came, count=len(weekly))
    store(DrugTest, whole | at, count=len(weekly))
    tests = list(DrugTest.objects.values_list("pk", flat=True))
    store(
        DrugTestResult,
        {
            "test_id": tests, "organisation_id": organisation.pk, "analyte": "OPIOIDS",
            "finding": ["FOUND" if test % 3 == 0 else "NOT_FOUND" for test in tests],
        },
        count=len(tests),
    )  # fmt: skip
    store(
        Intervention,
        whole | {
            "episode_id": [key for key, _patient, _span in spans], "modality": "OPIOID_AGONIST",
            "medicine": "METHADONE", "started_on": on[DAYS],
        },
        count=len(spans),
    )  # fmt: skip


def _today() -> date:
    return timezone.localdate()

"""A country with millions of invented episodes, written through the bulk path, for measuring."""

from datetime import date, timedelta

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from clinics.bulk.storing import roomy, store
from clinics.models import Episode, Intervention, Patient, SubstanceUse, TreatmentDemand
from kernel.models import Organisation, Site, Subdivision, User


BLOCK = 20_000
CLINICS = 60
YEAR = date(2023, 1, 1)
DAYS = 365
WOMEN = 0.2
ENDED = 0.8
SUBSTANCES = (
    "HEROIN",
    "OPIOIDS_OTHER",
    "CATHINONES",
    "CANNABIS",
    "METHAMPHETAMINE",
    "SEDATIVES_OTHER",
)
REASONS = ("COMPLETED", "DROPPED_OUT", "TRANSFERRED_TREATMENT", "PROVIDER_WITHDREW", "DIED")


def build(episodes: int, *, country: str = "KG") -> None:
    """Write one person for each episode, started in 2023, one woman among five.

    One block is written row by row, the others are copies of it with keys of their own.
    """
    rng = np.random.default_rng(27)
    by = User.objects.create_user("measured", staff_code="D-01")
    clinics = [_clinic(country, number) for number in range(CLINICS)]
    block = min(BLOCK, episodes)
    with roomy():
        with transaction.atomic():
            _block(rng, clinics, by, block)
        for first in range(block, episodes, block):
            with transaction.atomic():
                _copy(first, min(block, episodes - first))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(first: int, count: int) -> None:
    """Copy the first rows of every table, with keys that begin after `first`."""
    own = {
        "id": "id + %(first)s",
        "patient_id": "patient_id + %(first)s",
        "episode_id": "episode_id + %(first)s",
        "demand_id": "demand_id + %(first)s",
        "code": "printf('%%010d', id + %(first)s)",
        "uid": "lower(hex(randomblob(16)))",
    }
    with connection.cursor() as cursor:
        for model in (Patient, Episode, TreatmentDemand, SubstanceUse, Intervention):
            names = [str(field.column) for field in model._meta.concrete_fields]
            columns = ", ".join(f'"{name}"' for name in names)
            values = ", ".join(own.get(name, f'"{name}"') for name in names)
            table = model._meta.db_table
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} "  # noqa: S608
                "WHERE id <= %(count)s",
                {"first": first, "count": count},
            )


def _clinic(country: str, number: int) -> tuple[int, int]:
    regions = list(Subdivision.objects.filter(country=country).order_by("code"))
    clinic = Organisation.objects.create(
        kind="CLINIC",
        name=f"Measured {number}",
        country=country,
        region=regions[number % len(regions)],
        is_invented=True,
    )
    site = Site.objects.create(organisation=clinic, name="Site", centre_type="OUTPATIENT")
    return clinic.pk, site.pk


def _block(rng: np.random.Generator, clinics: list[tuple[int, int]], by: User, count: int) -> None:
    """Rows of the first block; keys follow from the row number, for the tables were empty."""
    chosen = rng.integers(0, len(clinics), count)
    organisation = [clinics[each][0] for each in chosen]
    keys = list(range(1, count + 1))
    now = timezone.now()
    start = rng.integers(0, DAYS, count)
    wait = rng.integers(0, 60, count)
    stay = rng.exponential(150, count).astype(int) + 1
    ended = rng.random(count) < ENDED
    store(
        Patient,
        {
            "id": keys, "organisation_id": organisation,
            "code": [f"{key:010d}" for key in keys], "identity_status": "ANONYMOUS",
            "sex": np.where(rng.random(count) < WOMEN, "FEMALE", "MALE").tolist(), "sex_null": "",
            "birth_year": rng.integers(1955, 2007, count).tolist(), "birth_year_null": "",
            "birth_country_null": "NASK", "is_invented": True, "registered_at": now,
            "registered_by_id": by.pk,
        },
        count=count,
    )  # fmt: skip
    store(
        Episode,
        {
            "id": keys, "patient_id": keys, "organisation_id": organisation,
            "site_id": [clinics[each][1] for each in chosen],
            "state": np.where(ended, "DISCHARGED", "IN_TREATMENT").tolist(),
            "referred_on": _days(start - wait), "referral_source_null": "NASK",
            "admitted_on": _days(start), "started_on": _days(start),
            "ended_on": [day if over else None
                         for day, over in zip(_days(start + stay), ended, strict=True)],
            "discharge_reason": np.where(ended, rng.choice(REASONS, count), "").tolist(),
        },
        count=count,
    )  # fmt: skip
    row = {
        "episode_id": keys, "organisation_id": organisation, "recorded_at": now,
        "recorded_by_id": by.pk, "vocabulary_version": "2026.1",
    }  # fmt: skip
    _answers(rng, row, _days(start))


def _answers(rng: np.random.Generator, row: dict, days: list[date]) -> None:
    keys = row["episode_id"]
    count = len(keys)
    store(
        TreatmentDemand,
        row | {
            "id": keys, "as_of": days,
            "previously_treated": rng.choice(["NEVER", "PREVIOUSLY"], count).tolist(),
            "previously_treated_null": "",
            "injecting": rng.choice(["CURRENT", "NEVER", "LAST_YEAR"], count).tolist(),
            "injecting_null": "",
        },
        count=count,
    )  # fmt: skip
    store(
        SubstanceUse,
        {
            "demand_id": keys, "organisation_id": row["organisation_id"], "rank": 1,
            "substance": rng.choice(SUBSTANCES, count).tolist(), "substance_null": "",
        },
        count=count,
    )  # fmt: skip
    store(
        Intervention,
        row | {"modality": "OPIOID_AGONIST", "setting": "OUTPATIENT", "setting_null": "",
               "medicine": rng.choice(["METHADONE", "BUPRENORPHINE"], count).tolist(),
               "started_on": days},
        count=count,
    )  # fmt: skip


def _days(offsets: np.ndarray) -> list[date]:
    calendar = {number: YEAR + timedelta(days=int(number)) for number in np.unique(offsets)}
    return [calendar[number] for number in offsets.tolist()]

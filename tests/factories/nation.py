"""A small nation's records: six clinics of three regions of Kyrgyzstan, about 600 episodes.

Only one of the regions has three clinics, so figures show the others together.

Nobody stands behind them: a fixed sequence of random numbers makes the same people each time, with
everything that counting has to cope with: journeys of several episodes, corrected rows, answers
that are missing, days behind the cut day, a neighbouring country.
"""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from analytics.models import Series
from clinics.bulk.storing import ids, store
from clinics.models import (
    Dose,
    DrugTest,
    DrugTestResult,
    Episode,
    Intervention,
    Patient,
    SubstanceUse,
    TreatmentDemand,
)
from kernel.models import Organisation, Site, User
from tests.factories.kernel import SiteFactory, UserFactory, clinic


PEOPLE = 480
AT = datetime(2024, 4, 15, 6, 0, tzinfo=UTC)
CUT = date(2024, 4, 15)
"""The day on which the tests compile; some records are of later days."""
LAST = date(2024, 5, 20)
YEAR_END = date(2023, 12, 31)
PLACES = (
    ("Ala-Too Clinic, Bishkek", "KG-GB", 30), ("Archa Clinic, Bishkek", "KG-GB", 22),
    ("Chong Clinic, Bishkek", "KG-GB", 18), ("Kashka Clinic, Kant", "KG-C", 12),
    ("Ak-Buura Clinic, Osh", "KG-GO", 12), ("Sulaiman Clinic, Osh", "KG-GO", 6),
)  # fmt: skip
SEXES = {"FEMALE": 31, "MALE": 66, "": 3}
SUBSTANCES = {
    "HEROIN": 38, "CATHINONES": 17, "OPIOIDS": 8, "METHAMPHETAMINE": 7, "CANNABIS": 7,
    "OPIOIDS_OTHER": 5, "BENZODIAZEPINES": 4, "SYNTHETIC_CANNABINOIDS": 3, "AMPHETAMINES": 2,
    "INHALANTS": 1, "COCAINE_POWDER": 1, "STIMULANTS_OTHER": 1, "OTHER": 1, "": 5,
}  # fmt: skip
RECENCIES = {"CURRENT": 34, "LAST_YEAR": 9, "BEFORE_YEAR": 9, "EVER": 5, "NEVER": 38, "": 5}
HISTORIES = {"NEVER": 42, "PREVIOUSLY": 51, "": 7}
REASONS = {
    "DROPPED_OUT": 30, "COMPLETED": 28, "COMPLETED_REDUCED_USE": 9, "TRANSFERRED_TREATMENT": 9,
    "PROVIDER_WITHDREW": 6, "DECLINED": 5, "MOVED": 5, "TRANSFERRED_CUSTODY": 4, "DIED": 2,
    "OTHER": 2,
}  # fmt: skip
WAITS = ((0, 7, 45), (8, 21, 28), (22, 60, 19), (61, 140, 8))
GAPS = (-12, 0, 5, 20, 21, 22, 23, 45, 130)
"""Days from an end to the person's next start: around the 21 that end a journey."""
METHODS = {
    ("OPIOID_AGONIST", "METHADONE"): 46, ("OPIOID_AGONIST", "BUPRENORPHINE"): 12,
    ("OPIOID_AGONIST", "BUPRENORPHINE_NALOXONE"): 6, ("OPIOID_AGONIST", "NOT_STATED"): 2,
    ("OPIOID_AGONIST", ""): 2, ("ANTAGONIST", "NALTREXONE_DEPOT"): 4, ("PSYCHOSOCIAL", ""): 20,
    ("WITHDRAWAL", ""): 6, ("", ""): 2,
}  # fmt: skip
FINDINGS = {"NOT_FOUND": 62, "FOUND": 30, "INVALID": 4, "": 4}
MILLIGRAMS = {"METHADONE": (30, 45, 60, 80, 95), "": (4, 6, 8, 12)}
SERIES = UUID("5e00d1e5-0000-4000-8000-000000000001")
SECRET = "5e" * 32
Row = dict[str, Any]


@dataclass
class Nation:
    """The clinics, those who wrote, and the rows that wait to be stored, by table."""

    clinics: Sequence[Organisation]
    sites: Mapping[int, Site]
    writer: User
    chance: random.Random
    rows: dict[type[models.Model], list[Row]] = field(default_factory=dict)

    def add(self, model: type[models.Model], **row: Any) -> UUID:
        """Let a row wait; its uid links other rows to it."""
        uid = UUID(int=self.chance.getrandbits(128), version=4)
        self.rows.setdefault(model, []).append({"uid": uid} | row)
        return uid

    def one_of(self, weights: Mapping[Any, int]) -> Any:
        """One of the keys, as often as their weights say."""
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def entry(self, model: type[models.Model], episode: Row, **row: Any) -> UUID:
        """Let a row of an episode wait."""
        common = {
            "episode": episode["uid"], "organisation_id": episode["organisation_id"],
            "recorded_at": AT, "recorded_by_id": self.writer.pk,
        }  # fmt: skip
        return self.add(model, **common | row)


def begun_series(country: str = "KG") -> Series:
    """The first series, under a secret that is the same each time: so is every rounding."""
    path = Path(settings.SERIES_KEY_DIR) / f"{SERIES}.json"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(json.dumps({"key": SECRET}), encoding="utf-8")
    series, _is_new = Series.objects.get_or_create(
        country=country, number=1, defaults={"uid": SERIES, "begun_at": AT}
    )
    return series


def founded(*, people: int = PEOPLE, seed: int = 2023) -> Nation:
    """Store the nation's records, and some of a neighbour that are none of its business."""
    places = [clinic(name=name, country="KG", region_id=code) for name, code, _w in PLACES]
    abroad = clinic(country="KZ", region_id="KZ-75")
    sites = {each.pk: SiteFactory(organisation=each) for each in (*places, abroad)}
    nation = Nation(places, sites, UserFactory(), random.Random(seed))  # noqa: S311 - invented people
    for home in nation.chance.choices(places, [w for _n, _c, w in PLACES], k=people):
        _person(nation, home)
    for home in nation.chance.choices(places, k=people // 20):  # about 42 days before the year ends
        _person(nation, home, first=date(2023, 11, 17), days=4)
    for _number in range(12):
        _person(nation, abroad)
    _keep(nation)
    return nation


def joined_late(nation: Nation, *, people: int = 6, seed: int = 7) -> None:
    """Store people whose records of the year came after everybody else's."""
    nation.chance.seed(seed)
    for home in nation.chance.choices(nation.clinics, k=people):
        _person(nation, home, first=date(2023, 3, 1), days=200)
    _keep(nation)


def _person(
    nation: Nation, home: Organisation, *, first: date = date(2022, 5, 1), days: int = 640
) -> None:
    sex = nation.one_of(SEXES)
    born = nation.chance.choice([None, *range(1958, 2007)])
    uid = nation.add(
        Patient, organisation_id=home.pk, code=f"{nation.chance.randrange(10**10):010}",
        identity_status="ANONYMOUS", sex=sex, sex_null="" if sex else "UNK", birth_year=born,
        birth_year_null="" if born else "UNK", is_invented=True, registered_at=AT,
        registered_by_id=nation.writer.pk,
    )  # fmt: skip
    start = first + timedelta(days=nation.chance.randrange(days))
    for _stay in range(nation.one_of({1: 74, 2: 20, 3: 6})):
        end = _stay_of(nation, uid, home, start, is_woman=sex == "FEMALE")
        if end is None:
            break
        start = max(start + timedelta(days=1), end + timedelta(days=nation.chance.choice(GAPS)))
        if start > LAST:
            break


def _stay_of(
    nation: Nation, patient: UUID, home: Organisation, start: date, *, is_woman: bool
) -> date | None:
    """One episode with its entries; the day of its end, None where it stays open."""
    low, high = nation.one_of({(low, high): weight for low, high, weight in WAITS})
    stay = int(nation.chance.expovariate(1 / (150 if is_woman else 190)))
    end = start + timedelta(days=stay)
    is_open = end > LAST
    kind = nation.one_of({"": 92, "VOIDED": 3, "REFERRAL": 3, "CLOSED_NOT_ADMITTED": 2})
    is_treated = kind in {"", "VOIDED"}
    is_ended = not is_open and kind != "REFERRAL"
    state = kind or ("IN_TREATMENT" if is_open else nation.one_of(_ENDS))
    asked = start - timedelta(days=nation.chance.randint(low, high))
    uid = nation.add(
        Episode, patient=patient, organisation_id=home.pk, site_id=nation.sites[home.pk].pk,
        state=state, referred_on=asked,
        first_contact_on=asked if nation.chance.random() < 0.6 else None,
        admitted_on=start if is_treated else None, started_on=start if is_treated else None,
        ended_on=end if is_ended else None,
        discharge_reason=nation.one_of(REASONS) if is_ended and is_treated else "",
        not_admitted_reason="NO_PLACE" if state == "CLOSED_NOT_ADMITTED" else "",
    )  # fmt: skip
    episode = {
        "uid": uid, "patient": patient, "organisation_id": home.pk, "start": start,
        "end": min(end, LAST),
    }  # fmt: skip
    if is_treated:
        _entries(nation, episode)
    return None if is_open else end


_ENDS = {"DISCHARGED": 55, "FOLLOW_UP": 15, "CLOSED": 30}


def _entries(nation: Nation, episode: Row) -> None:
    """What was asked, what was done, what was given and tested."""
    if nation.chance.random() < 0.08:
        _demand(nation, episode, episode["start"], state="SUPERSEDED")
    if nation.chance.random() < 0.96:
        _demand(nation, episode, episode["start"])
    if nation.chance.random() < 0.15:
        _demand(nation, episode, episode["start"] + timedelta(days=90))
    modality, medicine = nation.one_of(METHODS)
    if modality:
        _interventions(nation, episode, modality, medicine)
    if modality == "OPIOID_AGONIST":
        _doses(nation, episode, medicine)
    if nation.chance.random() < 0.6:
        _tests(nation, episode)


def _interventions(nation: Nation, episode: Row, modality: str, medicine: str) -> None:
    """What is done from the start; some rows were corrected, some people changed later."""
    begun = {"modality": modality, "medicine": medicine, "started_on": episode["start"]}
    if nation.chance.random() < 0.05:
        wrong = begun | {"medicine": "NALTREXONE_DEPOT", "state": "SUPERSEDED"}
        nation.entry(Intervention, episode, **wrong)
    nation.entry(Intervention, episode, **begun)
    if nation.chance.random() < 0.1:
        later = {"medicine": "BUPRENORPHINE", "started_on": episode["start"] + timedelta(days=40)}
        nation.entry(Intervention, episode, modality="OPIOID_AGONIST", **later)


def _demand(nation: Nation, episode: Row, on: date, state: str = "CURRENT") -> None:
    before, injecting = nation.one_of(HISTORIES), nation.one_of(RECENCIES)
    uid = nation.entry(
        TreatmentDemand, episode, as_of=on, state=state, previously_treated=before,
        previously_treated_null="" if before else "NASK", injecting=injecting,
        injecting_null="" if injecting else "REF",
    )  # fmt: skip
    ranks = (
        () if nation.chance.random() < 0.02 else (1, 2) if nation.chance.random() < 0.3 else (1,)
    )
    for rank in ranks:
        substance = nation.one_of(SUBSTANCES)
        nation.rows.setdefault(SubstanceUse, []).append(
            {"demand": uid, "organisation_id": episode["organisation_id"], "rank": rank,
             "substance": substance, "substance_null": "" if substance else "UNK"}
        )  # fmt: skip


def _doses(nation: Nation, episode: Row, medicine: str) -> None:
    """Doses of the last forty days of the year, raised once; now and then none is taken."""
    first = max(episode["start"], YEAR_END - timedelta(days=40))
    if nation.chance.random() < 0.12:
        return
    given = "METHADONE" if medicine in {"", "NOT_STATED"} else medicine
    amounts = nation.chance.choices(MILLIGRAMS.get(given, MILLIGRAMS[""]), k=2)
    raised = nation.chance.randrange(40)
    for number in range((min(episode["end"], date(2024, 1, 6)) - first).days):
        mode = nation.one_of({"SUPERVISED": 70, "TAKE_HOME": 15, "MISSED": 10, "": 5})
        row = {
            "patient": episode["patient"], "on": first + timedelta(days=number), "medicine": given,
            "amount": Decimal(amounts[number >= raised]), "mode": mode,
            "mode_null": "" if mode else "UNK",
        }  # fmt: skip
        nation.entry(Dose, episode, **row)
        if mode == "SUPERVISED" and nation.chance.random() < 0.04:
            split = row | {"number": 2, "override_reason": "SPLIT_DOSE", "amount": Decimal(10)}
            nation.entry(Dose, episode, **split)


def _tests(nation: Nation, episode: Row) -> None:
    """A test in most weeks; a person's own chance decides how often nothing is found."""
    luck = nation.chance.choice([0.5, 1.0, 3.0])
    weights = FINDINGS | {"NOT_FOUND": round(62 * luck)}
    for week in range(26):
        on = episode["start"] + timedelta(days=7 * week + nation.chance.randrange(7))
        if on > episode["end"] or nation.chance.random() < 0.22:
            continue
        state = "SUPERSEDED" if nation.chance.random() < 0.02 else "CURRENT"
        uid = nation.entry(DrugTest, episode, on=on, state=state)
        finding = nation.one_of(weights)
        for analyte, found in (("OPIOIDS", finding), ("METHADONE", "FOUND")):
            if found:
                nation.rows.setdefault(DrugTestResult, []).append(
                    {"test": uid, "organisation_id": episode["organisation_id"],
                     "analyte": analyte, "finding": found}
                )  # fmt: skip


PARENTS: Mapping[str, type[models.Model]] = {
    "patient": Patient, "episode": Episode, "demand": TreatmentDemand, "test": DrugTest,
}  # fmt: skip
ORDER = (
    Patient, Episode, TreatmentDemand, SubstanceUse, Intervention, Dose, DrugTest, DrugTestResult,
)  # fmt: skip


def _keep(nation: Nation) -> None:
    """Store the rows that wait, parents first."""
    keys: dict[type[models.Model], Mapping[UUID, int]] = {}
    for model in ORDER:
        rows = nation.rows.pop(model, [])
        columns = {name: [row.get(name) for row in rows] for name in _names(model, rows)}
        for name in set(columns) & set(PARENTS):
            known = keys[PARENTS[name]]
            columns[f"{name}_id"] = [known[uid] for uid in columns.pop(name)]
        store(model, columns, count=len(rows))
        if model in PARENTS.values():
            keys[model] = ids(model, "uid", [row["uid"] for row in rows])


def _names(model: type[models.Model], rows: Iterable[Row]) -> list[str]:
    """Every column that a row has; rows that lack one take the default of its field."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    for row in rows:
        for name in names:
            if name not in row:
                row[name] = model._meta.get_field(name).get_default()
    return names

"""The tables of the source: their columns and what is allowed in them."""

from clinics.bulk.reading import Column, Parser, code, decimal, text, whole
from clinics.vocabulary import AbsenceReason, Analyte, Medicine, SampleTemperature


PEOPLE = "everybody"
JOINED = (
    "site_masked", "demographics", "screening_date", "randomization", "asi", "rbs", "rbs_iv",
    "psychiatric",
)  # fmt: skip
"""Tables whose rows say something of a person; read whole, as there are a few rows a person."""
EVENTS = ("visit", "treatment", "uds_temp", "uds")
"""Tables whose rows are events; streamed."""
META = ("meta_study_length", "meta_substance_groups_uds")
USED = (PEOPLE, *JOINED, *EVENTS, *META)

YES_NO = {"Yes": True, "No": False}
ANSWERS = {**YES_NO, "Missing": None, "Not answered": None}
TRIALS = {"27": 27, "30": 30, "51": 51}
LAST_DAY = 3650
ARMS = {
    "Methadone": Medicine.METHADONE,
    "Outpatient BUP": Medicine.BUPRENORPHINE,
    "Outpatient BUP + EMM": Medicine.BUPRENORPHINE_NALOXONE,
    "Outpatient BUP + SMM": Medicine.BUPRENORPHINE_NALOXONE,
    "Inpatient BUP": Medicine.BUPRENORPHINE,
    "Inpatient NR-NTX": Medicine.NALTREXONE_DEPOT,
}
ANALYTES = {
    "Alcohol": Analyte.ALCOHOL,
    "Amphetamine": Analyte.AMPHETAMINES,
    "Barbiturate": Analyte.BARBITURATES,
    "Benzodiazepine": Analyte.BENZODIAZEPINES,
    "Buprenorphine": Analyte.BUPRENORPHINE,
    "Cocaine": Analyte.COCAINE,
    "Methadone": Analyte.METHADONE,
    "Opioid": Analyte.OPIOIDS,
    "Thc": Analyte.CANNABIS,
    "THC": Analyte.CANNABIS,
}
TEMPERATURES = {
    "1": SampleTemperature.IN_RANGE.value,
    "0": SampleTemperature.OUT_OF_RANGE.value,
    "99": "",
}
ABSENCE: dict[str, AbsenceReason] = {
    "is_dead": AbsenceReason.DIED,
    "is_in_jail": AbsenceReason.CUSTODY,
    "is_moved": AbsenceReason.MOVED,
    "is_left_study": AbsenceReason.LEFT_TREATMENT,
    "is_in_hospital": AbsenceReason.HOSPITAL,
    "is_illness": AbsenceReason.ILL,
    "is_on_vacation": AbsenceReason.TRAVEL,
    "is_forgot": AbsenceReason.FORGOT,
    "is_no_funding": AbsenceReason.NO_FUNDING,
    "is_unable": AbsenceReason.UNABLE,
    "is_window": AbsenceReason.OUT_OF_WINDOW,
    "is_missing_14_consecutive": AbsenceReason.LONG_ABSENCE,
    "is_other": AbsenceReason.OTHER,
    "is_no_show": AbsenceReason.NO_REASON,
    "is_no_note": AbsenceReason.NO_REASON,
}
"""Reasons of a missed visit; where a row ticks several, the first of this list holds."""

WHO = Column("who", whole(1, 9_999_999), required="REQUIRED")
WHEN = Column("when", whole(-LAST_DAY, LAST_DAY), required="DATED")
DAY = whole(-LAST_DAY, LAST_DAY)


def _required(name: str, parse: Parser) -> Column:
    return Column(name, parse, required="REQUIRED")


TABLES: dict[str, tuple[Column, ...]] = {
    "everybody": (WHO, _required("project", code(TRIALS))),
    "site_masked": (WHO, _required("site_masked", whole(1, 9999))),
    "demographics": (
        WHO,
        Column("age", whole(0, 120)),
        Column("is_male", code(YES_NO)),
        Column("job", text(40)),
        Column("is_living_stable", code(YES_NO)),
        Column("education", text(40)),
    ),
    "screening_date": (WHO, Column("screening_day", DAY)),
    "randomization": (
        WHO,
        _required("treatment", code({arm: arm for arm in ARMS})),
        _required("which", code({"1": 1, "2": 2})),
        WHEN,
    ),
    "asi": (WHO, Column("used_iv", code(YES_NO))),
    "rbs": (
        WHO,
        _required("what", text(20)),
        Column("did_use", code(YES_NO)),
        Column("days", whole(0, 31)),
    ),
    "rbs_iv": (WHO, Column("days", whole(0, 31)), Column("shared", code(YES_NO))),
    "psychiatric": (WHO, Column("has_opiates_dx", code(ANSWERS))),
    "visit": (
        WHO,
        Column("visit", text(24)),
        Column("what", code({each: each for each in ("visit", "final", "no visit", "MISSING")})),
        *(Column(name, code({"1": True, "0": None})) for name in ABSENCE),
        WHEN,
    ),
    "treatment": (WHO, _required("amount", decimal(99_999)), WHEN),
    "uds_temp": (WHO, _required("was_temp_ok", code(TEMPERATURES)), WHEN),
    "uds": (WHO, _required("what", code(ANALYTES)), WHEN),
    "meta_study_length": (
        _required("project", code(TRIALS)),
        _required("treatment", text(40)),
        _required("phase", whole(1, 9)),
        _required("weeks", whole(0, 520)),
        Column("description", text(80)),
    ),
    "meta_substance_groups_uds": (
        _required("Substance", text(40)),
        *(Column(f"CTN-00{trial}", text(40)) for trial in TRIALS),
    ),
}

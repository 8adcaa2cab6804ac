"""Invented contents of a release: Kyrgyzstan 2023, complete, with every mark, the same each time.

Nobody stands behind these numbers. A fixed sequence of random numbers makes groups of five people,
so that all counts are multiples of the base and all sums agree, as in a protected release.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

from analytics.catalogue import (
    ANNUAL,
    FOLLOWED_DAYS,
    GRID_DAYS,
    HORIZONS,
    INDICATORS,
    UNIVERSES,
    Dimension,
    Indicator,
    Layout,
    cell_key,
    layouts,
    with_regions,
)
from analytics.contents import Clinic, Contents, Count, Figure, Head, Name
from analytics.vocabulary import TOTAL, UNKNOWN, Mark, Measure, PeriodKind, Who


BASE = 5
REGIONS = {
    "KG-B": Name("Batken Region", "Баткенская область"),
    "KG-C": Name("Chüy Region", "Чуйская область"),
    "KG-GB": Name("Bishkek City", "город Бишкек"),
    "KG-GO": Name("Osh City", "город Ош"),
    "KG-J": Name("Jalal-Abad Region", "Джалал-Абадская область"),
    "KG-N": Name("Naryn Region", "Нарынская область"),
    "KG-O": Name("Osh Region", "Ошская область"),
    "KG-Y": Name("Issyk-Kul Region", "Иссык-Кульская область"),
}
CLINICS = (
    ("Ala-Archa Clinic, Bishkek", "Клиника «Ала-Арча», Бишкек", "KG-GB"),
    ("Jashyl Clinic, Bishkek", "Клиника «Жашыл», Бишкек", "KG-GB"),
    ("Kaiyng Clinic, Tokmok", "Клиника «Кайын», Токмок", "KG-C"),
    ("Tilek Clinic, Osh", "Клиника «Тилек», Ош", "KG-GO"),
    ("Bulak Clinic, Uzgen", "Клиника «Булак», Узген", "KG-O"),
    ("Archa Clinic, Jalal-Abad", "Клиника «Арча», Джалал-Абад", "KG-J"),
    ("Köl Clinic, Karakol", "Клиника «Кёл», Каракол", "KG-Y"),
    ("Jailoo Clinic, Naryn", "Клиника «Жайлоо», Нарын", "KG-N"),
    ("Örük Clinic, Batken", "Клиника «Ёрюк», Баткен", "KG-B"),
)
WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "region": {"KG-GB": 34, "KG-C": 17, "KG-GO": 13, "KG-O": 11, "KG-J": 12, "KG-Y": 7,
               "KG-N": 3, "KG-B": 3},
    "age": {"U18": 2, "18-24": 13, "25-34": 33, "35-44": 30, "45-54": 14, "55+": 7, UNKNOWN: 1},
    "drug": {"HEROIN": 34, "FENTANILS": 1, "OPIOID_OTHER": 5, "OPIOID_UNSPECIFIED": 4,
             "COCAINE": 1, "AMPHETAMINE": 6, "CATHINONES": 17, "STIMULANT_OTHER": 1,
             "SEDATIVE": 6, "HALLUCINOGEN": 1, "INHALANT": 1, "CANNABIS": 13,
             "SYNTHETIC_CANNABINOIDS": 6, "OTHER": 2, UNKNOWN: 3},
    "injecting": {"CURRENT": 31, "EVER": 15, "NEVER": 40, UNKNOWN: 14},
    "previous": {"NEVER": 38, "PREVIOUSLY": 36, UNKNOWN: 26},
    "treatment": {"METHADONE": 34, "BUPRENORPHINE": 6, "BUPRENORPHINE_NALOXONE": 9,
                  "NALTREXONE_DEPOT": 5, "NO_MEDICINE": 44, UNKNOWN: 2},
    "wait": {"D0-7": 46, "D8-21": 30, "D22-60": 13, "D61+": 5, UNKNOWN: 6},
    "exit": {"COMPLETED": 29, "TRANSFERRED": 8, "DROPPED_OUT": 41, "PROVIDER_WITHDREW": 6,
             "CUSTODY": 5, "DIED": 2, "OTHER": 6, UNKNOWN: 3},
    "dose": {"ADEQUATE": 58, "BELOW": 37, UNKNOWN: 5},
    "result": {"NEGATIVE": 61, "POSITIVE": 33, UNKNOWN: 6},
    "abstinence": {"YES": 41, "NO": 51, UNKNOWN: 8},
    "dropout": {"YES": 35, "NO": 60, UNKNOWN: 5},
}  # fmt: skip
WOMEN: Mapping[str, Mapping[str, int]] = {
    "drug": {"HEROIN": 20, "CATHINONES": 25, "SEDATIVE": 16, "CANNABIS": 7},
    "injecting": {"CURRENT": 23, "NEVER": 48},
    "previous": {"NEVER": 47, "PREVIOUSLY": 27},
    "wait": {"D0-7": 39, "D22-60": 18},
    "exit": {"COMPLETED": 24, "DROPPED_OUT": 48},
    "dose": {"ADEQUATE": 49, "BELOW": 46},
    "result": {"NEGATIVE": 66, "POSITIVE": 28},
}
"""Where the weights of women differ."""
SIZES = {
    "in_treatment": (695, 2870),
    "entrants": (520, 1965),
    "starts": (545, 2090),
    "exits": (430, 1690),
    "oat": (45, 410),
    "tests": (2860, 11840),
    "courses": (210, 820),
}
"""Women and men of each universe but `followed`."""
STAYING = {Who.WOMEN: 0.0052, Who.MEN: 0.0043}
"""Daily rates of leaving in the first months; they halve with time."""
SHARES = ("DEM-03", "DEM-10", "ACC-02", "EXI-02", "EXI-03", "OAT-04", "TST-01", "TST-02", "TST-03")
PROFILES = ("DEM-15", "ACC-04", "EXI-01")
"""Shares of every code of a dimension."""
Z = 1.96


def sample_contents(*, seed: int = 2023) -> Contents:
    """A national release of a year, with all tables, figures, marks and an earlier year."""
    dimensions = with_regions(REGIONS)
    left_out = tuple(table for table in ANNUAL if table.code == "T12")
    tables = tuple(table for table in ANNUAL if table not in left_out)
    counts = _counts(tables, dimensions, random.Random(seed))  # noqa: S311 - invented data
    figures = {figure.key: figure for figure in _figures(counts, dimensions)}
    figures |= _marked(figures)
    return Contents(
        head=sample_head(),
        dimensions=dimensions,
        tables=tables,
        left_out=left_out,
        counts=counts,
        figures=dict(sorted(figures.items())),
        indicators=tuple(INDICATORS.values()),
        clinics=_clinics(),
        revised=(("entrants;region=KG-C;sex=F", 85, 90), ("entrants;region=KG-C", 450, 455)),
        earlier=_earlier(figures),
    )


def sample_quarter(*, seed: int = 2023) -> Contents:
    """A provisional release of a quarter: two tables, counts of people, nothing earlier."""
    year = sample_contents(seed=seed)
    head = replace(
        year.head,
        label="KG-2023Q2-v1",
        kind=PeriodKind.QUARTER,
        since=date(2023, 4, 1),
        before=date(2023, 7, 1),
        cut_on=date(2023, 7, 31),
        is_provisional=True,
    )
    return _only(replace(year, head=head), layouts(PeriodKind.QUARTER), ("DEM-01", "DEM-02"))


def sample_clinic(*, seed: int = 2023) -> Contents:
    """The figures of one clinic: no regions, itself the only clinic."""
    year = sample_contents(seed=seed)
    name = Name("Ala-Archa Clinic, Bishkek", "Клиника «Ала-Арча», Бишкек")
    head = replace(
        year.head,
        label="KG-2023-ala-archa-v1",
        geography="KG/1b8e2c0a-0000-4000-8000-000000000024",
        geography_name=name,
        publisher=name,
    )
    tables = layouts(PeriodKind.YEAR, of_clinic=True)
    kept = _only(replace(year, head=head), tables, (*INDICATORS, "RET"))
    return replace(kept, clinics=year.clinics[:1])


def _only(contents: Contents, tables: tuple[Layout, ...], indicators: tuple[str, ...]) -> Contents:
    """The contents cut to some tables and indicators, without an earlier release."""
    keys = {key for table in tables for key in _all_cells(table, contents.dimensions)}
    if any(table.universe == "followed" for table in tables):
        keys |= set(_followed())
    return replace(
        contents,
        tables=tables,
        left_out=(),
        counts={key: count for key, count in contents.counts.items() if key in keys},
        figures={
            key: figure
            for key, figure in contents.figures.items()
            if figure.indicator in indicators
        },
        revised=(),
        earlier={},
    )


def sample_head() -> Head:
    """The head of that release."""
    return Head(
        label="KG-2023-v1",
        country="KG",
        country_name=Name("Kyrgyzstan", "Кыргызстан"),
        geography="KG",
        geography_name=Name("Kyrgyzstan", "Кыргызстан"),
        publisher=Name("Ministry of Health of Kyrgyzstan", "Министерство здравоохранения КР"),
        kind=PeriodKind.YEAR,
        since=date(2023, 1, 1),
        before=date(2024, 1, 1),
        cut_on=date(2024, 3, 31),
        frozen_at=datetime(2024, 4, 2, 6, 30, tzinfo=UTC),
        version=1,
        checksum="9f2c41d07be85a6633e1c0a94d7f58b2c61e0d3f7a24b9958e47d1f60b3ca782",
        facts_version="2026.1",
        catalogue_version="2026.1",
        policy_version="R5-2026.1",
        base=BASE,
        is_provisional=False,
        is_invented=True,
    )


def without(contents: Contents, *keys: str) -> Contents:
    """The same release without these figures."""
    kept = {key: figure for key, figure in contents.figures.items() if key not in keys}
    return replace(contents, figures=kept)


def _clinics() -> tuple[Clinic, ...]:
    return tuple(
        Clinic(f"clinic-{number}", Name(english, russian), region, region != "KG-N")
        for number, (english, russian, region) in enumerate(CLINICS, start=1)
    )


def _counts(
    tables: Iterable[Layout], dimensions: Mapping[str, Dimension], rng: random.Random
) -> dict[str, Count]:
    tally: Counter[str] = Counter()
    tables = tuple(tables)
    for universe in sorted(SIZES):
        own = [table for table in tables if table.universe == universe]
        for group in _groups(universe, dimensions, rng):
            tally.update(dict.fromkeys(_cells_of(group, own, dimensions), BASE))
    keys = {key for table in tables for key in _all_cells(table, dimensions)}
    tally |= _followed()
    keys |= set(_followed())
    low = "entrants;region=KG-B;sex=F"
    return {key: Count(key, tally[key], Mark.LOW if key == low and not tally[key] else Mark.NONE)
            for key in sorted(keys)}  # fmt: skip


def _groups(
    universe: str, dimensions: Mapping[str, Dimension], rng: random.Random
) -> Iterator[dict[str, str]]:
    """Groups of five people who are alike, with a leaf code in every dimension."""
    names = [name for name in UNIVERSES[universe].dimensions if name != "sex"]
    for sex, size in zip("FM", SIZES[universe], strict=True):
        for _ in range(size // BASE):
            yield {"sex": sex} | {name: _draw(name, sex, rng) for name in names}


def _draw(name: str, sex: str, rng: random.Random) -> str:
    weights = dict(WEIGHTS[name]) | (dict(WOMEN.get(name, {})) if sex == "F" else {})
    return rng.choices(list(weights), list(weights.values()))[0]


def _cells_of(
    group: Mapping[str, str], tables: Sequence[Layout], dimensions: Mapping[str, Dimension]
) -> set[str]:
    """The names of all cells in which a group counts."""
    cells = set()
    for table in tables:
        ways = [_upward(dimensions[name], group[name]) for name in table.dimensions]
        for codes in product(*ways):
            cells.add(cell_key(table.universe, dict(zip(table.dimensions, codes, strict=True))))
    return cells


def _upward(dimension: Dimension, code: str) -> list[str]:
    """A code and all that it is part of, up to the total."""
    path = [code]
    while path[-1] != TOTAL:
        path.append(dimension.code(path[-1]).parent)
    return path


def _all_cells(table: Layout, dimensions: Mapping[str, Dimension]) -> Iterator[str]:
    if table.universe == "followed":
        return
    ways = [[TOTAL, *_codes(dimensions[name], table.depths.get(name, 9))]
            for name in table.dimensions]  # fmt: skip
    for codes in product(*ways):
        yield cell_key(table.universe, dict(zip(table.dimensions, codes, strict=True)))


def _codes(dimension: Dimension, depth: int) -> list[str]:
    return [each.code for each in dimension.codes
            if len(_upward(dimension, each.code)) - 1 <= depth]  # fmt: skip


def _followed() -> dict[str, int]:
    """People still followed at the days of the curve."""
    cells = {}
    for day in FOLLOWED_DAYS:
        pair = {
            who.value: _five(size * _survival(who, day) * (1 - 0.0013 * day))
            for who, size in zip((Who.WOMEN, Who.MEN), SIZES["starts"], strict=True)
        }
        cells |= {cell_key("followed", {"day": f"D{day}", "sex": sex}): value
                  for sex, value in pair.items()}  # fmt: skip
        cells[cell_key("followed", {"day": f"D{day}"})] = sum(pair.values())
    return cells


def _five(value: float) -> int:
    return BASE * round(value / BASE)


def _survival(who: Who, day: int) -> float:
    return math.exp(-STAYING[who] * 240 * (1 - math.exp(-day / 240)))


def _figures(counts: Mapping[str, Count], dimensions: Mapping[str, Dimension]) -> Iterator[Figure]:
    for code in ("DEM-01", "DEM-02"):
        yield from _people(INDICATORS[code], counts)
    for code in SHARES:
        yield from _share(INDICATORS[code], counts)
    for drug in dimensions["drug"].codes:
        if drug.code != UNKNOWN:
            own = replace(INDICATORS["DEM-07"], numerator=(drug.code,))
            yield from (replace(each, stratum=drug.code) for each in _share(own, counts))
    for code in PROFILES:
        yield from _profile(code, counts, dimensions)
    yield from _median("DEM-14", Measure.YEARS, {"F": (34, 33, 35), "M": (37, 36, 38)})
    yield from _median("ACC-01", Measure.DAYS, {"F": (10, 5, 15), "M": (5, 5, 10)})
    yield from _curves()
    yield Figure("QUA-07", Who.BOTH, Measure.COUNT, None, mark=Mark.CONFIDENTIAL)


def _curves() -> Iterator[Figure]:
    """Staying at the named months and at each day of the grid."""
    for code, day in zip(("RET-01", "RET-03", "RET-06"), HORIZONS, strict=True):
        yield from _staying(code, day, day_of_figure=None)
    for day in GRID_DAYS:
        yield from (each for each in _staying("RET", day, day_of_figure=day))
        for stratum in ("METHADONE", "NO_MEDICINE"):
            yield from _staying("RET", day, day_of_figure=day, stratum=stratum)


def _people(indicator: Indicator, counts: Mapping[str, Count]) -> Iterator[Figure]:
    values = {}
    for who in (Who.WOMEN, Who.MEN, Who.BOTH):
        value = counts[cell_key(indicator.universe, {"sex": who.value})].value or 0
        values[who] = value
        yield Figure(indicator.code, who, Measure.COUNT, Decimal(value), base=value)
    women, men, both = (values[who] for who in (Who.WOMEN, Who.MEN, Who.BOTH))
    low, high = _wilson(women, both)
    yield Figure(
        indicator.code, Who.GAP, Measure.PERCENT, _percent(women, both),
        Decimal(math.floor(100 * low)), Decimal(math.ceil(100 * high)), both,
    )  # fmt: skip
    ratio = Decimal(men / women).quantize(Decimal("0.1"))
    yield Figure(indicator.code, Who.GAP, Measure.RATIO, ratio, base=both, stratum="RATIO")


def _share(indicator: Indicator, counts: Mapping[str, Count]) -> Iterator[Figure]:
    sides = {}
    for who in (Who.WOMEN, Who.MEN, Who.BOTH):
        part, whole = _fraction(indicator, counts, who)
        if whole < 50:
            yield Figure(indicator.code, who, Measure.PERCENT, None, base=whole,
                         mark=Mark.LOW_RELIABILITY)  # fmt: skip
            continue
        low, high = _wilson(part, whole)
        sides[who] = (part / whole, low, high)
        yield Figure(
            indicator.code, who, Measure.PERCENT, _percent(part, whole),
            Decimal(math.floor(100 * low)), Decimal(math.ceil(100 * high)), whole,
        )  # fmt: skip
    yield _gap(indicator.code, Measure.POINTS, sides)


def _profile(
    code: str, counts: Mapping[str, Count], dimensions: Mapping[str, Dimension]
) -> Iterator[Figure]:
    """The share of each code without intervals and gaps; both middle ages together too."""
    known = [each.code for each in dimensions[INDICATORS[code].dimension].codes]
    strata = {each: (each,) for each in known if each != UNKNOWN}
    if code == "DEM-15":
        strata["25-44"] = ("25-34", "35-44")
    for stratum, codes in strata.items():
        for figure in _share(replace(INDICATORS[code], numerator=codes), counts):
            if figure.who != Who.GAP:
                yield replace(figure, low=None, high=None, stratum=stratum)


def _percent(part: int, whole: int) -> Decimal:
    exact = Decimal(100 * part) / whole
    return exact.quantize(Decimal("0.1") if whole >= 4000 else Decimal(1))


def _fraction(indicator: Indicator, counts: Mapping[str, Count], who: Who) -> tuple[int, int]:
    def total(codes: Iterable[str]) -> int:
        named = ({indicator.dimension: code, "sex": who.value} for code in codes)
        return sum(counts[cell_key(indicator.universe, each)].value or 0 for each in named)

    if indicator.denominator:
        return total(indicator.numerator), total(indicator.denominator)
    return total(indicator.numerator), total([TOTAL]) - total([UNKNOWN])


def _wilson(part: int, whole: int) -> tuple[float, float]:
    share, square = part / whole, Z * Z / whole
    middle = share + square / 2
    half = Z * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))


def _gap(code: str, measure: Measure, sides: Mapping[Who, tuple[float, float, float]]) -> Figure:
    """Women minus men with Newcombe's interval; nothing where one side is missing."""
    if not {Who.WOMEN, Who.MEN} <= set(sides):
        return Figure(code, Who.GAP, measure, None, mark=Mark.LOW_RELIABILITY)
    (women, low_w, high_w), (men, low_m, high_m) = sides[Who.WOMEN], sides[Who.MEN]
    low = women - men - math.hypot(women - low_w, high_m - men)
    high = women - men + math.hypot(high_w - women, men - low_m)
    return Figure(
        code, Who.GAP, measure, Decimal(round(100 * (women - men))),
        Decimal(math.floor(100 * low)), Decimal(math.ceil(100 * high)),
    )  # fmt: skip


def _median(
    code: str, measure: Measure, sides: Mapping[str, tuple[int, int, int]]
) -> Iterator[Figure]:
    bases = SIZES[INDICATORS[code].universe]
    for (sex, (value, low, high)), base in zip(sides.items(), bases, strict=True):
        yield Figure(code, Who(sex), measure, Decimal(value), Decimal(low), Decimal(high), base)
    difference = sides["F"][0] - sides["M"][0]
    yield Figure(code, Who.GAP, measure, Decimal(difference), Decimal(difference - 3),
                 Decimal(difference + 2))  # fmt: skip


def _staying(
    code: str, day: int, *, day_of_figure: int | None, stratum: str = ""
) -> Iterator[Figure]:
    lift = {"": 0.0, "METHADONE": 0.08, "NO_MEDICINE": -0.09}[stratum] * min(day, 90) / 90
    sides = {}
    for who, base in zip((Who.WOMEN, Who.MEN), SIZES["starts"], strict=True):
        share = _survival(who, day) + lift
        low, high = _wilson(round(share * base), base)
        sides[who] = (share, low, high) if day else (1.0, 1.0, 1.0)
        value, low, high = sides[who]
        yield Figure(
            code, who, Measure.PERCENT, Decimal(round(100 * value)),
            Decimal(math.floor(100 * low)), Decimal(math.ceil(100 * high)), base,
            stratum=stratum, day=day_of_figure,
        )  # fmt: skip
    yield replace(_gap(code, Measure.POINTS, sides), stratum=stratum, day=day_of_figure)


def _marked(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Some figures that are weak or missing, for each reason."""
    weak = {f"DEM-03/{who.value}": Mark.LOW_RELIABILITY for who in Who}
    changed = {key: replace(figures[key], mark=mark) for key, mark in weak.items()}
    for who in Who:
        figure = figures[f"TST-03/{who.value}"]
        changed[figure.key] = replace(
            figure, value=None, low=None, high=None, base=None, mark=Mark.NOT_AVAILABLE
        )
    return changed


def _earlier(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Last year's headline figures; exits were not yet released."""
    shifts = {"DEM-02": -35, "DEM-10": 4, "ACC-02": -1, "RET-06": -3}
    earlier = {}
    for code, who in product(shifts, (Who.WOMEN, Who.MEN)):
        figure = figures[f"{code}/{who.value}"]
        value = None if figure.value is None else figure.value + shifts[code]
        earlier[figure.key] = replace(figure, value=value)
    return earlier

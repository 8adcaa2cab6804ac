"""What was delivered as counts by programme, setting and gender: no number of one school or two.

A school knows its own numbers, and its pupils know their school. A programme or setting is told
apart only if at least three sites stand behind each of its numbers; and no number of one may be
subtracted from those of the other so that fewer than three are left (reference 5.4).
"""

from collections.abc import Collection
from itertools import chain, combinations

import pandas as pd

from analytics.attribution.places import few
from analytics.catalogue.programmes import DIMENSIONS, OTHER, Measure
from analytics.vocabulary import TOTAL
from kernel import few_places


GENDERS = {"girls": "F", "boys": "M"}
KEPT = ["implementation", "site", "programme", "setting"]


def counts_of(deliveries: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """A line for each number that is not 0: who, where, `column`, `sex` and `count`.

    Awareness events are no delivery of a programme.
    """
    rows = deliveries[~deliveries["is_event"].astype(bool)].rename(columns={"site_kind": "setting"})
    rows = rows.assign(**{name: rows[name].astype(str) for name in DIMENSIONS})
    parts = [
        rows[KEPT].assign(
            column=column, sex=sex, count=pd.to_numeric(rows[name]).fillna(0).astype("int64")
        )
        for column in measure.columns
        for name, sex in _names(column, measure)
    ]
    lines = pd.concat(parts, ignore_index=True)
    return lines[lines["count"] > 0].reset_index(drop=True)


def not_stated(deliveries: pd.DataFrame, column: str) -> tuple[int, int]:
    """People of other or no stated gender in the whole country, and the sites that they are of."""
    rows = deliveries[~deliveries["is_event"].astype(bool)]
    count = pd.to_numeric(rows[f"{column}_others"]).fillna(0).astype("int64")
    return int(count.sum()), int(rows["site"][count > 0].nunique())


def _names(column: str, measure: Measure) -> list[tuple[str, str]]:
    if not measure.is_people:
        return [(column, TOTAL)]
    return [(f"{column}_{gender}", sex) for gender, sex in GENDERS.items()]


def is_of_few(counts: pd.DataFrame) -> bool:
    """Whether one or two sites stand behind a number of the whole country."""
    sites = counts.groupby(["column", "sex"])["site"].nunique()
    return any(few_places.is_of_few(number) for number in sites)


def together(
    counts: pd.DataFrame, dimension: str, *, before: Collection[str] = ()
) -> frozenset[str]:
    """The codes that are told only together; all of them where none may stand alone.

    The rule is that of regions of few clinics: sites take the place of clinics.
    """
    codes = sorted(set(counts[dimension]))
    lines = pd.DataFrame(
        {
            "sex": "F",
            "region": pd.Categorical(counts[dimension], categories=codes),
            "organisation": counts["site"],
            "universe": counts["column"] + "/" + counts["sex"],
        }
    )
    frames = {str(name): part for name, part in lines.groupby("universe")}
    return few(frames, universes=frames, before=before)


def merged(counts: pd.DataFrame, dimension: str, codes: Collection[str]) -> pd.DataFrame:
    """The counts with one code for all of these."""
    column = counts[dimension]
    return counts.assign(**{dimension: column.where(~column.isin(list(codes)), OTHER)})


def tells_of_few(counts: pd.DataFrame) -> bool:
    """Whether numbers by programme and numbers by setting, subtracted, leave one site or two.

    A sum of settings lies inside a sum of programmes (or the other way round) where each of its
    programmes is in that sum; the difference is what these programmes did elsewhere. The smallest
    sum around each set of settings, and the largest inside it, leave least.
    """
    return any(_leaves_few(_sites_at(part)) for _name, part in counts.groupby(["column", "sex"]))


def _sites_at(counts: pd.DataFrame) -> dict[tuple[str, str], frozenset[int]]:
    """By programme and setting, the sites of these lines."""
    found: dict[tuple[str, str], frozenset[int]] = {}
    for programme, setting, site in counts[["programme", "setting", "site"]].to_numpy().tolist():
        at = (programme, setting)
        found[at] = found.get(at, frozenset()) | {site}
    return found


def _leaves_few(sites: dict[tuple[str, str], frozenset[int]]) -> bool:
    settings = sorted({setting for _programme, setting in sites})
    sums = chain.from_iterable(combinations(settings, size) for size in range(1, len(settings) + 1))
    return any(_differs_by_few(sites, set(chosen)) for chosen in sums)


def _differs_by_few(sites: dict[tuple[str, str], frozenset[int]], chosen: set[str]) -> bool:
    around = {programme for programme, setting in sites if setting in chosen}
    across = {programme for programme, setting in sites if setting not in chosen}
    outside = [sites[at] for at in sites if at[0] in around and at[1] not in chosen]
    inside = [sites[at] for at in sites if at[0] in across and at[1] in chosen]
    return any(few_places.is_of_few(len(frozenset().union(*left))) for left in (outside, inside))

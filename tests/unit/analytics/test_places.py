"""Regions of few clinics are shown only together: no total is that of one clinic or two."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.attribution import few, together
from analytics.catalogue import group_code, members_of, with_regions
from analytics.contents import Name
from kernel.few_places import is_of_few


CODES = ("KG-B", "KG-C", "KG-GB", "KG-O", "KG-Y")
UNIVERSES = ("in_treatment", "entrants")


def frame(clinics: dict[str, int], *, sex: str = "F", first: int = 0) -> pd.DataFrame:
    """One person for each clinic of each region."""
    rows = [
        (region, first + 100 * CODES.index(region) + number)
        for region, count in clinics.items()
        for number in range(count)
    ]
    return pd.DataFrame(
        {
            "region": pd.Categorical([region for region, _clinic in rows], categories=CODES),
            "organisation": [clinic for _region, clinic in rows],
            "sex": pd.Categorical([sex] * len(rows), categories=("F", "M", "NS")),
            "record_key": pd.array(range(len(rows)), dtype="uint64"),
        }
    )


def joined(clinics: dict[str, int], started: dict[str, int] | None = None, **how) -> frozenset:
    """The regions that are together, by the clinics of those in treatment and of entrants."""
    frames = {"in_treatment": frame(clinics), "entrants": frame(started or clinics)}
    return few(frames, universes=UNIVERSES, **how)


FULL = dict.fromkeys(CODES, 3)


@pytest.mark.parametrize(
    ("clinics", "expected"),
    [
        (FULL, set()),
        (FULL | {"KG-B": 2, "KG-Y": 1}, {"KG-B", "KG-Y"}),
        (FULL | {"KG-B": 2, "KG-Y": 4}, {"KG-B", "KG-C"}),
        (FULL | {"KG-B": 1, "KG-C": 5, "KG-GB": 4, "KG-Y": 4}, {"KG-B", "KG-O"}),
        (FULL | {"KG-B": 0}, {"KG-B"}),
        ({"KG-GB": 2, "KG-O": 4}, {"KG-B", "KG-C", "KG-GB", "KG-O", "KG-Y"}),
        ({"KG-GB": 7}, {"KG-B", "KG-C", "KG-O", "KG-Y"}),
        (dict.fromkeys(CODES, 1), set(CODES)),
        ({}, set(CODES)),
    ],
)
def test_regions_of_fewer_than_three_clinics_are_together_and_the_smallest_joins_them(
    clinics: dict[str, int], expected: set[str]
):
    assert joined(clinics) == expected


def test_a_region_stands_alone_only_if_each_of_its_totals_comes_from_three_clinics():
    assert joined(FULL, FULL | {"KG-O": 1, "KG-Y": 2}) == {"KG-O", "KG-Y"}


def test_a_total_of_nobody_does_not_keep_a_region_from_standing_alone():
    assert joined(FULL, FULL | {"KG-O": 0}) == frozenset()


def test_people_who_are_in_no_cell_make_no_clinic_of_a_region():
    rest = frame(FULL | {"KG-B": 1, "KG-C": 2})
    unstated = frame({"KG-B": 3, "KG-C": 3}, sex="NS")
    frames = dict.fromkeys(
        UNIVERSES, pd.concat([rest, unstated]).astype({"region": rest["region"].dtype})
    )

    assert few(frames, universes=UNIVERSES) == {"KG-B", "KG-C"}


def test_a_group_of_the_version_before_only_grows():
    before = {"KG-B", "KG-C"}

    assert joined(FULL, before=before) == before
    assert joined(FULL | {"KG-O": 1}, before=before) == before | {"KG-O"}
    assert joined(FULL, before=CODES) == set(CODES)


numbers = st.dictionaries(st.sampled_from(CODES), st.integers(0, 5))


@given(numbers, numbers, st.sets(st.sampled_from(CODES)))
def test_no_total_is_that_of_one_clinic_or_two(
    treated: dict[str, int], started: dict[str, int], before: set[str]
):
    found = joined(treated, started, before=before)

    assert before <= found
    groups = [found, *({code} for code in CODES if code not in found)]
    for clinics in (treated, started):
        totals = [sum(clinics.get(code, 0) for code in group) for group in groups]
        assert found == set(CODES) or not any(map(is_of_few, totals))


def test_frames_have_one_code_for_the_regions_together_and_keep_every_row():
    frames = {"in_treatment": frame(FULL), "tests": pd.DataFrame({"sex": ["F"]})}

    made = together(frames, {"KG-Y", "KG-B"})

    region = made["in_treatment"]["region"]
    assert list(region.cat.categories) == ["KG-C", "KG-GB", "KG-O", "KG-B+Y"]
    assert region.value_counts().to_dict() == {"KG-C": 3, "KG-GB": 3, "KG-O": 3, "KG-B+Y": 6}
    assert made["tests"] is frames["tests"]


@pytest.mark.parametrize("codes", [("KZ-10",), ("KG-B", "KG-C"), ("KG-C", "KG-GB", "KG-Y")])
def test_the_code_of_a_group_says_which_regions_it_holds(codes: tuple[str, ...]):
    assert members_of(group_code(codes[::-1])) == codes
    assert members_of(codes[0]) == ()


def test_the_code_of_all_regions_but_one_fits_a_cell_of_the_registry():
    codes = [f"KZ-{number}" for number in range(10, 30)]

    longest = f"entrants;drug=SYNTHETIC_CANNABINOIDS;region={group_code(codes)};sex=F"

    assert len(longest) <= 160


def test_regions_together_are_the_last_code_and_keep_their_names():
    names = {code: Name(code.lower()) for code in CODES}

    region = with_regions(names, together={"KG-Y", "KG-B"})["region"]

    assert [each.code for each in region.codes] == ["KG-C", "KG-GB", "KG-O", "KG-B+Y"]
    assert str(region.codes[-1].label) == "Other regions"
    assert [str(each.label) for each in region.codes[-1].members] == ["kg-b", "kg-y"]
    assert str(region.code("KG-Y").label) == "kg-y"

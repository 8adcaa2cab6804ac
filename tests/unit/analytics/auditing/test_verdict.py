"""A good release passes; each fault that somebody could plant in its files fails."""

from collections.abc import Callable
from typing import Any

import pytest

from analytics.auditing import NothingToAudit, Verdict, audit, read_directory
from tests.factories import published as release


Data = dict[str, Any]
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def exact() -> dict[str, int]:
    return release.exact_counts()


@pytest.fixture(scope="module")
def values(exact: dict[str, int]) -> dict[str, int]:
    return release.rounded(exact)


@pytest.fixture
def data(values: dict[str, int]) -> Data:
    return release.release(values)


@pytest.fixture(scope="module")
def report(values: dict[str, int]) -> bytes:
    made = release.files(release.release(values), with_report=True)
    return made[f"{release.LABEL}.en.pdf"]


def found(verdict: Verdict, words: str) -> bool:
    assert not verdict.passed
    return any(words in finding for finding in verdict.findings)


def cell(data: Data, key: str) -> dict[str, Any]:
    return next(each for each in data["cells"] if each["key"] == key)


def figure(data: Data, key: str) -> dict[str, Any]:
    return next(each for each in data["figures"] if each["key"] == key)


def test_a_good_release_passes_in_every_format(data: Data, report: bytes) -> None:
    files = release.files(data) | {f"{release.LABEL}.en.pdf": report}

    verdict = audit(files)

    assert verdict.findings == ()
    assert verdict.passed
    assert verdict.narrowest == 4
    assert verdict.numbers_read == verdict.numbers_equal > 200
    assert (verdict.cells, verdict.low_bases, verdict.recovered) == (69, 1, ())
    assert verdict.attacks > 0


def test_a_good_release_passes_the_worst_insider(data: Data, exact: dict[str, int]) -> None:
    verdict = audit(release.files(data), truth=exact)

    assert verdict.passed
    assert verdict.targets == sum(0 < count < 5 for count in exact.values())


def test_a_release_without_small_counts_has_nothing_to_attack(data: Data) -> None:
    verdict = audit(release.files(data), truth={})

    assert (verdict.targets, verdict.attacks, verdict.narrowest) == (0, 0, 4)


def test_exact_counts_beside_the_rounded_ones_give_a_small_one_away(
    data: Data, exact: dict[str, int]
) -> None:
    small = next(key for key, count in exact.items() if 0 < count < 5 and key.count(";") == 3)
    known = {(key,): count for key, count in exact.items() if key != small}

    verdict = audit(release.files(data), truth=exact, known=known)

    assert small in verdict.recovered
    assert found(verdict, f"The exact count of {small} can be narrowed")


def test_known_counts_that_cannot_be_are_told(data: Data) -> None:
    verdict = audit(release.files(data), known={("entrants",): 1})

    assert found(verdict, "No counts at all agree")


def test_a_value_that_is_no_neighbour_of_the_exact_count_is_found(
    data: Data, exact: dict[str, int]
) -> None:
    key = next(key for key, count in exact.items() if count > 20)

    verdict = audit(release.files(data), truth=exact | {key: exact[key] - 15})

    assert found(verdict, f"{key} is not a neighbour")


def test_an_exact_cell_is_found(data: Data) -> None:
    cell(data, "entrants;region=KG-B;sex=F")["value"] = 3

    verdict = audit(release.files(data))

    assert found(verdict, "entrants;region=KG-B;sex=F is not rounded")
    assert found(verdict, "do not add up")
    assert "entrants;region=KG-B;sex=F" in verdict.recovered


def test_sums_that_do_not_agree_are_found(data: Data) -> None:
    cell(data, "entrants;region=KG-C;sex=M")["value"] += 5

    verdict = audit(release.files(data))

    assert found(verdict, "The parts of the cell entrants;region=KG-C do not add up")


def test_a_table_without_one_of_its_cells_is_found(data: Data) -> None:
    data["cells"] = [each for each in data["cells"] if each["key"] != "entrants;age=U18;sex=F"]

    verdict = audit({"x.json": release.as_json(data)})

    assert found(verdict, "The table T04 has no cell entrants;age=U18;sex=F")


def test_many_findings_of_one_kind_are_counted(data: Data) -> None:
    for each in data["cells"]:
        each["value"] += 1

    verdict = audit({"x.json": release.as_json(data)})

    assert found(verdict, "And 103 more of this kind.")
    assert verdict.narrowest == 0


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("-counts.csv", lambda each: each.replace(b",60,", b",65,", 1)),
        ("-figures.csv", lambda each: each.replace(b",29,", b",28,", 1)),
        ("-figures.csv", lambda each: each.replace(b",u\r\n", b",\r\n", 1)),
    ],
)
def test_a_number_or_mark_changed_in_one_file_is_found(
    data: Data, name: str, change: Callable[[bytes], bytes]
) -> None:
    files = release.files(data)
    full = release.LABEL + name
    spoiled = change(files[full])
    assert spoiled != files[full]

    verdict = audit(files | {full: spoiled})

    assert found(verdict, f"{full}, line")
    assert verdict.numbers_equal < verdict.numbers_read


@pytest.mark.parametrize(
    ("field", "change", "words"),
    [
        ("DEM-10/F", {"base": 45}, "a percentage of fewer than 50"),
        ("DEM-10/F", {"base": 52}, "the number behind it is not rounded"),
        ("DEM-10/F", {"base": None}, "a percentage without the number behind it"),
        ("DEM-10/F", {"value": 40.5}, "a decimal on a percentage"),
        ("DEM-10/F", {"value": 43}, "no rounded count gives this percentage"),
        ("DEM-10/F", {"low": 29.3}, "an end of the interval is not whole"),
        ("DEM-10/F", {"low": 60}, "ends before it begins"),
        ("EXI-02/F", {"low": 3}, "there is an interval, but the figure is not shown"),
        ("DEM-14/F", {"value": 34.5}, "the median is not whole"),
        ("DEM-14/F", {"measure": "DAYS"}, "not a multiple of five days"),
        ("DEM-14/F", {"measure": "COUNT"}, "the count is not rounded"),
    ],
)
def test_figures_that_break_the_output_gate_are_found(
    data: Data, field: str, change: dict[str, Any], words: str
) -> None:
    figure(data, field).update(change)

    verdict = audit({"x.json": release.as_json(data)})

    assert found(verdict, words)


def test_a_decimal_is_allowed_on_a_large_base(data: Data) -> None:
    figure(data, "DEM-10/M").update(value=46.3, base=4000)

    assert audit({"x.json": release.as_json(data)}).passed


def test_a_number_in_a_chart_that_is_not_in_the_registry_is_found(data: Data) -> None:
    files = release.files(data) | {"x-wide.en.svg": release.svg("Women: 137 started")}

    verdict = audit(files)

    assert found(verdict, "x-wide.en.svg, <text>: a number that is not in the registry")
    assert not any("137" in finding for finding in verdict.findings)


def test_a_number_in_a_report_that_is_not_in_the_registry_is_found(data: Data) -> None:
    files = release.files(data)
    attached = {name: each for name, each in files.items() if name.endswith(".csv")}
    files["x.pdf"] = release.pdf("<p>Of these, 137 were women.</p>", attached)

    verdict = audit(files)

    assert found(verdict, "x.pdf, page 1: a number that is not in the registry")


def test_a_percentage_is_not_explained_by_a_count(data: Data) -> None:
    files = release.files(data) | {"x.svg": release.svg("71 %", "2023", "2023 %")}

    verdict = audit(files)

    assert [each for each in verdict.findings if "x.svg" in each] == [
        "x.svg, <text>: a number that is not in the registry, in “•••• %”."
    ]


def test_two_versions_are_attacked_together(data: Data, exact: dict[str, int]) -> None:
    later = release.release(release.rounded(exact, seed=7), version=2)
    hashes = {key: f"{count:016x}" for key, count in exact.items()}

    verdict = audit(
        release.files(later),
        earlier=[release.files(data)],
        hashes=hashes,
        earlier_hashes=[hashes],
    )

    assert verdict.passed
    assert verdict.differences == 0


def test_a_change_between_exact_versions_is_found(data: Data) -> None:
    later = release.release({each["key"]: each["value"] for each in data["cells"]}, version=2)
    for version, step in ((data, 1), (later, 3)):
        for key in ("followed;day=D180;sex=F", "followed;day=D180"):
            cell(version, key)["value"] += step

    verdict = audit(release.files(later), earlier=[release.files(data)])

    assert verdict.differences == 2
    assert found(verdict, "The change of followed;day=D180;sex=F since an earlier release")


def test_versions_that_contradict_each_other_are_told(data: Data) -> None:
    later = release.release({each["key"]: each["value"] for each in data["cells"]}, version=2)
    cell(later, "followed;day=D0;sex=F")["value"] += 50
    hashes = {"followed;day=D0;sex=F": "00"}

    verdict = audit(
        release.files(later),
        earlier=[release.files(data)],
        hashes=hashes,
        earlier_hashes=[hashes],
    )

    assert found(verdict, "agree with this release and an earlier one together")


def test_releases_of_other_places_and_periods_are_not_compared(data: Data) -> None:
    others = [
        release.release({}, geography="KG/clinic"),
        release.release({}, since="2022-01-01", before="2023-01-01"),
    ]
    verdict = audit(
        release.files(data), earlier=[{"x.json": release.as_json(each)} for each in others]
    )

    assert verdict.passed
    assert verdict.differences == 0


def test_last_years_numbers_may_stand_in_the_words(data: Data) -> None:
    last = release.release({}, since="2022-01-01", before="2023-01-01")
    last["figures"] = [release.figure("DEM-10/F", value=37, low=20, high=50, base=50)]
    files = release.files(data) | {"x.svg": release.svg("37 %")}

    verdicts = [audit(files, earlier=each) for each in ([], [{"last.json": release.as_json(last)}])]

    assert [each.passed for each in verdicts] == [False, True]


def test_a_directory_without_figures_is_refused(tmp_path: Any) -> None:
    with pytest.raises(NothingToAudit):
        read_directory(tmp_path)

    with pytest.raises(NothingToAudit):
        audit({"x.svg": release.svg("5")})

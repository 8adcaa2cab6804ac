"""Numbers are found in words in the forms of three languages, and explained or not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from analytics.auditing.constants import names, without_phrases
from analytics.auditing.published import Cell, Dimension, Figure, Published, Sentence
from analytics.auditing.sentences import allowed, check_sentences, is_explained


HEAD = {
    "label": "KG-2023-v1", "since": "2023-01-01", "before": "2024-01-01", "cut_on": "2024-03-31",
    "frozen_at": "2024-04-02T06:30:00+00:00", "checksum": "9f2c41d07be85a66",
    "version": 2,
    "catalogue_version": "2026.1", "base": 5,
}  # fmt: skip
AGE = Dimension("age", {"25-34": "_T", "55+": "_T"})
WAIT = Dimension("wait", {"D8-21": "_T", "D61+": "_T"})
FIGURE = Figure("DEM-10", "GAP", "POINTS", value=Decimal(-6), low=Decimal(-13), high=Decimal(8))
SHARE = Figure("DEM-03", "M", "PERCENT", value=Decimal("12.5"), base=4125)


def published(text: str, place: str = "page 3", file: str = "x.pdf") -> Published:
    return Published(
        HEAD,
        {"age": AGE, "wait": WAIT},
        (),
        {"entrants": Cell(1240)},
        {"DEM-10/GAP": FIGURE, "DEM-03/M": SHARE},
        (("Clinic 137", "KG-B", True), ("Other", "KG-B", False)),
        sentences=(Sentence(file, place, text),),
    )


@pytest.mark.parametrize(
    "text",
    [
        "1240 or 1 240 or 1,240 or 1.240 or 1\u00a0240 or 1\u202f240",
        "12.5 % and 12,5 % and 12,5\u00a0%",
        "Women 6 points less: \u22126 (\u221213 to +8)",
        "1 January 2023 to 31 December 2023, Dec. 31, 2023, 31.12.2023, 2023-12-31",
        "1 января 2023 г. – 31 марта 2024 г., 2024-04-02T06:30:00+00:00",
        "KG-2023-v1, 9f2c41d07be85a66, 9f2c41d07be8, 2026.1, table T01, R5, RET-06, DEM-10/GAP",
        "95 % interval; a base of 4,000; a zero stands for 0 to 4 or 0–4; at 3 months",
        "aged 25–34, 25-34, 55+; waited 8 to 21 days, over 61",
        "Clinic 137 reported; 1 of 2 clinics",
        "7\nTable 7. People",
        "3 of 1\n",
        "version 2, final, and Release KG-\n2023-v1, версия\n2",
        "a printed 15 stands for 11 to 19, 15 означает от 11 до 19",
        "Of 17 gaps between women and men, 3 are larger. None of the 4 gaps between women and\nmen",
        "Всего разрывов между женщинами и мужчинами: 17. Одной случайностью нельзя объяснить 3 из",
        "37 more counts changed; 1 more count changed. Изменилось ещё 37 чисел, a mean of 28 days",
        "records of 2024-03-31 · release KG-2023-v1 3\n",
        "2. Who started treatment",
        "axis 0 20 40 60 80 100 115",
    ],
)
def test_numbers_of_the_registry_and_of_the_method_are_explained(text: str) -> None:
    release = published(text.replace("7\n", "3\n"))

    tally = check_sentences(release, allowed([release]))

    assert tally.findings == ()
    assert tally.read == tally.equal


@pytest.mark.parametrize(
    ("text", "unexplained"),
    [
        ("Ministry of Health, Unit 37 · records of 31.03.2024", 0),
        ("Ministry of\nHealth, Unit\n37", 0),
        ("Минздрав № 37б · 1240", 0),
        ("Ministry of Health, Unit 37 and 37 women", 1),
        ("Ministry of Health, Unit 371", 1),
        ("Unit 37", 1),
        ("1937", 1),
    ],
)
def test_the_publishers_name_may_hold_digits_and_the_same_digits_elsewhere_may_not(
    text: str, unexplained: int
) -> None:
    names = {"publisher": "Ministry of Health, Unit 37", "publisher_ru": "Минздрав № 37б"}
    release = replace(published(text), head=HEAD | names)

    tally = check_sentences(release, allowed([release]))

    assert len(tally.findings) == tally.read - tally.equal == unexplained


def test_a_publisher_that_is_but_a_number_explains_none() -> None:
    release = replace(published("1937"), head=HEAD | {"publisher": "1937"})

    assert check_sentences(release, allowed([release])).findings


@pytest.mark.parametrize(
    "text",
    [
        "1241 women", "1 241 women", "women: 3", "version 3", "KG-2023-v1 4",
        "quarter 4 of 2023", "12.6 %", "12,6", "17 %", "1240 %", "2.5", "2019",
        "3 March 2023", "1.12.2023", "abc1de7", "1240 17", "12.5.7.3", "1,240.75",
    ],
)  # fmt: skip
def test_any_other_number_is_not(text: str) -> None:
    release = published(text)

    tally = check_sentences(release, allowed([release]))

    assert len(tally.findings) >= 1
    assert not any(digit in tally.findings[0].partition("in “")[2] for digit in "0123456789")


def test_a_code_is_not_taken_out_of_longer_numbers() -> None:
    figure = replace(FIGURE, low=Decimal(38), high=Decimal(214))
    release = replace(published("59 %38 to 214"), figures={"DEM-10/GAP": figure})

    tally = check_sentences(release, allowed([release]))

    assert tally.read == 3
    assert len(tally.findings) == 1  # the percentage: no figure has it


@pytest.mark.parametrize(
    "words", ["quarter {} of 2023", "{}-\nй квартал 2023 г.", "за {}-м квартале"]
)
def test_the_quarter_of_a_release_is_explained_and_no_other(words: str) -> None:
    head = HEAD | {"kind": "QUARTER", "since": "2023-07-01", "before": "2023-10-01"}
    own, other = (replace(published(words.format(each)), head=head) for each in (3, 4))

    assert check_sentences(own, allowed([own])).findings == ()
    assert len(check_sentences(other, allowed([other])).findings) == 1


def test_a_number_of_a_page_is_explained_only_on_its_page() -> None:
    on_page, elsewhere = published("Women\n3\n"), published("Women\n4\n")

    tallies = [check_sentences(each, allowed([each])) for each in (on_page, elsewhere)]

    assert [len(each.findings) for each in tallies] == [0, 1]


def test_numbers_parted_by_spaces_are_read_one_by_one() -> None:
    known = frozenset({Decimal(5), Decimal(240), Decimal(1240)})

    assert is_explained("1 240 240 240", known)
    assert not is_explained("5 241", known)


def test_long_numbers_that_a_report_runs_together_are_read_one_by_one() -> None:
    release = published("1,2401,240 and 1\u00a02401\u00a0240")

    tally = check_sentences(release, allowed([release]))

    assert (tally.read, tally.findings) == (4, ())


def test_long_numbers_run_together_with_plain_spaces_are_read_one_by_one() -> None:
    release = published("1 2401 240 people in 2023 240")

    tally = check_sentences(release, allowed([release]))

    assert tally.findings == ()


def test_an_unknown_number_does_not_hide_in_one_that_is_known() -> None:
    release = published("1 2401 241 people")

    assert check_sentences(release, allowed([release])).findings


def test_a_release_without_dates_has_none() -> None:
    published = Published({"since": "?"}, {}, (), {}, {})

    assert "2023" in without_phrases("1 May 2023", published, names(published))

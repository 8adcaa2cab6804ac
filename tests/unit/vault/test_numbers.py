"""What makes one doubt a national number. The complete IINs are of women born in 1891."""

from datetime import date

import pytest

from vault.numbers import NumberDoubt, number_doubts


D = NumberDoubt
BORN = date(1891, 3, 4)


@pytest.mark.parametrize(
    ("number", "born", "sex", "doubts"),
    [
        ("910304250012", BORN, "FEMALE", set()),
        ("910304 250012", BORN, "FEMALE", set()),
        ("910304250012", None, "", set()),
        ("910304250011", BORN, "FEMALE", {D.CHECK_DIGIT}),
        ("910304250012", date(1891, 3, 5), "FEMALE", {D.BIRTH_DATE}),
        ("910304250012", date(1991, 3, 4), "FEMALE", {D.BIRTH_DATE}),
        ("910304250012", BORN, "MALE", {D.SEX}),
        ("910304250012", BORN, "OTHER", set()),
        ("910304050010", BORN, "MALE", {D.CHECK_DIGIT}),
        ("9103042500127", BORN, "FEMALE", {D.LENGTH}),
        ("10304250011", BORN, "FEMALE", {D.LENGTH}),
        ("90403199100017", BORN, "FEMALE", set()),
        ("000123456", BORN, "FEMALE", set()),
        ("I-XX 123456", BORN, "FEMALE", set()),
        ("", BORN, "FEMALE", set()),
    ],
)
def test_a_number_that_does_not_fit_is_doubted(number, born, sex, doubts):
    assert number_doubts(number, birth_date=born, sex=sex) == doubts

"""Invented people look like people and have numbers that nobody can have."""

import random
import re

import pytest

from vault.api import Identity, invent_identity, is_invented_national_id
from vault.identities import tidy
from vault.index import keys_of
from vault.invented import iin_check_digit
from vault.invented_names import TRADITIONS


COUNTRIES = sorted(TRADITIONS)


def people(country: str, count: int = 400) -> list[Identity]:
    rng = random.Random(1)  # noqa: S311 - invented people
    return [
        invent_identity(
            rng,
            country=country,
            sex=rng.choice(["MALE", "FEMALE", ""]),
            birth_year=rng.choice([1899, 1950, 1988, 2000, 2009]),
        )
        for _person in range(count)
    ]


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_number_can_be_anybodys(country):
    numbers = [person.national_id for person in people(country)]

    assert all(is_invented_national_id(country, number) for number in numbers)
    assert len(set(numbers)) > 390


@pytest.mark.parametrize("country", COUNTRIES)
def test_they_pass_as_people(country):
    for person in people(country):
        assert tidy(person) == person
        assert person.given
        assert person.surname
        assert len(keys_of(person, country=country)) == 4


def test_they_are_born_in_the_year_that_was_asked():
    rng = random.Random(2)  # noqa: S311 - invented people

    for year in (1950, 2000, 2004):
        for _person in range(50):
            person = invent_identity(rng, country="KG", sex="MALE", birth_year=year)
            assert person.birth_date.year == year


def test_the_same_chance_gives_the_same_people():
    assert people("TJ", 20) == people("TJ", 20)


def test_women_have_names_of_women():
    rng = random.Random(3)  # noqa: S311 - invented people
    women = [
        invent_identity(rng, country="TM", sex="FEMALE", birth_year=1990) for _person in range(50)
    ]

    assert all(re.search("[aа]$", woman.surname) for woman in women)
    assert {woman.sex for woman in women} == {"FEMALE"}


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("KZ", "870314400015"),
        ("KZ", "8703144000"),
        ("KG", "11403198700001"),
        ("KG", "21403198700001"),
        ("UZ", "41403870000001"),
        ("UZ", "91403"),
        ("TJ", "123456789"),
        ("TM", "I-AS 123456"),
    ],
)
def test_a_number_that_could_be_real_is_not_called_invented(country, number):
    if country == "KZ" and len(number) == 12:
        number = number[:11] + str(iin_check_digit(number[:11]))

    assert not is_invented_national_id(country, number)


def test_a_number_that_is_never_issued_has_no_check_digit():
    rng = random.Random(4)  # noqa: S311 - invented people
    stems = (f"{rng.randrange(10**11):011}" for _stem in range(5_000))
    never = next(stem for stem in stems if iin_check_digit(stem) is None)

    assert all(is_invented_national_id("KZ", f"{never}{digit}") for digit in range(10))


def test_phones_begin_where_no_subscriber_is():
    phones = [person.phone for country in COUNTRIES for person in people(country, 50)]

    assert all(re.match(r"\+(7|996|992|993|998)0", phone) for phone in phones)

"""A school system that fills in a code twice, with errors: what linking is tried on.

Distributions are invented in the shape of the region's names: few initials are common, most girls'
names end in a vowel, most pupils were born where they go to school.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from prevention.rules.matching import Form
from prevention.rules.sgic import Element, hashed


KEY = bytes(range(32))
LETTERS = {
    Element.MOTHER: "А" * 20 + "Г" * 9 + "Ж" * 8 + "М" * 9 + "Н" * 8 + "С" * 8 + "Л" * 6 + "Р" * 6
    + "Б" * 5 + "К" * 6 + "З" * 5 + "Д" * 4 + "Ш" * 2 + "Т" * 2 + "У" * 2,
    Element.FATHER: "А" * 15 + "Б" * 9 + "Е" * 6 + "К" * 7 + "М" * 10 + "Н" * 9 + "С" * 9 + "Т" * 6
    + "Ж" * 4 + "Д" * 6 + "Р" * 6 + "О" * 3 + "И" * 3 + "У" * 2 + "Х" * 5,
    Element.FAMILY_NAME: "а" * 24 + "у" * 13 + "о" * 10 + "е" * 10 + "и" * 8 + "ы" * 8 + "ұ" * 5
    + "л" * 6 + "с" * 5 + "р" * 4 + "м" * 4 + "ө" * 3,
}  # fmt: skip
LAST = {
    "f": "а" * 42 + "я" * 9 + "ь" * 8 + "р" * 10 + "м" * 5 + "т" * 5 + "л" * 6 + "з" * 4 + "н" * 6
    + "е" * 5,
    "m": "н" * 15 + "р" * 13 + "т" * 10 + "с" * 8 + "к" * 9 + "б" * 6 + "д" * 8 + "л" * 8 + "й" * 6
    + "з" * 5 + "м" * 6 + "в" * 6,
}  # fmt: skip
TOWNS = "АБКҚТШОСНПУ"
SIBLINGS = "0" * 38 + "1" * 30 + "2" * 18 + "3" * 9 + "4" * 5
SLIPS = {"Қ": "К", "ұ": "у", "ө": "о", "я": "а", "ы": "и"}
"""What somebody writes who writes the name in Russian: a look-alike, or another letter."""
ANSWERS = {element: sorted(set(signs)) for element, signs in LETTERS.items()} | {
    Element.DAY: [f"{day:02}" for day in range(1, 32)],
    Element.SIBLINGS: sorted(set(SIBLINGS)),
    Element.OWN_NAME: sorted(set(LAST["f"] + LAST["m"])),
    Element.BIRTHPLACE: sorted(TOWNS),
}
LATIN = str.maketrans("АКОСТМНХРВЕ", "AKOCTMHXPBE")


class Errors(NamedTuple):
    """How often an element is wrong in a wave, and of those: left out, or nearly right."""

    rate: float = 0.05
    left_out: float = 0.35
    near: float = 0.25


@dataclass(frozen=True)
class Pupil:
    """Somebody who fills in both waves, or one of them."""

    number: int
    school: int
    grade: int
    cohort: int
    gender: str
    truth: dict[Element, str]


def pupils(rng: np.random.Generator, schools: int = 10) -> list[Pupil]:
    """Ten schools of five grades of four classes of 25: 5,000 pupils."""
    found = []
    for number in range(schools * 5 * 4 * 25):
        cohort = number // 25
        gender = str(rng.choice(["f", "m"]))
        truth = {element: str(rng.choice(list(signs))) for element, signs in LETTERS.items()}
        town = TOWNS[cohort // 20 % len(TOWNS)]
        elsewhere = str(rng.choice(list(TOWNS)))
        truth |= {
            Element.DAY: f"{rng.integers(1, 32):02}",
            Element.SIBLINGS: str(rng.choice(list(SIBLINGS))),
            Element.OWN_NAME: str(rng.choice(list(LAST[gender]))),
            Element.BIRTHPLACE: town if rng.random() < 0.55 else elsewhere,
        }
        found.append(Pupil(number, cohort // 20, cohort // 4, cohort, gender, truth))
    return found


def forms(pupils: list[Pupil], rng: np.random.Generator, errors: Errors) -> list[Form]:
    """What those who are there on the day (92 %) fill in; every tenth writes in Latin letters."""
    return [_form(each, rng, errors) for each in pupils if rng.random() < 0.92]


def moved(pupils: list[Pupil], rng: np.random.Generator) -> list[Pupil]:
    """The same pupils, of whom two in a hundred have changed class within their grade."""
    return [
        replace(each, cohort=each.grade * 4 + int(rng.integers(4))) if rng.random() < 0.02 else each
        for each in pupils
    ]


def _form(pupil: Pupil, rng: np.random.Generator, errors: Errors) -> Form:
    answers = {
        element: _written(element, answer, rng, errors) for element, answer in pupil.truth.items()
    }
    if rng.random() < 0.1:
        answers = {key: answer.upper().translate(LATIN) for key, answer in answers.items()}
    gender = "o" if rng.random() < 0.03 else pupil.gender
    code = hashed(answers, key=KEY)
    return Form(pupil.number, pupil.school, pupil.grade, pupil.cohort, gender, code)


def _written(element: Element, answer: str, rng: np.random.Generator, errors: Errors) -> str:
    if rng.random() >= errors.rate:
        return answer
    kind = rng.random()
    if kind < errors.left_out:
        return ""
    near = answer[::-1] if element is Element.DAY else SLIPS.get(answer, answer)
    is_near = kind < errors.left_out + errors.near and near != answer
    if is_near and (element is not Element.DAY or near in ANSWERS[element]):
        return near
    return str(rng.choice([other for other in ANSWERS[element] if other != answer]))

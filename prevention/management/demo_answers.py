"""Invented answers to the questionnaires of the demonstration: plausible, and never counted.

Pupils have a leaning that shows in all their answers; lessons shift it a little. Some are away,
leave questions out or answer without reading. Their codes differ between the two waves the way
that real ones do: a letter of another alphabet, exchanged digits, a brother more, a gap.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from kernel.study_keys import study_key
from prevention.choices import AnswerSource, Gender, ItemRole
from prevention.models import Answer, CodeElement, Cohort, QuestionnaireItem, Response, Wave
from prevention.rules.sgic import Element, hashed


LETTERS = "ААААБГГДДЖЖЗКККЛМММНННРРСССТТУЧШЭ"
"""First letters of given names, the frequent ones more often."""
ENDINGS = "АААААЕИККЛННННРРТҮ"
PLACES = "БББББББККОООТТНДҮ"
SECONDS = "ААААААБЕЕИЛМОООРСУУЫ"
AWAY, LEFT_OUT, SLIPS = 0.07, 0.02, 0.22
"""Shares: of pupils absent on a day, of questions left out, of codes with a slip."""
OVERCLAIMERS, CARELESS, WITHOUT_CODE = {11}, {23, 41, 80}, {7, 30, 58, 90}
"""Places in the list of all pupils: who claims a drug that does not exist, ticks one column, has
no code the second time."""
USE = {
    "alcohol_30d": 0.9, "cigarettes_30d": 1.4, "ecig_30d": 1.05, "cannabis_30d": 2.5,
    "nps_30d": 2.9, "kelmarin_30d": 9.0,
}  # fmt: skip
"""How much leaning it takes to answer more than never."""
CHANGE = 0.45
"""What the lessons are made to do, in standard deviations of the leaning."""


@dataclass(frozen=True)
class Pupil:
    """Somebody who does not exist."""

    place: int
    cohort: Cohort
    gender: str
    leaning: float
    code: dict[Element, str]


def pupils(cohorts: Sequence[Cohort], rng: random.Random) -> list[Pupil]:
    """The pupils of the groups; the same for the same seed."""
    found: list[Pupil] = []
    for cohort in cohorts:
        genders = [Gender.GIRL] * cohort.girls + [Gender.BOY] * cohort.boys
        for gender in genders:
            leaning = rng.gauss(0.15 if gender == Gender.BOY else -0.1, 1)
            found.append(Pupil(len(found), cohort, gender, leaning, _code(rng)))
    return found


def answer(
    wave: Wave, people: Sequence[Pupil], *, on: date, is_after: bool, rng: random.Random
) -> dict[int, int]:
    """Fill in the sheets of an open wave; how many of each group answered, by its key."""
    items = list(wave.questionnaire.items.all())
    responses: list[Response] = []
    answers: list[Answer] = []
    codes: list[CodeElement] = []
    key = study_key(wave.implementation.uid)
    present: dict[int, int] = {}
    for pupil in people:
        if rng.random() < AWAY:
            continue
        response = Response(
            pk=uuid4(), wave=wave, cohort=pupil.cohort, gender=pupil.gender, age_band="13-15",
            entered_on=on, source=AnswerSource.PAPER, entry_token=uuid4(),
        )  # fmt: skip
        responses.append(response)
        answers += _answers(response.pk, pupil, items, is_after=is_after, rng=rng)
        codes += _elements(response, _written(pupil, rng) if is_after else pupil.code, key)
        present[pupil.cohort.pk] = present.get(pupil.cohort.pk, 0) + 1
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(answers, batch_size=500)
    CodeElement.objects.bulk_create(codes, batch_size=500)
    return present


def _answers(
    response: UUID, pupil: Pupil, items: Sequence[QuestionnaireItem], *, is_after: bool,
    rng: random.Random,
) -> Iterator[Answer]:  # fmt: skip
    shift = CHANGE if is_after and pupil.cohort.arm == "intervention" else 0.0
    for item in items:
        if rng.random() < LEFT_OUT:
            continue
        values = [value for value, _text in item.options]
        value = _value(item, pupil, values, shift=shift, rng=rng)
        yield Answer(pk=uuid4(), response_id=response, item=item, value=value)


def _value(
    item: QuestionnaireItem, pupil: Pupil, values: Sequence[int], *, shift: float,
    rng: random.Random,
) -> int:  # fmt: skip
    if item.role == ItemRole.FICTITIOUS:
        return values[2 if pupil.place in OVERCLAIMERS else 0]
    if pupil.place in CARELESS:
        return values[min(2, len(values) - 1)]
    felt = pupil.leaning - shift + rng.gauss(0, 0.45)
    if item.role == ItemRole.USE:
        steps = (felt - USE.get(item.code, 2.0)) * 2 + 1
    else:
        is_risk = item.code.startswith("norm_") and item.code != "norm_friends"
        middle = (len(values) - 1) / 2
        steps = middle + (felt if is_risk or item.is_reversed else -felt) + 0.5
    return values[max(0, min(len(values) - 1, int(steps)))]


def _code(rng: random.Random) -> dict[Element, str]:
    return {
        Element.MOTHER: rng.choice(LETTERS),
        Element.FATHER: rng.choice((*LETTERS, "X")),
        Element.DAY: f"{rng.randint(1, 31):02}",
        Element.SIBLINGS: str(rng.choice((0, 0, 0, 1, 1, 2, 3))),
        Element.OWN_NAME: rng.choice(ENDINGS),
        Element.BIRTHPLACE: rng.choice(PLACES),
        Element.FAMILY_NAME: rng.choice(SECONDS),
    }


def _written(pupil: Pupil, rng: random.Random) -> dict[Element, str]:
    """The code as it is written the second time."""
    if pupil.place in WITHOUT_CODE:
        return {}
    code = dict(pupil.code)
    if rng.random() < SLIPS:
        slip = rng.choice((Element.DAY, Element.SIBLINGS, Element.BIRTHPLACE, Element.FATHER))
        code[slip] = _slipped(slip, code[slip])
    return code


def _slipped(element: Element, value: str) -> str:
    if element == Element.DAY:
        return value[::-1] if 1 <= int(value[::-1]) <= 31 else ""  # noqa: PLR2004 - a month's days
    if element == Element.SIBLINGS:
        return str(int(value) + 1)
    return {"К": "Қ", "Ү": "У", "О": "Ө"}.get(value, "")


def _elements(response: Response, code: dict[Element, str], key: bytes) -> Iterator[CodeElement]:
    if not any(code.values()):
        return
    for place, each in enumerate(hashed(code, key=key), start=1):
        yield CodeElement(
            pk=uuid4(), response=response, position=place, fine=each.fine, coarse=each.coarse,
            swapped=each.swapped,
        )  # fmt: skip

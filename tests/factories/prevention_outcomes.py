"""Studies with answered questionnaires and codes, without going through the actions."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import uuid4

from kernel.study_keys import make_study_key, study_key
from prevention.models import (
    Answer,
    CodeElement,
    Cohort,
    DeliverySite,
    Implementation,
    Response,
    Wave,
)
from prevention.rules.sgic import Element, hashed
from tests.factories.prevention import make_cohort, make_wave


LETTERS = "АБВГДИКЛМНОПРСТУЯ"


@dataclass
class Pupil:
    """Somebody who answers: a group, a gender, the answers to the seven questions."""

    cohort: Cohort
    gender: str
    code: dict[Element, str]


@dataclass
class Study:
    """An implementation with schools on one or two sides and closed waves."""

    run: Implementation
    pre: Wave
    post: Wave
    pupils: list[Pupil]


def make_code(dice: Random) -> dict[Element, str]:
    """Seven answers as somebody gives them."""
    code = {element: dice.choice(LETTERS) for element in Element}
    return code | {
        Element.DAY: f"{dice.randint(1, 31):02}", Element.SIBLINGS: str(dice.randint(0, 4)),
    }  # fmt: skip


def make_response(
    wave: Wave, cohort: Cohort, *, gender: str = "f", answers: dict[str, int] | None = None,
    code: dict[Element, str] | None = None,
) -> Response:  # fmt: skip
    """A filled-in questionnaire; `answers` by code of the question."""
    response = Response.objects.create(
        wave=wave, cohort=cohort, gender=gender, age_band="13-15", entered_on=wave.opens_on,
        source="paper",
    )  # fmt: skip
    items = {item.code: item for item in wave.questionnaire.items.all()}
    Answer.objects.bulk_create(
        Answer(response=response, item=items[name], value=value)
        for name, value in (answers or {}).items()
    )
    if code:
        tokens = hashed(code, key=study_key(wave.implementation.uid))
        CodeElement.objects.bulk_create(
            CodeElement(
                response=response, position=place, fine=each.fine, coarse=each.coarse,
                swapped=each.swapped,
            )
            for place, each in enumerate(tokens, start=1)
        )  # fmt: skip
    return response


def make_study(
    run: Implementation, *, schools: int = 2, pupils: int = 24, arms: tuple[str, ...] = (
        "intervention",), seed: int = 1, use: tuple[float, ...] = (0.3, 0.4), is_coded: bool = True,
) -> Study:  # fmt: skip
    """Schools of one class each, on every side; everybody answers twice, with the same code.

    `use` are the shares of those who drank, before and after; of the comparison group more.
    """
    make_study_key(run.uid)
    dice = Random(seed)  # noqa: S311 - made-up answers
    pre = make_wave(run, "pre", status="closed")
    post = make_wave(run, "post", status="closed", opens_on=run.starts_on + timedelta(60))
    found = []
    for arm in arms:
        for number in range(schools):
            site = DeliverySite.objects.create(
                organisation=run.organisation, kind="school", name=f"{arm} {number} {uuid4().hex}"
            )
            cohort = make_cohort(run, site, f"{arm[:3]}-{number}", arm=arm)
            found += [Pupil(cohort, "fm"[place % 2], make_code(dice)) for place in range(pupils)]
    for pupil in found:
        shift = 0.15 if pupil.cohort.arm == "comparison" else 0.0
        for wave, share in zip((pre, post), use, strict=True):
            answers = {
                "alcohol_30d": int(dice.random() < share + shift), "relevin": 0,
                "cigarettes_30d": int(dice.random() < share),
            }  # fmt: skip
            make_response(
                wave,
                pupil.cohort,
                gender=pupil.gender,
                answers=answers,
                code=pupil.code if is_coded else None,
            )
    return Study(run, pre, post, found)

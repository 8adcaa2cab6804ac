"""Questionnaires as data, and their scoring as a pure function.

Nothing here touches the database, the clock or a request. What each questionnaire is, where its
numbers come from and what may be printed: `docs/instruments.md`.
"""

from clinics.instruments import change, scoring
from clinics.instruments.alcohol import AUDIT, AUDIT_C, CIWA_AR
from clinics.instruments.answers import Answers, InvalidAnswers
from clinics.instruments.assist import ASSIST
from clinics.instruments.base import (
    Administration,
    Alert,
    Band,
    BandedBy,
    Instrument,
    Item,
    Option,
    Recall,
    Scale,
    Score,
    Skip,
)
from clinics.instruments.change import PUBLISHED, Change, Parameters, Reliability
from clinics.instruments.drugs import COWS, DAST_10, DUDIT, SDS
from clinics.instruments.mood import GAD_7, PHQ_9
from clinics.instruments.schedule import NEVER, USUAL, Due, Occasion, Points, next_due
from clinics.instruments.scoring import band
from clinics.instruments.top import TOP


__all__ = [
    "Administration",
    "Alert",
    "Answers",
    "Band",
    "BandedBy",
    "Change",
    "Due",
    "Instrument",
    "InvalidAnswers",
    "Item",
    "Occasion",
    "Option",
    "Points",
    "Recall",
    "Reliability",
    "Scale",
    "Score",
    "Skip",
    "band",
    "instrument",
    "instruments",
    "next_due",
    "reliable_change",
    "score",
    "usual_points",
]

_ALL = (ASSIST, AUDIT, AUDIT_C, DUDIT, DAST_10, SDS, TOP, PHQ_9, GAD_7, COWS, CIWA_AR)
_BY_CODE = {each.code: each for each in _ALL}


def instruments() -> tuple[Instrument, ...]:
    """Every questionnaire, in the order in which they are offered."""
    return _ALL


def instrument(code: str) -> Instrument:
    """The questionnaire with this code.

    Raises:
        KeyError: there is none.
    """
    return _BY_CODE[code]


def score(
    code: str | Instrument,
    answers: Answers,
    *,
    sex: str | None = None,
    substance: str | None = None,
) -> Score:
    """What `answers`, given as the printed weights, come to; None is an item without an answer.

    `sex` (`MALE`, `FEMALE`) chooses the cut-off of AUDIT-C and DUDIT; while it is not known the
    lower one, women's, applies. `substance`, a code of the vocabulary, chooses that of SDS. An
    `Instrument` with other bands may stand in place of a code.

    Raises:
        InvalidAnswers: an answer cannot be on the form (V36, V39).
        KeyError: there is no questionnaire with this code.
    """
    return scoring.score(_given(code), answers, sex=sex, substance=substance)


def reliable_change(
    code: str | Instrument,
    before: int | None,
    after: int | None,
    *,
    scale: str = "",
    parameters: Parameters = PUBLISHED,
) -> Change | None:
    """How a total, or a scale, changed between two measures.

    None while a score is missing or no published parameters are given: none ship.
    """
    return change.reliable_change(_given(code), before, after, scale=scale, parameters=parameters)


def usual_points(code: str | Instrument) -> Points:
    """When a questionnaire is due unless a clinic says otherwise: TOP is, all others are not."""
    return USUAL if _given(code).is_scheduled else NEVER


def _given(code: str | Instrument) -> Instrument:
    return code if isinstance(code, Instrument) else _BY_CODE[code]

"""The self-check: its questions, and the sum that a browser or this server works out and forgets.

The rule stands once, in `rules`: the page hands it to the browser's script as data, and `outcome`
reads the same data where scripts are off. Nothing here stores, counts or logs an answer.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


FOLDER = Path(__file__).resolve().parent / "data" / "selfcheck"
TOOLS = ("audit",)
FALLBACK = "en"

ADULT, MINOR = "adult", "minor"
AGE = "age"
"""The first question: the test was made for adults, and gives nobody else a number."""

KINDS = {
    "q1": "often", "q2": "drinks", "q3": "frequency", "q4": "frequency", "q5": "frequency",
    "q6": "frequency", "q7": "frequency", "q8": "frequency", "q9": "ever", "q10": "ever",
}  # fmt: skip
POINTS = {"ever": (0, 2, 4)}
"""The last two questions have three answers, worth 0, 2 and 4; all others five, worth 0 to 4."""
NEVER = {"if": "q1", "is": 0, "then": ["q2", "q3", "q4", "q5", "q6", "q7", "q8"]}
"""Who never drinks need not answer how it is when they do."""


@dataclass(frozen=True)
class Zone:
    """A range of points and what it means, in plain words."""

    number: int
    least: int
    most: int
    title: str
    meaning: str
    advice: str


ZONES = (
    Zone(
        1, 0, 7,
        _("The risk is low for most adults"),
        _("A low number does not mean that a worry is unfounded: alcohol can harm at any amount."),
        _("Keep it as it is, with days on which you do not drink at all."),
    ),
    Zone(
        2, 8, 15,
        _("Alcohol may be starting to harm you"),
        _("Many people with this result have no complaints yet and cut down by themselves."),
        _("What helps: days without alcohol, smaller amounts, one person who knows of the plan."),
    ),
    Zone(
        3, 16, 19,
        _("Alcohol is probably harming you already"),
        _("Sleep, blood pressure, liver, mood or people close to you may feel it."),
        _("A few talks with a trained person and a check of your health help many people."),
    ),
    Zone(
        4, 20, 40,
        _("Dependence is possible"),
        _("That is a health condition, and it can be treated: with talks, medicines or both."),
        _("Ask a doctor for an assessment soon. Until then do not stop from one day to the next."),
    ),
)  # fmt: skip
"""The manual's zones of risk."""


@dataclass(frozen=True)
class Answer:
    """A possible answer and its points."""

    points: int
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Question:
    """A question, as a reader sees it."""

    name: str
    number: int
    text: str
    answers: list[Answer]
    is_missing: bool = False


@dataclass(frozen=True)
class Outcome:
    """What the answers come to: a zone, or what is still to be answered."""

    is_minor: bool = False
    is_age_missing: bool = False
    missing: tuple[str, ...] = ()
    points: int | None = None
    zone: int | None = None


@dataclass(frozen=True)
class Tool:
    """The words of a questionnaire in one language."""

    language: str
    citation: str
    licence: str
    is_unchecked_translation: bool
    texts: Mapping[str, str]
    answers: Mapping[str, list[str]]

    def questions(self, given: Mapping[str, str], missing: tuple[str, ...] = ()) -> list[Question]:
        """The questions, with what was chosen before and what is still to be answered."""
        return [
            Question(
                name=name,
                number=number,
                text=self.texts[name],
                answers=[
                    Answer(points, label, is_chosen=given.get(name) == str(points))
                    for points, label in zip(
                        points_of(name), self.answers[KINDS[name]], strict=True
                    )
                ],
                is_missing=name in missing,
            )
            for number, name in enumerate(KINDS, start=1)
        ]


@cache
def _read(tool: str, language: str) -> Tool:
    words = tomllib.loads((FOLDER / f"{tool}.{language}.toml").read_text(encoding="utf-8"))
    return Tool(
        language=language,
        citation=words["citation"],
        licence=words["licence"],
        is_unchecked_translation=words["is_unchecked_translation"],
        texts=words["questions"],
        answers=words["answers"],
    )


def tool(name: str) -> Tool | None:
    """Return a questionnaire in the reader's language, or else in English; nothing if unknown."""
    if name not in TOOLS:
        return None
    language = get_language() or FALLBACK
    is_there = (FOLDER / f"{name}.{language}.toml").exists()
    return _read(name, language if is_there else FALLBACK)


def points_of(name: str) -> tuple[int, ...]:
    """What the answers to a question are worth, in their order."""
    return POINTS.get(KINDS[name], (0, 1, 2, 3, 4))


def rules() -> dict:
    """The rule as data, for the browser's script."""
    return {
        "age": AGE,
        "adult": ADULT,
        "points": {name: list(points_of(name)) for name in KINDS},
        "never": NEVER,
        "zones": [[zone.number, zone.least, zone.most] for zone in ZONES],
    }


def outcome(given: Mapping[str, str]) -> Outcome:
    """Work out what was answered. A number only for adults who answered everything."""
    if given.get(AGE) == MINOR:
        return Outcome(is_minor=True)
    is_age_missing = given.get(AGE) != ADULT
    chosen = {
        name: int(given[name])
        for name in KINDS
        if given.get(name) in {str(points) for points in points_of(name)}
    }
    optional = NEVER["then"] if chosen.get(NEVER["if"]) == NEVER["is"] else []
    missing = tuple(name for name in KINDS if name not in chosen and name not in optional)
    if missing or is_age_missing:
        return Outcome(is_age_missing=is_age_missing, missing=missing)
    points = sum(chosen.values())
    zone = next(zone.number for zone in ZONES if zone.least <= points <= zone.most)
    return Outcome(points=points, zone=zone)

"""Questionnaires as files: `instruments.toml`, and one file a questionnaire and language."""

import tomllib
from pathlib import Path
from typing import Any

from prevention.choices import ItemKind, ItemRole
from prevention.rules.questionnaires import Question, Written


FOLDER = Path(__file__).resolve().parent.parent / "data" / "questionnaires"
INSTRUMENTS = "instruments.toml"


class WrongQuestionnaireFile(Exception):
    """A file says something that a questionnaire does not have."""


def read_instruments(folder: Path) -> list[dict[str, str]]:
    """The instruments of `instruments.toml`; none when there is no such file."""
    path = folder / INSTRUMENTS
    if not path.exists():
        return []
    found: list[dict[str, str]] = _read(path).get("instruments", [])
    return found


def read_questionnaires(folder: Path) -> list[Written]:
    """Every other file of the folder, in the order of their names.

    Raises:
        WrongQuestionnaireFile: which file, and what is wrong.
    """
    paths = sorted(path for path in folder.glob("*.toml") if path.name != INSTRUMENTS)
    return [_written(path) for path in paths]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name}: {error}"
        raise WrongQuestionnaireFile(message) from error


def _written(path: Path) -> Written:
    said = _read(path)
    try:
        scales = said.get("scales", {})
        questions = tuple(_question(each, scales) for each in said["questions"])
        fields = ("code", "instrument", "language", "edition", "title", "introduction")
        return Written(**{name: said[name] for name in fields}, questions=questions)
    except (KeyError, ValueError, TypeError) as error:
        message = f"{path.name}: {type(error).__name__} {error}"
        raise WrongQuestionnaireFile(message) from error


def _question(said: dict[str, Any], scales: dict[str, Any]) -> Question:
    options = scales[said["scale"]] if "scale" in said else said.get("options", [])
    return Question(
        code=said["code"],
        text=said["text"],
        options=tuple((int(value), str(text)) for value, text in options),
        kind=ItemKind(said.get("kind", ItemKind.CHOICE)).value,
        role=ItemRole(said.get("role", ItemRole.ITEM)).value,
        positive_from=said.get("positive_from"),
        is_reversed=said.get("is_reversed", False),
    )

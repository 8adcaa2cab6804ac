"""Score the answers to a questionnaire from a file, without the database."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinics.instruments import (
    Instrument,
    InvalidAnswers,
    Score,
    instrument,
    instruments,
    score,
)
from clinics.instruments.scoring import verdict


class Command(BaseCommand):
    """`manage.py score_instrument CODE answers.json`; `-` reads the answers from standard input."""

    help = (
        "Score a questionnaire and print the result as JSON. Answers are an object of item and "
        'printed weight, such as {"q1": 2, "q2": null}; null is an item without an answer.'
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare which questionnaire, which answers, and what chooses the cut-off."""
        parser.add_argument("code", metavar="CODE", help=", ".join(_codes()))
        parser.add_argument("answers", metavar="FILE", help="a JSON file, or - for standard input")
        parser.add_argument("--sex", choices=("female", "male"), help="AUDIT-C, DUDIT")
        parser.add_argument("--substance", help="SDS: heroin, cocaine, amphetamines, cannabis or "
                            "benzodiazepines")  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the score.

        Raises:
            CommandError: the code, the file or an answer is not as it must be, and how it must be.
        """
        chosen = _chosen(options["code"])
        answers = _read(options["answers"])
        try:
            result = score(chosen, answers, sex=options["sex"], substance=options["substance"])
        except InvalidAnswers as error:
            lines = (f"{key}: {message}" for key, message in error.messages.items())
            raise CommandError("\n".join(lines)) from error
        told = _told(chosen, result, sex=options["sex"], substance=options["substance"])
        self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))


def _codes() -> list[str]:
    return [each.code for each in instruments()]


def _chosen(code: str) -> Instrument:
    try:
        return instrument(code.upper())
    except KeyError as error:
        known = ", ".join(_codes())
        raise CommandError(f"There is no questionnaire {code}. Known are: {known}.") from error


def _read(file: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read as a text file in UTF-8.") from error
    try:
        answers = json.loads(text, object_pairs_hook=_once)
    except ValueError as error:
        raise CommandError(f"{file} is not JSON: {error}") from error
    if not isinstance(answers, dict):
        raise CommandError(f'{file} must hold one JSON object, such as {{"q1": 2, "q2": null}}.')
    return answers


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose every item stands once: of two answers nobody knows which is meant."""
    keys = [key for key, _value in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise CommandError(f"{key}: stands more than once; keep one answer.")
    return dict(pairs)


def _told(
    chosen: Instrument, result: Score, *, sex: str | None, substance: str | None
) -> dict[str, Any]:
    return {
        "instrument": result.instrument,
        "version": result.version,
        "score": result.total,
        "scales": dict(result.scales),
        "band": result.band,
        "bands": dict(result.bands),
        "positive": result.positive,
        "complete": result.complete,
        "prorated": result.prorated,
        "missing": list(result.missing),
        "verdict": str(verdict(chosen, result, sex=sex, substance=substance)),
        "alerts": list(result.alerts),
    }

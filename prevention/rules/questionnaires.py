"""What a questionnaire must be before anybody answers it (prevention reference 6.1)."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from prevention.choices import ItemKind, ItemRole


LONGEST_CODE = 24
FEWEST_OPTIONS = 2
NORM = "norm_"
"""How the codes of questions about others begin."""


@dataclass(frozen=True)
class Question:
    """A question as it was written: what it asks, and the answers with their values."""

    code: str
    text: str
    options: tuple[tuple[int, str], ...] = ()
    kind: str = ItemKind.CHOICE
    role: str = ItemRole.ITEM
    positive_from: int | None = None
    is_reversed: bool = False


@dataclass(frozen=True)
class Written:
    """A questionnaire in one language, as it was written. `instrument` is a code."""

    code: str
    instrument: str
    language: str
    edition: int
    title: str
    introduction: str
    questions: tuple[Question, ...]


def faults(written: Written) -> list[str]:
    """What is wrong with a questionnaire, in words; empty when nothing is."""
    found = [fault for question in written.questions for fault in _faults_of(question)]
    counted = Counter(question.code for question in written.questions)
    found += [_("“%s”: the code stands twice.") % code for code, n in counted.items() if n > 1]
    roles = [question.role for question in written.questions]
    if not roles:
        found.append(_("There is no question."))
    if ItemRole.USE in roles:
        found += _faults_of_use(written, roles)
    return found


def _faults_of_use(written: Written, roles: list[str]) -> list[str]:
    found = []
    if ItemRole.FICTITIOUS not in roles:
        found.append(
            _("A questionnaire about use asks about one drug that does not exist: who claims to "
              "use it is left out.")
        )  # fmt: skip
    after = written.questions[roles.index(ItemRole.USE) :]
    found += [
        _("“%s”: ask what others do before the first question about own use.") % question.code
        for question in after
        if question.code.startswith(NORM)
    ]
    return found


def _faults_of(question: Question) -> list[str]:
    values = [value for value, _text in question.options]
    found = []
    if not question.code or len(question.code) > LONGEST_CODE:
        found.append(_("“%s”: a code has 1 to 24 signs.") % question.code)
    if not question.text.strip():
        found.append(_("“%s”: the question is missing.") % question.code)
    if question.kind == ItemKind.CHOICE and len(set(values)) < FEWEST_OPTIONS:
        found.append(_("“%s”: give at least two answers of different values.") % question.code)
    if len(set(values)) != len(values):
        found.append(_("“%s”: two answers have the same value.") % question.code)
    return found

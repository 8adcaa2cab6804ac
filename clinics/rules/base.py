"""What a validation rule is, and the two ways of asking: one row, or columns of a million rows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress, count, repeat
from typing import Any, TypeAlias

from django.utils.functional import Promise

from kernel.errors import NeedsConfirmation, RuleBroken


Known: TypeAlias = bool | None
"""Whether something is so; None when nobody has looked."""


class Severity(StrEnum):
    """What happens when a rule is broken."""

    ERROR = "E"
    """The row is not stored."""
    WARNING = "W"
    """The row is stored once somebody has confirmed it."""


@dataclass(frozen=True)
class Rule:
    """One rule of section 9.3 of the treatment record reference, for one kind of row.

    `breaks` is a pure predicate over the values named in `needs`, in that order. A value that is
    not known is None, or the empty text of a coded answer: what is not known breaks nothing,
    unless the rule says that it must be known.
    """

    code: str
    severity: Severity
    fields: tuple[str, ...]
    message: Promise | str
    needs: tuple[str, ...]
    breaks: Callable[..., bool]
    is_practice: bool = False


def broken(rules: Iterable[Rule], row: Mapping[str, Any]) -> list[Rule]:
    """The rules that one row breaks, in the order of `rules`."""
    return [rule for rule in rules if rule.breaks(*map(row.get, rule.needs))]


def broken_columns(
    rules: Iterable[Rule], columns: Mapping[str, Sequence[Any]]
) -> Iterator[tuple[int, Rule]]:
    """Every broken rule with the number of its row, rule by rule; columns are equally long.

    A column that is not given is not known for any row.
    """
    length = len(next(iter(columns.values()), ()))
    for rule in rules:
        values = [columns[name] if name in columns else repeat(None, length) for name in rule.needs]
        for number in compress(count(), map(rule.breaks, *values)):
            yield number, rule


def check(
    rules: Iterable[Rule],
    row: Mapping[str, Any],
    *,
    override_reason: str = "",
    confirmed: Collection[str] = (),
) -> None:
    """Refuse a row that breaks a rule.

    A rule of practice gives way to a stated reason, a warning to being confirmed by its number.

    Raises:
        RuleBroken: the row breaks a rule that nothing sets aside.
        NeedsConfirmation: it breaks a warning whose number is not in `confirmed`.
    """
    found = broken(rules, row)
    errors = [
        rule
        for rule in found
        if rule.severity is Severity.ERROR and not (rule.is_practice and override_reason)
    ]
    if errors:
        raise RuleBroken(errors)
    doubts = [
        rule for rule in found if rule.severity is Severity.WARNING and rule.code not in confirmed
    ]
    if doubts:
        raise NeedsConfirmation(doubts)

"""Who was lost between two waves, by side and gender, as far as small groups may be told.

Where the sides lost people unlike, who was lost may explain a result (reference 4.4). Match rates
by gender follow the same rule: all of them, or none where one group has fewer than ten.
"""

from collections.abc import Mapping
from typing import TypeAlias

from prevention.choices import Arm, Gender
from prevention.rules.delivery import Attrition, retention
from prevention.rules.outcomes import BOTH, BOYS, GIRLS
from prevention.rules.shares import sizes


Counted: TypeAlias = Mapping[tuple[str, str], int]
"""Questionnaires by side and gender."""
WHO: dict[str, tuple[str, ...]] = {
    BOTH: (Gender.GIRL, Gender.BOY), GIRLS: (Gender.GIRL,), BOYS: (Gender.BOY,),
}  # fmt: skip
"""Girls and boys together first: others, who are few, would be the difference to everybody."""


def attrition_by_gender(asked: Counted, linked: Counted) -> dict[str, Attrition | None] | None:
    """Retention of both sides for each of `WHO`; None for what is kept back.

    `asked` are questionnaires of the first wave, `linked` those of them with a partner. None as a
    whole where one side was not asked: nothing is compared.
    """
    found = {who: _attrition(who, asked, linked) for who in WHO}
    everybody = found[BOTH]
    if not everybody.intervention.denominator or not everybody.comparison.denominator:
        return None
    cells = {f"{arm} {gender}": asked.get((arm, gender), 0) for arm in Arm for gender in WHO[BOTH]}
    arms = {arm.value: _sum(asked, arm, BOTH) for arm in Arm}
    is_told = {who: _are_told(arms if who == BOTH else cells) for who in WHO}
    return {who: each if is_told[who] else None for who, each in found.items()}


def _attrition(who: str, asked: Counted, linked: Counted) -> Attrition:
    one, other = (
        retention(_sum(linked, arm, who), _sum(asked, arm, who))
        for arm in (Arm.INTERVENTION, Arm.COMPARISON)
    )
    return Attrition(one, other)


def _sum(counted: Counted, arm: str, who: str) -> int:
    return sum(counted.get((arm, gender), 0) for gender in WHO[who])


def _are_told(counts: Mapping[str, int]) -> bool:
    return None not in sizes(counts).values()

"""What is told of linking two waves: rates by gender, pairs by distance, why others stayed alone.

The summary outlives the codes: once these are destroyed nobody can count again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from prevention.choices import Gender
from prevention.rules.matching import Form, Linkage, Reason, link
from prevention.rules.ratios import Ratio


LINKAGE = "linkage"
"""Stands in place of an outcome where a summary of linking is kept among frozen results."""


@dataclass(frozen=True)
class Summary:
    """Counts of one linking; keys are codes of genders, distances and reasons."""

    asked: Mapping[str, int]
    """Forms of the earlier wave by gender."""
    linked: Mapping[str, int]
    """Those of them that found a partner."""
    later: int
    by_distance: Mapping[str, int]
    alone_earlier: Mapping[str, int]
    alone_later: Mapping[str, int]
    exact: int
    """Pairs of the sensitivity run, which allows no difference at all."""
    without_code: int
    """Forms of both waves on which nothing of the code was answered."""
    rule_version: str
    earlier_wave: str = ""

    @property
    def pairs(self) -> int:
        """Linked pairs."""
        return sum(self.linked.values())

    def rate(self, *genders: str) -> Ratio:
        """Linked forms per form of the earlier wave: of these genders, or of everybody."""
        counted = genders or tuple(self.asked)
        return Ratio(
            sum(self.linked.get(each, 0) for each in counted),
            sum(self.asked.get(each, 0) for each in counted),
        )

    def content(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @classmethod
    def of_content(cls, content: Mapping[str, Any]) -> "Summary":
        """As it was kept."""
        return cls(**content)


def linked_with_summary(
    earlier: Sequence[Form], later: Sequence[Form], *, earlier_wave: str
) -> tuple[Linkage, Summary]:
    """Link two waves, and once more allowing no difference (reference 5.3)."""
    found = link(earlier, later)
    exact = link(earlier, later, furthest=0)
    return found, Summary(
        asked=_by_gender(earlier),
        linked=_by_gender([pair.earlier for pair in found.pairs]),
        later=len(later),
        by_distance={f"{distance:g}": count for distance, count in found.by_distance.items()},
        alone_earlier=_reasons(found, is_earlier=True),
        alone_later=_reasons(found, is_earlier=False),
        exact=len(exact.pairs),
        without_code=sum(not form.answered for form in (*earlier, *later)),
        rule_version=found.rule_version,
        earlier_wave=earlier_wave,
    )


def _by_gender(forms: Sequence[Form]) -> dict[str, int]:
    counted = Counter(form.gender for form in forms)
    return {gender: counted[gender] for gender in Gender.values}


def _reasons(found: Linkage, *, is_earlier: bool) -> dict[str, int]:
    counted = Counter(each.reason for each in found.unmatched if each.is_earlier is is_earlier)
    return {reason.value: counted[reason] for reason in Reason}

"""From answers to results of one outcome, with the gates that keep small groups unseen.

Results are of girls, boys and both, never of those few who state another gender or none: a result
of everybody less those of girls and boys would be theirs. Where fewer than half state girl or boy,
there is one result, of everybody, and none by gender.

Nothing is estimated from fewer than ten linked people in an arm. Shares need five people with and
five without the trait in each arm and wave: an odds ratio beside a shown share tells the other one.
A result by gender stands beside that of both only when girls and boys both pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from prevention.choices import Arm, Gender, ItemRole
from prevention.rules import effects
from prevention.rules.cleaning import Question
from prevention.rules.effects import Estimate, Linked, OutcomeKind, Sample, SingleCluster
from prevention.rules.shares import LEAST_PEOPLE, Group, Mark, of_one, of_two


GIRLS, BOYS, BOTH, ALL = "girls", "boys", "both", "all"
SIDES = (Arm.INTERVENTION, Arm.COMPARISON)
MOST_OTHERS = 0.5

Floats: TypeAlias = NDArray[np.float64]

FEW, SMALL_CELLS, NOT_COMPARED = "few", "small-cells", "not-compared"
SINGLE, NO_ESTIMATE = "single-cluster", "no-estimate"
NEARLY_SAME = "nearly-same"
REASONS: dict[str, Promise] = {
    FEW: _("Fewer than ten linked people in a group: no result."),
    SMALL_CELLS: _("Fewer than five people with or without it in a group: kept back."),
    NOT_COMPARED: _("Without links and without a comparison group nothing can be estimated."),
    SINGLE: _("One class or school in a group: its effect cannot be told from the programme's."),
    NO_ESTIMATE: _("The answers do not vary enough for an estimate."),
    NEARLY_SAME: _(
        "Nearly the same people as in a wave that was linked before: only the change is shown, for "
        "the shares of both waves would tell of single people."
    ),
}


@dataclass(frozen=True)
class Outcome:
    """What is compared: a share, where the question says from where on an answer counts."""

    question: Question
    is_primary: bool = False

    @property
    def is_share(self) -> bool:
        """Whether people have it or not; otherwise the mean of the answers is compared."""
        return self.question.positive_from is not None

    @property
    def kind(self) -> OutcomeKind:
        """What the likeness of one school is taken from when it cannot be estimated."""
        if self.question.role != ItemRole.USE:
            return OutcomeKind.PSYCHOSOCIAL
        if not self.question.code.startswith(("cigarette", "smok", "nicotine", "tobacco")):
            return OutcomeKind.OTHER_USE
        is_lifetime = "life" in self.question.code
        return OutcomeKind.SMOKING_LIFETIME if is_lifetime else OutcomeKind.SMOKING_30_DAYS

    def of(self, answers: Floats) -> Floats:
        """The answers as they are compared; NaN where there is none."""
        least = self.question.positive_from
        if least is not None:
            return np.where(np.isnan(answers), np.nan, (answers >= least).astype(float))
        if self.question.is_reversed and self.question.options:
            return max(self.question.options) + min(self.question.options) - answers
        return answers


def outcomes_of(questions: tuple[Question, ...], *, primary: str) -> list[Outcome]:
    """The outcomes that a questionnaire asks for, the primary one first."""
    asked = [each for each in questions if each.role != ItemRole.FICTITIOUS]
    found = [Outcome(each, is_primary=each.code == primary) for each in asked]
    return sorted(found, key=lambda each: not each.is_primary)


@dataclass(frozen=True, eq=False)
class Asked:
    """Answers of people to one outcome, one place a person.

    `before` and `after` are of the same people where they are linked; in `cluster` a school, else a
    class, by name.
    """

    values: Floats
    arm: NDArray[np.str_]
    gender: NDArray[np.str_]
    cluster: NDArray[np.str_]

    def where(self, flags: NDArray[np.bool_]) -> "Asked":
        """Some of the people."""
        return Asked(self.values[flags], self.arm[flags], self.gender[flags], self.cluster[flags])

    def answered(self) -> "Asked":
        """Those who answered."""
        return self.where(~np.isnan(self.values))

    def group(self) -> Group:
        """How many there are, and how many have the trait."""
        return Group(len(self.values), int(self.values.sum()))

    def sample(self) -> Sample:
        """As the estimates take it."""
        return Sample.of(self.values, self.cluster.tolist())


@dataclass(frozen=True, eq=False)
class Data:
    """The two waves of one outcome."""

    before: Asked
    after: Asked
    is_linked: bool

    def where(self, choose: Callable[[Asked], NDArray[np.bool_]]) -> "Data":
        """Some of the people, chosen by what the earlier answer says of them where linked."""
        if self.is_linked:
            flags = choose(self.before)
            return replace(self, before=self.before.where(flags), after=self.after.where(flags))
        return replace(
            self, before=self.before.where(choose(self.before)),
            after=self.after.where(choose(self.after)),
        )  # fmt: skip

    def complete(self) -> "Data":
        """Those who answered; of linked people, in both waves."""
        if not self.is_linked:
            return replace(self, before=self.before.answered(), after=self.after.answered())
        return self.where(lambda __: ~np.isnan(self.before.values) & ~np.isnan(self.after.values))


@dataclass(frozen=True)
class About:
    """What stands beside every estimate."""

    match_rate: float | None
    data_cut: date


def analysed(outcome: Outcome, data: Data, *, has_comparison: bool, about: About) -> dict[str, Any]:
    """Everything that may be said of one outcome, as plain values to be kept."""
    data = data.complete()
    people = _people(data)
    arms = SIDES if has_comparison else SIDES[:1]
    made = {who: _estimates(outcome, part, arms, about) for who, part in people.items()}
    if GIRLS in made and not all(made[who][0] for who in (GIRLS, BOYS)):
        del made[GIRLS], made[BOYS]
    return {
        "outcome": outcome.question.code,
        "is_primary": outcome.is_primary,
        "is_share": outcome.is_share,
        "is_linked": data.is_linked,
        "has_comparison": has_comparison,
        "levels": _levels(outcome, people, arms) if data.is_linked else {},
        "estimates": {
            who: [each.content() for each in found] for who, (found, __) in made.items()
        },
        "reasons": {who: reason for who, (_found, reason) in made.items() if reason},
        "interaction": _interaction(made),
    }  # fmt: skip


def change_alone(content: dict[str, Any]) -> dict[str, Any]:
    """A linked result without what would give away the answers before: levels, and odds after."""
    who = ALL if ALL in content["estimates"] else BOTH
    return content | {
        "levels": {},
        "estimates": {name: found[:1] for name, found in content["estimates"].items()},
        "reasons": {who: NEARLY_SAME} | content["reasons"],
    }


def table_of(outcome: Outcome, asked: Asked) -> dict[str, Any]:
    """What may be said of one wave alone: shares or means of girls, boys and both."""
    data = Data(asked, asked, is_linked=True)
    levels = _levels(outcome, _people(data), SIDES[:1])
    return {
        "outcome": outcome.question.code, "is_primary": outcome.is_primary,
        "is_share": outcome.is_share, "is_linked": False, "has_comparison": False,
        "levels": {
            arm: {who: {"after": marks["after"]} for who, marks in by_who.items()}
            for arm, by_who in levels.items()
        },
        "estimates": {}, "reasons": {}, "interaction": None,
    }  # fmt: skip


def _people(data: Data) -> dict[str, Data]:
    """Girls, boys and both; or all, where most state neither."""
    genders = data.before.gender
    stated = np.isin(genders, [Gender.GIRL, Gender.BOY])
    if len(genders) and stated.mean() < MOST_OTHERS:
        return {ALL: data}
    chosen: Mapping[str, tuple[str, ...]] = {
        BOTH: (Gender.GIRL, Gender.BOY), GIRLS: (Gender.GIRL,), BOYS: (Gender.BOY,),
    }  # fmt: skip
    return {
        who: data.where(lambda asked, named=named: np.isin(asked.gender, list(named)))  # type: ignore[misc] # the default binds it
        for who, named in chosen.items()
    }


def _arm(data: Data, arm: str) -> Data:
    return data.where(lambda asked: asked.arm == arm)


def _estimates(
    outcome: Outcome, data: Data, arms: tuple[Arm, ...], about: About
) -> tuple[list[Estimate], str]:
    """The estimates of some people, or why there are none."""
    sides = [_arm(data, arm) for arm in arms]
    reason = _gate(outcome, sides)
    if reason:
        return [], reason
    try:
        found = _compared(outcome, sides) if len(sides) > 1 else _alone(outcome, sides[0])
    except SingleCluster:
        return [], SINGLE
    except effects.NotEstimable:
        return [], NO_ESTIMATE
    return [
        replace(
            each, match_rate=about.match_rate, data_cut=about.data_cut,
            is_exploratory=not outcome.is_primary,
        )
        for each in found
    ], ""  # fmt: skip


def _gate(outcome: Outcome, sides: list[Data]) -> str:
    waves = [wave for side in sides for wave in (side.before, side.after)]
    if any(len(wave.values) < LEAST_PEOPLE for wave in waves):
        return FEW
    if len(sides) == 1 and not sides[0].is_linked:
        return NOT_COMPARED
    if outcome.is_share and not all(wave.group().is_safe for wave in waves):
        return SMALL_CELLS
    return ""


def _compared(outcome: Outcome, sides: list[Data]) -> list[Estimate]:
    """Effects: difference of changes; of shares also odds, of scores also standard deviations."""
    first, second = sides
    before, after = (
        (first.before.sample(), second.before.sample()),
        (first.after.sample(), second.after.sample()),
    )
    if not first.is_linked:
        found = [
            effects.difference_unlinked(
                (before[0], after[0]), (before[1], after[1]), kind=outcome.kind
            )
        ]
    else:
        pairs = [Linked(pre, post) for pre, post in zip(before, after, strict=True)]
        found = [effects.difference_linked(pairs[0], pairs[1], kind=outcome.kind)]
        if not outcome.is_share:
            found.append(effects.effect_size(pairs[0], pairs[1], kind=outcome.kind))
    return found + (_odds(outcome, before, after) if outcome.is_share else [])


def _odds(
    outcome: Outcome, before: tuple[Sample, Sample], after: tuple[Sample, Sample]
) -> list[Estimate]:
    post, pre = effects.Table.of(*after), effects.Table.of(*before)
    design = effects.design_of(*after, kind=outcome.kind)
    pre_design = effects.design_of(*before, kind=outcome.kind)
    return [
        effects.ratio_of_odds_ratios(post, pre, design, pre_design=pre_design),
        effects.odds_ratio(post, design),
        effects.number_needed(post, design),
    ]


def _alone(outcome: Outcome, side: Data) -> list[Estimate]:
    """The change of one group: never called an effect."""
    pairs = Linked(side.before.sample(), side.after.sample())
    return [effects.change_without_comparison(pairs, kind=outcome.kind)]


def _interaction(made: Mapping[str, tuple[list[Estimate], str]]) -> dict[str, Any] | None:
    """Whether girls and boys differ, by the first estimate of both."""
    if GIRLS not in made:
        return None
    girls, boys = made[GIRLS][0][0], made[BOYS][0][0]
    if girls.method is not boys.method:
        return None
    found = effects.interaction(girls, boys)
    return replace(found, is_exploratory=True, data_cut=girls.data_cut).content()


def _levels(
    outcome: Outcome, people: Mapping[str, Data], arms: tuple[Arm, ...]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Before and after by arm and people: protected shares, or means of ten people or more."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for arm in arms:
        parts = {who: _arm(data, arm) for who, data in people.items()}
        for wave in ("before", "after"):
            asked = {who: getattr(part, wave) for who, part in parts.items()}
            marks = _shares(asked) if outcome.is_share else _means(asked)
            for who, mark in marks.items():
                found.setdefault(arm, {}).setdefault(who, {})[wave] = mark
    return found


def _shares(asked: Mapping[str, Asked]) -> dict[str, dict[str, Any]]:
    if ALL in asked:
        return {ALL: of_one(asked[ALL].group()).content()}
    girls, boys, both = of_two(asked[GIRLS].group(), asked[BOYS].group())
    marks: dict[str, Mark] = {GIRLS: girls, BOYS: boys, BOTH: both}
    return {who: mark.content() for who, mark in marks.items()}


def _means(asked: Mapping[str, Asked]) -> dict[str, dict[str, Any]]:
    """Two decimals; of girls and boys only when ten of both answered, or none."""
    sizes = {who: len(each.values) for who, each in asked.items()}
    parts = [sizes[who] for who in (GIRLS, BOYS) if who in sizes]
    are_safe = all(not size or size >= LEAST_PEOPLE for size in parts)
    return {
        who: {
            "mean": round(float(each.values.mean()), 2), "people": sizes[who],
        }
        if sizes[who] >= LEAST_PEOPLE and (are_safe or who not in {GIRLS, BOYS})
        else {"mean": None, "people": None}
        for who, each in asked.items()
    }  # fmt: skip

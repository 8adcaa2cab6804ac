"""What delivery is measured by: reach, dose, fidelity, retention, cost (reference 4.4; RE-AIM).

Every measure is a ratio with its numerator and denominator; its value is None where the
denominator is 0 or something was not counted. Shares are 0 to 1, nothing is rounded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from prevention.choices import Delivered
from prevention.rules.ratios import NOT_COMPUTABLE, Ratio


COMPLETED_FROM = Decimal("0.75")
"""Share of the sessions that counts as completed, unless a version of a programme says another."""
ATTRITION_DIFFERS_ABOVE = 0.05
OBSERVE_AT_LEAST = 0.10
"""Share of the sessions that somebody should observe."""
LEAST_MARK, HIGHEST_MARK = 1, 5
WEIGHT_OF: dict[str, float] = {Delivered.YES: 1.0, Delivered.PARTLY: 0.5, Delivered.NO: 0.0}


@dataclass(frozen=True)
class Heads:
    """People by gender."""

    girls: int = 0
    boys: int = 0
    others: int = 0

    @property
    def total(self) -> int:
        """Everybody."""
        return self.girls + self.boys + self.others


def reach(reached: Heads, eligible: Heads) -> dict[str, Ratio]:
    """Participants of at least one session per eligible person: `all` and by gender."""
    return {
        "all": Ratio(reached.total, eligible.total),
        "girls": Ratio(reached.girls, eligible.girls),
        "boys": Ratio(reached.boys, eligible.boys),
        "others": Ratio(reached.others, eligible.others),
    }


def representativeness(reached: Heads, eligible: Heads) -> Ratio:
    """The share of girls among participants over their share among the eligible; 1 is alike."""
    return Ratio(
        Ratio(reached.girls, reached.total).value, Ratio(eligible.girls, eligible.total).value
    )


def adoption_sites(running: int, invited: int | None) -> Ratio:
    """Sites that run the programme per site invited."""
    return Ratio(running, invited)


def adoption_staff(delivering: int, trained: int) -> Ratio:
    """Facilitators who deliver per facilitator trained."""
    return Ratio(delivering, trained)


def maintenance(running_again: int, running: int) -> Ratio:
    """Sites that run the programme again in the next school year per site running in this one."""
    return Ratio(running_again, running)


def dose_delivered(delivered: int, planned: int) -> Ratio:
    """Sessions delivered per session planned; above 1 where some were repeated."""
    return Ratio(delivered, planned)


def minutes_ratio(delivered: Iterable[int], planned: Iterable[int]) -> Ratio:
    """Minutes delivered per minute planned."""
    return Ratio(sum(delivered), sum(planned))


def dose_received(attended: int, planned: int) -> Ratio:
    """Sessions that one participant attended per session planned."""
    return Ratio(attended, planned)


def completion(
    attended: Sequence[int] | None, planned: int, *, threshold: Decimal = COMPLETED_FROM
) -> Ratio:
    """Enrolled people who received at least `threshold` of the dose per person enrolled.

    `attended` has one number of sessions for each person enrolled, 0 included. None means a group
    that is only counted by heads, of which nobody can tell.
    """
    if attended is None or not planned:
        return NOT_COMPUTABLE
    return Ratio(sum(sessions >= threshold * planned for sessions in attended), len(attended))


def mean_attendance(headcounts: Sequence[int], group_size: int) -> Ratio:
    """Heads over all delivered sessions per head that could have been there, by head count."""
    return Ratio(sum(headcounts), group_size * len(headcounts))


@dataclass(frozen=True)
class Score:
    """An answer to one item of a fidelity list."""

    item: str
    value: str
    weight: float = 1
    is_core: bool = True


def adherence(scores: Iterable[Score]) -> Ratio:
    """Weight of what was delivered per weight of what was asked, core items only.

    Delivered counts 1, partly 0.5, not 0; what does not apply leaves both sums. The facilitator's
    own list and an observer's are never mixed: call it once for each.
    """
    counted = [each for each in scores if each.is_core and each.value in WEIGHT_OF]
    return Ratio(
        sum(each.weight * WEIGHT_OF[each.value] for each in counted),
        sum(each.weight for each in counted),
    )


def mean_mark(marks: Iterable[int | None]) -> Ratio:
    """The mean of marks from 1 to 5, of quality or of responsiveness; missing ones are left out.

    Raises:
        ValueError: a mark is not one.
    """
    given = [mark for mark in marks if mark is not None]
    if not all(LEAST_MARK <= mark <= HIGHEST_MARK for mark in given):
        message = "A mark is a number from 1 to 5."
        raise ValueError(message)
    return Ratio(sum(given), len(given))


def agreement(own: Mapping[str, str], observed: Mapping[str, str]) -> Ratio:
    """Items that facilitator and observer answered alike per item that both answered."""
    both = own.keys() & observed.keys()
    return Ratio(sum(own[item] == observed[item] for item in both), len(both))


def observed_share(observed: int, delivered: int) -> Ratio:
    """Sessions with an observer per session delivered; aim: at least 0.10."""
    return Ratio(observed, delivered)


def adaptation_rate(departing: int, delivered: int) -> Ratio:
    """Sessions with a change that departs from the programme per session delivered."""
    return Ratio(departing, delivered)


def retention(linked: int, asked_before: int) -> Ratio:
    """Linked pairs of a wave per questionnaire of the first wave."""
    return Ratio(linked, asked_before)


@dataclass(frozen=True)
class Attrition:
    """Retention of both arms, and how far apart they are (0 to 1; None where one is not known)."""

    intervention: Ratio
    comparison: Ratio

    @property
    def value(self) -> float | None:
        """The difference without its sign."""
        both = self.intervention.value, self.comparison.value
        return None if both[0] is None or both[1] is None else abs(both[0] - both[1])

    @property
    def is_flagged(self) -> bool:
        """Whether more than 0.05 apart: who was lost may explain the result."""
        return self.value is not None and round(self.value, 9) > ATTRITION_DIFFERS_ABOVE


@dataclass(frozen=True)
class Response:
    """Questionnaires filled in per person present that day, and who was not there to be asked."""

    rate: Ratio
    absent: int | None


def response(respondents: int, present: int | None, absent: int | None) -> Response:
    """The response rate of a wave; absent people are told apart, never counted as refusing."""
    return Response(Ratio(respondents, present), absent)


def consent_rate(given: int | None, asked: int | None) -> Ratio:
    """Consents given per consent asked; active consent lowers and biases participation."""
    return Ratio(given, asked)


class MixedCurrencies(Refused):
    """Costs in several currencies cannot be added up."""


@dataclass(frozen=True)
class CostItem:
    """One cost of an implementation."""

    amount: Decimal
    currency: str
    is_recurring: bool = True
    is_in_kind: bool = False


@dataclass(frozen=True)
class Money:
    """An amount per head; None where no cost was written down, which is not the same as free."""

    numerator: Decimal | None
    denominator: int

    @property
    def value(self) -> Decimal | None:
        """The amount per head, unrounded."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True)
class CostPerHead:
    """Cost per participant or completer in `currency`, in kind included."""

    currency: str
    with_one_off: Money
    without_one_off: Money
    in_kind: Decimal
    """Of the total, what was given in kind."""


def cost_per_head(items: Sequence[CostItem], people: int) -> CostPerHead:
    """Total cost per person: reached for cost per participant, completed for cost per completer.

    Raises:
        MixedCurrencies: the items are in more than one currency.
    """
    currencies = sorted({item.currency for item in items})
    if len(currencies) > 1:
        raise MixedCurrencies(
            _("Costs are in %(currencies)s. Enter them in one currency, with the day of the rate.")
            % {"currencies": ", ".join(currencies)}
        )
    recurring = _total(item for item in items if item.is_recurring)
    return CostPerHead(
        currency="".join(currencies),
        with_one_off=Money(_total(items) if items else None, people),
        without_one_off=Money(recurring if items else None, people),
        in_kind=_total(item for item in items if item.is_in_kind),
    )


def _total(items: Iterable[CostItem]) -> Decimal:
    return sum((item.amount for item in items), Decimal(0))

"""Whether answers are possible on the form: rules V36 and V39, and contradictions of a skip."""

from collections.abc import Mapping, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinics.instruments.base import Instrument, Item, Skip, Words
from kernel.errors import Refused


Answers = Mapping[str, int | None]


class InvalidAnswers(Refused):
    """Some answers cannot be on the form. `messages` says for each item what can.

    The answers themselves are not repeated: messages are shown, printed and logged.
    """

    def __init__(self, messages: Mapping[str, Words], *, code: str = "V36") -> None:
        self.messages = dict(messages)
        told = (f"{key}: {message}" for key, message in self.messages.items())
        super().__init__(" ".join(told), code=code)


def checked(instrument: Instrument, answers: Answers) -> dict[str, int]:
    """The answers that were given, each possible, with totals of weekly counts filled in.

    Raises:
        InvalidAnswers: an unknown item, an answer that is not one of the printed weights (V36),
            weeks that do not add up to their total (V39), or an answer that contradicts the
            question that leads to it.
    """
    items = {item.key: item for item in instrument.items}
    _refuse({key: _unknown(instrument) for key in answers if key not in items})
    given = {key: answer for key, answer in answers.items() if answer is not None}
    _refuse(
        {
            key: allowed(items[key])
            for key, answer in given.items()
            if type(answer) is not int or answer not in items[key].weights
        }
    )
    _refuse(
        {item.key: _NOT_THE_SUM for item in instrument.items if _disagrees(item, given)},
        code="V39",
    )
    given |= _totals(instrument, given)
    _refuse({key: _CONTRADICTS for skip in instrument.skips for key in _contradicting(skip, given)})
    return given


def skipped(skips: Sequence[Skip], given: Mapping[str, int]) -> frozenset[str]:
    """The items without an answer that need not be asked; each counts as 0.

    Skips follow one another: what one of them sets to 0 may lead to the next.
    """
    zero = {key for key, answer in given.items() if answer == 0}
    found: set[str] = set()
    for skip in skips:
        if zero | found >= set(skip.when):
            found |= {key for key in skip.then if key not in given}
    return frozenset(found)


def allowed(item: Item) -> Words:
    """The allowed answers of an item as a sentence."""
    weights = item.weights
    if weights == tuple(range(weights[0], weights[-1] + 1)):
        return format_lazy(_("use a whole number from {low} to {high}."), low=min(weights),
                           high=max(weights))  # fmt: skip
    return format_lazy(
        _("use one of the printed weights {weights}."), weights=", ".join(map(str, sorted(weights)))
    )


_NOT_THE_SUM = _("the total differs from the sum of the four weeks.")
_CONTRADICTS = _("this contradicts the earlier answer that it did not happen; correct one of them.")


def _unknown(instrument: Instrument) -> Words:
    return format_lazy(
        _("{code} has no such item; its items are {first} to {last}."),
        code=instrument.code,
        first=instrument.items[0].key,
        last=instrument.items[-1].key,
    )


def _refuse(messages: Mapping[str, Words], *, code: str = "V36") -> None:
    if messages:
        raise InvalidAnswers(messages, code=code)


def _disagrees(item: Item, given: Mapping[str, int]) -> bool:
    """Whether a total stands beside weeks that cannot make it, those not given being 0 to 7."""
    if not item.weeks or item.key not in given:
        return False
    known = [given[week] for week in item.weeks if week in given]
    least = sum(known)
    most = least + 7 * (len(item.weeks) - len(known))
    return not least <= given[item.key] <= most


def _totals(instrument: Instrument, given: Mapping[str, int]) -> dict[str, int]:
    """The totals that were not given and of which all four weeks were."""
    return {
        item.key: sum(given[week] for week in item.weeks)
        for item in instrument.items
        if item.weeks and item.key not in given and all(week in given for week in item.weeks)
    }


def _contradicting(skip: Skip, given: Mapping[str, int]) -> list[str]:
    if not skip.is_strict or any(given.get(key) != 0 for key in skip.when):
        return []
    return [key for key in skip.then if given.get(key)]

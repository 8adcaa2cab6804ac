"""What a questionnaire is: its items, weights, skips, scales and bands, as data.

No item text of any questionnaire stands here. A label names the topic of an item in our own few
words, so that a person holding the printed form finds the line; the form itself is the clinic's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


Words = str | Promise


class Recall(StrEnum):
    """The time that the answers are about."""

    NOW = "NOW"
    TWO_WEEKS = "TWO_WEEKS"
    FOUR_WEEKS = "FOUR_WEEKS"
    THREE_MONTHS = "THREE_MONTHS"
    YEAR = "YEAR"

    @property
    def label(self) -> Words:
        """The time in words."""
        return RECALL_LABELS[self]


RECALL_LABELS: dict[Recall, Words] = {
    Recall.NOW: _("Now"),
    Recall.TWO_WEEKS: _("The last 2 weeks"),
    Recall.FOUR_WEEKS: _("The last 28 days"),
    Recall.THREE_MONTHS: _("The last 3 months"),
    Recall.YEAR: _("The last 12 months"),
}


class Administration(StrEnum):
    """Who may fill a questionnaire in."""

    SELF = "SELF"
    INTERVIEWER = "INTERVIEWER"
    CLINICIAN = "CLINICIAN"

    @property
    def label(self) -> Words:
        """Who, in words."""
        return ADMINISTRATION_LABELS[self]


ADMINISTRATION_LABELS: dict[Administration, Words] = {
    Administration.SELF: _("The patient alone"),
    Administration.INTERVIEWER: _("In an interview"),
    Administration.CLINICIAN: _("Rated by a clinician"),
}


class BandedBy(StrEnum):
    """What besides the score decides which bands apply."""

    NOTHING = "NOTHING"
    SEX = "SEX"
    SUBSTANCE = "SUBSTANCE"
    SCALE = "SCALE"


@dataclass(frozen=True)
class Option:
    """One allowed answer: its printed weight, and an anchor word where the word is a common one."""

    weight: int
    label: Words = ""


@dataclass(frozen=True)
class Item:
    """One line of the form.

    `weeks` names the four weekly counts of days that may stand beside a total of 28 days, the
    most recent week first. A `is_reversed` item counts its highest weight less the answer.
    """

    key: str
    label: Words
    options: tuple[Option, ...]
    is_scored: bool = True
    is_reversed: bool = False
    weeks: tuple[str, ...] = ()

    @property
    def weights(self) -> tuple[int, ...]:
        """The allowed answers, as printed."""
        return tuple(option.weight for option in self.options)

    @property
    def is_count(self) -> bool:
        """Whether the answer is a number on a range rather than a choice between words."""
        return not any(option.label for option in self.options)

    def points(self, answer: int) -> int:
        """What an answer adds to the score."""
        if not self.is_reversed:
            return answer
        return max(self.weights) + min(self.weights) - answer


@dataclass(frozen=True)
class Skip:
    """When every item of `when` is answered 0, the items of `then` need not be asked: they are 0.

    With `is_strict`, an answer above 0 to one of them contradicts the first answer and is refused.
    """

    when: tuple[str, ...]
    then: tuple[str, ...]
    is_strict: bool = False


@dataclass(frozen=True)
class Scale:
    """A part of the questionnaire with a score of its own: the sum of its items, or any of them."""

    code: str
    label: Words
    items: tuple[str, ...]
    is_any: bool = False
    is_higher_better: bool = False


@dataclass(frozen=True)
class Band:
    """What a score from `low` to `high`, both included, means by its published source.

    `of` is the sex, substance or scale that the band is for; empty: for every score.
    `is_positive` is None where the source gives bands but no cut-off.
    """

    code: str
    label: Words
    low: int
    high: int
    is_positive: bool | None = None
    of: str = ""


@dataclass(frozen=True)
class Alert:
    """A code that is raised when `item` is answered with one of `weights`, whatever the score."""

    code: str
    label: Words
    item: str
    weights: tuple[int, ...]


@dataclass(frozen=True)
class Instrument:
    """A questionnaire with everything that scoring and showing it needs.

    `version` names the edition and our scorer: it changes with any change of weights, skips or
    bands, is stored with every measure, and an old measure keeps the version it was scored by.
    """

    code: str
    title: Words
    version: str
    items: tuple[Item, ...]
    recall: Recall
    administration: tuple[Administration, ...]
    citation: str
    licence: str
    is_text_free: bool
    """Whether the wording of the items may be shipped: nothing here ships it yet."""
    scales: tuple[Scale, ...] = ()
    skips: tuple[Skip, ...] = ()
    bands: tuple[Band, ...] = ()
    banded_by: BandedBy = BandedBy.NOTHING
    alerts: tuple[Alert, ...] = ()
    has_total: bool = True
    may_miss: int = 0
    """How many missing items the total is estimated over, from the mean of those answered."""
    is_scheduled: bool = False
    """Whether it is due by itself at entry, every three months, at exit and after it."""

    def item(self, key: str) -> Item:
        """The item with this key.

        Raises:
            KeyError: there is none.
        """
        return {item.key: item for item in self.items}[key]

    @property
    def scored(self) -> tuple[Item, ...]:
        """The items that count."""
        return tuple(item for item in self.items if item.is_scored)

    @property
    def highest(self) -> int | None:
        """The highest total that can be reached; None without a total."""
        return sum(max(item.weights) for item in self.scored) if self.has_total else None


@dataclass(frozen=True)
class Score:
    """What the answers come to.

    `total` is None while a scored item is missing, and always where no total exists (ASSIST,
    TOP). `band` belongs to the total, `bands` to the scales. `positive` is None where nothing
    published says so, or where it cannot be known yet. `missing` names the scored items without
    an answer, in the order of the form.
    """

    instrument: str
    version: str
    complete: bool
    total: int | None
    scales: Mapping[str, int | None] = field(default_factory=dict)
    band: str | None = None
    bands: Mapping[str, str] = field(default_factory=dict)
    positive: bool | None = None
    prorated: bool = False
    missing: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


def span(low: int, high: int) -> tuple[Option, ...]:
    """The whole numbers from `low` to `high` as allowed answers."""
    return tuple(Option(weight) for weight in range(low, high + 1))


def weighed(*weights: int) -> tuple[Option, ...]:
    """Weights without anchor words, for scales whose steps each item describes on its own."""
    return tuple(Option(weight) for weight in weights)


def cut_off(at: int, highest: int, *, of: str = "") -> tuple[Band, Band]:
    """Two bands around a published cut-off: a score of `at` or more is positive."""
    return (
        Band("BELOW_CUT_OFF", _("Below the cut-off"), 0, at - 1, is_positive=False, of=of),
        Band("AT_CUT_OFF", _("At or above the cut-off"), at, highest, is_positive=True, of=of),
    )


NO_YES = (Option(0, _("No")), Option(1, _("Yes")))
FREQUENCY = (
    Option(0, _("Never")),
    Option(1, _("Less than monthly")),
    Option(2, _("Monthly")),
    Option(3, _("Weekly")),
    Option(4, _("Daily or almost daily")),
)
EVER_OR_THIS_YEAR = (
    Option(0, _("No")),
    Option(2, _("Yes, but not in the last year")),
    Option(4, _("Yes, in the last year")),
)

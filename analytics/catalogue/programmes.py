"""What is told of the delivery of programmes: measures of a whole and a part, and how divided."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.catalogue.keys import cell_key
from analytics.vocabulary import TOTAL


VERSION = "2026.2"
"""Version of all definitions below."""
OTHER = "_O"
"""Programmes, or settings, that are told only together."""
SEXES = ("F", "M", TOTAL)
NOT_STATED = "NS"
"""Other or not stated: one national number for each whole and part, never crossed."""


@dataclass(frozen=True)
class Measure:
    """A share: `part` of `whole`, both columns of the facts `deliveries`.

    Of people the columns are by gender, `reached_girls` and `reached_boys`, and counts are rounded;
    sessions and lists are counted as they are. Of weights (`is_weight`) only the share is told, and
    the `lists` that it comes from. `is_inside`: nobody is in the part who is not in the whole.
    """

    code: str
    title: str | Promise
    whole: str
    part: str
    whole_label: str | Promise
    part_label: str | Promise
    is_people: bool = False
    is_inside: bool = False
    lists: str = ""

    @property
    def is_weight(self) -> bool:
        """Whether whole and part are weights, which are not told."""
        return bool(self.lists)

    @property
    def columns(self) -> tuple[str, ...]:
        """What is counted of it."""
        return (self.whole, self.part, *([self.lists] if self.lists else []))

    @property
    def sexes(self) -> tuple[str, ...]:
        """Whom it is told of; other or not stated is never crossed."""
        return SEXES if self.is_people else (TOTAL,)


MEASURES = (
    Measure(
        "reach", _("Reach"), "eligible", "reached", _("Could take part"),
        _("Came at least once"), is_people=True,
    ),
    Measure(
        "dose", _("Sessions delivered of those planned"), "sessions_planned",
        "sessions_delivered", _("Planned"), _("Delivered"),
    ),
    Measure(
        "own", _("Fidelity, as facilitators say"), "own_asked", "own_delivered", "",
        _("Lists"), lists="own_lists",
    ),
    Measure(
        "observed", _("Fidelity, as observers saw"), "observed_asked", "observed_delivered", "",
        _("Lists"), lists="observed_lists",
    ),
    Measure(
        "completion", _("Completed, of those on registers"), "enrolled", "completed",
        _("On registers"), _("Completed"), is_people=True, is_inside=True,
    ),
    Measure(
        "retention", _("Questionnaires linked from first to last"), "answered", "linked",
        _("First questionnaires"), _("Linked to the last"), is_people=True, is_inside=True,
    ),
)  # fmt: skip
"""Each stands in a table of its own, in this order."""
DIMENSIONS: Mapping[str, str | Promise] = {"programme": _("Programme"), "setting": _("Setting")}
"""How each measure is divided: one way at a time, and by gender."""


def codes_at(dimension: str, code: str, sex: str = TOTAL) -> dict[str, str]:
    """The codes of a cell; the total of everything has no dimension."""
    return {"sex": sex} | ({dimension: code} if dimension else {})


def number_key(universe: str, dimension: str = "", code: str = "", sex: str = TOTAL) -> str:
    """The name of a number: `reached;programme=LST;sex=F`."""
    return cell_key(universe, codes_at(dimension, code, sex))


def sites_of(measure: Measure) -> str:
    """The universe of the sites behind a measure."""
    return f"{measure.code}_sites"


def share_of(measure: Measure) -> str:
    """The universe of the shares of a measure, in per cent."""
    return f"{measure.code}_share"

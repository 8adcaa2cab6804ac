"""The rules on consent, for who coordinates a country and who plans in it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from kernel.models import User
from kernel.models.organisations import Country
from prevention.choices import ConsentRoute
from prevention.models import ConsentRules
from prevention.policies.consent import rules_in_force
from prevention.selectors.indicators import coordinated_countries


MOST = 200
"""More versions of all countries are read by nobody."""


@dataclass(frozen=True)
class Told:
    """A version of the rules as people read it."""

    country: str
    version: int
    self_age: int
    routes: list[str]
    source: str
    checked_on: date
    note: str
    is_example: bool
    entered_at: datetime
    entered_by: str = ""
    """The staff code; left out for who only plans."""


@dataclass
class Place:
    """A country with what holds there, and what held before."""

    code: str
    name: str
    versions: list[Told] = field(default_factory=list)

    @property
    def now(self) -> Told | None:
        """What holds."""
        return self.versions[0] if self.versions else None

    @property
    def earlier(self) -> list[Told]:
        """What held before, the latest first."""
        return self.versions[1:]


def consent_rules(*, viewer: User) -> list[Place]:
    """The rules of the countries whose prevention the viewer coordinates; in one query."""
    names = coordinated_countries(viewer=viewer)
    rows = ConsentRules.objects.filter(country__in=[code for code, _name in names])
    told = defaultdict(list)
    for row in rows.select_related("entered_by").order_by("country", "-version")[:MOST]:
        who = row.entered_by.staff_code or row.entered_by.username
        told[row.country].append(_told(row, entered_by=who))
    return [Place(code, name, told[code]) for code, name in names]


def coordinated_country(code: str, *, viewer: User) -> str:
    """The name of a country whose prevention the viewer coordinates; empty for any other."""
    return dict(coordinated_countries(viewer=viewer)).get(code, "")


def rules_told(country: str) -> Told | None:
    """What holds in a country, for who plans there; None when nobody has entered it."""
    row = rules_in_force(country)
    return _told(row) if row else None


def newest_rules(country: str) -> ConsentRules | None:
    """The version that a new one will follow."""
    return rules_in_force(country)


def _told(row: ConsentRules, *, entered_by: str = "") -> Told:
    return Told(
        str(Country(row.country).label), row.version, row.self_age,
        [str(route.label) for route in ConsentRoute if route in row.routes], row.source,
        row.checked_on, row.note, row.is_example, row.entered_at, entered_by,
    )  # fmt: skip

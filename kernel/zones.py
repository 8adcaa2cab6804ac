"""The time zone of whoever is at the screen: a day begins when it begins at the clinic."""

from zoneinfo import ZoneInfo

from kernel.scope import Scope


ZONES = {
    "KZ": "Asia/Almaty",
    "KG": "Asia/Bishkek",
    "TJ": "Asia/Dushanbe",
    "TM": "Asia/Ashgabat",
    "UZ": "Asia/Tashkent",
}
"""IANA zones; Kazakhstan has had one since March 2024."""


def zone_of(scope: Scope) -> ZoneInfo | None:
    """The zone of the person's organisations; None when they lie in several countries or none."""
    countries = {home.country for home in scope.homes.values()} & ZONES.keys()
    return ZoneInfo(ZONES[countries.pop()]) if len(countries) == 1 else None

"""The places that a door offers: each app names its own when it is ready.

    rail.add(door="work", label=_("Patients"), url_name="work:caseload", icon="people", order=30,
             permission=Permission.RECORD_READ, covers=("work:patient",))

A place is shown to a person who holds its permission anywhere; knowing that costs no query beyond
the scope that the request has read already.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse

from kernel.permissions import ROLE_PERMISSIONS, Permission
from kernel.scope import scope_of


if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise

    from kernel.models import User


@dataclass(frozen=True)
class Place:
    """One line of the rail, or the search field, as an app registered it."""

    door: str
    label: "str | _StrPromise"
    url_name: str
    icon: str
    order: int
    permissions: frozenset[Permission]
    covers: tuple[str, ...]
    """Beginnings of the names of views that belong to this place."""
    count: Callable[[HttpRequest], int | None] | None


_places: dict[tuple[str, str], Place] = {}
_searches: dict[str, Place] = {}


def add(
    *,
    door: str,
    label: "str | _StrPromise",
    url_name: str,
    icon: str,
    order: int,
    permission: Permission | Iterable[Permission] | None = None,
    covers: Iterable[str] = (),
    count: Callable[[HttpRequest], int | None] | None = None,
) -> None:
    """Offer a place at `door` to everyone who holds `permission` (or one of several) anywhere."""
    _places[door, url_name] = Place(
        door, label, url_name, icon, order, _as_set(permission), tuple(covers), count
    )


def add_search(
    *,
    door: str,
    label: "str | _StrPromise",
    url_name: str,
    permission: Permission | Iterable[Permission] | None = None,
) -> None:
    """Give `door` its one search field; it sends `q` to the page called `url_name`."""
    _searches[door] = Place(door, label, url_name, "search", 0, _as_set(permission), (), None)


def places(request: HttpRequest, door: str) -> list[dict]:
    """The places of `door` for the person who asks, in order; the one where they are is marked."""
    held = permissions_of(request.user)
    found = sorted(
        (place for place in _places.values() if place.door == door and _is_open(place, held)),
        key=lambda place: place.order,
    )
    here = _here(request, found)
    return [
        {
            "label": place.label,
            "url": reverse(place.url_name),
            "icon": place.icon,
            "current": place is here,
            "count": place.count(request) if place.count else None,
        }
        for place in found
    ]


def search(request: HttpRequest, door: str) -> dict | None:
    """The search field of `door`, when it has one that is open to the person who asks."""
    place = _searches.get(door)
    if place is None or not _is_open(place, permissions_of(request.user)):
        return None
    return {"label": place.label, "url": reverse(place.url_name)}


def permissions_of(user: "User | AnonymousUser") -> frozenset[Permission]:
    """Every permission that `user` holds somewhere."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in scope_of(user).all_roles()), ())


def _as_set(permission: Permission | Iterable[Permission] | None) -> frozenset[Permission]:
    if permission is None:
        return frozenset()
    return frozenset([permission] if isinstance(permission, Permission) else permission)


def _is_open(place: Place, held: frozenset[Permission]) -> bool:
    return not place.permissions or bool(place.permissions & held)


def _here(request: HttpRequest, found: list[Place]) -> Place | None:
    """The place that names the view best: itself, then what it covers, the longest name first."""
    match = request.resolver_match
    if match is None:
        return None
    name = match.view_name
    fits = [
        (len(beginning), place)
        for place in found
        for beginning in (place.url_name, *place.covers)
        if name == beginning or (beginning in place.covers and name.startswith(beginning))
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None

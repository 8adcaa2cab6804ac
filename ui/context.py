"""What every page's frame needs to know."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from kernel.permissions import ROLE_DOORS, doors_of
from kernel.scope import scope_of
from ui import rail


DOOR_TITLES = {"work": _("Work"), "office": _("Office"), "ministry": _("Ministry")}
DOOR_PURPOSES = {
    "work": _("Treatment and prevention work"),
    "office": _("Pages for the public"),
    "ministry": _("Figures and reports"),
}


def house(request: HttpRequest) -> dict:
    """The door, its places for this person, the languages and whether this is a demonstration."""
    door = door_of(request)
    destination = destination_of(request, door)
    return {
        "door": door,
        "door_title": DOOR_TITLES.get(door, ""),
        "door_home": home_of(door),
        "destination": destination,
        "destination_title": DOOR_TITLES.get(destination, ""),
        "destination_purpose": DOOR_PURPOSES.get(destination, DOOR_PURPOSES["work"]),
        "other_doors": other_doors(destination),
        "rail": SimpleLazyObject(lambda: rail.places(request, door)),
        "search": SimpleLazyObject(lambda: rail.search(request, door)),
        "roles": SimpleLazyObject(lambda: roles_at(request, door)),
        "home": SimpleLazyObject(lambda: home_at(request)),
        "surface": settings.SURFACE,
        "demo": settings.DEMO,
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "interface_languages": [
            pair for pair in settings.LANGUAGES if pair[0] in settings.INTERFACE_LANGUAGES
        ],
    }


def door_of(request: HttpRequest) -> str:
    """The door of the page; on one's own account, the first door that opens to the person."""
    door = getattr(request, "door", settings.SURFACE)
    if door != "accounts" or not request.user.is_authenticated:
        return door
    open_doors = doors_of(request.user)
    return next((name for name in DOOR_TITLES if name in open_doors), door)


def destination_of(request: HttpRequest, door: str) -> str:
    """The door to which signing in leads: this one, or that of the page which was asked for."""
    if door in DOOR_TITLES:
        return door
    target = request.POST.get("next") or request.GET.get("next") or ""
    found = settings.DOOR.door(target) if target.startswith("/") else ""
    return found if found in DOOR_TITLES else ""


def home_of(door: str) -> str:
    """The first page of `door`: its prefix where doors share a port, otherwise the root."""
    prefixes = {name: prefix for prefix, name in settings.DOOR.prefixes}
    return prefixes.get(door, "/") if door in DOOR_TITLES else "/"


def other_doors(destination: str) -> list[dict]:
    """The private doors that share this port, but for `destination`; none on a host of its own."""
    return [
        {"title": DOOR_TITLES[name], "url": prefix}
        for prefix, name in settings.DOOR.prefixes
        if name in DOOR_TITLES and name != destination and prefix != "/"
    ]


def roles_at(request: HttpRequest, door: str) -> str:
    """What the person is at this door, in words."""
    if not request.user.is_authenticated:
        return ""
    held = sorted(role for role in scope_of(request.user).all_roles() if door in ROLE_DOORS[role])
    return ", ".join(str(role.label) for role in held)


def home_at(request: HttpRequest) -> str:
    """The organisation where the person works, when there is exactly one."""
    if not request.user.is_authenticated:
        return ""
    homes = list(scope_of(request.user).homes.values())
    return homes[0].name if len(homes) == 1 else ""

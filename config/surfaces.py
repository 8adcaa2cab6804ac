"""The doors: who enters, through which URLs, with which cookie.

One image serves every door; the variable SURFACE picks one when the process starts. `everything`
serves all of them under path prefixes on one port, for development, demonstration and tests only.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Surface:
    """One door of the house."""

    name: str
    urlconf: str
    cookie: str
    private: bool
    prefixes: tuple[tuple[str, str], ...]
    """Path prefix -> door name, longest first: which door a path belongs to."""

    def door(self, path: str) -> str:
        """Name the door that `path` belongs to."""
        return next(door for prefix, door in self.prefixes if path.startswith(prefix))


def _single(name: str, *, private: bool) -> Surface:
    return Surface(
        name=name,
        urlconf=f"config.urls.{name}",
        cookie=f"__Host-{name}",
        private=private,
        prefixes=(("/", name),),
    )


SURFACES: dict[str, Surface] = {
    "public": _single("public", private=False),
    "office": _single("office", private=True),
    "work": _single("work", private=True),
    "ministry": _single("ministry", private=True),
    "worker": _single("worker", private=True),
    "everything": Surface(
        name="everything",
        urlconf="config.urls.everything",
        cookie="umit_everything",
        private=False,
        prefixes=(
            ("/office/", "office"),
            ("/work/", "work"),
            ("/ministry/", "ministry"),
            ("/accounts/", "accounts"),
            ("/", "public"),
        ),
    ),
}

PRIVATE_DOORS = frozenset({"office", "work", "ministry"})


def surface(name: str) -> Surface:
    """Return the door called `name`.

    Raises:
        LookupError: there is no such door; the message lists those there are.
    """
    if name not in SURFACES:
        known = ", ".join(SURFACES)
        message = f"SURFACE={name!r} is not a door. Choose one of: {known}."
        raise LookupError(message)
    return SURFACES[name]

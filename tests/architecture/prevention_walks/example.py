"""What an example of an address is: whose work it is, and which object it names."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from tests.factories.prevention import ProgrammeRoom


MANAGES, DELIVERS, COORDINATES = "manager", "facilitator_user", "coordinator"
"""Attributes of `ProgrammeRoom`: who opens the address."""


@dataclass(frozen=True)
class Example:
    """An address with its object, found in an organisation's room by `of` through its `uid`."""

    owner: str = MANAGES
    argument: str = ""
    of: Callable[[ProgrammeRoom], object] | None = None
    more: tuple[tuple[str, str], ...] = ()
    is_file: bool = False
    """A download: no page to look at."""

    def address(self, name: str, room: ProgrammeRoom) -> str:
        """The address of this example in an organisation's room."""
        named = {self.argument: self.of(room).uid} if self.of else {}
        return reverse(f"work:{name}", kwargs=named | dict(self.more))

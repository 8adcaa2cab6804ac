"""Examples of the addresses in `prevention.urls.consent`."""

from dataclasses import dataclass

from django.urls import reverse

from tests.architecture.prevention_walks.example import COORDINATES, Example
from tests.factories.prevention import ProgrammeRoom


@dataclass(frozen=True)
class CountryExample(Example):
    """An address of a country."""

    def address(self, name: str, room: ProgrammeRoom) -> str:
        """The country of the room's organisation."""
        return reverse(f"work:{name}", kwargs={"country": room.organisation.country})


EXAMPLES: dict[str, Example] = {
    "prevention-consent": Example(COORDINATES),
    "prevention-consent-enter": CountryExample(COORDINATES, of=lambda room: room.organisation),
}

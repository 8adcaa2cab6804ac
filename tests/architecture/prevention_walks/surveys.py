"""Examples of the addresses in `prevention.urls.surveys`."""

from dataclasses import dataclass

from django.urls import reverse

from tests.architecture.prevention_walks.example import Example
from tests.factories.prevention import ProgrammeRoom


@dataclass(frozen=True)
class GroupExample(Example):
    """An address of a group in a wave: two objects."""

    def address(self, name: str, room: ProgrammeRoom) -> str:
        """The group of the wave's day."""
        named = {"wave": room.wave.uid, "cohort": room.cohort.uid}
        return reverse(f"work:{name}", kwargs=named)


OF_WAVE = Example(argument="wave", of=lambda room: room.wave)
OF_GROUP = GroupExample(argument="wave", of=lambda room: room.wave)
EXAMPLES: dict[str, Example] = {
    "prevention-waves": Example(),
    "prevention-wave-plan": Example(),
    "prevention-wave": OF_WAVE,
    "prevention-wave-change": OF_WAVE,
    "prevention-wave-open": OF_WAVE,
    "prevention-wave-close": OF_WAVE,
    "prevention-wave-paper": Example(argument="wave", of=lambda room: room.wave, is_file=True),
    "prevention-wave-day": OF_GROUP,
    "prevention-wave-link": OF_GROUP,
    "prevention-wave-link-end": OF_GROUP,
    "prevention-wave-enter": OF_GROUP,
    "prevention-wave-code": OF_GROUP,
}

"""Examples of the addresses in `prevention.urls.results`."""

from tests.architecture.prevention_walks.example import COORDINATES, Example


OF_WAVE = Example(argument="wave", of=lambda room: room.wave)
OF_RUN = Example(argument="run", of=lambda room: room.implementation)
PAPER = Example(argument="run", of=lambda room: room.implementation, is_file=True)
EXAMPLES: dict[str, Example] = {
    "prevention-responses-link": OF_WAVE,
    "prevention-wave-destroy": OF_WAVE,
    "prevention-run-results": OF_RUN,
    "prevention-results-freeze": OF_RUN,
    "prevention-report": Example(COORDINATES, "run", lambda room: room.implementation),
    "prevention-report-pdf": PAPER,
    "prevention-report-xlsx": PAPER,
    "prevention-indicators": Example(COORDINATES),
}

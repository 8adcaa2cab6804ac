"""Examples of the addresses in `prevention.urls.sessions`."""

from dataclasses import replace

from tests.architecture.prevention_walks.example import DELIVERS, MANAGES, Example
from tests.factories.prevention_sessions import adaptation_in, told_session_in


OF_SESSION = Example(DELIVERS, "session", lambda room: room.session)
OF_GROUP = Example(DELIVERS, "cohort", lambda room: room.cohort)
EXAMPLES: dict[str, Example] = {
    **dict.fromkeys(("prevention-sessions", "prevention-sessions-plan"), Example(DELIVERS)),
    **dict.fromkeys(
        ("prevention-session", "prevention-session-record", "prevention-session-adapt",
         "prevention-session-move", "prevention-session-cancel"),
        OF_SESSION,
    ),
    "prevention-session-observe": Example(DELIVERS, "session", told_session_in),
    "prevention-session-sheet": replace(OF_SESSION, is_file=True),
    **dict.fromkeys(
        ("prevention-cohort-sessions", "prevention-sessions-group-plan", "prevention-sessions-add",
         "prevention-sessions-past"),
        OF_GROUP,
    ),
    "prevention-sessions-sheets": replace(OF_GROUP, is_file=True),
    "prevention-adaptation-judge": Example(MANAGES, "adaptation", adaptation_in),
}  # fmt: skip

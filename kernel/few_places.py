"""When a number may be told of a whole country: never of fewer than three places.

A school, a centre or a clinic knows its own numbers. Of two, each would learn those of the other;
of three, none learns the numbers of one (references 2.3 and 5.4).
"""

LEAST_PLACES = 3


def may_show_nationally(places: int) -> bool:
    """Whether enough places stand behind a number of a country, or of a part of it."""
    return places >= LEAST_PLACES


def is_of_few(places: int) -> bool:
    """Whether one or two places stand behind it; what nobody stands behind tells of nobody."""
    return bool(places) and not may_show_nationally(places)

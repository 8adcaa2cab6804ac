"""Counting: additive tables of counts and set hashes.

A set hash is the sum modulo 2^64 of the record keys of the counted rows: the same records have the
same hash under whatever definition, and hashes of parts add up as counts do
(outcomes-and-disclosure reference 2.6 and 7; `docs/adr/0014-additive-cubes.md`).
"""

from analytics.tabulation.counting import NOT_STATED, still_followed, tabulate
from analytics.tabulation.cubes import Cube, leaves, sum_of
from analytics.tabulation.topics import answering, cubes


__all__ = [
    "NOT_STATED",
    "Cube",
    "answering",
    "cubes",
    "leaves",
    "still_followed",
    "sum_of",
    "tabulate",
]

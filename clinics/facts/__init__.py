"""What analytics may know of treatment: declared columns, streamed, without a pseudonym.

Tables, columns and code lists stand in `clinics.facts.tables`, the reading in
`clinics.facts.streams`. Of keys there is only `person_key`, a keyed function of the patient's uid
under the secret of a series, and keys derived from it.
"""

from clinics.facts.streams import regions_of, stream
from clinics.facts.tables import DOSES, EPISODES, TABLES, TESTS, VERSION, FactTable, codes_of
from clinics.vocabulary import VERSION as CODE_LISTS_VERSION


__all__ = [
    "CODE_LISTS_VERSION",
    "DOSES",
    "EPISODES",
    "TABLES",
    "TESTS",
    "VERSION",
    "FactTable",
    "codes_of",
    "regions_of",
    "stream",
]

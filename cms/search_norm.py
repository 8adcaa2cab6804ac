"""One spelling for the search: what people type and what pages say are made alike.

Apostrophes, marks and letters that exist in one language of the region alone go, on both sides.
Words stay readable enough to be begun: every term of a query matches the beginning of a word.
"""

import re
import unicodedata


LETTERS = str.maketrans(
    {
        "ё": "е", "ӣ": "и", "ӯ": "у", "қ": "к", "ғ": "г", "ҳ": "х", "ҷ": "ч", "ө": "о", "ұ": "у",
        "ү": "у", "ә": "а", "ң": "н", "һ": "х", "і": "и",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l",
    }
)  # fmt: skip
"""Reference 8.4; the last line is for names and loans."""
APOSTROPHES = re.compile("['`\u00b4\u02b9-\u02bf\u02c8\u2018\u2019\u201b\u2032\uff07]")
NO_LETTER = re.compile(r"[^\w]+|_")

ENDINGS = "аеиоуыэюяйьaeiouy"
"""Vowels and signs on which words of the region's languages change their endings."""
SHORTEST = 4
"""A stem shorter than this would begin too many words."""
LONGEST, MOST = 100, 8
"""Letters and terms of a query that are read."""


def normalise(text: str) -> str:
    """Return `text` with one spelling for each word, words apart by single spaces."""
    plain = APOSTROPHES.sub("", unicodedata.normalize("NFC", text).casefold()).translate(LETTERS)
    bare = "".join(
        it for it in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(it)
    )
    return " ".join(NO_LETTER.sub(" ", bare.translate(LETTERS)).split())


def stem(word: str) -> str:
    """Leave out the end on which a word changes: «семья» and «семьи» begin with «семь»."""
    short = word
    while len(short) > SHORTEST and short[-1] in ENDINGS:
        short = short[:-1]
    return short


def terms(query: str) -> list[str]:
    """The beginnings of words that a query asks for, each once."""
    words = normalise(query[:LONGEST]).split()[:MOST]
    return list(dict.fromkeys(stem(word) for word in words))


def begins_with(text: str, term: str) -> bool:
    """Whether a word of a normalised text begins with `term`."""
    return f" {text}".find(f" {term}") >= 0

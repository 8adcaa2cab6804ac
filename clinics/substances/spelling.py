"""How a name is written: the form that is looked up, and the form that is only searched by.

`normalise` is the rule of the treatment record reference, section 7: two spellings with one normal
form are one word, and may be resolved. `skeleton` goes further, across alphabets; what it brings
together is offered to a person and never decided.
"""

import re
import unicodedata


_APOSTROPHES = "'`´’‘ʻʼʹ"
_KEPT = frozenset({"Ll", "Lm", "Lo", "Lu", "Lt", "Nd", "Nl", "No"})
_CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуфхцыэ", "abvgdesiiklmnoprstufhsie", strict=True)),
    **dict(zip("жчшәғқңөұүһіҳҷӣӯў", "jcwagknouuhihjiuu", strict=True)),
    "щ": "w",
    "ъ": "",
    "ь": "",
    "ю": "iu",
    "я": "ia",
}
_LATIN = dict(zip("ñňžşšçčğäöóüúıýé", "nnjwwccgaoouuiie", strict=True))
_GREEK = {"\N{GREEK SMALL LETTER ALPHA}": "alfa", "\N{GREEK SMALL LETTER BETA}": "beta"}
_LETTERS = str.maketrans({**_CYRILLIC, **_LATIN, **_GREEK})
_SOUNDS = (
    ("shch", "w"), ("sch", "w"), ("dzh", "j"), ("sh", "w"), ("ch", "c"), ("zh", "j"), ("kh", "h"),
    ("gh", "g"), ("ph", "f"), ("th", "t"), ("ts", "s"), ("ck", "k"), ("ks", "x"),
)  # fmt: skip
"""In this order: the longest first. One letter each, so that both alphabets meet in it."""
_SOFT_C = re.compile("c(?=[eiy])")
_HARD_C = re.compile("c(?!h)")
_REPEATED = re.compile(r"([a-z])\1+")


def normalise(text: str) -> str:
    """The form of a name that is looked up: NFKC, lower case, ё as е, words with one space between.

    Apostrophes and accents go without a trace, any other sign parts two words. Digits stay, for
    they are part of chemical names. Never raises; what has no letter and no digit gives "".
    """
    while (shorter := _normalised_once(text)) != text:
        text = shorter
    return text


def compact(text: str) -> str:
    """The normal form without spaces, so that 4-MMC, 4 MMC and 4mmc are one name."""
    return normalise(text).replace(" ", "")


def skeleton(text: str) -> str:
    """One Latin spelling of a name in either alphabet, for searching only.

    By sound, not by a standard of transliteration: c before e, i and y, ц and z are all s, any
    other c is k, y is i, ph is f, double letters are single.
    """
    return " ".join(filter(None, map(_bones, normalise(text).split())))


def _normalised_once(text: str) -> str:
    """One pass; taking a sign away may bring two characters together that compose into one."""
    lower = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    return " ".join("".join(map(_kept, lower)).split())


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in _KEPT:
        return character
    is_traceless = character in _APOSTROPHES or category in {"Mn", "Mc", "Me", "Cf"}
    return "" if is_traceless else " "


def _bones(word: str) -> str:
    if word.isascii():
        word = _from_latin(word)
    word = word.translate(_LETTERS)
    for sound, letter in _SOUNDS:
        word = word.replace(sound, letter)
    return _REPEATED.sub(r"\1", word.replace("y", "i").replace("z", "s").replace("q", "k"))


def _from_latin(word: str) -> str:
    """The letter c by its sound, before it becomes the letter of ч."""
    word = word.replace("ck", "k")
    return _HARD_C.sub("k", _SOFT_C.sub("s", word)).replace("w", "v")

"""One skeleton for every spelling of a name, in Cyrillic or Latin, in six languages.

`norm=1` is normative: a token made at one clinic must equal, byte for byte, the token made at
another. Nothing here may change; a better rule is `norm=2`, stored beside it.

Gender endings and words of kinship are cut (a woman's surname equals her brother's), and vowels go
in the consonant key, because o/a and e/i vary between the alphabets.
"""

import re
import unicodedata
from collections.abc import Iterator


NORM = 1

_CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhie", strict=True)),
    **dict(zip("ёжцчшщюяәғқңөұүһіҳҷӣӯў", "ejccssuaagknouuhihjiuu", strict=True)),
    "ъ": "",
    "ь": "",
}
_LATIN = dict(zip("ñňŋžýşšçčğǵäáəöóüúı", "nnnjissccggaaaoouui", strict=True))
_HOMOGLYPHS = str.maketrans("aceopxyikmhtb", "асеорхуікмнтв")
"""Latin letters that look Cyrillic: a word with one Cyrillic letter is read as Cyrillic."""
_DIGRAPHS = (
    ("shch", "s"), ("sch", "s"), ("sh", "s"), ("ch", "c"), ("dzh", "j"), ("zh", "j"), ("dj", "j"),
    ("kh", "h"), ("gh", "g"), ("ts", "c"), ("ph", "f"), ("y", "i"), ("w", "v"), ("q", "k"),
    ("x", "h"),
)  # fmt: skip
"""In this order: the longest first."""
_KINSHIP = frozenset({
    "uli", "ulu", "ugli", "ogli", "uglu", "oglu", "kizi", "kiz", "gizi", "giz", "tegin",
})  # fmt: skip
_SHORTEST_STEM = 3


def _longest_first(endings: str) -> tuple[str, ...]:
    return tuple(sorted([*endings.split(), *_KINSHIP], key=len, reverse=True))


_SURNAME_ENDINGS = _longest_first(
    "skaa ska sko ski ovna evna ovic evic ova eva ina zoda zade zada en an ov ev in i"
)
_PATRONYMIC_ENDINGS = _longest_first("inicna icna ovic evic ovna evna ic zoda")

_APOSTROPHES = re.compile("['`´’‘ʻʼʹ]")
_BETWEEN_WORDS = re.compile(r"(?:[^\w']|[_\d])+")
_ANY_CYRILLIC = re.compile("[\u0400-\u04ff]")
_NOT_LATIN = re.compile("[^a-z]")
_REPEATED = re.compile(r"(.)\1+")
_GLIDE = re.compile("i(?=[aeou])")
_LAST_GLIDE = re.compile("(?<=[aeou])i$")
_VOWELS = re.compile("[aeiou]")
_INVISIBLE = frozenset({"Cc", "Cf", "Mn"})
_KEPT_MARKS = "\u0306\u0308"
"""The breve of й and the diaeresis of ё are letters, not accents."""


def words(text: str | None) -> Iterator[str]:
    """Each word of `text` as its skeleton of Latin letters; words without a letter are left out."""
    for word in _BETWEEN_WORDS.split(_clean(text or "")):
        skeleton = _fold(_NOT_LATIN.sub("", _romanise(word)))
        if skeleton:
            yield skeleton


def surname(text: str | None) -> str:
    """The skeleton of a surname without the endings of gender and descent."""
    return _cut(_without_kinship(text), _SURNAME_ENDINGS)


def patronymic(text: str | None) -> str:
    """The skeleton of a patronymic without its ending: the father's name."""
    return _cut(_without_kinship(text), _PATRONYMIC_ENDINGS)


def given(text: str | None) -> str:
    """The skeleton of the first given name."""
    return next(words(text), "")


def consonants(skeleton: str) -> str:
    """The key that is compared: the first letter (any vowel is `a`) and the consonants after it."""
    return _VOWELS.sub("a", skeleton[:1]) + _VOWELS.sub("", skeleton[1:])


def _clean(text: str) -> str:
    """Lower case, composed, without invisible characters, and with one kind of apostrophe."""
    text = unicodedata.normalize("NFKC", text).lower().replace("i\u0307", "i")
    kept = (c for c in text if unicodedata.category(c) not in _INVISIBLE or c in _KEPT_MARKS)
    return _APOSTROPHES.sub("'", unicodedata.normalize("NFC", "".join(kept)))


def _romanise(word: str) -> str:
    """Transliterate letter by letter, after mending a word that mixes alphabets."""
    if _ANY_CYRILLIC.search(word):
        word = word.translate(_HOMOGLYPHS)
    word = word.replace("o'", "u").replace("g'", "g")
    return "".join(
        _CYRILLIC.get(c, _LATIN.get(c, unicodedata.normalize("NFD", c)[0])) for c in word
    )


def _fold(word: str) -> str:
    """One letter for each sound: digraphs, doubled letters and glides before vowels go."""
    for several, one in _DIGRAPHS:
        word = word.replace(several, one)
    before = None
    while before != word:
        before, word = word, _GLIDE.sub("", _REPEATED.sub(r"\1", word))
        if len(word) > _SHORTEST_STEM:
            word = _LAST_GLIDE.sub("", word)
    return word


def _without_kinship(text: str | None) -> str:
    return "".join(word for word in words(text) if word not in _KINSHIP)


def _cut(skeleton: str, endings: tuple[str, ...]) -> str:
    """Cut the longest ending that leaves a stem, once."""
    for ending in endings:
        if skeleton.endswith(ending) and len(skeleton) - len(ending) >= _SHORTEST_STEM:
            return skeleton[: -len(ending)]
    return skeleton

"""Uzbek in Cyrillic letters, worked out from the Latin text: many older readers learnt those.

The official alphabets of 1940 and 1995 map onto each other by rule but for three things: `e`
depends on what stands before it, `ts` is one letter in words that came from Russian, and some of
those end in a soft sign that the Latin text does not write. A word with a letter that Uzbek does
not have (WHO, Facebook) is nobody's to rewrite and stays as it is, as do addresses.
"""

import re


PAIRS = {
    "yoʻ": "йў", "sʼh": "сҳ", "oʻ": "ў", "gʻ": "ғ", "sh": "ш", "ch": "ч",
    "yo": "ё", "yu": "ю", "ya": "я", "ye": "е",
}  # fmt: skip
SINGLE = dict(zip("abdefghijklmnopqrstuvxyzʼ", "абдефгҳижклмнопқрстувхйзъ", strict=True))
VOWELS = frozenset("aeiouʻ")
"""After one of these, and at a word's beginning, `e` is э."""

STEMS = {
    "oktabr": "октябр", "sentabr": "сентябр", "sotsi": "соци", "meditsin": "медицин",
    "retsept": "рецепт", "litse": "лице", "protsent": "процент", "politsi": "полици",
    "film": "фильм", "albom": "альбом", "ofitser": "офицер",
    "dotsent": "доцент", "abzats": "абзац", "tsirk": "цирк", "tsex": "цех",
}  # fmt: skip
"""Beginnings of words in which a letter is not what the rule says."""
SOFT = frozenset(
    ("yanvar", "fevral", "aprel", "iyun", "iyul", "sentabr", "oktabr", "noyabr", "dekabr",
     "alkogol", "parol", "rol", "model", "avtomobil", "gospital")
)  # fmt: skip
"""Words that end in a soft sign as long as no ending follows."""

LATIN = {
    **{cyrillic: latin for latin, cyrillic in PAIRS.items() if len(cyrillic) == 1},
    **dict(zip("абдэфгҳижклмнопқрстувхйзъ", "abdefghijklmnopqrstuvxyzʼ", strict=True)),
    "е": "e", "ц": "ts", "щ": "sh", "ы": "i", "ь": "",
}  # fmt: skip
"""What a searcher who types Cyrillic letters means; all but `е`, which is `ye` before others."""
SOUNDED = "аэоуиўеёюя"

MARKS = "ʻʼ'’‘`"
WORD = re.compile(rf"[^\W\d_]+(?:[{MARKS}][^\W\d_]+)*[ʻʼ]?")
ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|int|uz)\b\S*")
LETTERS = re.compile("|".join([*PAIRS, "ts(?=iya|ion)", "."]))
FOREIGN = re.compile(r"[^a-zʻʼ]|w|c(?!h)")


def to_cyrillic(text: str) -> str:
    """Write a Latin Uzbek text in Cyrillic letters; all that is no Latin word stays as it is."""
    done, end = [], 0
    for address in ADDRESS.finditer(text):
        done += [WORD.sub(_word, text[end : address.start()]), address.group()]
        end = address.end()
    return "".join([*done, WORD.sub(_word, text[end:])])


def to_latin(text: str) -> str:
    """Write what somebody typed in Cyrillic letters as Uzbek pages do, in small letters."""
    small = text.lower()
    for latin, cyrillic in STEMS.items():
        small = small.replace(cyrillic, latin)
    return "".join(map(_sound, small, [" ", *small]))


def _sound(letter: str, before: str) -> str:
    if letter == "е" and (before in SOUNDED or not before.isalpha()):
        return "ye"
    return LATIN.get(letter, letter)


def _word(match: re.Match[str]) -> str:
    word = match.group()
    plain = _one_spelling(word.lower())
    if FOREIGN.search(plain):
        return word
    stem = next((stem for stem in STEMS if plain.startswith(stem)), "")
    written = STEMS.get(stem, "") + _letters(plain[len(stem) :], before=stem[-1:])
    return _cased(written + ("ь" if plain in SOFT else ""), like=word)


def _one_spelling(word: str) -> str:
    """Bring the marks that people type to the two of the alphabet."""
    word = re.sub(rf"(?<=[og])[{MARKS}]", "ʻ", word)
    return re.sub(rf"[{MARKS}](?<!ʻ)|(?<![og])ʻ", "ʼ", word)


def _letters(word: str, *, before: str) -> str:
    written = []
    for match in LETTERS.finditer(word):
        letters = match.group()
        if letters == "e" and (not before or before in VOWELS):
            written.append("э")
        elif letters == "ts":
            written.append("ц")
        else:
            written.append(PAIRS.get(letters) or SINGLE[letters])
        before = letters[-1]
    return "".join(written)


def _cased(written: str, *, like: str) -> str:
    """Give a word the capitals of its model: none, the first, or all."""
    if len(like) > 1 and like.isupper():
        return written.upper()
    return written[:1].upper() + written[1:] if like[:1].isupper() else written

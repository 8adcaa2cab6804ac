"""One spelling for the letters of a code, whatever keyboard and script they came from.

*Fine* folding joins what is the same letter to the person who wrote it: case, composed and
decomposed marks, Latin and Cyrillic letters of one shape, Ё and Е, Й and И, the many apostrophes
of Uzbek. *Coarse* folding also joins a national letter with its look-alike in Russian or plain
Latin (Қ and К, Ү and У, Ö and O), for half a difference. Reference 5.2.
"""

import unicodedata


APOSTROPHE = "ʻ"
APOSTROPHES = frozenset("ʻʼ‘’'`´ʹ\u2032")
TO_CYRILLIC = str.maketrans("AEKOCTMHXPB", "АЕКОСТМНХРВ")
SAME_LETTER = str.maketrans("ЁЙ", "ЕИ")
LOOK_ALIKES = str.maketrans(
    {
        "Ө": "О", "Ұ": "У", "Ү": "У", "Қ": "К", "Ҳ": "Х", "Һ": "Х", "Ҷ": "Ч", "Ғ": "Г", "Ң": "Н",
        "Ә": "А", "І": "И", "I": "И", "Y": "У",
    }
)  # fmt: skip
DIGRAPHS = frozenset({"SH", "CH"})
"""One letter of the Uzbek Latin alphabet, two signs: its first sign counts, as in one box."""


def fine(text: str) -> str:
    """`text` in capitals, composed, with confusable letters in Cyrillic and one apostrophe.

    Applying it twice changes nothing more.
    """
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).upper())
    joined = "".join(APOSTROPHE if sign in APOSTROPHES else sign for sign in composed)
    return joined.translate(SAME_LETTER).translate(TO_CYRILLIC)


def coarse(text: str) -> str:
    """`text` folded finely, then without marks and apostrophes, look-alikes joined."""
    parts = unicodedata.normalize("NFD", fine(text).translate(LOOK_ALIKES))
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign) and sign != APOSTROPHE)
    return fine(bare).translate(LOOK_ALIKES)


def letter(text: str) -> str | None:
    """The one letter that `text` is, finely folded; None when it is not one letter.

    An apostrophe after a letter belongs to it (Oʻ, Gʻ).
    """
    plain = unicodedata.normalize("NFC", text.strip()).upper()
    folded = fine(plain[:1] if plain in DIGRAPHS else plain)
    base, mark = folded[:1], folded[1:]
    return folded if base.isalpha() and base != APOSTROPHE and mark in {"", APOSTROPHE} else None

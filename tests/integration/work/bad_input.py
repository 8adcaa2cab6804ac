"""What becomes of bad input at a form: one row for each text or number, one verdict for each field.

The numbers are those of the bad-input corpus of the security reference, section 6.5. A verdict that
is not written says what the kind of field says of anything that is none of its values: a day is no
day, a code of a list is none of the list. Text fields take as it was typed whatever is not refused.
`test_bad_input.py` sends every row to every form.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Family(StrEnum):
    """Kinds of fields, by what they take."""

    NOTE = "text of several lines"
    LINE = "text of one line"
    NAME = "name of a person"
    NATIONAL = "national number"
    CODE = "patient code"
    DAY = "day"
    TIME = "time of day"
    WHOLE = "whole number"
    AMOUNT = "decimal amount"
    CHOICE = "one of a list"
    HIDDEN = "token or id that the page carries"


F = Family
TEXTS = (F.NOTE, F.LINE, F.NAME, F.NATIONAL, F.CODE)
"""A code is read by the search itself, after the form: as a field it takes any text."""


@dataclass(frozen=True)
class Accept:
    """The field takes it and stores this; None: nothing was given."""

    stored: object


@dataclass(frozen=True)
class Refuse:
    """The field does not take it and says why."""

    said: str


@dataclass(frozen=True)
class Warn:
    """Somebody is asked whether it is right."""

    said: str


Verdict = Accept | Refuse | Warn

SAID: dict[str, tuple[str, str]] = {
    "unreadable": ("These letters did not arrive as text", "Эти буквы не удалось прочитать"),
    "control": ("characters that cannot be shown", "знаки, которые нельзя показать"),
    "null": ("Null characters are not allowed", "ноль-байт"),
    "marks": ("Remove the marks above and below", "Уберите знаки над буквами"),
    "no-letters": ("Enter a name with letters", "Напишите имя буквами"),
    "digits": ("A name has no digits", "В имени нет цифр"),
    "required": ("Answer this question", "Ответьте на этот вопрос"),
    "answer": ("Answer, or choose why there is no answer", "Ответьте или выберите"),
    "day": ("Enter a date like 19.11.2026", "Укажите дату в виде 19.11.2026"),
    "calendar": ("four digits of the common calendar", "четырьмя цифрами по общему календарю"),
    "future": ("Enter a birth date that is not in the future", "дату рождения не в будущем"),
    "time": ("Enter a time like 09:30", "Укажите время в виде 09:30"),
    "whole": ("Enter a whole number", "Укажите целое число"),
    "number": ("Enter a number", "Укажите число"),
    "too-much": ("or less", "не больше"),
    "too-many-digits": ("Ensure that there are no more than", "не более"),
    "too-little": ("or more", "не меньше"),
    "decimals": ("decimal places", "после запятой"),
    "too-long": ("Write at most", "Не больше"),
    "choice": ("Choose one of the answers", "Выберите один из ответов"),
    "token": ("valid UUID", "UUID"),
    "code-digits": ("A code consists of digits only", "Код состоит только из цифр"),
    "code-length": ("A code has ten digits", "В коде десять цифр"),
    "code-wrong": ("A digit of this code is wrong", "В коде неверная цифра"),
    "code-few": ("Type at least four digits", "Введите не меньше четырёх цифр"),
    "length": ("too few or too many digits", "слишком мало или слишком много цифр"),
    "check-digit": ("A digit of the national number is wrong", "номере неверная цифра"),
    "birth-date": ("tells another birth date", "дата рождения другая"),
    "sex": ("tells another sex", "пол другой"),
    "used": ("This form was already used", "Эта форма уже была использована"),
    "too-big": ("This page cannot be opened", "Эту страницу нельзя открыть"),
}
"""What a refusal says, in English and in Russian."""

OTHERWISE: dict[Family, Refuse] = {
    F.DAY: Refuse("day"),
    F.TIME: Refuse("time"),
    F.WHOLE: Refuse("whole"),
    F.AMOUNT: Refuse("number"),
    F.CHOICE: Refuse("choice"),
    F.HIDDEN: Refuse("token"),
}
"""What a field that is not for text says of a text."""


@dataclass(frozen=True)
class Row:
    """One bad input. `plain` is what text fields make of it, where that differs."""

    number: str
    typed: str | bytes
    plain: str | None = None
    verdicts: dict[Family, Verdict] = field(default_factory=dict)

    def verdict(self, family: Family) -> Verdict:
        """What becomes of it in a field of this kind."""
        if family in self.verdicts:
            return self.verdicts[family]
        if family in OTHERWISE:
            return OTHERWISE[family]
        return Accept(self.typed if self.plain is None else self.plain)


def of_text(said: str, *, names: str = "") -> dict[Family, Verdict]:
    """Refused with one message wherever a text is asked for."""
    return {family: Refuse(said) for family in TEXTS} | ({F.NAME: Refuse(names)} if names else {})


MOJIBAKE = "Алия".encode().decode("latin-1")
NOT_A_NAME: dict[Family, Verdict] = {F.NAME: Refuse("digits")}
NO_LETTERS: dict[Family, Verdict] = {F.NAME: Refuse("no-letters")}

EMPTY = (Row("B01", ""), Row("B02", "   "), Row("B02", "\u00a0\u2009 \t\r\n"))
"""Nothing: an optional field stays empty, one that is needed asks for an answer."""

TEXT: tuple[Row, ...] = (
    Row("B03", "Али\u00a0Ахмет", "Али Ахмет"),
    Row("B03", "Али\u2009Ахмет", "Али Ахмет"),
    Row("B04", "Али\tАхмет\r\nУлы", "Али Ахмет Улы", {F.NOTE: Accept("Али\tАхмет\r\nУлы")}),
    Row("B05", "Али\x00я", verdicts=of_text("null")),
    Row("B06", "Али\x07я", verdicts=of_text("control")),
    Row("B06", "Али\x1b[31mя", verdicts=of_text("control")),
    Row("B06", "Али\x85я\x9f", verdicts=of_text("control")),
    Row("B07", "Али\u200d\u200cя", "Алия"),
    Row("B08", "Алия\u202eрим", "Алиярим"),
    Row("B09", "А\u0301\u0302\u0303\u0304\u0305лия", verdicts=of_text("marks")),
    Row("B10", "Пришёл 👍🏽"),
    Row("B11", b"\xd0\x90\xed\xa0\xbd\xd0\xbb", verdicts=of_text("unreadable")),
    Row("B12", b"\xd0\x90\xc0\xaf\xd0\xbb", verdicts=of_text("unreadable")),
    Row("B13", "Алия".encode("utf-16"), verdicts=of_text("unreadable")),
    Row("B13", "\ufeffАлия", "Алия"),
    Row("B14", "Пришёл сам".encode("cp1251"), verdicts=of_text("unreadable")),
    Row("B15", "Пришёл сам".encode("koi8-r"), verdicts=of_text("unreadable")),
    Row("B16", "Пришёл сам".encode("cp866"), verdicts=of_text("unreadable")),
    Row("B17", MOJIBAKE, verdicts=of_text("unreadable")),
    Row("B17", "РђР»РёСЏ", verdicts=of_text("unreadable")),
    Row("B19", "Aлия Cынакова"),
    Row("B20", "O'ʻʼ’`´g`li"),
    Row("B21", "И\u0306лья", "Йлья"),
    Row("B22", "İlham Ilımbek ılhami"),  # noqa: RUF001 - Turkic letters
    Row("B23", "А"),
    Row("B24", "Айгерим"),
    Row("B25", "Али3", verdicts=NOT_A_NAME),
    Row("B25", "Али٣", "Али3", NOT_A_NAME | {F.NOTE: Accept("Али٣")}),
    Row("B26", "null"),
    Row("B26", "None"),
    Row("B26", "NA"),
    Row("B27", "Абу Али Хусейн ибн Сина"),
)

NUMBERS: tuple[Row, ...] = (
    Row("B29", "31.02.2026", verdicts=NO_LETTERS),
    Row("B30", "29.02.2025", verdicts=NO_LETTERS),
    Row("B33", "12/31/2025", verdicts=NO_LETTERS),
    Row("B34", "01.02.90", verdicts=NO_LETTERS),
    Row("B34", "01.02.0090", verdicts=NO_LETTERS | {F.DAY: Refuse("calendar")}),
    Row("B35", "45993", verdicts=NO_LETTERS | {
        F.WHOLE: Refuse("too-much"), F.AMOUNT: Refuse("too-much")}),
    Row("B36", "44531.5", verdicts=NO_LETTERS | {F.AMOUNT: Refuse("too-much")}),
    Row("B38", "2025-12-31T19:00:00Z", verdicts=NOT_A_NAME),
    Row("B39", "15.05.1447", verdicts=NO_LETTERS | {F.DAY: Refuse("calendar")}),
    Row("B39", "15.05.1405", verdicts=NO_LETTERS | {F.DAY: Refuse("calendar")}),
    Row("B44", "1,5", verdicts=NO_LETTERS | {F.AMOUNT: Accept("1.5")}),
    Row("B44", "1.5", verdicts=NO_LETTERS | {F.AMOUNT: Accept("1.5")}),
    Row("B44", "1,2345", verdicts=NO_LETTERS | {F.AMOUNT: Refuse("decimals")}),
    Row("B45", "NaN"),
    Row("B45", "Infinity"),
    Row("B45", "-7", verdicts=NO_LETTERS | {
        F.WHOLE: Refuse("too-little"), F.AMOUNT: Refuse("too-little")}),
    Row("B46", "1e309", verdicts=NOT_A_NAME | {F.AMOUNT: Refuse("too-much")}),
    Row("B46", "9" * 60, verdicts=NO_LETTERS | {
        F.WHOLE: Refuse("too-much"), F.AMOUNT: Refuse("too-much")}),
    Row("B47", "60000", verdicts=NO_LETTERS | {
        F.WHOLE: Refuse("too-much"), F.AMOUNT: Refuse("too-much")}),
    Row("B48", "٦٠٠٠٠", "60000", NO_LETTERS | {
        F.NOTE: Accept("٦٠٠٠٠"), F.WHOLE: Refuse("too-much"), F.AMOUNT: Refuse("too-much")}),
)  # fmt: skip

ATTACKS: tuple[Row, ...] = (
    Row("B61", "NO_SUCH_CODE"),
    Row("B68", '=HYPERLINK("//x.example","x")'),
    Row("B68", "@SUM(A:A)"),
    Row("B69", "=cmd|' /C calc'!A"),
    Row("B70", "<script>alert()</script>"),
    Row("B70", '"><svg onload=alert()>'),
    Row("B71", "{{7*7}}", verdicts=NO_LETTERS),
    Row("B71", "{% load static %}"),
    Row("B72", "' OR ''='' --"),
    Row("B73", "_connector"),
    Row("B74", "../../etc/passwd"),
)

ROWS: tuple[Row, ...] = (*TEXT, *NUMBERS, *ATTACKS)

CODES: tuple[tuple[str, str, Verdict], ...] = (
    ("B01", "", Refuse("required")),
    ("B06", "48\x0721", Refuse("control")),
    ("B17", MOJIBAKE, Refuse("unreadable")),
    ("B25", "4821 ABCD", Refuse("code-digits")),
    ("B42", "48219037571", Refuse("code-length")),
    ("B43", "482", Refuse("code-few")),
    ("B70", "<script>alert()</script>", Refuse("code-digits")),
    ("B72", "' OR ''='' --", Refuse("code-digits")),
    ("B72", "4821 9037 58", Refuse("code-wrong")),
)
"""What the search by code says, which reads the text after the field has taken it."""

NATIONAL_NUMBERS: tuple[tuple[str, str, str, str, Verdict], ...] = (
    ("B40", "910304450010", "04.03.1991", "FEMALE", Warn("check-digit")),
    ("B41", "910304450010", "05.03.1991", "FEMALE", Warn("birth-date")),
    ("B41", "910304450010", "04.03.1991", "MALE", Warn("sex")),
    ("B42", "9103044500100", "04.03.1991", "FEMALE", Warn("length")),
    ("B43", "10304450010", "04.03.1991", "FEMALE", Warn("length")),
    ("B48", "٩٠٤٠٣١٩٩١٠٠٠١٧", "04.03.1991", "FEMALE", Accept("90403199100017")),
    ("B43", "N 00123456", "04.03.1991", "FEMALE", Accept("N 00123456")),
)
"""Number of the corpus, national number, birth date, sex, verdict. Nobody has these numbers: the
check digit of the Kazakh ones is wrong, and no other number of fourteen digits begins with 9."""

BIRTHS: tuple[tuple[str, str, Verdict], ...] = (
    ("B29", "31.02.1990", Refuse("day")),
    ("B31", "01.01.2999", Refuse("future")),
    ("B32", "01.05.1895", Refuse("calendar")),
    ("B34", "01.02.90", Refuse("day")),
    ("B35", "33000", Refuse("day")),
    ("B37", "01.01.1990", Accept("1990-01-01")),
    ("B39", "10.10.1410", Refuse("calendar")),
    ("B48", "٠٤.٠٣.١٩٩١", Accept("1991-03-04")),
)
"""Birth dates. One on 1 January is taken: beside it stands how the date is known."""

"""What is pasted is made plain or refused; what people of the region write is let be."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.forms import PasswordForm
from ui.typed import (
    check_calendar,
    check_name,
    check_readable,
    one_line,
    plain_digits,
    plain_number,
    plain_text,
)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Али\u00a0Ахмет", "Али Ахмет"),
        ("Али\u2009Ахмет", "Али Ахмет"),
        ("Али\u200dя\u202e", "Алия"),
        ("\ufeffАлия", "Алия"),
        ("и\u0306", "й"),
        ("O\u02bbgli", "O\u02bbgli"),
        ("İlham ılham", "İlham ılham"),  # noqa: RUF001 - a letter of Turkic alphabets
        ("первая\nвторая\tстрока", "первая\nвторая\tстрока"),
    ],
)
def test_a_text_is_made_plain(typed, plain):
    assert plain_text(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"), [("1,5", "1.5"), (" 60,00 ", "60.00"), ("-0", "0"), ("1.5", "1.5")]
)
def test_a_number_is_made_plain(typed, plain):
    assert plain_number(typed) == plain


@pytest.mark.parametrize(
    "typed",
    ["a\x07b", "a\x1bb", "a\x85b", "\ufffd\ufffd", "Ð\x90Ð»Ð¸Ñ\x8f", "РђР»РёСЏ",  # noqa: RUF001 - what mojibake looks like
     "A\u0301\u0302\u0303\u0304\u0305"],
)  # fmt: skip
def test_what_no_keyboard_writes_is_refused(typed):
    with pytest.raises(ValidationError):
        check_readable(typed)


@pytest.mark.parametrize(
    "typed",
    ["Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі", "Ӣӣ Ӯӯ Ҳҳ Ҷҷ", "Ää Ňň Öö Şş Üü Ýý Žž", "Oʻoʻ Gʻgʻ Ёё",
     "САРАТОВ, РОССИЯ, СССР", "Пришёл 👍", "<script>alert(1)</script>", "' OR 1=1", "=HYPERLINK"],
)  # fmt: skip
def test_what_people_write_is_let_be(typed):
    check_readable(typed)


@pytest.mark.parametrize("typed", ["А", "null", "Оглы", "O'Brien", "Абу Али ибн Сина Балхи"])
def test_a_name_may_be_short_long_or_odd(typed):
    check_name(typed)


@pytest.mark.parametrize("typed", ["123", "Али3", "!!!", "٣"])
def test_a_name_has_letters_and_no_digits(typed):
    with pytest.raises(ValidationError):
        check_name(typed)


@given(st.text(max_size=60))
def test_making_plain_twice_changes_nothing_more(typed):
    once = plain_text(typed)

    assert plain_text(once) == once


@given(st.text(max_size=60))
def test_a_password_is_kept_as_typed(typed):
    data = QueryDict(mutable=True)
    data["password"] = typed

    assert PasswordForm(data).data["password"] == typed


@pytest.mark.parametrize(
    ("typed", "plain"), [("٦٠", "60"), ("०९:३०", "09:30"), ("Али٣", "Али3"), ("½", "½"), ("", "")]
)
def test_digits_of_any_script_become_ours(typed, plain):
    assert plain_digits(typed) == plain


def test_a_line_has_no_breaks():
    assert one_line(" Али\tАхмет\r\n\nУлы ") == "Али Ахмет Улы"


@pytest.mark.parametrize("year", [1405, 1447, 90, 1899])
def test_a_year_of_another_calendar_is_refused(year):
    with pytest.raises(ValidationError):
        check_calendar(date(year, 5, 15))


def test_a_day_of_somebody_alive_is_let_be():
    check_calendar(date(1900, 1, 1))

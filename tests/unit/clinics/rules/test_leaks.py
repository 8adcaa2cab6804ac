"""What in a note tells of a person: found, and blotted out; dates and doses are let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.rules.leaks import MASK, LeakKind, leaks_in, masked


@pytest.mark.parametrize(
    ("text", "kind", "stretch"),
    [
        ("Телефон +7 701 123 45 67, звонить вечером", "PHONE", "+7 701 123 45 67"),
        ("tel. 0555 123 456", "PHONE", "0555 123 456"),
        ("тел +996 (555) 12-34-56", "PHONE", "+996 (555) 12-34-56"),
        ("ИИН 870314400010 проверен", "NATIONAL_ID", "870314400010"),
        ("ПИН 21403198700123", "NATIONAL_ID", "21403198700123"),
        ("JSHSHIR 3 140387 123 4567", "NATIONAL_ID", "3 140387 123 4567"),
        ("писать на aliya.a@example.org сегодня", "EMAIL", "aliya.a@example.org"),
        ("живёт на ул. Абая, д. 12", "ADDRESS", "ул. Абая, д. 12"),
        ("Абай көшесі 12", "ADDRESS", "Абай көшесі 12"),
        ("мкр Самал 5", "ADDRESS", "мкр Самал 5"),
        ("проспект Чуй 114", "ADDRESS", "проспект Чуй 114"),
        ("Amir Temur ko'chasi 7", "ADDRESS", "Temur ko'chasi 7"),
        ("кв. 45", "ADDRESS", "кв. 45"),
    ],
)
def test_what_tells_of_a_person_is_found(text, kind, stretch):
    (leak,) = leaks_in(text)

    assert (leak.kind, text[leak.start : leak.end]) == (LeakKind(kind), stretch)


@pytest.mark.parametrize(
    "text",
    [
        "", "60 мг метадона в 09:15", "с 14.03.2026 по 21.03.2026", "2026-03-14", "АД 120/80",
        "Вес 64,5 кг, рост 170", "3 раза в неделю, 2 месяца", "COWS 12, PHQ-9 14",
        "улица и дворы", "1 000 000",
    ],
)  # fmt: skip
def test_what_a_clinician_writes_is_let_be(text):
    assert leaks_in(text) == ()


def test_everything_found_is_blotted_out_and_the_rest_stays():
    text = "Звонить +7 701 123 45 67 или aliya@example.org, пришла сама"

    assert masked(text, leaks_in(text)) == f"Звонить {MASK} или {MASK}, пришла сама"


@given(st.text(max_size=200))
def test_a_masked_text_tells_nothing_more(text):
    leaks = leaks_in(text)

    assert all(leak.start < leak.end for leak in leaks)
    assert masked(text, ()) == text
    assert masked(text, leaks).count(MASK) >= len(leaks)

"""What in a note tells of a person: found, and blotted out; dates and doses are let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.leaks import MASK, LeakKind, leaks_in, masked


@pytest.mark.parametrize(
    ("text", "kind", "stretch"),
    [
        ("Телефон +7 701 123 45 67, звонить вечером", "PHONE", "+7 701 123 45 67"),
        ("tel. 0555 123 456", "PHONE", "0555 123 456"),
        ("тел +996 (555) 12-34-56", "PHONE", "+996 (555) 12-34-56"),
        ("ИИН 870314400010 проверен", "NATIONAL_ID", "870314400010"),
        ("ПИН 21403198700123", "NATIONAL_ID", "21403198700123"),
        ("JSHSHIR 3 140387 123 4567", "NATIONAL_ID", "3 140387 123 4567"),
        ("ИИН 870 314 400 010", "NATIONAL_ID", "870 314 400 010"),
        ("паспорт AN1234567", "NATIONAL_ID", "AN1234567"),
        ("паспорт AN 1234567 сдан", "NATIONAL_ID", "AN 1234567"),
        ("996 555 123 456", "PHONE", "996 555 123 456"),
        ("996555123456", "PHONE", "996555123456"),
        ("8 (701) 123-45-67", "PHONE", "8 (701) 123-45-67"),
        ("+7 701 123 12 12", "PHONE", "+7 701 123 12 12"),
        ("87011234567 до 18:00", "PHONE", "87011234567"),
        ("+998 90 123 45 67", "PHONE", "+998 90 123 45 67"),
        ("01.02.1985 0555 123 456", "PHONE", "0555 123 456"),
        ("доза 60 тел. 0555-12-10-56", "PHONE", "0555-12-10-56"),
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
        "улица и дворы", "1 000 000", "01.02.1985 12:30", "12:30 01.02.1985",
        "2026-03-14 09:15", "14/03/2026 9:15", "dose 40 40 40 50 50 60", "80 80 80 90 90",
        "АД 120 80 130 85 125 80", "АД 120/80 130/85 125/80", "90 60 95 65 100 70",
        "7 120 80 75 90", "100 110 120 130", "80 90 100 110", "01.02.85-03.04.85",
    ],
)  # fmt: skip
def test_what_a_clinician_writes_is_let_be(text):
    assert leaks_in(text) == ()


def test_everything_found_is_blotted_out_and_the_rest_stays():
    text = "Звонить +7 701 123 45 67 или aliya@example.org, пришла сама"

    assert masked(text, leaks_in(text)) == f"Звонить {MASK} или {MASK}, пришла сама"


@given(st.datetimes())
def test_a_moment_tells_of_nobody(moment):
    day = moment.replace(year=1900 + moment.year % 200)

    assert leaks_in(f"{day:%d.%m.%Y %H:%M}") == ()
    assert leaks_in(f"{day:%Y-%m-%d %H:%M:%S}") == ()


@given(st.lists(st.sampled_from(range(10, 155, 5)), min_size=2, max_size=12))
def test_a_series_of_doses_tells_of_nobody(doses):
    assert leaks_in(" ".join(map(str, doses))) == ()


@given(st.text(max_size=200))
def test_a_masked_text_tells_nothing_more(text):
    leaks = leaks_in(text)

    assert all(leak.start < leak.end for leak in leaks)
    assert masked(text, ()) == text
    assert masked(text, leaks).count(MASK) >= len(leaks)

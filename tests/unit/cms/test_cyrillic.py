"""Uzbek in Cyrillic letters: word for word, and page by page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.cyrillic import to_cyrillic, to_latin
from cms.cyrillic_pages import in_cyrillic


WORDS = {
    "Oʻzbekcha": "Ўзбекча",
    "yoʻl": "йўл",
    "toʻgʻri": "тўғри",
    "togʻ": "тоғ",
    "gʻamxoʻr": "ғамхўр",
    "shifokor": "шифокор",
    "chaqiring": "чақиринг",
    "SHIFOKOR": "ШИФОКОР",
    "Shoshilinch": "Шошилинч",
    "ayol": "аёл",
    "dunyo": "дунё",
    "quyosh": "қуёш",
    "suyuq": "суюқ",
    "vaziyat": "вазият",
    "Yevropa": "Европа",
    "kerak": "керак",
    "eshiting": "эшитинг",
    "poema": "поэма",
    "doʻe": "дўэ",
    "maʼno": "маъно",
    "sanʼat": "санъат",
    "Isʼhoq": "Исҳоқ",
    "meʼyor": "меъёр",
    "hayot": "ҳаёт",
    "xavf": "хавф",
    "jigar": "жигар",
    "informatsiya": "информация",
    "retsept": "рецепт",
    "ketsin": "кетсин",
    "iyun": "июнь",
    "oktabrda": "октябрда",
    "alkogol": "алкоголь",
    "alkogolni": "алкоголни",
    "OIV": "ОИВ",
    "o'qish": "ўқиш",
    "bo’ladi": "бўлади",
    "a’lo": "аъло",
}
LEFT = ["103", "WHO", "UNODC", "Facebook", "Быстро", "https://www.unodc.org/uz", "yordam@umit.uz"]
LETTERS = "abdefghijklmnopqrstuvxyz"


@pytest.mark.parametrize(("latin", "cyrillic"), WORDS.items())
def test_a_word_is_written_as_readers_learnt_it(latin: str, cyrillic: str):
    assert to_cyrillic(latin) == cyrillic
    assert to_cyrillic(f"“{latin}”, 7 {latin}.") == f"“{cyrillic}”, 7 {cyrillic}."


@pytest.mark.parametrize("latin", [word for word in WORDS if "'" not in word and "’" not in word])
def test_what_is_typed_in_cyrillic_letters_means_the_latin_word(latin: str):
    assert to_latin(WORDS[latin]) == latin.lower().replace("isʼhoq", "ishoq")


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_uzbek_word_stays_as_it_is(text: str):
    assert to_cyrillic(f"{text} bilan {text}") == f"{text} билан {text}"


@given(st.lists(st.text(LETTERS + LETTERS.upper() + "ʻʼ", max_size=12), max_size=6))
def test_no_latin_letter_is_left_and_nothing_changes_twice(words: list[str]):
    written = to_cyrillic(" ".join(words))

    assert not re.search("[A-Za-z]", written)
    assert to_cyrillic(written) == written
    assert written.count(" ") == " ".join(words).count(" ")


@given(st.text(st.characters(exclude_categories=["L", "M"], exclude_characters="ʻʼ"), max_size=40))
def test_signs_and_numbers_stay(text: str):
    assert to_cyrillic(text) == text


def test_a_page_keeps_its_build_and_changes_what_is_read():
    page = (
        '<!doctype html>\n<html lang="uz"><head><title>Yordam &amp; maslahat</title></head>'
        '<body><!-- izoh --><p aria-label="Tez yordam" class="yordam">Kuting &lt;5 daqiqa<br>'
        'qil<img src="/rasm.png" alt="Rasm"></p><svg><path d="m1 1"/><title>Rasm</title></svg>'
        '<script type="module">if (a<b) "yordam"</script></body></html>'
    )

    written = in_cyrillic(page)

    assert written == (
        '<!doctype html>\n<html lang="uz-Cyrl"><head><title>Ёрдам &amp; маслаҳат</title></head>'
        '<body><!-- izoh --><p aria-label="Тез ёрдам" class="yordam">Кутинг &lt;5 дақиқа<br>'
        'қил<img src="/rasm.png" alt="Расм"></p><svg><path d="m1 1"/><title>Расм</title></svg>'
        '<script type="module">if (a<b) "yordam"</script></body></html>'
    )


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/" lang="en" hreflang="en">English</a>',
        '<p lang="en">Tested <b>here</b><br>and <i>there</i></p>',
        '<b translate="no">Umit</b>',
        "<style>yordam</style>",
    ],
)
def test_another_language_and_names_are_left_alone(html: str):
    assert in_cyrillic(f"{html}<p>qil</p>") == f"{html}<p>қил</p>"


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("/uz/", "/uz/?script=cyrl"),
        ("/uz/help/#list", "/uz/help/?script=cyrl#list"),
        ("/uz/help/?kind=hotline#list", "/uz/help/?kind=hotline&amp;script=cyrl#list"),
        ("?page=2", "?page=2&amp;script=cyrl"),
        ("#main", "#main"),
        ("/exit/", "/exit/"),
        ("/uz/leaflets/a.pdf", "/uz/leaflets/a.pdf"),
        ("https://www.who.int/uz/", "https://www.who.int/uz/"),
    ],
)
def test_links_within_the_site_keep_the_script(link: str, leads: str):
    assert in_cyrillic(f'<a class="x" href="{link}">1</a>') == f'<a class="x" href="{leads}">1</a>'


def test_a_form_of_choices_keeps_the_script_and_answers_do_not():
    kept = '<input type="hidden" name="script" value="cyrl">'

    assert kept in in_cyrillic('<form action="/uz/help/"></form>')
    assert kept not in in_cyrillic('<form action="/uz/self-check/audit/" method="post"></form>')

"""The first pages in Kazakh, Kyrgyz, Tajik, Turkmen and Uzbek: drafts, and marked as such."""

import re
from collections.abc import Iterator
from functools import cache

import polib
import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Page, Site

from cms.models import ArticlePage
from cms.site_files import CONTENT, SiteFile, read_site
from kernel import public_pages
from tests.conftest import PAIR
from tests.factories.cms import loaded_site, put_whole_site
from tools.messages import ROOT, Message, collect, template_messages


MARKS = {
    "kk": "Аударма жобасы: қазақ тілі ана тілі болып табылатын адам тексеруі керек",
    "ky": "Котормонун долбоору: эне тили кыргызча болгон адам текшериши керек",
    "tg": "Тарҷумаи пешакӣ: онро бояд соҳибзабон санҷад",
    "tk": "Terjimäniň taslamasy: ene dili türkmen dili bolan adam barlamaly",
    "uz": "Tarjima qoralamasi: ona tili oʻzbekcha boʻlgan kishi tekshirishi kerak",
}
"""“Draft translation, to be checked by a native speaker.”"""
LETTERS = {
    "kk": "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі",
    "ky": "Ңң Өө Үү",
    "tg": "Ғғ Ӣӣ Ққ Ӯӯ Ҳҳ Ҷҷ",
    "tk": "Ää Çç Žž Ňň Öö Şş Üü Ýý",
    "uz": "Oʻoʻ Gʻgʻ Shsh Chch maʼno",
}
PAGES = {
    "home": "",
    "parents": "parents/",
    "substances": "substances/",
    "first-aid-overdose": "first-aid-overdose/",
    "talking-with-your-child": "parents/talking-with-your-child/",
    "help": "help/",
    "alcohol": "substances/alcohol/",
}
FRAME = (
    "base", "home", "text", "section", "substance", "help", "search", "offline", "404", "gone",
    "leaflet", "leaflet_paper", "selfcheck", "_selfcheck", "_also", "_choice", "_contents",
    "_crumbs", "_due", "_help", "_meta", "_place", "_rows", "_sources", "blocks/help_now",
    "blocks/pair", "blocks/related",
)  # fmt: skip
"""Templates that the pages of these languages use, now or when they have more pages."""
PLACEHOLDER = re.compile(r"%\(\w+\)s")
FORMS = {"kk": 2, "ky": 1, "tg": 2, "tk": 2, "uz": 1}
SITE = read_site()
DRAFTS = [file for language in MARKS for file in SITE[language].values()]


@cache
def all_texts() -> set[Message]:
    """Every text that the product marks for translation."""
    return set(collect())


def catalogue(language: str) -> polib.POFile:
    path = ROOT / "cms" / "locale" / language / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(path))


@pytest.fixture(scope="module")
def loaded(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The real first pages, in place of the small site."""
    with loaded_site(pytestconfig.stash[PAIR], django_db_blocker, put_whole_site):
        yield


def test_every_file_of_the_site_is_loaded_and_published():
    files = list(CONTENT.glob("*/*.toml"))

    assert Page.objects.live().filter(depth__gte=2).count() == len(files)
    assert "page:" not in "".join(str(page.body) for page in ArticlePage.objects.all())
    assert Site.objects.get().root_page.locale.language_code == "en"
    assert not Page.objects.filter(slug="home").exists()


@pytest.mark.parametrize("language", MARKS)
@pytest.mark.parametrize("path", PAGES.values())
def test_a_page_speaks_its_language_and_says_that_it_is_a_draft(
    client: Client, language: str, path: str
):
    response = client.get(f"/{language}/{path}")

    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text
    assert MARKS[language] in response.text
    for english in ("Leave quickly", "Your privacy", "Skip to the page", "Help now"):
        assert english not in response.text


@pytest.mark.parametrize("path", PAGES.values())
def test_a_page_lists_all_seven_languages(client: Client, path: str):
    html = client.get(f"/kk/{path}").text

    for language in ("en", "ru", *MARKS):
        prefix = "" if language == "en" else f"{language}/"
        address = f"http://testserver/{prefix}{path}"
        assert f'<link rel="alternate" hreflang="{language}" href="{address}">' in html
        assert f'lang="{language}" hreflang="{language}"' in html


def test_an_english_page_that_is_not_translated_lists_its_own_languages_alone(client: Client):
    html = client.get("/substances/opioids/").text
    missing = client.get("/kk/substances/opioids/")

    assert 'hreflang="ru"' in html
    assert 'hreflang="kk"' not in html
    assert missing.status_code == 404
    assert "Бұл бет осы тілде жарияланбаған." in missing.text
    assert '<a href="/substances/opioids/" lang="en"' in missing.text


def test_no_link_of_a_page_leads_nowhere(client: Client):
    addresses = {f"/{language}/{path}" for language in MARKS for path in PAGES.values()}
    pages = [client.get(address).text for address in addresses]
    links = {link for html in pages for link in re.findall(r'<a [^>]*?href="(/[^"#?]*)', html)}
    links -= {"/exit/"}

    assert addresses <= links
    others = sorted(links - addresses)
    assert [link for link in others if client.get(link).status_code != 200] == []


@pytest.mark.parametrize("language", MARKS)
def test_every_letter_survives(client: Client, language: str):
    page = ArticlePage.objects.get(slug="first-aid-overdose", locale__language_code=language)
    page.title, page.lead = LETTERS[language], LETTERS[language]
    page.save_revision().publish()

    html = client.get(f"/{language}/first-aid-overdose/").content.decode("utf-8")

    assert f"<h1>{LETTERS[language]}</h1>" in html
    assert f'<p class="lead">{LETTERS[language]}</p>' in html


def test_services_are_counted_in_words_of_the_language(client: Client):
    said = {language: client.get(f"/{language}/help/").text for language in MARKS}

    for language, words in {"kk": "0 қызмет", "ky": "0 кызмат", "uz": "0 ta xizmat"}.items():
        assert f'<h2 id="list">{words}</h2>' in said[language]


def test_the_five_languages_have_the_same_pages():
    assert {language for language in MARKS if set(SITE[language]) != set(PAGES)} == set()


@pytest.mark.parametrize("file", DRAFTS, ids=lambda file: f"{file.language}/{file.slug}")
def test_every_draft_is_marked_first_and_last(file: SiteFile):
    first = file.values["body"][0]

    assert (first["type"], first["value"]["tone"]) == ("note", "warn")
    assert first["value"]["title"] == MARKS[file.language]
    if file.values["type"] in {"home", "help"}:  # these show their text below their tools
        assert file.values["lead"].endswith(f"{MARKS[file.language]}.")
    if file.values["type"] != "home":
        assert file.values["byline"].endswith(f" {MARKS[file.language]}.")


@pytest.mark.parametrize("file", DRAFTS, ids=lambda file: f"{file.language}/{file.slug}")
def test_a_draft_stands_where_the_english_page_stands(file: SiteFile):
    english = SITE["en"][file.slug].values

    for key in ("type", "parent", "order", "audience", "topics", "substance_class", "sources"):
        assert file.values.get(key) == english.get(key), key


@pytest.mark.parametrize("language", MARKS)
def test_texts_use_the_letters_of_their_language_and_no_other(language: str):
    allowed = {
        "kk": "әғқңөұүһі",
        "ky": "ңөү",
        "tg": "ғӣқӯҳҷ",
        "tk": "äçžňöşüý",
        "uz": "ʻʼ",
    }[language]
    paths = [*(CONTENT / language).glob("*.toml")]
    own = [re.sub(r"(?m)^(citation|address) = .*$", "", path.read_text("utf-8")) for path in paths]
    texts = [*own, *(entry.msgstr for entry in catalogue(language))]
    letters = {letter for text in texts for letter in text.casefold() if ord(letter) > 0x7F}

    strange = {letter for letter in letters if letter.isalpha()} - set(allowed)
    russian = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя") if language in {"kk", "ky", "tg"} else set()
    assert strange <= russian
    if language == "uz":
        assert not any(re.search(r"[og]['’‘`]", text, re.IGNORECASE) for text in texts)


@pytest.mark.parametrize("language", MARKS)
def test_the_catalogue_is_marked_and_keeps_what_its_texts_hold(language: str):
    entries = catalogue(language)
    said = all_texts()

    assert "DRAFT" in entries.header
    assert f"nplurals={FORMS[language]};" in entries.metadata["Plural-Forms"]
    for entry in entries:
        assert Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "") in said
        assert entry.translated()
        forms = entry.msgstr_plural or {0: entry.msgstr}
        assert len(forms) == (FORMS[language] if entry.msgid_plural else 1)
        for text in forms.values():
            assert PLACEHOLDER.findall(text) == PLACEHOLDER.findall(entry.msgid)


@pytest.mark.parametrize("language", MARKS)
def test_what_stands_around_these_pages_is_translated(language: str):
    folder = ROOT / "cms" / "templates" / "cms"
    said = {
        message
        for name in FRAME
        for message, _line in template_messages((folder / f"{name}.html").read_text("utf-8"))
    }
    known = {(entry.msgid, entry.msgctxt or "") for entry in catalogue(language)}

    assert {it.text for it in said if (it.text, it.context) not in known} == set()


def test_uzbek_pages_are_read_in_cyrillic_letters_too(client: Client):
    latin = client.get("/uz/first-aid-overdose/").text
    answer = client.get("/uz/first-aid-overdose/?script=cyrl")
    cyrillic = answer.text

    assert answer.headers["Content-Language"] == "uz-Cyrl"
    assert '<html lang="uz-Cyrl">' in cyrillic
    assert "Тез чиқиш" in cyrillic
    assert "Tez chiqish" not in cyrillic
    link = '<a href="/uz/first-aid-overdose/?script=cyrl" lang="uz-Cyrl" hreflang="uz-Cyrl"'
    assert f"{link}>Ўзбекча</a>" in latin
    assert f'{link} aria-current="true">Ўзбекча</a>' in cyrillic
    assert '<a href="/uz/?script=cyrl"' in cyrillic
    canonical = '<link rel="canonical" href="http://testserver/uz/first-aid-overdose/">'
    assert canonical in latin
    assert canonical in cyrillic
    assert re.findall("<(/?[a-z0-9]+)", cyrillic.replace('<input type="hidden"', "")) == (
        re.findall("<(/?[a-z0-9]+)", latin)
    )


@pytest.mark.parametrize("path", ["/", "/kk/help/", "/ru/nothing/", "/search/?q=shox"])
def test_no_other_page_changes_its_letters(client: Client, path: str):
    mark = "&" if "?" in path else "?"

    answer = client.get(f"{path}{mark}script=cyrl")

    assert "uz-Cyrl" not in answer.text
    assert "uz-Cyrl" not in answer.headers.get("Content-Language", "")


def test_each_script_of_a_page_is_kept_for_itself(client: Client, settings: object):
    settings.PUBLIC_PAGE_SECONDS = 300
    public_pages.renew()
    caches["pages"].clear()
    path = "/uz/help/"

    first = [client.get(path).content, client.get(f"{path}?script=cyrl").content]
    with CaptureQueriesContext(connections["default"]) as asked:
        second = [client.get(path).content, client.get(f"{path}?script=cyrl").content]
    others = [client.get(f"{path}?script=cyrl&country=UZ"), client.get("/kk/?script=cyrl")]
    caches["pages"].clear()

    assert first == second
    assert first[0] != first[1]
    assert len(asked) == 0
    assert not any("ETag" in other.headers for other in others)


@pytest.mark.parametrize("word", ["алкоголь", "Алкоголдан", "alkogol", "қўнғироқ"])
def test_an_uzbek_word_is_found_in_either_script(client: Client, word: str):
    found = client.get("/uz/search/", {"q": word, "script": "cyrl"}).text
    main = found[found.index("<main") : found.index("</main>")]

    assert re.search(r'<a href="/uz/[^"]+\?script=cyrl">', main[main.index("<h2") :])

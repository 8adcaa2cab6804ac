"""The Russian catalogue is whole, keeps its placeholders and says nothing that judges."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from kernel.models import User
from tests.factories.kernel import clinic, nurse
from tools.messages import LOCALE, ROOT


RUSSIAN = LOCALE / "ru" / "LC_MESSAGES" / "django.po"
CATALOGUE = polib.pofile(str(RUSSIAN))
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?\w[^>]*>")
JUDGING = (
    r"\bнаркоман",
    r"\b(не)?чист\w+ (анализ|тест|моч|проб)",
    r"\bгрязн",
    r"\bсорвал",
    r"\bнарушител",
    r"\bотказник",
    r"\bалкоголик",
    r"\bзлоупотребля",
)
GUESSING_A_GENDER = (r"\bон/она\b", r"\(а\)", r"\(ла\)", r"\(ась\)")
WITHOUT_YO = (
    r"\b(?:еще|ее|нее|мое|свое|жилье|трех|четырех)\b",
    r"\b(?:идет|пройдет|ведет|ждет|живет|дает|выдает|остается|счет)\b",
    r"\b(?:учет|отчет|прием|объем|темн|партнер|ребен|стерт|надежн)",
    r"(?:верш|щищ|ряж|нес|вед|мен|дал|вержд|реш)ен(?:\b|н)",
)
UNKIND = (
    r"!",
    r"\b[Пп]ожалуйста\b",
    r"\b[Уу]спешно\b",
    r"(?<=[а-яё,] )(Вы|Вас|Вам|Вами|Ваш\w*)\b",
    r"[“”\"]",
)


def said(entry: polib.POEntry) -> list[str]:
    """Everything that an entry says in Russian."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def which(patterns: tuple[str, ...], flags: re.RegexFlag = re.IGNORECASE) -> list[str]:
    """The Russian texts in which one of `patterns` stands."""
    found = re.compile("|".join(patterns), flags)
    return [text for entry in CATALOGUE for text in said(entry) if found.search(text)]


@pytest.fixture
def russian(settings: Any, tmp_path: Path) -> None:
    """The catalogue as it is written, compiled for this test alone."""
    compiled = tmp_path / "ru" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    CATALOGUE.save_as_mofile(str(compiled))
    settings.LOCALE_PATHS = [tmp_path]


def test_every_text_is_translated_and_none_is_in_doubt():
    assert [entry.msgid for entry in CATALOGUE if entry.fuzzy or not entry.translated()] == []


def test_every_plural_has_three_forms():
    forms = [entry.msgstr_plural for entry in CATALOGUE if entry.msgid_plural]

    assert "nplurals=3" in CATALOGUE.metadata["Plural-Forms"]
    assert forms
    assert all(set(one) == {0, 1, 2} and all(one.values()) for one in forms)


@pytest.mark.parametrize("pattern", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_every_translation_keeps_what_its_text_holds(pattern: re.Pattern[str]):
    wrong = [
        (entry.msgid, text)
        for entry in CATALOGUE
        for text in said(entry)
        if sorted(pattern.findall(text))
        != sorted(pattern.findall(entry.msgid_plural or entry.msgid))
    ]

    assert wrong == []


def test_no_translation_judges_a_person():
    assert which(JUDGING) == []


def test_no_translation_guesses_a_gender():
    assert which(GUESSING_A_GENDER) == []


def test_every_translation_keeps_its_dots_over_e():
    assert which(WITHOUT_YO) == []


def test_every_translation_speaks_plainly():
    assert which(UNKIND, re.NOFLAG) == []


def test_a_coded_answer_is_called_as_in_its_code_list():
    labels = defaultdict(set)
    for file in (ROOT / "clinics" / "code_lists").glob("[a-z]*.csv"):
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                labels[row["label_en"]].add(row["label_ru"])

    wrong = [
        (entry.msgid, entry.msgstr)
        for entry in CATALOGUE
        if ("clinics/vocabulary.py", "") in entry.occurrences
        and entry.msgid in labels
        and entry.msgstr not in labels[entry.msgid]
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "Пропущена 1 доза."), (3, "Пропущены 3 дозы."), (11, "Пропущено 11 доз.")],
    ids=["one", "few", "many"],
)
def test_a_number_chooses_its_form(number: int, words: str, russian: None):
    with translation.override("ru"):
        text = ngettext("One dose missed.", "%(count)s doses missed.", number)

    assert text % {"count": number} == words


@pytest.mark.django_db
def test_the_sign_in_page_speaks_the_language_of_the_browser(russian: None):
    response = Client().get(reverse("account_login"), headers={"accept-language": "ru"})

    assert '<html lang="ru"' in response.text
    assert "Войти с ключом доступа или ключом безопасности" in response.text
    assert "Continue" not in response.text


@pytest.mark.django_db
def test_a_page_speaks_the_language_of_the_person(enter: Callable[[User], Client], russian: None):
    person = nurse(at=clinic(), language="ru")

    response = enter(person).get("/work/", headers={"accept-language": "en"}, follow=True)

    assert '<html lang="ru"' in response.text
    assert "Заблокировать экран" in response.text

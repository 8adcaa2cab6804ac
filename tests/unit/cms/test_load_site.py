"""The first pages of the site: what is in the files, and what a wrong file is told."""

import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.models import HomePage
from cms.site_files import CONTENT, TYPES, read_site
from tests.factories.cms import SMALL_SITE


FILES = sorted(CONTENT.glob("*/*.toml"))


def load(folder: Path = SMALL_SITE) -> str:
    out = StringIO()
    call_command("load_site", "--from", str(folder), stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a home page and an article, to be spoilt."""
    for name in ("home", "overdose", "opioids", "help", "parents", "substances"):
        target = tmp_path / "en" / f"{name}.toml"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(SMALL_SITE / "en" / f"{name}.toml", target)
    return tmp_path


def spoil(folder: Path, old: str, new: str, name: str = "overdose") -> None:
    path = folder / "en" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_english_and_russian_are_complete_pairs():
    site = read_site()

    assert set(site) >= {"en", "ru"}
    assert set(site["en"]) == set(site["ru"])
    for slug, english in site["en"].items():
        russian = site["ru"][slug]
        assert shape(english.values) == shape(russian.values), slug


def shape(value: object) -> object:
    """What must be the same in every language: keys, kinds of block, how many of each."""
    if isinstance(value, dict):
        kept = {"type", "tone", "name", "parent", "severity", "audience", "substance_class"}
        return {
            key: part if key in kept and isinstance(part, (str, list)) else shape(part)
            for key, part in value.items()
            if key not in {"also_known", "words"}
        }
    if isinstance(value, list):
        return [shape(part) for part in value]
    return type(value).__name__


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('type = "article"', 'type = "poem"', r"en/overdose.toml, type: choose one of: home"),
        ('parent = "parents"', 'parent = "nobody"', r"parent: there is no page “nobody”"),
        ('parent = "parents"', 'parent = "help"', r"parent: “article” cannot stand below “help”"),
        ('parent = "parents"', 'parent = "overdose"', r"parent: “article” cannot stand below"),
        ("title = ", "tile = ", r"tile: a page of type “article” has no such key"),
        ('title = "Overdose: what to do"', "", r"title: is missing"),
        ('search_description = "', f'search_description = "{"long " * 33}', r"at most 160"),
        ('audience = ["parents"]', 'audience = ["cats"]', r"audience: Not in the list: cats"),
        ('type = "note"', 'type = "poem"', r"body\[1\].type: there is no “poem”"),
        ('tone = "urgent"', 'tune = "urgent"', r"body\[1\].note.tune: there is no such key"),
        ('tone = "urgent"', 'tone = "shrill"', r"body\[1\].tone: "),
        ('source = "Invented for tests"', 'source = ""', r"statistic|body\[\d+\].source: "),
        ('alt = "A person lies on the side."', 'alt = ""', r"body\[5\].alt: "),
        (
            'value = ["opioids", "help"]',
            'value = ["oops"]',
            r"related\[1\]: there is no page",
        ),
        ('value = ["opioids", "help"]', 'value = "help"', r"related: write a list here"),
        ("page:opioids", "page:oops", r"page:oops: there is no such page"),
        ("review_by = 2099-01-31", "", r"review_by: Say when"),
        ('type = "help_now"', 'type = "heading"', r"body"),
        (
            'rows = [["Cannot be woken", "At once"]',
            'rows = [["Cannot"]',
            r"\]: Give every row",
        ),
        ("[[body]]", "[[body", r"the file: is not valid TOML"),
    ],
)
def test_a_wrong_file_is_told_its_key_and_the_remedy(folder: Path, old: str, new: str, told: str):
    spoil(folder, old, new)

    with pytest.raises(CommandError, match=told) as refusal:
        load(folder)

    assert str(refusal.value).startswith("en/overdose.toml, ")
    assert not HomePage.objects.exists()


@pytest.mark.django_db
def test_pages_that_lie_below_each_other_are_refused(folder: Path):
    spoil(folder, 'parent = ""', 'parent = "substances"', "parents")
    spoil(folder, 'parent = ""', 'parent = "parents"', "substances")

    with pytest.raises(CommandError, match="Break the circle"):
        load(folder)


@pytest.mark.django_db
def test_a_link_to_a_page_that_is_not_there_is_refused(folder: Path):
    spoil(folder, 'emergency_page = "overdose"', 'emergency_page = "oops"', "home")

    with pytest.raises(CommandError, match=r"home.toml, emergency_page: there is no page"):
        load(folder)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "told"), [("xx/home", "no language"), ("en/Дом", "small Latin")])
def test_a_file_in_the_wrong_place_is_refused(folder: Path, name: str, told: str):
    path = folder / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text('type = "home"', encoding="utf-8")

    with pytest.raises(CommandError, match=told):
        load(folder)


def test_the_readme_names_every_type():
    text = (CONTENT / "README.md").read_text(encoding="utf-8")

    assert all(kind in text for kind in TYPES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_text_names_a_phone_number_or_labels_a_person(file: Path):
    text = file.read_text(encoding="utf-8")

    assert not re.search(r"\+\d{3}|\b10[124]\b(?! )|\b\d{1,3}[ -]\d{2,3}[ -]\d{2}\b", text)
    assert not re.search(r"\baddict(s|ed)?\b|junkie|abuser", text, re.IGNORECASE)


def test_steps_stand_in_their_list():
    loose = [
        path.name for path in FILES if re.search(r"<p>\d+\. [^<]* \| ", path.read_text("utf-8"))
    ]

    assert loose == []

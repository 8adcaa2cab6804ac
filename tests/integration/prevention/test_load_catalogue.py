"""The catalogue's files become rows, once, and never over what an editor wrote."""

import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker
from wagtail.log_actions import log

from prevention.imports.catalogue_files import DATA
from prevention.models import InterventionType, Programme, ProgrammeVersion
from prevention.models.catalogue import EvidenceRating
from prevention.rules.warnings import UNRATED
from tests.factories.kernel import UserFactory


def load(*options: str) -> str:
    out = StringIO()
    call_command("load_catalogue", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The catalogue, loaded once and undone when the module ends."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        load()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture
def catalogue(loaded: None, db: None) -> None:
    """The catalogue, and a transaction for this test."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files, to spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "catalogue"))


def spoil(copy: Path, file: str, old: str, new: str) -> str:
    """Exchange one text of one file and load; return what the command says."""
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        load("--from", str(copy))
    return str(refused.value)


def test_every_file_becomes_a_programme_with_texts_in_both_languages(catalogue: None):
    files = list((DATA / "programmes").glob("*.toml"))

    assert Programme.objects.count() == len(files)
    assert all(it.texts.count() == 2 for it in Programme.objects.all())
    assert InterventionType.objects.filter(names__language="ru").count() == 20


def test_no_rating_has_a_day_that_nobody_entered(catalogue: None):
    ratings = EvidenceRating.objects.all()

    assert ratings.count() == 21
    assert not ratings.exclude(checked_on=None).exists()


def test_the_most_cautious_rating_comes_first(catalogue: None):
    for programme in Programme.objects.prefetch_related("ratings"):
        codes = [(rating.rank, rating.code) for rating in programme.ratings.all()]
        assert codes == sorted(codes, key=lambda pair: pair[0])
        assert all(rank == 50 for rank, code in codes if code in UNRATED)


def test_the_outline_of_a_version_is_a_draft_that_nobody_can_deliver(catalogue: None):
    outline = ProgrammeVersion.objects.get(programme__code="UNPLUGGED")

    assert not outline.live
    assert outline.plans.count() == 12
    assert outline.components.count() == 4
    assert outline.fidelity_items.count() == 9


def test_a_session_of_unknown_length_is_not_planned(catalogue: None):
    outline = ProgrammeVersion.objects.get(programme__code="FAMILY_UNITED")

    assert outline.components.count() == 3
    assert outline.plans.count() == 0


def test_loading_again_changes_nothing(catalogue: None):
    before = set(EvidenceRating.objects.values_list("pk", flat=True))

    said = load()

    assert said.startswith("Catalogue: 0 rows added, 0 changed")
    assert set(EvidenceRating.objects.values_list("pk", flat=True)) == before


def test_a_row_nobody_touched_follows_its_file(catalogue: None, copy: Path):
    path = copy / "programmes" / "UNPLUGGED.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("EU-Dap consortium", "EU-Dap"), encoding="utf-8")

    said = load("--from", str(copy))

    assert "0 rows added, 1 changed" in said
    assert Programme.objects.get(code="UNPLUGGED").developer == "EU-Dap"


def write_draft(programme: Programme) -> None:
    programme.save_revision()


def write_in_history(programme: Programme) -> None:
    log(instance=programme, action="wagtail.edit", user=UserFactory())


@pytest.mark.parametrize("touch", [write_draft, write_in_history])
def test_a_programme_that_an_editor_touched_stays_as_it_is(
    catalogue: None, touch: Callable[[Programme], None]
):
    programme = Programme.objects.get(code="UNPLUGGED")
    programme.texts.filter(language="en").update(name="Our own words")
    touch(programme)

    said = load()

    assert "Left as people made them: UNPLUGGED." in said
    assert programme.texts.get(language="en").name == "Our own words"


def test_a_type_that_an_editor_touched_stays_as_it_is(catalogue: None):
    kind = InterventionType.objects.get(code="MEDIA")
    InterventionType.objects.filter(pk=kind.pk).update(stars=5)
    log(instance=kind, action="wagtail.edit", user=UserFactory())

    load()

    assert InterventionType.objects.get(code="MEDIA").stars == 5


def test_an_approved_version_stays_as_it_is(catalogue: None):
    outline = ProgrammeVersion.objects.get(programme__code="UNPLUGGED")
    outline.plans.all().delete()
    ProgrammeVersion.objects.filter(pk=outline.pk).update(live=True)

    load()

    assert outline.plans.count() == 0


def test_examples_are_live_and_say_that_they_are_examples(catalogue: None, settings):
    settings.DEMO = True

    said = load("--demo") + load("--demo")

    examples = ProgrammeVersion.objects.filter(live=True)
    assert {it.programme.code for it in examples} == {"UNPLUGGED", "FAMILY_UNITED"}
    assert all(it.adaptation.startswith("EXAMPLE") for it in examples)
    assert all(it.plans.exists() for it in examples)
    assert "Examples for the demonstration: 0 rows added" in said


def test_examples_are_refused_outside_a_demonstration(db: None):
    with pytest.raises(CommandError, match="UMIT_DEMO=1"):
        load("--demo")


@pytest.mark.parametrize(
    "wrong",
    [
        ("programmes/CTC.toml", "country_of_origin", "countri", "CTC.toml, countri: nobody reads"),
        ("programmes/CTC.toml", 'kind = "programme"', 'kind = "talk"', "CTC.toml, kind: “talk”"),
        ("programmes/CTC.toml", '["COMMUNITY"]', '["COMUNITY"]', "CTC.toml, types: “COMUNITY”"),
        ("programmes/CTC.toml", '["U"]', '"U"', "CTC.toml, levels: a list is missing."),
        ("programmes/CTC.toml", 'label = "unknown"', 'label = "good"',
         "CTC.toml, ratings[1].label: “good” is no known code. Take one of: harmful"),
        ("programmes/CTC.toml", 'ru = "Пять этапов."', 'ru = ""', "CTC.toml, dose.ru: a text"),
        ("programmes/CTC.toml", 'ru = "Пять этапов."', "", "CTC.toml, dose: a language"),
        ("programmes/CTC.toml", "sessions = []", "sessions = [1]", "CTC.toml, sessions: a table"),
        ("programmes/CTC.toml", 'code = "CTC"', 'code = "PATHS"',
         "PATHS.toml, code: CTC.toml has the same one."),
        ("programmes/CTC.toml", 'code = "CTC"', "code = CTC", "CTC.toml is not readable"),
        ("programmes/CTC.toml", 'code = "CTC"', f'code = "{"C" * 25}"', "longer than 24"),
        ("programmes/UNPLUGGED.toml", "minutes = 60", "minutes = 0",
         "UNPLUGGED.toml, sessions[1].minutes: a whole number from 1 to 300 is needed."),
        ("programmes/UNPLUGGED.toml", "age_max = 14", "age_max = 11", "UNPLUGGED.toml, age_max"),
        ("intervention_types.toml", '"infancy"', '"baby"', "types[1].stages: “baby”"),
        ("fidelity.toml", "weight = 2", "weight = 0", "sets[1].items[1].weight"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_and_says_where_and_what_to_do(
    db: None, copy: Path, wrong: tuple[str, str, str, str]
):
    *change, said = wrong

    before = set(Programme.objects.values_list("pk", flat=True))

    assert said in spoil(copy, *change)
    assert set(Programme.objects.values_list("pk", flat=True)) == before


def test_a_missing_file_is_named(db: None, copy: Path):
    (copy / "fidelity.toml").unlink()

    with pytest.raises(CommandError, match=r"fidelity\.toml is missing"):
        load("--from", str(copy))

"""The demonstration of the office: something waits for everybody, and it is found."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Page, ReferenceIndex

from cms.office import desk
from kernel.demo import make_accounts
from kernel.models import User
from tests.conftest import PAIR
from tests.factories.cms import loaded_site, put_whole_site
from tests.factories.kernel import clinic


QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(scope="module")
def loaded(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """All first pages."""
    with loaded_site(pytestconfig.stash[PAIR], django_db_blocker, put_whole_site):
        yield


@pytest.fixture(autouse=True)
def article(loaded: None, db: None) -> None:
    """No article of the small site."""


def load() -> str:
    """Load the accounts and what waits for them; tasks wait for a worker."""
    out = StringIO()
    with override_settings(DEMO=True, TASKS=QUEUE):
        make_accounts(clinics=[clinic()])
        call_command("load_site", stdout=StringIO())
        call_command("load_office_demo", stdout=out)
    return out.getvalue()


def named(name: str) -> User:
    """An account of the demonstration."""
    return User.objects.get(username=name)


def titles(lines: list) -> set[str]:
    """What lines are about."""
    return {line.title for line in lines}


def test_something_waits_for_everybody():
    load()
    today = timezone.localdate()

    assert titles(desk.my_drafts(named("ngoeditor"))) == {
        "Questions parents ask us", "An evening for parents, step by step",
    }  # fmt: skip
    for name in ("editor", "editor2", "translator"):
        assert "An evening for parents, step by step" in titles(desk.waiting(named(name)))
    assert titles(desk.waiting(named("reviewer"))) == {"Sleep and school"}
    (back,) = (line for line in desk.my_drafts(named("editor")) if line.note.startswith("sent"))
    assert back.title == "When a colleague comes back to work"
    assert [line.is_late for line in desk.due(named("editor"), on=today)] == [True, False]
    assert {line.language for line in desk.stale(named("translator"))} == {"ru"}
    assert titles(desk.my_drafts(named("translator"))) == {"How to speak with the press"}


def test_nobody_reads_what_waits():
    load()

    assert not Page.objects.get(slug="sleep-and-school", locale__language_code="en").live
    assert Client().get("/professionals/how-to-speak-with-the-press/").status_code == 200


def test_a_second_time_adds_nothing():
    load()
    before = Page.objects.count()

    said = load()

    assert "0 pages" in said
    assert Page.objects.count() == before


def test_the_search_finds_at_once_and_leaves_no_notes():
    load()

    found = Client().get("/search/", {"q": "press journalists"}).text
    left = set(DBTaskResult.objects.values_list("task_path", flat=True))

    assert "How to speak with the press" in found
    assert left <= {"cms.tasks.print_leaflet"}
    assert ReferenceIndex.objects.exists()


def test_without_a_demonstration_nothing_is_made_up():
    with pytest.raises(CommandError, match="UMIT_DEMO=1"):
        call_command("load_office_demo")


@override_settings(DEMO=True)
def test_without_accounts_it_says_what_to_load_first():
    with pytest.raises(CommandError, match="load_demo first"):
        call_command("load_office_demo")

"""Public pages are kept ready, handed out alike, and made afresh after any change."""

import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import AlertPage, ArticlePage
from kernel import public_pages
from prevention.actions.catalogue import retire_programme
from prevention.actions.services import retire_service, verify_service
from tests.factories.cms import make_place
from tests.factories.kernel import international, programme_manager, reviewer
from tests.factories.prevention import make_programme


PAGE = "/parents/overdose/"


@pytest.fixture(autouse=True)
def _kept(settings: object) -> Iterator[None]:
    """Keep pages as production does, and forget them afterwards."""
    settings.PUBLIC_PAGE_SECONDS = 300
    public_pages.renew()
    yield
    for each in caches.all():
        each.clear()


def queries(client: Client, path: str, **headers: str) -> int:
    """How many questions a page costs."""
    with CaptureQueriesContext(connections["default"]) as asked:
        assert client.get(path, headers=headers).status_code == 200
    return len(asked)


def test_the_second_reader_gets_the_same_page_without_a_question(client: Client):
    first = client.get(PAGE)

    assert queries(Client(), PAGE) == 0
    second = Client().get(PAGE)
    assert second.content == first.content
    for name in ("Content-Type", "Content-Language", "X-Frame-Options", "Content-Security-Policy"):
        assert second.headers[name] == first.headers[name]
    assert second.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
    assert second.headers["Last-Modified"]


def test_a_browser_that_has_the_page_gets_no_second_one(client: Client):
    etag = client.get(PAGE).headers["ETag"]

    again = client.get(PAGE, headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert client.get(PAGE, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_page_is_packed_for_a_browser_that_unpacks(client: Client):
    plain = client.get(PAGE)
    packed = client.get(PAGE, headers={"accept-encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_publishing_and_taking_back_make_all_pages_afresh(client: Client):
    article = ArticlePage.objects.get(slug="overdose", locale__language_code="en")
    client.get(PAGE)
    article.title = "A new title"
    article.save_revision().publish()

    assert "A new title" in client.get(PAGE).text
    article.unpublish()
    assert client.get(PAGE).status_code == 404


def test_a_page_made_while_something_changed_is_not_kept(
    client: Client, django_capture_on_commit_callbacks: object
):
    with django_capture_on_commit_callbacks(execute=True):
        public_pages.outdate()
        client.get(PAGE)

    assert queries(client, PAGE) > 0


def test_a_service_that_is_verified_or_retired_changes_the_finder(client: Client, today: object):
    place = make_place("ngo", verified=10)
    manager = programme_manager(at=place.organisation)
    client.get("/help/")

    verify_service(place, on=today + timedelta(days=1), version=None, by=manager)
    after_check = queries(client, "/help/")
    retire_service(place, reason="Closed", at=timezone.now(), version=None, by=manager)

    assert after_check > 0
    assert "Place ngo" not in client.get("/help/").text


@pytest.mark.parametrize(
    "path", ["/search/?q=help", "/search/", "/help/?country=KG", "/exit/", "/self-check/audit/"]
)
def test_what_somebody_chose_or_asked_is_never_kept(client: Client, path: str):
    client.get(path)

    assert not [key for key in cache._cache if "public-page:" in key]


def test_answers_of_a_self_check_are_never_kept(client: Client):
    client.post("/self-check/audit/", {"age": "minor"})

    assert not [key for key in cache._cache if "public-page:" in key]


def test_a_browser_with_a_cookie_gets_a_page_of_its_own(client: Client):
    client.get(PAGE)
    client.cookies["anything"] = "1"

    assert queries(client, PAGE) > 0


@pytest.mark.parametrize("path", ["/nothing/", "/work/", "/healthz"])
def test_refusals_and_other_doors_are_not_kept(client: Client, path: str):
    client.get(path)

    assert not [key for key in cache._cache if "public-page:" in key]


def test_a_change_elsewhere_is_seen_when_the_mark_is_asked_for_again(client: Client):
    client.get(PAGE)
    cache.set(public_pages.KEY, "set elsewhere")
    unseen = queries(client, PAGE)
    public_pages._seen.clear()

    assert unseen == 0
    assert queries(client, PAGE) > 0


def test_a_catalogue_that_is_loaded_shows_at_once(client: Client):
    client.get("/programmes/")

    call_command("load_catalogue", verbosity=0)

    assert queries(client, "/programmes/") > 0


def test_development_keeps_nothing(client: Client, settings: object):
    settings.PUBLIC_PAGE_SECONDS = 0

    client.get(PAGE)

    assert queries(client, PAGE) > 0
    assert "ETag" not in client.get(PAGE).headers


def test_a_copy_stands_no_longer_than_the_alert_that_ends_next(client: Client):
    from cms.page_cache import _lasts  # noqa: PLC0415 - beside what it is about

    assert _lasts() <= 300
    alert = AlertPage.objects.live().first()
    alert.expire_at = timezone.now() + timedelta(seconds=40)
    alert.save(clean=False)

    assert 0 < _lasts() <= 40


def test_copies_crowd_out_nothing_but_each_other(client: Client):
    client.get(PAGE)

    assert cache.get(public_pages.KEY)
    assert not [key for key in cache._cache if "public-page:" in key]
    assert [key for key in caches["pages"]._cache if "public-page:" in key]


def test_a_retired_programme_leaves_the_copies(client: Client):
    programme = make_programme("RETIRED_ONE")
    mark = public_pages.since()
    retire_programme(programme=programme, reason="Test", by=reviewer(at=international()))

    assert public_pages.since() != mark

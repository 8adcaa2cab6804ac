"""The site as `load_site` leaves it."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from cms.models import ArticlePage
from tests.conftest import PAIR
from tests.factories.cms import loaded_site


@pytest.fixture(scope="module")
def loaded(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The first pages."""
    with loaded_site(pytestconfig.stash[PAIR], django_db_blocker):
        yield


@pytest.fixture
def site(loaded: None, db: None) -> None:
    """The first pages, and a transaction for this test."""


@pytest.fixture
def article(site: None) -> ArticlePage:
    """An English article below the home page."""
    return ArticlePage.objects.get(slug="resting", locale__language_code="en")

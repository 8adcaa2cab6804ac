"""The site as `load_site` leaves it, and an organisation whose people edit it."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from cms.models import ArticlePage
from kernel.models import Organisation
from tests.conftest import PAIR
from tests.factories.cms import loaded_site
from tests.factories.kernel import ministry


@pytest.fixture(scope="module")
def loaded(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The first pages."""
    with loaded_site(pytestconfig.stash[PAIR], django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def article(loaded: None, db: None) -> ArticlePage:
    """An English article below the home page."""
    return ArticlePage.objects.get(slug="resting", locale__language_code="en")


@pytest.fixture
def organisation(db: None) -> Organisation:
    """A ministry, whose people work on the whole site."""
    return ministry()

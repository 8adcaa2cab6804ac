"""The public site as `load_site` leaves it."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.conftest import PAIR
from tests.factories.cms import loaded_site


@pytest.fixture(scope="module")
def loaded(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The first pages."""
    with loaded_site(pytestconfig.stash[PAIR], django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _site(loaded: None, db: None) -> None:
    """The first pages, and a transaction for each test."""

"""An analyst of Kyrgyzstan at the screen, and a release to read."""

import pytest
from django.test import Client

from analytics.models import Release
from kernel.models import User
from tests.factories.analytics import release_of
from tests.factories.kernel import analyst, ministry


@pytest.fixture
def reader(db: None) -> User:
    """An analyst of Kyrgyzstan's ministry."""
    return analyst(at=ministry(country="KG"))


@pytest.fixture
def desk(reader: User, enter) -> Client:
    """The reader's browser."""
    return enter(reader)


@pytest.fixture
def release(db: None) -> Release:
    """Kyrgyzstan's figures of 2023."""
    return release_of(country="KG")

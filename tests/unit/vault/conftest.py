"""A clinic, its people and keys of their own for every test of the vault."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from kernel.models import Organisation, User
from tests.factories.kernel import clinic, clinician
from vault import api, keys


@pytest.fixture(autouse=True)
def _own_keys(vault_keys: Path) -> Iterator[None]:
    """Keys that the test may break; nothing stays in memory afterwards."""
    keys._memory.forget()
    keys._memory.is_locked = False
    yield
    keys._memory.forget()
    keys._memory.is_locked = False


@pytest.fixture
def organisation() -> Organisation:
    """A clinic in Kazakhstan."""
    return clinic()


@pytest.fixture
def worker(organisation: Organisation) -> User:
    """A clinician of the clinic."""
    return clinician(at=organisation)


@pytest.fixture
def ctx(organisation: Organisation, worker: User) -> api.Context:
    """The clinician, caring."""
    return api.Context(by=worker, organisation=organisation, purpose=api.Purpose.CARE)


@pytest.fixture
def aliya() -> api.Identity:
    """Somebody with everything filled in; every value is a canary."""
    return api.Identity(
        given="Алия",
        surname="Ахметова",
        patronymic="Сериковна",
        birth_date=date(1987, 3, 14),
        sex="FEMALE",
        national_id="870314400010",
        passport="AN1234567",
        phone="+7 000 123 45 67",
        address="Вымышленная улица, 12",
        trusted_person="Гульнара, +7 000 765 43 21",
    )


@pytest.fixture
def register(ctx: api.Context) -> Callable[..., api.Registration]:
    """Register with a fresh key."""

    def registered(identity: api.Identity | None, **changes: object) -> api.Registration:
        arguments = {"idempotency_key": uuid4()} | changes
        return api.register(ctx, identity=identity, **arguments)

    return registered

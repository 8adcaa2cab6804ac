"""The public site for tests: loaded once for a module, undone when the module ends."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def loaded_site(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hold the first pages in a transaction; each test's own runs inside it."""
    with blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        call_command("load_site", verbosity=0)
    yield
    with blocker.unblock():
        transaction.set_rollback(True)
        block.__exit__(None, None, None)

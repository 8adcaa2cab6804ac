"""Two compiles at once: the second gets what is there or a plain refusal, never an error."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from analytics.actions.compilation import _series
from analytics.actions.programmes import compile_programmes
from analytics.models import ProgrammeRelease, ProgrammeVintage, Series, Vintage
from analytics.sources import prevention, treatment
from analytics.vocabulary import PeriodKind
from kernel.errors import Refused
from kernel.models import User
from kernel.periods import Period
from kernel.series_keys import make_series_key
from tests.factories.crowds import one_crowd
from tests.factories.kernel import analyst, ministry
from tests.factories.prevention_deliveries import Place, make_delivered


pytestmark = [
    pytest.mark.postgres, pytest.mark.django_db(transaction=True, databases=["default", "vault"]),
]  # fmt: skip
AT = datetime(2026, 2, 1, 8, tzinfo=UTC)
YEAR: dict[str, Any] = {"period": Period.year(2025), "kind": PeriodKind.YEAR, "at": AT}
COMPILERS = 4


@pytest.fixture
def series(vault_keys: Path) -> Series:
    """A series with its own secret and its own place for snapshots."""
    made = Series.objects.create(country="KG", begun_at=AT)
    make_series_key(made.uid)
    return made


def at_once(act: Callable[[], object]) -> list[object]:
    """What each of several threads got: the outcome, or the code of a refusal."""
    start, found = Barrier(COMPILERS), []

    def run() -> None:
        try:
            start.wait()
            found.append(act())
        except Refused as refusal:
            found.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _each in range(COMPILERS)]
    with one_crowd():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == COMPILERS
    return found


def test_the_same_facts_make_one_vintage_of_treatment(series: Series):
    found = at_once(lambda: treatment.freeze(series=series, cut_on=date(2026, 1, 31), **YEAR))

    vintage = Vintage.objects.get()
    assert found == [vintage] * COMPILERS
    assert len(treatment.load(vintage).episodes) == 0


def test_the_same_facts_make_one_vintage_and_one_release_of_programmes(series: Series):
    make_delivered([Place("LST")] * 3)
    by: User = analyst(at=ministry(country="KG"))

    found = at_once(lambda: compile_programmes(series=series, by=by, **YEAR))

    release = ProgrammeRelease.objects.get()
    assert found == [release] * COMPILERS
    assert ProgrammeVintage.objects.get() == release.vintage
    assert len(prevention.load(release.vintage, "deliveries")) == 3


def test_facts_wanted_anew_at_once_make_one_vintage(series: Series):
    first = treatment.freeze(series=series, cut_on=date(2026, 1, 31), **YEAR)

    found = at_once(
        lambda: treatment.freeze(series=series, cut_on=date(2026, 1, 31), is_anew=True, **YEAR)
    )

    made = Vintage.objects.exclude(pk=first.pk)
    assert {each.number for each in made} == set(range(2, 2 + len(made)))
    assert set(found) == set(made)


def test_two_begin_the_series_of_a_country_together(vault_keys: Path):
    by = analyst(at=ministry(country="KG"))

    found = at_once(lambda: _series("KG", at=AT, by=by))

    assert found == [Series.objects.get()] * COMPILERS

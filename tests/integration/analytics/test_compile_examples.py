"""Figures of examples for the demonstration: of its own runs and of nothing else."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from analytics.management.commands.compile_examples import last_quarter
from analytics.models import ProgrammeRelease, Release
from analytics.programme_registry import read
from kernel.periods import Period
from prevention.models import Implementation
from tests.factories.prevention_deliveries import Place, make_delivered


pytestmark = pytest.mark.django_db


def compiled() -> str:
    out = StringIO()
    with override_settings(DEMO=True):
        call_command("compile_examples", "--country", "KG", stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 1, 1), Period.quarter(2025, 4)),
        (date(2026, 3, 31), Period.quarter(2025, 4)),
        (date(2026, 4, 1), Period.quarter(2026, 1)),
        (date(2026, 11, 22), Period.quarter(2026, 3)),
    ],
)
def test_the_last_quarter_is_over(today: date, quarter: Period):
    assert last_quarter(today) == quarter


def test_examples_are_compiled_once_and_no_release_of_treatment_with_them(vault_keys: object):
    begins = last_quarter(timezone.localdate()).since
    make_delivered([Place("LST")] * 3)
    Implementation.objects.update(
        is_example=True, starts_on=begins, ends_on=begins + timedelta(weeks=12)
    )

    said = compiled()

    release = ProgrammeRelease.objects.get()
    assert said == compiled() == f"Figures of examples: {release.vintage.label}"
    assert "PREV-EXAMPLE" in said
    assert read(release)["reach_sites"] == 3
    assert (ProgrammeRelease.objects.count(), Release.objects.count()) == (1, 0)


def test_outside_a_demonstration_there_are_none(vault_keys: object):
    with pytest.raises(CommandError, match="UMIT_DEMO"):
        call_command("compile_examples", "--country", "KG")

"""The two commands: what they print and what they refuse."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clinics.imports.ctn0094.places import organisation_uid
from clinics.management.commands import load_demo
from clinics.models import Patient
from kernel.audit import Event
from kernel.models import AuditEvent, Organisation, User


pytestmark = pytest.mark.django_db


def _run(*what: str) -> str:
    out = StringIO()
    call_command(*what, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_accounts_are_printed(third_trial: Path):
    told = _run("import_ctn0094", str(third_trial), "--first-day", "2023-01-01")

    assert "Left alone: detox" in told
    assert "everybody                3         3         0" in told
    assert "Rows in = rows stored + rows refused" in told


def test_a_dry_run_says_so_and_a_second_run_too(third_trial: Path):
    assert "nothing was written" in _run("import_ctn0094", str(third_trial), "--dry-run")
    assert not Patient.objects.exists()

    _run("import_ctn0094", str(third_trial))

    assert "nothing was changed" in _run("import_ctn0094", str(third_trial))
    assert Patient.objects.count() == 3


def test_progress_goes_to_stderr(third_trial: Path):
    err = StringIO()

    call_command("import_ctn0094", str(third_trial), stdout=StringIO(), stderr=err)

    assert "treatment: 36 rows\n" in err.getvalue()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/no/such/place"], "not a directory"),
        ([".", "--first-day", "1.1.2023"], "not a day"),
        (["."], "no table everybody"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: list[str], said: str):
    with pytest.raises(CommandError, match=said):
        _run("import_ctn0094", *arguments)


def test_an_errors_file_that_cannot_be_written_is_said(third_trial: Path):
    with pytest.raises(CommandError, match="No such file"):
        _run("import_ctn0094", str(third_trial), "--errors", str(third_trial / "no" / "e.csv"))


def test_the_demonstration_refuses_to_be_loaded_where_people_are_real():
    with pytest.raises(CommandError, match="UMIT_DEMO=1"):
        _run("load_demo")

    assert not User.objects.filter(username="clinician").exists()


def test_the_demonstration_is_loaded_twice_and_is_the_same(settings, monkeypatch, cut: Path):
    settings.DEMO = True
    monkeypatch.setattr(load_demo, "DATA", cut)
    first = _run("load_demo")
    patients = Patient.objects.count()

    second = _run("load_demo")

    assert "Rows in = rows stored" in first
    assert "Rows in = rows stored" not in second
    assert "work       /work/" in second
    assert "clinician" in second
    assert Patient.objects.count() == patients
    assert User.objects.filter(username="clinician").count() == 1
    assert Organisation.objects.filter(uid=organisation_uid(24)).count() == 1
    assert AuditEvent.objects.filter(event=str(Event.DEMO_LOADED)).count() == 2


def test_a_demonstration_that_cannot_be_read_is_said(settings, monkeypatch, tmp_path: Path):
    settings.DEMO = True
    monkeypatch.setattr(load_demo, "DATA", tmp_path)

    with pytest.raises(CommandError, match="no table"):
        _run("load_demo")

"""The command compiles once, writes what is asked for, and writes nothing when it refuses."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from analytics.actions.compilation import SYSTEM_USERNAME, system_user
from analytics.actions.completing import complete_release, missing
from analytics.models import Release, ReleaseFile
from kernel.audit import Event
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from tests.factories.analytics import shell_of
from tests.factories.nation import begun_series, founded


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LABEL = "KG-2022Q4-v1"
ASKED = ("compile_report", "national", "--country", "KG", "--period", "2022Q4")
TABLES = {f"{LABEL}-counts.csv", f"{LABEL}-figures.csv"}


@pytest.fixture(scope="module")
def written(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory
) -> Iterator[Path]:
    """What the first call wrote; its release is held in a transaction."""
    out = tmp_path_factory.mktemp("reports") / "new"
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        founded(people=200)
        begun_series()
        call_command(*ASKED, "--out", str(out))
    yield out
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


def names(directory: Path) -> set[str]:
    return {each.name for each in directory.iterdir()}


def test_all_formats_are_written_as_they_are_stored(written: Path):
    release = Release.objects.get()

    assert names(written) == {f"{LABEL}.json", f"{LABEL}.en.pdf", f"{LABEL}.en.xlsx", *TABLES}
    for file in written.iterdir():
        stored = ReleaseFile.objects.get(release=release, name=file.name)
        assert file.read_bytes() == bytes(stored.content)


def test_the_release_is_the_systems(written: Path):
    release = Release.objects.get()

    assert release.vintage.label == LABEL
    assert release.compiled_by == User.objects.get(username=SYSTEM_USERNAME)
    assert release.compiled_by.is_system
    assert not release.compiled_by.has_usable_password()


def test_the_same_records_give_the_same_files_again(written: Path, tmp_path: Path, capsys):
    call_command(*ASKED, "--out", str(tmp_path))

    assert Release.objects.count() == 1
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {
        each.name: each.read_bytes() for each in written.iterdir()
    }
    told = capsys.readouterr()
    assert f"{LABEL}: " in told.out
    assert "Freezing the records" in told.err
    assert str(tmp_path / f"{LABEL}.json") in told.out


def test_formats_and_language_are_chosen(written: Path, tmp_path: Path):
    out = tmp_path / "new" / "place"

    call_command(*ASKED, "--out", str(out), "--formats", "xlsx, csv", "--language", "ru")

    assert names(out) == {f"{LABEL}.ru.xlsx", *TABLES}


@pytest.mark.parametrize("name", ["", "demo-report"])
def test_what_was_written_passes_the_audit_under_any_name(
    written: Path, tmp_path: Path, name: str, capsys
):
    call_command(*ASKED, "--out", str(tmp_path), "--name", name)

    if name:
        ends = (".pdf", ".xlsx", ".csv", ".json", "-figures.csv")
        assert names(tmp_path) == {f"{name}{end}" for end in ends}
    call_command("check_disclosure", str(tmp_path))
    assert "Nothing was recovered." in capsys.readouterr().out


def test_a_changed_file_under_another_name_is_found(written: Path, tmp_path: Path):
    call_command(*ASKED, "--out", str(tmp_path), "--name", "demo-report")
    file = tmp_path / "demo-report.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    head, _value, status = lines[1].rsplit(",", 2)
    lines[1] = f"{head},1,{status}"
    file.write_bytes("\r\n".join([*lines, ""]).encode())

    with pytest.raises(CommandError, match=r"demo-report\.csv, line 2"):
        call_command("check_disclosure", str(tmp_path))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("national", "--country", "KG", "--period", "2022Q5"), "2023Q2"),
        (("national", "--country", "KG", "--period", "2099"), "ends on 2100-01-01"),
        (("national", "--country", "KG", "--period", "2022"), "some of the same days"),
        (("national", "--country", "XX", "--period", "2022Q4"), "--country"),
        (("national", "--period", "2022Q4"), "needs --country"),
        (("clinic", "--clinic", "KG", "--period", "2022Q4"), "uid of a clinic"),
        (("clinic", "--period", "2022Q4"), "uid of a clinic"),
        (
            ("clinic", "--clinic", "5e00d1e5-0000-4000-8000-000000000009", "--period", "2022Q4"),
            "uid of a clinic",
        ),
        ((*ASKED[1:], "--formats", "docx"), "docx"),
        ((*ASKED[1:], "--formats", ""), "--formats takes"),
        ((*ASKED[1:], "--language", "kk"), "--language"),
    ],
)  # fmt: skip
def test_a_refusal_writes_nothing(
    written: Path, tmp_path: Path, changed: tuple[str, ...], words: str
):
    out = tmp_path / "new"

    with pytest.raises(CommandError, match=words):
        call_command("compile_report", *changed, "--out", str(out))

    assert not out.exists()
    assert Release.objects.count() == 1


def test_a_machine_without_pango_says_so_before_any_work(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def nothing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", nothing)

    with pytest.raises(CommandError, match="apt-get install libpango") as refusal:
        call_command(*ASKED[:-1], "2022Q3", "--out", str(tmp_path / "new"))

    assert "--formats xlsx,csv,json" in str(refusal.value)
    assert not (tmp_path / "new").exists()
    assert Release.objects.count() == 1


def test_reports_that_could_not_be_made_are_added_later_with_the_same_bytes(
    written: Path, tmp_path: Path
):
    release = Release.objects.get()
    before = {each.name: bytes(each.content) for each in release.files.all()}
    ReleaseFile.objects.filter(release=release, name__endswith=".pdf").delete()

    call_command(*ASKED, "--out", str(tmp_path), "--formats", "csv")
    assert missing(release) == [f"{LABEL}.en.pdf", f"{LABEL}.ru.pdf"]
    call_command(*ASKED, "--out", str(tmp_path))

    assert {each.name: bytes(each.content) for each in release.files.all()} == before
    event = AuditEvent.objects.get(event=Event.RELEASE_COMPLETED)
    assert event.detail["files"] == [f"{LABEL}.en.pdf", f"{LABEL}.ru.pdf"]
    assert complete_release(release=release, by=system_user()) == []


def test_a_report_is_not_added_where_names_changed_since(written: Path, tmp_path: Path):
    release = Release.objects.get()
    ReleaseFile.objects.filter(release=release, name__endswith=".pdf").delete()
    clinic = release.clinics.order_by("pk")[0].organisation
    clinic.name = "Another name"
    clinic.save()

    with pytest.raises(CommandError, match="would not be the same"):
        call_command(*ASKED, "--out", str(tmp_path / "new"))

    assert not (tmp_path / "new").exists()
    assert len(missing(release)) == 2


def test_a_release_without_a_report_says_what_it_lacks(tmp_path: Path, db: None):
    from analytics.management.commands.compile_report import choose  # noqa: PLC0415 - one test

    release = shell_of(country="TJ")
    ReleaseFile.objects.filter(release=release, name__endswith=".pdf").delete()

    assert {each.name for each in choose(release, ("json",), "en")} == {"TJ-2023-v1.json"}
    with pytest.raises(CommandError, match="TJ-2023-v1 was stored without a pdf file"):
        choose(release, ("json", "pdf"), "en")

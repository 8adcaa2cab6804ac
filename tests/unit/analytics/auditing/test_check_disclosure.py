"""The command attacks a directory, tells what it did, and ends with a code."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import published as release


def write(path: Path, files: dict[str, bytes]) -> Path:
    path.mkdir()
    for name, content in files.items():
        (path / name).write_bytes(content)
    return path


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return release.files(release.release(release.rounded(release.exact_counts())))


def test_a_good_directory_is_told_to_be_good(
    tmp_path: Path, files: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    directory = write(tmp_path / "now", files)
    earlier = write(tmp_path / "before", files)

    call_command("check_disclosure", str(directory), earlier=[earlier])

    told = capsys.readouterr().out
    assert "Cells: 69. Relations rebuilt between them: 59." in told
    assert "keeps a range of at least 4." in told
    assert "Nothing was recovered." in told


def test_a_finding_ends_with_one(tmp_path: Path, files: dict[str, bytes]) -> None:
    directory = write(tmp_path / "now", files | {"x.svg": release.svg("137")})

    with pytest.raises(CommandError, match=r"x\.svg") as told:
        call_command("check_disclosure", str(directory))

    assert told.value.returncode == 1


@pytest.mark.parametrize("name", ["women.txt", "b.html", ".DS_Store", "copy", "exact.json/x.txt"])
def test_what_is_not_read_ends_with_one(tmp_path: Path, files: dict[str, bytes], name: str) -> None:
    directory = write(tmp_path / "now", files)
    (directory / name).parent.mkdir(exist_ok=True)
    (directory / name).write_bytes(b"137")

    with pytest.raises(CommandError, match="nothing in it was checked") as told:
        call_command("check_disclosure", str(directory))

    assert told.value.returncode == 1


def test_files_named_in_capitals_are_read(tmp_path: Path, files: dict[str, bytes]) -> None:
    raised = {name.upper() if name.endswith("x") else name: data for name, data in files.items()}
    good = write(tmp_path / "good", raised)
    bad = write(tmp_path / "bad", files | {"exact.XLSX": b"137", "X.SVG": release.svg("137")})

    call_command("check_disclosure", str(good))
    with pytest.raises(CommandError) as told:
        call_command("check_disclosure", str(bad))

    assert "exact.XLSX cannot be read as a workbook" in str(told.value)
    assert "X.SVG, <text>: a number" in str(told.value)


@pytest.mark.parametrize("files", [{}, {"x.svg": b"<svg/>"}, {"readme.txt": b"x"}])
def test_nothing_to_read_ends_with_two(tmp_path: Path, files: dict[str, bytes]) -> None:
    directory = write(tmp_path / "now", files)

    with pytest.raises(CommandError) as told:
        call_command("check_disclosure", str(directory))

    assert told.value.returncode == 2

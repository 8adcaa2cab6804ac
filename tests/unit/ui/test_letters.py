"""Letters are cut once for all processes, and come out the same from the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ui import letters as cut
from ui.letters import kept_at, letters


@pytest.fixture(scope="module")
def fresh() -> bytes:
    """A font as it is made, with no disk between."""
    return cut._made(400)


@pytest.fixture(autouse=True)
def forgotten(settings, tmp_path: Path) -> Iterator[None]:
    """A new place on disk, and a process that knows no font yet."""
    settings.VAR_DIR = tmp_path
    letters.cache_clear()
    yield
    letters.cache_clear()


def test_a_font_is_kept_and_read_back_with_the_same_bytes(fresh: bytes):
    kept = kept_at(400)
    made = letters(400)
    written = kept.stat().st_mtime_ns
    letters.cache_clear()

    assert made == letters(400) == fresh
    assert kept.stat().st_mtime_ns == written
    assert [each.name for each in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 5000])
def test_a_damaged_font_is_made_again(fresh: bytes, damage: bytes):
    kept = kept_at(400)
    kept.parent.mkdir()
    kept.write_bytes(damage)

    assert letters(400) == fresh
    letters.cache_clear()
    assert letters(400) == fresh
    assert len(kept.read_bytes()) > len(fresh)


def test_a_place_that_cannot_be_written_does_no_harm(fresh: bytes, settings, tmp_path: Path):
    (tmp_path / "fonts").write_bytes(b"a file where the directory should be")

    assert letters(400) == fresh


def test_another_weight_or_other_letters_have_another_name(monkeypatch: pytest.MonkeyPatch):
    names = {kept_at(400), kept_at(700)}
    monkeypatch.setattr(cut, "RANGES", cut.RANGES[:1])

    assert len({*names, kept_at(400)}) == 3

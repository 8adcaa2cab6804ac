"""Directories that several tests import."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.imports import sources


@pytest.fixture(scope="session")
def _cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sources.cut(tmp_path_factory.mktemp("ctn0094"))


@pytest.fixture
def cut(_cut: Path, tmp_path: Path) -> Path:
    """A cut of the shipped trials that the test may spoil."""
    return Path(shutil.copytree(_cut, tmp_path / "cut"))


@pytest.fixture
def third_trial(tmp_path: Path) -> Path:
    """A made-up directory of the third trial."""
    return sources.third_trial(tmp_path / "ctn0051")


@pytest.fixture
def spoil(cut: Path) -> Callable[..., Path]:
    """Replace text in a table of the cut, as bytes."""

    def spoiled(name: str, old: bytes, new: bytes, *, times: int = 1) -> Path:
        path = cut / f"{name}.csv"
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new, times))
        return path

    return spoiled

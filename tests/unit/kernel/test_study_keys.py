"""The key of a study: made once, readable by its owner, gone when destroyed."""

import stat
from pathlib import Path
from uuid import uuid4

import pytest

from kernel.study_keys import (
    KEY_BYTES,
    StudyKeyMissing,
    destroy_study_key,
    has_study_key,
    make_study_key,
    study_key,
)


@pytest.fixture(autouse=True)
def _own_directory(settings, tmp_path):
    settings.STUDY_KEY_DIR = tmp_path / "studies"


def test_a_study_keeps_the_key_it_has():
    study = uuid4()
    make_study_key(study)
    first = study_key(study)
    make_study_key(study)

    assert len(first) == KEY_BYTES
    assert study_key(study) == first
    assert study_key(made := uuid4_with_key()) != first
    assert has_study_key(made)


def uuid4_with_key():
    """Another study."""
    study = uuid4()
    make_study_key(study)
    return study


def test_only_the_owner_reads_the_file(settings):
    study = uuid4()
    make_study_key(study)
    path = Path(settings.STUDY_KEY_DIR) / f"{study}.json"

    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_destroyed_key_is_gone_and_destroying_again_changes_nothing(settings):
    study = uuid4()
    make_study_key(study)

    destroy_study_key(study)
    destroy_study_key(study)

    assert list(Path(settings.STUDY_KEY_DIR).iterdir()) == []
    assert not has_study_key(study)
    with pytest.raises(StudyKeyMissing, match="STUDY_KEY_DIR"):
        study_key(study)


@pytest.mark.parametrize("content", ["", "{}", '{"key": "zz"}', '{"key": "00"}', "[]"])
def test_a_file_without_a_key_is_missing(settings, content):
    study = uuid4()
    directory = Path(settings.STUDY_KEY_DIR)
    directory.mkdir()
    (directory / f"{study}.json").write_text(content)

    assert not has_study_key(study)

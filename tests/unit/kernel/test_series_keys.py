"""The secret of a series: made once, read by purpose, never replaced."""

import json
import stat
from uuid import uuid4

import pytest

from kernel.series_keys import KEY_BYTES, SeriesKeyMissing, make_series_key, series_key


@pytest.fixture(autouse=True)
def _own_directory(vault_keys):
    """No test finds the secrets of another."""


def test_a_secret_gives_one_key_a_purpose():
    series = uuid4()
    make_series_key(series)

    keys = {purpose: series_key(series, purpose) for purpose in ("person", "jitter", "query")}

    assert {len(key) for key in keys.values()} == {KEY_BYTES}
    assert len(set(keys.values())) == len(keys)
    assert series_key(series, "person") == keys["person"]


def test_another_series_has_another_key():
    one, other = uuid4(), uuid4()
    make_series_key(one)
    make_series_key(other)

    assert series_key(one, "person") != series_key(other, "person")


def test_only_the_owner_reads_the_file():
    path = make_series_key(uuid4())

    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_secret_is_not_replaced():
    series = uuid4()
    path = make_series_key(series)
    before = path.read_bytes()

    with pytest.raises(FileExistsError):
        make_series_key(series)

    assert path.read_bytes() == before


def test_without_a_file_there_is_no_key():
    with pytest.raises(SeriesKeyMissing) as refusal:
        series_key(uuid4(), "person")

    assert refusal.value.code == "series-key-missing"


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "no json", json.dumps({"key": "zz"}), json.dumps({"key": "ab" * 16})]
)
def test_a_file_without_256_bits_is_no_key(text):
    series = uuid4()
    path = make_series_key(series)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SeriesKeyMissing):
        series_key(series, "person")

"""Runs: what makes them the same, and what does not."""

from pathlib import Path

from clinics.bulk.runs import files_digest, fingerprint


def test_the_digest_follows_names_and_contents_but_not_the_order(tmp_path: Path):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("1")
    second.write_text("2")
    digest = files_digest([first, second])

    assert files_digest([second, first]) == digest
    second.write_text("3")
    assert files_digest([first, second]) != digest


def test_the_fingerprint_follows_the_options():
    assert fingerprint("s", "f", {"a": 1, "b": 2}) == fingerprint("s", "f", {"b": 2, "a": 1})
    assert fingerprint("s", "f", {"a": 1}) != fingerprint("s", "f", {"a": 2})

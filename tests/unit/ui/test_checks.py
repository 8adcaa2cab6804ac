"""What the machine must bring that no package can."""

import ctypes

import pytest

from ui import checks


def absent(name: str) -> None:
    raise OSError(name)


def test_a_missing_pango_is_a_warning_with_the_command_that_helps(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", absent)

    warnings = checks.check_pango(None)

    assert [warning.id for warning in warnings] == ["ui.W001"]
    assert warnings[0].hint == (
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )
    assert not warnings[0].is_serious()


@pytest.mark.parametrize("found", [None, "libpango-1.0.so.0"])
def test_where_pango_is_there_is_nothing_to_say(monkeypatch, found):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: name)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: found)

    assert checks.check_pango(None) == []

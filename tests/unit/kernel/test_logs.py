"""Logs in which nothing personal can stand."""

import json
import logging
import sys

import pytest

from kernel.context import RequestContext, request_context, session_hash
from kernel.logs import HIDDEN, HideEverything, JsonLine, Redact


def written(message: str, *args: object, exc_info: object = None) -> dict:
    record = logging.LogRecord("umit", logging.ERROR, __file__, 1, message, args, exc_info)
    Redact().filter(record)
    return json.loads(JsonLine().format(record))


@pytest.mark.parametrize(
    "secret",
    [
        "4821 9037 57", "4821903757", "4821\u00a09037\u00a057",
        "851203400123", "8512 0340 0123",
        "+77011234567", "996 555 123 456",
        "aigerim.s@example.org", "a+b@mail.example.kz",
    ],
)  # fmt: skip
def test_what_could_name_a_person_is_hidden(secret):
    line = written("Seen: %s, again", secret)

    assert secret not in line["message"]
    assert line["message"] == f"Seen: {HIDDEN}, again"


def test_a_phone_in_brackets_is_hidden():
    assert written("Called +7 (701) 123-45-67")["message"] == f"Called {HIDDEN}"


@pytest.mark.parametrize("harmless", ["12 rows", "port 8000", "took 1234 ms", "batch 17 of 25"])
def test_what_names_nobody_stays(harmless):
    assert written(harmless)["message"] == harmless


def test_a_line_says_when_how_grave_who_and_what():
    line = written("something happened")

    assert line["level"] == "ERROR"
    assert line["logger"] == "umit"
    assert line["at"].endswith("+00:00")
    assert "request" not in line


def test_a_line_carries_the_request_and_the_door():
    token = request_context.set(RequestContext(request_id="r1", surface="work"))
    try:
        line = written("something happened")
    finally:
        request_context.reset(token)

    assert (line["request"], line["door"]) == ("r1", "work")


def fail(depth: int) -> None:
    if depth:
        fail(depth - 1)
    message = "Aigerim Sarsenova 851203400123"
    raise LookupError(message)


def test_an_exception_gives_its_type_and_place_but_never_its_message():
    try:
        fail(depth=12)
    except LookupError:
        line = written("it failed", exc_info=sys.exc_info())

    assert line["exception"] == "LookupError"
    assert line["where"][-1].startswith("fail:")
    assert len(line["where"]) == 8
    assert "Sarsenova" not in json.dumps(line, ensure_ascii=False)


def test_a_record_without_an_exception_has_no_place():
    assert "where" not in written("fine", exc_info=(None, None, None))


def test_logging_as_configured_hides_what_is_personal(capsys, caplog):
    from django.conf import settings  # noqa: PLC0415 - only this test looks at the settings

    handler = settings.LOGGING["handlers"]["console"]

    assert handler["filters"] == ["redact"]
    assert handler["formatter"] == "json"


def test_error_reports_show_neither_variables_nor_what_was_sent(rf):
    request = rf.post("/work/", {"surname": "Sarsenova"})
    report = HideEverything()

    shown = report.get_post_parameters(request)

    assert report.is_active(request)
    assert shown == {"surname": report.cleansed_substitute}
    assert report.get_traceback_frame_variables(request, sys._getframe()) == {}.items()


def test_sessions_are_told_apart_without_showing_their_keys():
    one, other = session_hash("a" * 32), session_hash("b" * 32)

    assert one != other
    assert len(one) == 16
    assert session_hash(None) == session_hash("") == ""

import json

import pytest
from django.db import connections
from django.test import RequestFactory

from ui.views import csrf_failure, healthz


@pytest.fixture
def request_at_work():
    request = RequestFactory().get("/work/healthz")
    request.door = "work"
    return request


def test_health_names_the_door_and_its_databases(request_at_work, db):
    response = healthz(request_at_work)

    assert response.status_code == 200
    assert json.loads(response.content) == {
        "status": "ok",
        "door": "work",
        "databases": {"default": "ok", "vault": "ok"},
    }


def test_health_fails_when_a_database_does_not_answer(request_at_work, monkeypatch, db):
    def unreachable():
        raise OSError

    monkeypatch.setattr(connections["vault"], "cursor", unreachable)

    response = healthz(request_at_work)

    assert response.status_code == 503
    assert json.loads(response.content)["databases"]["vault"] == "unreachable"


def test_a_page_that_was_open_too_long_says_that_nothing_was_saved(request_at_work):
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 - one test needs it

    request_at_work.user = AnonymousUser()

    response = csrf_failure(request_at_work)

    assert response.status_code == 403
    assert "Nothing was saved" in response.content.decode()

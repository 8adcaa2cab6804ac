"""What the sign-in libraries tell us."""

import pytest
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from kernel import signals
from kernel.models import AuditEvent, User
from kernel.sessions import SECOND_FACTOR
from tests.factories.kernel import UserFactory


pytestmark = pytest.mark.django_db


class Factor:
    """As much of an authenticator as the receivers look at."""

    class Type:
        RECOVERY_CODES = "recovery_codes"

    def __init__(self, kind: str) -> None:
        self.type = kind


@pytest.fixture
def request_() -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore()
    return request


def test_recovery_codes_alone_prove_nothing(request_):
    user = UserFactory()

    signals.second_factor_added(request=request_, user=user, authenticator=Factor("recovery_codes"))

    assert SECOND_FACTOR not in request_.session


def test_removing_one_of_two_factors_keeps_the_session(request_, monkeypatch):
    user = UserFactory()
    request_.session[SECOND_FACTOR] = user.pk
    monkeypatch.setattr(signals, "is_mfa_enabled", lambda user: True)

    signals.second_factor_removed(request=request_, user=user, authenticator=Factor("webauthn"))

    assert request_.session[SECOND_FACTOR] == user.pk
    assert AuditEvent.objects.get().detail == {"factor": "webauthn"}


def test_the_end_of_nobodys_session_leaves_no_row():
    user_logged_out.send(sender=User, request=HttpRequest(), user=None)

    assert not AuditEvent.objects.exists()

"""`seal_audit` and `verify_audit`, as the system's scheduler starts them."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kernel import audit
from kernel.management.commands import seal_audit
from kernel.models import AuditEvent
from kernel.models.audit_events import AuditAction
from kernel.sealing import SealerBusy


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(vault_keys):
    """A key of this test's own."""


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out, stderr=out)
    return out.getvalue()


def happen() -> None:
    audit.record(audit.Event.AUDIT_READ, by=None, action=AuditAction.READ)


def test_sealing_prints_a_line_that_verifying_takes():
    happen()

    line = run("seal_audit").splitlines()[-1]

    assert re.fullmatch(r"umit-audit 1 1 [0-9a-f]{64} \S+", line)
    assert "The chain of 1 events is whole." in run("verify_audit", "--checkpoint", line)


def test_sealing_nothing_is_no_error():
    assert run("seal_audit") == "Sealed 0 events.\n"


def test_verifying_fails_with_the_position():
    happen()
    line = run("seal_audit").splitlines()[-1].replace("umit-audit 1 1", "umit-audit 1 7")

    with pytest.raises(CommandError, match="breaks at 2: the chain is shorter"):
        run("verify_audit", "--checkpoint", line)

    assert AuditEvent.objects.latest("pk").outcome == "TRUNCATED"


def test_verifying_names_the_database(settings):
    happen()
    run("seal_audit")
    settings.AUDIT_KEY_FILE.unlink()

    with pytest.raises(CommandError, match=r"breaks at 1 \(default\)"):
        run("verify_audit")


def test_other_text_is_refused():
    with pytest.raises(CommandError, match="not a checkpoint"):
        run("verify_audit", "--checkpoint", "hello")


def test_in_production_the_key_is_made_on_demand_alone(settings):
    settings.KEYS_ON_FIRST_USE = False

    with pytest.raises(CommandError, match="AUDIT_KEY_FILE"):
        run("seal_audit")

    assert "Sealed" in run("seal_audit", "--make-key")


def test_a_second_sealer_steps_back(monkeypatch):
    def busy(**_: object) -> int:
        message = "Another sealer is at work."
        raise SealerBusy(message)

    monkeypatch.setattr(seal_audit, "seal", busy)

    assert "Another sealer" in run("seal_audit")

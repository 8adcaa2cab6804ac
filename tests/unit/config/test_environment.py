"""What the process is told from outside, and what holds when it is told nothing."""

from clinics.reminders import DEFAULT_SENDER
from config.settings import base, env


def test_reminders_go_nowhere_unless_a_sender_is_named(monkeypatch):
    monkeypatch.delenv("REMINDER_SENDER", raising=False)
    usual = env.read().reminder_sender
    monkeypatch.setenv("REMINDER_SENDER", "gateway.Sender")

    assert usual == "clinics.reminders.ConsoleSender"
    assert env.read().reminder_sender == "gateway.Sender"


def test_drafts_have_a_key_of_their_own_that_can_lie_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setenv("DRAFT_KEY_FILE", str(tmp_path / "drafts.json"))

    found = env.read()

    assert found.draft_key_file == tmp_path / "drafts.json"
    assert found.draft_key_file not in {found.vault_kek_file, found.audit_key_file}


def test_the_usual_sender_is_the_one_that_reminders_fall_back_on():
    assert base.REMINDER_SENDER == DEFAULT_SENDER

"""Sealing: one chain over all streams, gapless, safe to repeat."""

from datetime import UTC, datetime
from io import StringIO
from types import SimpleNamespace

import pytest

from kernel import audit, sealing
from kernel.audit_keys import AuditKeyMissing, audit_key, make_audit_key
from kernel.management.commands.seal_audit import Command
from kernel.models import AuditEvent, AuditRecord, AuditSeal
from kernel.models.audit_events import AuditAction
from kernel.sealing import Checkpoint, NoCheckpoint, SealerBusy, canonical, checkpoint, seal
from kernel.streams import streams


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_keys(vault_keys):
    """A key of this test's own."""


def happen(times: int = 1) -> None:
    for _ in range(times):
        audit.record(audit.Event.AUDIT_READ, by=None, action=AuditAction.READ, shown=3)


def test_every_event_becomes_one_link_without_gaps():
    happen(5)

    sealed = seal(at=NOW, batch=2)

    assert sealed == 5
    assert list(AuditSeal.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]
    assert set(AuditSeal.objects.values_list("event_uid", flat=True)) == set(
        AuditEvent.objects.values_list("uid", flat=True)
    )


def test_sealing_again_adds_nothing():
    happen(3)
    seal(at=NOW)

    assert seal(at=NOW) == 0
    assert AuditSeal.objects.count() == 3


def test_later_events_continue_the_chain():
    happen(2)
    seal(at=NOW)
    first = checkpoint()
    happen()

    seal(at=NOW)

    assert first.sequence == 2
    assert checkpoint().sequence == 3
    assert AuditSeal.objects.get(sequence=2).mac == first.mac


def test_the_vault_is_a_stream_of_its_own():
    names = [stream.name for stream in streams()]

    assert names[0] == "default"
    assert set(names) <= {"default", "vault"}


def test_a_stream_whose_app_is_absent_is_left_out(settings):
    settings.AUDIT_STREAMS = [("kernel.AuditEvent", "default"), ("nowhere.Event", "vault")]

    assert [stream.name for stream in streams()] == ["default"]


def test_two_sealers_cannot_both_add_the_same_link(monkeypatch):
    happen(2)
    seen_by_both = list(AuditEvent.objects.order_by("pk"))
    seal(at=NOW)
    monkeypatch.setattr(sealing, "_unsealed", lambda stream, limit: seen_by_both)

    with pytest.raises(SealerBusy):
        seal(at=NOW)

    assert AuditSeal.objects.count() == 2


def happen_as(number: int) -> None:
    event = audit.build(
        AuditEvent, audit.Event.AUDIT_READ, by=None, action=AuditAction.READ, shown=1
    )
    event.pk = number
    event.save(force_insert=True)


def test_an_event_that_commits_late_is_still_taken_up(monkeypatch):
    monkeypatch.setattr(sealing, "LATE", {"sqlite": 10, "postgresql": 10})
    happen_as(5_001)
    seal(at=NOW)
    happen_as(5_000)
    happen_as(5_002)

    assert seal(at=NOW) == 2
    assert seal(at=NOW) == 0


def test_the_canonical_form_covers_every_column_of_a_record():
    columns = {field.name for field in AuditEvent._meta.concrete_fields}

    assert set(sealing.FIELDS) == columns
    assert AuditRecord._meta.abstract


def test_the_canonical_form_has_one_spelling():
    happen()
    event = AuditEvent.objects.get()

    text = canonical("default", event)

    assert text.startswith('{"action":"READ","actor":""')
    assert '"detail":{"shown":3}' in text
    assert '"stream":"default"' in text
    assert canonical("vault", event) != text


def test_the_key_is_made_once_and_only_its_owner_reads_it(settings):
    first = audit_key()
    make_audit_key()

    assert audit_key() == first
    assert settings.AUDIT_KEY_FILE.stat().st_mode & 0o777 == 0o400
    assert [file.name for file in settings.AUDIT_KEY_FILE.parent.iterdir()] == ["audit.json"]


def test_production_makes_no_key_by_itself(settings):
    settings.KEYS_ON_FIRST_USE = False

    with pytest.raises(AuditKeyMissing):
        seal(at=NOW)


@pytest.mark.parametrize("content", ["", "{}", '{"key": "ab"}', '{"key": 7}', "[]"])
def test_a_file_without_a_key_is_refused(settings, content):
    settings.AUDIT_KEY_FILE.parent.mkdir(parents=True)
    settings.AUDIT_KEY_FILE.write_text(content, encoding="utf-8")

    with pytest.raises(AuditKeyMissing):
        audit_key()


def test_a_checkpoint_survives_being_written_down():
    happen()
    seal(at=NOW)
    mark = checkpoint()

    assert Checkpoint.parse(f"  {mark}\n") == mark
    assert str(mark).startswith("umit-audit 1 1 ")


def test_without_seals_there_is_no_checkpoint():
    assert checkpoint() is None


@pytest.mark.parametrize(
    "line",
    ["", "umit-audit 1", "umit-audit 1 x y z", "umit-audit 1 3 " + "a" * 64 + " yesterday"],
)
def test_other_text_is_no_checkpoint(line):
    with pytest.raises(NoCheckpoint):
        Checkpoint.parse(line)


@pytest.mark.django_db
def test_the_sealer_goes_on_until_it_is_told_to_end():
    """The third look at whether to end says yes: sealed at once, and twice more."""
    looks = iter((False, False, True))
    command = Command(stdout=StringIO())
    command.stop = SimpleNamespace(wait=lambda seconds: next(looks))

    command.handle(make_key=True, every=300)

    assert command.stdout.getvalue().count("Sealed") == 3

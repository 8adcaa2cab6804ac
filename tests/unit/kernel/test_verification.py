"""Verification: every kind of tampering is found, at its position."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from kernel import audit, sealing, verification
from kernel.audit_keys import AuditKeyMissing
from kernel.models import AuditEvent, AuditSeal
from kernel.models.audit_events import AuditAction
from kernel.sealing import checkpoint, seal
from kernel.verification import Break, Tampering, verify, verify_and_record
from tests.factories.kernel import auditor, international


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
EDIT = {
    "event": "UPDATE {events} SET event = %s WHERE id = %s",
    "actor": "UPDATE {events} SET actor = %s WHERE id = %s",
    "detail": "UPDATE {events} SET detail = %s WHERE id = %s",
    "outcome": "UPDATE {events} SET outcome = %s WHERE id = %s",
}
EVENTS, SEALS = "kernel_auditevent", "kernel_auditseal"


@pytest.fixture
def ids(vault_keys, unguarded) -> list[int]:
    """Nine sealed events; their ids, in order."""
    for number in range(9):
        audit.record(audit.Event.AUDIT_READ, by=None, action=AuditAction.READ, shown=number)
    seal(at=NOW)
    return list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def unguarded(db) -> None:
    """What somebody who owns the database does first: away with the triggers."""
    with connection.cursor() as cursor:
        for table in (EVENTS, SEALS):
            if connection.vendor == "sqlite":
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(f"DROP TRIGGER {table}_no_{verb}")
            else:
                cursor.execute(f"DROP FUNCTION {table}_is_append_only() CASCADE")


def tamper(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(events=EVENTS, seals=SEALS), values)


def test_an_untouched_chain_is_whole(ids):
    verdict = verify()

    assert verdict.is_whole
    assert (verdict.length, verdict.unsealed) == (9, 0)
    assert verdict.streams[0].sealed == 9


def test_a_long_chain_is_walked_in_pieces(ids, monkeypatch):
    monkeypatch.setattr(verification, "CHUNK", 2)

    assert verify().length == 9


def test_events_that_wait_for_the_sealer_are_counted_not_blamed(ids):
    audit.record(audit.Event.AUDIT_READ, by=None, action=AuditAction.READ)

    verdict = verify()

    assert verdict.is_whole
    assert verdict.unsealed == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [("event", "other"), ("actor", "N-99"), ("detail", '{"shown": 4000}'), ("outcome", "no")],
)
def test_an_edited_event_is_found(ids, column, value):
    tamper(EDIT[column], value, ids[4])

    assert verify().first_break == Break(5, "default", Tampering.EDITED)


def test_a_shifted_time_is_found(ids):
    tamper("UPDATE {events} SET at = %s WHERE id = %s", NOW - timedelta(days=1), ids[0])

    assert verify().first_break == Break(1, "default", Tampering.EDITED)


def test_a_deleted_event_is_found(ids):
    tamper("DELETE FROM {events} WHERE id = %s", ids[6])

    verdict = verify()

    assert verdict.first_break == Break(7, "default", Tampering.DELETED)
    assert verdict.length == 6


def test_an_event_deleted_with_its_link_is_found(ids):
    tamper("DELETE FROM {events} WHERE id = %s", ids[2])
    tamper("DELETE FROM {seals} WHERE event_id = %s", ids[2])

    assert verify().first_break == Break(3, "default", Tampering.GAP)


def test_links_renumbered_over_a_gap_are_found(ids):
    tamper("DELETE FROM {events} WHERE id = %s", ids[2])
    tamper("DELETE FROM {seals} WHERE sequence = 3")
    for sequence in range(4, 10):
        tamper("UPDATE {seals} SET sequence = %s WHERE sequence = %s", sequence - 1, sequence)

    assert verify().first_break == Break(3, "default", Tampering.EDITED)


def insert(number: int) -> None:
    event = audit.build(AuditEvent, audit.Event.AUDIT_READ, by=None, action=AuditAction.READ)
    event.pk = number
    event.save(force_insert=True)


def test_an_event_inserted_before_sealed_ones_is_found(ids):
    insert(ids[-1] + 9_000)
    seal(at=NOW)

    insert(ids[-1] + 100)

    assert verify().first_break == Break(10, "default", Tampering.INSERTED)


def test_an_event_inserted_among_recent_ones_is_found_once_they_are_old(ids, monkeypatch):
    monkeypatch.setattr(sealing, "LATE", {"sqlite": 20, "postgresql": 20})
    insert(ids[-1] + 100)
    seal(at=NOW)

    insert(ids[-1] + 90)
    assert verify().is_whole

    insert(ids[-1] + 70)
    assert verify().first_break == Break(10, "default", Tampering.INSERTED)


def test_events_in_another_order_are_found(ids):
    for old, new in ((ids[1], -1), (ids[3], ids[1]), (-1, ids[3])):
        tamper("UPDATE {events} SET id = %s WHERE id = %s", new, old)

    assert verify().first_break == Break(2, "default", Tampering.MOVED)


def test_links_in_another_order_are_found(ids):
    for old, new in ((2, -1), (4, 2), (-1, 4)):
        tamper("UPDATE {seals} SET sequence = %s WHERE sequence = %s", new, old)

    assert verify().first_break.sequence == 2


def test_a_chain_cut_off_at_its_end_is_found_by_the_checkpoint(ids):
    mark = checkpoint()
    tamper("DELETE FROM {events} WHERE id > %s", ids[5])
    tamper("DELETE FROM {seals} WHERE sequence > 6")

    assert verify().is_whole
    assert verify(checkpoint=mark).first_break == Break(7, "", Tampering.TRUNCATED)


def test_events_cut_off_without_their_links_are_found_without_a_checkpoint(ids):
    tamper("DELETE FROM {events} WHERE id > %s", ids[5])

    assert verify().first_break == Break(7, "default", Tampering.DELETED)


def test_a_chain_rewritten_with_the_key_is_found_by_the_checkpoint(ids):
    mark = checkpoint()
    tamper("UPDATE {events} SET actor = 'N-01' WHERE id = %s", ids[4])
    tamper("DELETE FROM {seals}")
    seal(at=NOW)

    assert verify().is_whole
    assert verify(checkpoint=mark).first_break == Break(9, "default", Tampering.REWRITTEN)


def test_a_kept_checkpoint_agrees_with_a_chain_that_grew(ids):
    mark = checkpoint()
    audit.record(audit.Event.AUDIT_READ, by=None, action=AuditAction.READ)
    seal(at=NOW)

    assert verify(checkpoint=mark).is_whole


def test_another_key_breaks_the_chain_at_its_beginning(ids, settings):
    settings.AUDIT_KEY_FILE.unlink()

    assert verify().first_break == Break(1, "default", Tampering.EDITED)


def test_without_a_key_nothing_is_said(ids, settings):
    settings.AUDIT_KEY_FILE.unlink()
    settings.KEYS_ON_FIRST_USE = False

    with pytest.raises(AuditKeyMissing):
        verify()


def test_a_link_of_a_stream_that_is_gone_counts_as_deleted(ids):
    tamper("UPDATE {seals} SET stream = 'elsewhere' WHERE sequence = 2")

    assert verify().first_break == Break(2, "elsewhere", Tampering.DELETED)


def test_verifying_leaves_a_trace_with_its_result(ids):
    by = auditor(at=international())
    tamper("DELETE FROM {events} WHERE id = %s", ids[6])

    verify_and_record(by=by)

    event = AuditEvent.objects.latest("pk")
    assert (event.event, event.outcome) == ("kernel.audit.verified", "DELETED")
    assert event.detail == {"length": 6, "unsealed": 1, "break_at": 7, "checkpoint": None}


def test_seals_refuse_to_change(vault_keys):
    audit.record(audit.Event.AUDIT_READ, by=None, action=AuditAction.READ)
    seal(at=NOW)

    with pytest.raises(Exception, match="append-only"):
        AuditSeal.objects.update(mac="0" * 64)

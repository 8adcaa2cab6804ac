"""An order for a release: carried out in the background, refused in words, never twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from analytics.actions.calendar import NotACalendarPeriod, PeriodNotOver
from analytics.actions.releases import SILENT_FOR, ask, bury, compile_in_background
from analytics.models import Compilation, Release
from analytics.vocabulary import CompilationState, PeriodKind, Step
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.analytics import CompilationFactory
from tests.factories.kernel import analyst, clinic, clinic_manager, ministry
from tests.factories.nation import begun_series, founded


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 8, tzinfo=UTC)
QUARTER = {
    "country": "KG", "kind": PeriodKind.QUARTER, "since": date(2022, 10, 1),
    "before": date(2023, 1, 1), "at": NOW,
}  # fmt: skip


@pytest.fixture
def reader(db: None) -> User:
    """An analyst of Kyrgyzstan's ministry."""
    return analyst(at=ministry(country="KG"), language="ru")


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=name).order_by("id"))


@pytest.mark.slow
def test_an_order_becomes_a_release_of_the_clinics_own_figures():
    home = founded(people=150).clinics[0]
    begun_series()
    manager = clinic_manager(at=home)

    order = ask(by=manager, organisation=home, **QUARTER)

    assert (order.state, order.step, order.refusal) == (CompilationState.STORED, Step.STORE, "")
    assert order.release.vintage.organisation == home
    assert order.release.vintage.label == f"KG-{str(home.uid)[:8]}-2022Q4-v1"
    assert order.release.compiled_by == manager
    assert order.release.is_provisional
    assert order.touched_at >= order.asked_at
    assert order.ended_at is not None
    assert [each.object_uids for each in events(audit.Event.RELEASE_ASKED)] == [[str(order.uid)]]
    (stored,) = events(audit.Event.RELEASE_STORED)
    assert (stored.actor_uid, stored.organisation_uid) == (manager.uid, home.uid)


def test_a_refusal_is_kept_in_the_words_of_who_asked(reader: User):
    clinic(country="KG", region=None)
    series = begun_series()
    compile_without_a_secret(series.uid)

    order = ask(by=reader, **QUARTER)

    assert order.state == CompilationState.REFUSED
    assert "SERIES_KEY_DIR" in order.refusal
    assert not order.refusal.isascii()
    assert order.release is None
    assert order.ended_at is not None
    (event,) = events(audit.Event.RELEASE_REFUSED)
    assert event.actor_uid == reader.uid
    assert event.outcome == "REFUSED"
    assert not Release.objects.exists()


def compile_without_a_secret(uid: Any) -> None:
    """Take the secret of a series away."""
    from kernel.series_keys import _path  # noqa: PLC0415 - where the file is

    _path(uid).unlink()


def test_an_order_that_is_under_way_is_given_again(reader: User):
    first = CompilationFactory(
        kind=PeriodKind.QUARTER, since=QUARTER["since"], before=QUARTER["before"],
        state=CompilationState.RUNNING, touched_at=NOW,
    )  # fmt: skip

    order = ask(by=reader, **QUARTER)

    assert order == first
    assert Compilation.objects.count() == 1
    assert events(audit.Event.RELEASE_ASKED) == []


def test_an_order_whose_worker_died_is_buried_and_can_be_given_again(reader: User):
    dead = CompilationFactory(state=CompilationState.RUNNING, touched_at=NOW - 2 * SILENT_FOR)
    alive = CompilationFactory(state=CompilationState.RUNNING, touched_at=NOW - SILENT_FOR / 2)
    waiting = CompilationFactory(touched_at=NOW - timedelta(days=1))

    assert bury(at=NOW) == 1

    for each in (dead, alive, waiting):
        each.refresh_from_db()
    assert (dead.state, dead.ended_at) == (CompilationState.FAILED, NOW)
    assert "ask for it again" in dead.refusal
    assert (alive.state, waiting.state) == (CompilationState.RUNNING, CompilationState.QUEUED)
    assert bury(at=NOW) == 0


@pytest.mark.parametrize("state", [CompilationState.STORED, CompilationState.FAILED])
def test_an_order_that_has_ended_is_not_carried_out_again(state: str):
    order = CompilationFactory(state=state)

    compile_in_background.func(str(order.uid))

    order.refresh_from_db()
    assert (order.state, order.release) == (state, None)


def test_a_fault_is_told_and_leaves_the_order_failed(reader: User, monkeypatch):
    order = CompilationFactory(asked_by=reader, since=date(2025, 1, 1), before=date(2026, 1, 1))

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the one raised above
        compile_in_background.func(str(order.uid))

    order.refresh_from_db()
    assert order.state == CompilationState.FAILED
    assert order.ended_at is not None


def test_only_who_may_see_the_figures_may_ask(reader: User):
    home = clinic(country="KG")
    stranger = analyst(at=ministry(country="KZ"))

    for by, place in ((stranger, None), (clinic_manager(at=home), None), (reader, home)):
        with pytest.raises(NotPermitted):
            ask(by=by, organisation=place, **QUARTER)

    assert not Compilation.objects.exists()


def test_a_period_that_is_not_released_cannot_be_asked_for(reader: User):
    with pytest.raises(PeriodNotOver):
        ask(by=reader, **QUARTER | {"since": date(2026, 1, 1), "before": date(2026, 4, 1)})
    with pytest.raises(NotACalendarPeriod):
        ask(by=reader, **QUARTER | {"since": date(2022, 9, 1)})

    assert not Compilation.objects.exists()


def test_an_order_is_undone_when_the_audit_event_cannot_be_written(reader: User, monkeypatch):
    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the one raised above
        ask(by=reader, **QUARTER)

    assert not Compilation.objects.exists()

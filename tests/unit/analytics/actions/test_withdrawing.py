"""Withdrawing: who may, what it leaves behind, what it does not touch."""

import pytest

from analytics import registry
from analytics.actions.reading import FilesWithdrawn, take_file
from analytics.actions.withdrawing import AlreadyWithdrawn, withdraw_release
from analytics.models import PublishedCell, Release
from analytics.selectors import file_of, files_of
from analytics.vocabulary import ReleaseState, WithdrawalReason
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.analytics import AT, release_of, shell_of
from tests.factories.kernel import analyst, clinic, clinic_manager, ministry


pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(db: None) -> User:
    """An analyst of Kyrgyzstan's ministry."""
    return analyst(at=ministry(country="KG"))


def withdrawn(release: Release, by: User) -> Release:
    return withdraw_release(release=release, reason="RECORDS", by=by, at=AT)


def test_a_withdrawn_release_says_why_when_and_by_whom(reader: User):
    release = withdrawn(shell_of(country="KG"), reader)

    release.refresh_from_db()
    assert (release.state, release.withdrawal_reason) == (ReleaseState.WITHDRAWN, "RECORDS")
    assert (release.withdrawn_at, release.withdrawn_by) == (AT, reader)
    event = AuditEvent.objects.get(event=audit.Event.RELEASE_WITHDRAWN)
    assert (event.actor_uid, event.reason_code) == (reader.uid, "RECORDS")
    assert event.object_uids == [str(release.uid)]


def test_its_files_cannot_be_taken_any_more(reader: User):
    release = shell_of(country="KG")
    file = files_of(release)[0]

    withdrawn(release, reader)

    assert files_of(release) == []
    assert file_of(release, name=file.name) is None
    file.refresh_from_db()
    with pytest.raises(FilesWithdrawn):
        take_file(file=file, by=reader)
    assert not AuditEvent.objects.filter(event=audit.Event.RELEASE_DOWNLOADED).exists()


def test_its_cells_stay_in_the_memory_of_the_series(reader: User):
    release = release_of(country="KG")
    cell = PublishedCell.objects.filter(release=release)[0]

    withdrawn(release, reader)

    memory = registry.remembered(release.vintage.series, [cell.set_hash])
    assert memory == {cell.set_hash: cell.value}


def test_it_is_withdrawn_once(reader: User):
    release = withdrawn(shell_of(country="KG"), reader)

    with pytest.raises(AlreadyWithdrawn, match="KG-2023-v1"):
        withdraw_release(release=release, reason="MISTAKE", by=reader, at=AT)

    release.refresh_from_db()
    assert release.withdrawal_reason == WithdrawalReason.RECORDS


def test_a_reason_that_there_is_not_withdraws_nothing(reader: User):
    release = shell_of(country="KG")

    with pytest.raises(ValueError, match="WEATHER"):
        withdraw_release(release=release, reason="WEATHER", by=reader, at=AT)

    release.refresh_from_db()
    assert release.state == ReleaseState.AUDITED


def test_only_those_whose_figures_they_are_withdraw_them():
    home = clinic(country="KG")
    national, own = shell_of(country="KG"), shell_of(country="KG", organisation=home)
    stranger, manager = analyst(at=ministry(country="TJ")), clinic_manager(at=home)

    for release, by in ((national, stranger), (national, manager), (own, stranger)):
        with pytest.raises(NotPermitted):
            withdrawn(release, by)

    assert withdrawn(own, manager).state == ReleaseState.WITHDRAWN


def test_withdrawing_is_undone_when_the_audit_event_cannot_be_written(
    reader: User, monkeypatch: pytest.MonkeyPatch
):
    release = shell_of(country="KG")

    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the one raised above
        withdrawn(release, reader)

    release.refresh_from_db()
    assert release.state == ReleaseState.AUDITED

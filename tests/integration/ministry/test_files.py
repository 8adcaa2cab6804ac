"""Files to take away and pictures in the page: as they were audited, under their names."""

import pytest
from django.urls import reverse

from kernel.audit import Event
from kernel.models.audit_events import AuditAction, AuditEvent
from tests.factories.analytics import shell_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def release(db):
    return shell_of(country="KG")


def url(name, release, file):
    return reverse(f"ministry:{name}", args=[release.uid, f"KG-2023-v1{file}"])


@pytest.mark.parametrize(
    ("file", "media_type"),
    [(".en.pdf", "application/pdf"), (".json", "application/json"), ("-counts.csv", "text/csv"),
     ("-gaps-wide.en.svg", "image/svg+xml")],
)  # fmt: skip
def test_a_file_comes_as_it_was_stored(file, media_type, release, desk):
    stored = release.files.get(name=f"KG-2023-v1{file}")

    answer = desk.get(url("file", release, file))

    assert b"".join(answer.streaming_content) == stored.content
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"] == f'attachment; filename="{stored.name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Length"] == str(stored.size)


def test_taking_a_file_leaves_a_trace_with_its_checksum(release, reader, desk):
    desk.get(url("file", release, ".en.pdf"))

    event = AuditEvent.objects.get(event=Event.RELEASE_DOWNLOADED)
    stored = release.files.get(name="KG-2023-v1.en.pdf")
    assert (event.action, event.actor_uid) == (AuditAction.EXPORT, reader.uid)
    assert event.detail == {"file": stored.name, "sha256": stored.sha256}


def test_a_picture_may_do_nothing(release, desk):
    answer = desk.get(url("chart", release, "-gaps-wide.en.svg"))

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


@pytest.mark.parametrize(
    ("name", "file"),
    [("file", ".fr.pdf"), ("chart", ".en.pdf"), ("chart", "-weather-wide.en.svg")],
)
def test_a_file_that_is_not_there_does_not_exist(name, file, release, desk):
    assert desk.get(url(name, release, file)).status_code == 404


def test_nothing_but_reading_is_possible(release, desk):
    assert desk.post(url("file", release, ".en.pdf")).status_code == 404

"""The auditor's and the privacy officer's screens."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kernel import audit
from kernel.models import AuditEvent
from kernel.models.audit_events import AuditAction
from kernel.sealing import checkpoint, seal
from kernel.streams import streams
from tests.factories.kernel import (
    administrator,
    auditor,
    clinic,
    clinician,
    international,
    ministry,
    privacy_officer,
)


pytestmark = pytest.mark.django_db


def url(name: str) -> str:
    return reverse(f"work:{name}")


def happen(at=None, by=None, event=audit.Event.RECORD_OPENED, **what: object) -> AuditEvent:
    return audit.record(event, by=by, action=AuditAction.READ, organisation=at, **what)


def happen_in_vault(at, **what: object):
    vault = next(stream for stream in streams() if stream.name == "vault")
    row = audit.build(
        vault.model,
        audit.Event.LABELS_READ,
        by=None,
        action=AuditAction.READ,
        organisation=at,
        **what,
    )
    row.save(using="vault", force_insert=True)
    return row


@pytest.fixture
def reader(enter) -> Client:
    return enter(auditor(at=international()))


def shown(client: Client, **query: object) -> list[str]:
    response = client.get(url("audit"), query)
    return [event.event for event, _name in response.context["rows"]]


def test_an_auditor_reads_both_streams_newest_first(reader):
    here = clinic(name="Ak-Bulak")
    happen(here)
    happen_in_vault(here)

    response = reader.get(url("audit"))

    assert shown(reader)[1:3] == ["vault.labels.read", "clinics.record.opened"]
    assert "Ak-Bulak" in response.content.decode()


def test_reading_is_an_event_with_counts_and_filter_names_only(reader):
    reader.get(url("audit"), {"actor": "N-14", "first_day": "2026-01-01"})

    event = AuditEvent.objects.filter(event=audit.Event.AUDIT_READ).latest("pk")
    assert event.fields == ["actor", "since"]
    assert event.detail == {"shown": 0}
    assert "N-14" not in str(AuditEvent.objects.filter(pk=event.pk).values())


def test_a_privacy_officer_reads_the_own_organisation_and_its_peoples_sign_ins(enter):
    here, elsewhere = clinic(), clinic()
    happen(here)
    happen(elsewhere, event=audit.Event.DOSE_GIVEN)
    happen_in_vault(elsewhere)
    happen(by=clinician(at=here), event=audit.Event.SIGNED_IN)
    happen(by=clinician(at=elsewhere), event=audit.Event.SIGNED_OUT)

    seen = shown(enter(privacy_officer(at=here)))

    assert "clinics.record.opened" in seen
    assert "kernel.session.signed-in" in seen
    assert "clinics.dose.given" not in seen
    assert "vault.labels.read" not in seen
    assert "kernel.session.signed-out" not in seen


def test_an_auditor_of_a_ministry_reads_the_country(enter):
    happen(clinic(country="KG"))
    happen(clinic(country="KZ"), event=audit.Event.DOSE_GIVEN)

    seen = shown(enter(auditor(at=ministry(country="KG"))))

    assert "clinics.record.opened" in seen
    assert "clinics.dose.given" not in seen


def test_every_filter_narrows(reader):
    here, other = clinic(), clinic()
    nurse_like = clinician(at=here, staff_code="N-14")
    event = happen(here, by=nurse_like, target=here)
    happen(other, event=audit.Event.DOSE_GIVEN)
    happen_in_vault(other)
    today = timezone.localdate().isoformat()
    wanted = ["clinics.record.opened"]

    assert shown(reader, actor="N-14") == wanted
    assert shown(reader, event="clinics.record.opened") == wanted
    assert shown(reader, object_uid=str(here.uid)) == wanted
    assert wanted[0] in shown(reader, organisation=str(here.uid))
    assert "clinics.dose.given" not in shown(reader, organisation=str(here.uid))
    assert shown(reader, stream="vault") == ["vault.labels.read"]
    assert shown(reader, last_day="2020-01-01") == []
    assert wanted[0] in shown(reader, first_day=today, last_day=today)
    assert "kernel.role.granted" not in shown(reader, action="READ")
    assert event.at <= timezone.now()


def test_a_mark_that_is_not_there_begins_at_the_first_page(reader):
    happen(clinic())

    assert "clinics.record.opened" in shown(reader, after="3f8e1f0e-51a5-4b8e-9e2e-000000000000")


def uids(page) -> list:
    return [event.uid for event, _name in page.context["rows"]]


@pytest.mark.parametrize(
    "query", [{"object_uid": "x"}, {"first_day": "x"}, {"event": "x"}, {"organisation": "x"}]
)
def test_a_filter_that_makes_no_sense_is_said_and_shows_everything(reader, query):
    response = reader.get(url("audit"), query)

    assert response.status_code == 200
    assert response.context["form"].errors


def test_pages_lead_through_both_streams_and_back(reader):
    here = clinic()
    for _ in range(60):
        happen(here)
        happen_in_vault(here)
    query = {"organisation": str(here.uid)}

    first = reader.get(url("audit"), query)
    second = reader.get(url("audit") + first.context["later_url"])
    third = reader.get(url("audit") + second.context["later_url"])
    back = reader.get(url("audit") + second.context["earlier_url"])

    pages = [uids(page) for page in (first, second, third)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len(set().union(*pages)) == 120
    assert uids(back) == pages[0]
    assert third.context["later_url"] == ""


@pytest.mark.parametrize("count", [10, 1_000])
def test_the_list_costs_the_same_with_many_events(reader, count, django_assert_num_queries):
    here = clinic()
    rows = [
        audit.build(
            AuditEvent,
            audit.Event.RECORD_OPENED,
            by=None,
            action=AuditAction.READ,
            organisation=here,
        )
        for _ in range(count)
    ]
    AuditEvent.objects.bulk_create(rows)
    reader.get(url("audit"))

    with django_assert_num_queries(10, using="default"):
        reader.get(url("audit"))


def test_verifying_says_in_words_that_the_chain_is_whole(reader, vault_keys):
    happen(clinic())
    seal(at=datetime(2026, 3, 16, tzinfo=UTC))

    page = reader.get(url("audit-verify")).content.decode()
    result = reader.post(url("audit-verify"), {"checkpoint": str(checkpoint())}).content.decode()

    assert "Verify now" in page
    assert "The chain is whole" in result
    assert str(checkpoint()) in result


def test_verifying_names_the_place_of_a_break(reader, vault_keys):
    happen(clinic())
    seal(at=datetime(2026, 3, 16, tzinfo=UTC))
    mark = str(checkpoint()).replace("umit-audit 1 ", "umit-audit 1 9")

    result = reader.post(url("audit-verify"), {"checkpoint": mark}).content.decode()

    assert "the chain breaks at position" in result
    assert "shorter than the checkpoint" in result


def test_a_line_that_is_no_checkpoint_and_a_missing_key_are_said(reader, vault_keys, settings):
    wrong = reader.post(url("audit-verify"), {"checkpoint": "hello"}).content.decode()
    settings.KEYS_ON_FIRST_USE = False
    missing = reader.post(url("audit-verify")).content.decode()

    assert "not a checkpoint line" in wrong
    assert "AUDIT_KEY_FILE does not exist" in missing


@pytest.mark.parametrize("method", ["get", "post"])
def test_for_administrators_and_clinicians_the_room_does_not_exist(enter, method):
    for user in (administrator(at=international()), clinician(at=clinic())):
        client = enter(user)
        for name in ("audit", "audit-verify"):
            assert getattr(client, method)(url(name)).status_code == 404

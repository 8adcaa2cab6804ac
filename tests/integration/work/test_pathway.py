"""Waiting list, triage, transfers, plans of discharge: the rooms, who sees them, what they cost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Appointment, Episode, Transfer, Triage
from clinics.vocabulary import EpisodeState
from kernel.audit import Event
from kernel.models import AuditEvent
from tests.factories.clinics import EpisodeFactory, PatientFactory
from tests.factories.kernel import PASSWORD, SiteFactory, clinic, clinician, nurse
from tests.factories.pathways import TransferFactory, TriageFactory
from tests.factories.work import make_room
from vault.codes import new_code


pytestmark = pytest.mark.django_db
LIST = reverse("work:waiting-list")


def waits(room, *, days=10, site=None, **triage):
    """Somebody who was referred some days ago."""
    patient = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    episode = EpisodeFactory(
        patient=patient, site=site or room.site, state=EpisodeState.WAITING,
        referred_on=timezone.localdate() - timedelta(days=days),
        first_contact_on=timezone.localdate() - timedelta(days=days - 2),
    )  # fmt: skip
    if triage:
        TriageFactory(episode=episode, **triage)
    return episode


def shown(response):
    """The episodes of a page of the list, in its order."""
    return [line.episode_uid for line in response.context["page"].lines]


def test_the_most_urgent_comes_first_then_the_longest_wait(door, room):
    long, short = waits(room, days=50), waits(room, days=5)
    week, today = waits(room, days=1, urgency="WEEK"), waits(room, days=3, urgency="TODAY")

    assert shown(door.get(LIST)) == [e.uid for e in (today, week, long, short)]


def test_a_line_says_how_long_and_why(door, room):
    waits(room, days=9, urgency="TODAY", reason="RELEASE", released="YES", released_null="")

    (line,) = door.get(LIST).context["page"].lines

    assert (line.days, line.contact_days, line.act) == (9, 7, "assess")
    assert line.reason == "After release from prison, released from prison"


def test_whoever_sees_the_list_leaves_a_trace_with_those_shown(door, room):
    episode = waits(room)

    door.get(LIST)

    event = AuditEvent.objects.get(event=Event.CASELOAD_LISTED)
    assert event.object_uids == [str(episode.patient.uid)]


def test_the_list_is_of_one_site_or_of_all(door, room):
    other = SiteFactory(organisation=room.organisation)
    here, there = waits(room), waits(room, site=other)

    assert shown(door.get(f"{LIST}?site={other.uid}")) == [there.uid]
    assert set(shown(door.get(LIST))) == {here.uid, there.uid}
    assert set(shown(door.get(f"{LIST}?site=nonsense"))) == {here.uid, there.uid}


def test_who_was_admitted_or_waits_elsewhere_is_not_on_it(door, room):
    waits(make_room())

    assert shown(door.get(LIST)) == []


def test_pages_follow_each_other_without_a_gap(door, room):
    urgencies = ("TODAY", "WEEK", "ROUTINE")
    for number in range(60):
        waits(room, days=20 + number % 7, urgency=urgencies[number % 3])
    first = door.get(LIST)
    second = door.get(first.context["later_url"])
    third = door.get(second.context["later_url"])
    back = door.get(second.context["earlier_url"])

    pages = [shown(page) for page in (first, second, third)]
    assert [len(page) for page in pages] == [25, 25, 10]
    assert len({uid for page in pages for uid in page}) == 60
    assert shown(back) == pages[0]
    assert third.context["later_url"] == ""


def test_the_list_costs_the_same_for_many(door, room, django_assert_max_num_queries):
    for _ in range(30):
        waits(room, urgency="WEEK")
    door.get(LIST)

    with django_assert_max_num_queries(12):
        door.get(LIST)


def test_a_nurse_reads_the_list_and_has_no_button(room, enter):
    waits(room)

    (line,) = enter(nurse(at=room.organisation)).get(LIST).context["page"].lines

    assert line.act == ""


def test_the_referral_asks_and_triages(door, room):
    patient = PatientFactory(organisation=room.organisation, code=new_code())

    door.post(
        reverse("work:refer", args=[patient.uid]),
        {"on": f"{timezone.localdate():%d.%m.%Y}", "source": "SELF_FAMILY",
         "site": str(room.site.uid), "reason": "PREGNANCY", "pregnant": "YES"},
    )  # fmt: skip

    assert Triage.objects.get(episode__patient=patient).urgency == "TODAY"


def test_triage_is_asked_again_with_the_answers_that_hold(door, room):
    episode = waits(room, urgency="WEEK", injecting="YES", injecting_null="")
    address = reverse("work:triage", args=[episode.uid])

    page = door.get(address)
    door.post(
        address,
        {"token": str(uuid4()), "on": f"{timezone.localdate():%d.%m.%Y}", "overdose": "YES",
         "urgency": ""},
    )  # fmt: skip

    assert page.context["form"].initial["injecting"].value == "YES"
    assert Triage.objects.current().get(episode=episode).urgency == "TODAY"


@pytest.fixture
def there(room):
    """Another clinic of the country, with a clinician and a site."""
    found = clinic(country=room.organisation.country)
    SiteFactory(organisation=found)
    return clinician(at=found)


def test_a_patient_is_handed_over(door, room, there, enter):
    taker = enter(there)
    to = there.organisationusergrant_set.get().content_object
    today = f"{timezone.localdate():%d.%m.%Y}"
    door.post(
        reverse("work:transfer-offer", args=[room.episode.uid]),
        {"to": str(to.uid), "on": today, "parts": ["DOSES", "TESTS"], "agrees": "on",
         "consent_text": "2026.1"},
    )  # fmt: skip
    transfer = Transfer.objects.get()
    page = taker.get(reverse("work:transfer", args=[transfer.uid]))
    taken = taker.post(
        reverse("work:transfer-accept", args=[transfer.uid]),
        {"on": today, "site": str(to.sites.get().uid), "row_version": "1"},
    )

    assert "Methadone" in page.content.decode()
    assert room.patient.code not in page.content.decode()
    new = Episode.objects.get(organisation=to)
    assert taken["Location"] == reverse("work:patient", args=[new.patient.uid])
    assert taker.get(reverse("work:patient", args=[room.patient.uid])).status_code == 404
    assert door.get(reverse("work:patient", args=[new.patient.uid])).status_code == 404

    ended = door.post(reverse("work:transfer-discharge", args=[transfer.uid]), {"on": today})

    assert ended.status_code == 302
    room.episode.refresh_from_db()
    assert room.episode.discharge_reason == "TRANSFERRED_TREATMENT"


def test_the_answers_that_came_along_fill_the_admission(room, there, enter, door):
    to = there.organisationusergrant_set.get().content_object
    transfer = TransferFactory(
        episode=room.episode, to_organisation=to,
        bundle={
            "PERSON": {"sex": "FEMALE", "sex_null": ""},
            "DEMAND": {"as_of": "2026-01-05", "answers": {"education": "HIGHER"},
                       "substances": [{"rank": 1, "substance": "HEROIN", "route": "INJECT"}]},
        },
    )  # fmt: skip
    taker = enter(there)
    taken = taker.post(
        reverse("work:transfer-accept", args=[transfer.uid]),
        {"on": f"{timezone.localdate():%d.%m.%Y}", "site": str(to.sites.get().uid)},
    )

    page = taker.get(f"{taken['Location']}admission/")

    assert page.context["form"].initial["education"].value == "HIGHER"
    assert page.context["substances"].initial[0]["substance"].value == "HEROIN"


def test_nothing_is_shown_once_the_patient_no_longer_agrees(room, there, enter):
    to = there.organisationusergrant_set.get().content_object
    transfer = TransferFactory(episode=room.episode, to_organisation=to)
    transfer.consent.withdrawn_on = timezone.localdate()
    transfer.consent.save()

    page = enter(there).get(reverse("work:transfer", args=[transfer.uid]))

    assert page.context["sections"] == []
    assert "The patient no longer agrees" in page.content.decode()


def test_a_third_clinic_finds_no_transfer(room, enter):
    transfer = TransferFactory(episode=room.episode)
    stranger = enter(clinician(at=clinic(country=room.organisation.country)))

    answers = [
        stranger.get(reverse(f"work:{name}", args=[transfer.uid])).status_code
        for name in ("transfer", "transfer-accept", "transfer-decline", "transfer-withdraw",
                     "transfer-discharge")
    ]  # fmt: skip

    assert answers == [404] * 5


def test_the_sender_does_not_answer_and_the_taker_does_not_withdraw(door, room, there, enter):
    to = there.organisationusergrant_set.get().content_object
    transfer = TransferFactory(episode=room.episode, to_organisation=to)

    assert door.get(reverse("work:transfer-accept", args=[transfer.uid])).status_code == 404
    taker = enter(there)
    assert taker.get(reverse("work:transfer-withdraw", args=[transfer.uid])).status_code == 404
    assert taker.get(reverse("work:transfer-decline", args=[transfer.uid])).status_code == 200


def test_an_offer_is_declined_or_withdrawn(door, room, there, enter):
    to = there.organisationusergrant_set.get().content_object
    first = TransferFactory(episode=room.episode, to_organisation=to)
    enter(there).post(reverse("work:transfer-decline", args=[first.uid]), {"refusal": "NO_PLACE"})
    second = TransferFactory(episode=room.episode, to_organisation=to)
    door.post(reverse("work:transfer-withdraw", args=[second.uid]), {})

    states = Transfer.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["DECLINED", "WITHDRAWN"]


def test_the_room_of_transfers_costs_at_most_twelve_queries(
    door, room, django_assert_max_num_queries
):
    for _ in range(12):
        TransferFactory(episode=EpisodeFactory(patient__organisation=room.organisation))
        TransferFactory(episode=EpisodeFactory(), to_organisation=room.organisation)
    address = reverse("work:transfers")
    door.get(address)

    with django_assert_max_num_queries(12):
        page = door.get(address)

    assert (len(page.context["room"].outgoing), len(page.context["room"].incoming)) == (12, 12)


def test_a_discharge_agrees_on_follow_up(door, room):
    door.post(
        reverse("work:discharge", args=[room.episode.uid]),
        {"on": f"{timezone.localdate():%d.%m.%Y}", "reason": "COMPLETED",
         "agreed": "Will call in spring", "months": ["3", "6"]},
    )  # fmt: skip

    room.episode.refresh_from_db()
    assert room.episode.state == EpisodeState.FOLLOW_UP
    assert Appointment.objects.filter(episode=room.episode).count() == 2
    assert room.episode.contacts.filter(note="Will call in spring").exists()


def test_a_discharge_by_mistake_is_taken_back_with_two_signatures(door, room):
    second = clinician(at=room.organisation)
    door.post(
        reverse("work:discharge", args=[room.episode.uid]),
        {"on": f"{timezone.localdate():%d.%m.%Y}", "reason": "COMPLETED"},
    )
    address = reverse("work:reopen", args=[room.episode.uid])
    signed = {"reason": "TYPING_ERROR", "second_username": second.username}

    refused = door.post(address, signed | {"second_password": "wrong"})
    door.post(address, signed | {"second_password": PASSWORD})

    assert refused.status_code == 200
    room.episode.refresh_from_db()
    assert room.episode.state == EpisodeState.IN_TREATMENT

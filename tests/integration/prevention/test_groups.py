"""Sites, groups and registers of numbers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.models import Subdivision
from kernel.models.audit_events import AuditEvent
from prevention.models import Cohort, DeliverySite, Facilitator, Implementation, Participant
from tests.factories.kernel import ngo
from tests.factories.prevention import make_session


pytestmark = pytest.mark.django_db


def group(room, **changes):
    return {
        "site": room.site.uid, "label": "8A", "grade": "8", "mode": "headcount",
        "arm": "intervention", "girls": "12", "boys": "13", "others": "0", "consent_asked": "25",
        "consent_given": "20", "assent_refused": "1", "facilitators": [room.facilitator.uid],
    } | changes  # fmt: skip


def add(room):
    return reverse("work:prevention-cohort-add", args=[room.implementation.uid])


def page_of(cohort):
    return reverse("work:prevention-cohort", args=[cohort.uid])


def edit_of(cohort):
    return reverse("work:prevention-cohort-edit", args=[cohort.uid])


def test_a_group_is_added_and_shown(door, room):
    answer = door.post(add(room), group(room))

    cohort = Cohort.objects.get(label="8A")
    assert answer.url == page_of(cohort)
    assert list(cohort.facilitators.all()) == [room.facilitator]
    listed = door.get(reverse("work:prevention-run-groups", args=[room.implementation.uid]))
    assert "20 of 25" in listed.content.decode()
    assert "Nobody is listed" in door.get(page_of(cohort)).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"label": "7A"}, "This site has a group of this name"),
        ({"consent_asked": "26"}, "More were asked than could take part"),
        ({"consent_given": "26"}, "More answers than questions"),
        ({"assent_refused": "26"}, "More answers than questions"),
        ({"consent_asked": ""}, "Write down how many were asked"),
    ],
)
def test_what_does_not_fit_is_said(changes, said, door, room):
    page = door.post(add(room), group(room, **changes)).content.decode()

    assert said in page
    assert not Cohort.objects.filter(label="8A").exists()


def test_how_people_are_counted_is_chosen_once(door, room):
    door.post(edit_of(room.cohort), group(room, label="7A", mode="headcount"))

    room.cohort.refresh_from_db()
    assert (room.cohort.mode, room.cohort.grade) == ("named", "8")
    assert "How people are counted" not in door.get(edit_of(room.cohort)).content.decode()


def test_a_late_change_of_a_group_shows_both(door, room):
    version = room.cohort.version
    door.post(edit_of(room.cohort), group(room, label="7A", girls="14", row_version=version))

    page = door.post(
        edit_of(room.cohort), group(room, label="7A", girls="15", row_version=version)
    ).content.decode()

    assert "Two people at one record" in page
    room.cohort.refresh_from_db()
    assert room.cohort.girls == 14


def test_sites_and_people_of_others_are_not_taken(room, door):
    other = ngo(country="KG")
    stranger = Facilitator.objects.create(organisation=other, name="X", role="teacher")
    elsewhere = DeliverySite.objects.create(organisation=other, kind="school", name="Elsewhere")

    for changes in ({"site": elsewhere.uid}, {"facilitators": [stranger.uid]}):
        door.post(add(room), group(room, **changes))

    assert not Cohort.objects.filter(label="8A", site=elsewhere).exists()
    assert not stranger.cohorts.exists()


def test_the_side_is_asked_where_there_is_a_comparison(door, room):
    assert "Takes part" not in door.get(add(room)).content.decode()
    Implementation.objects.filter(pk=room.implementation.pk).update(arm_design="comparison")

    assert "Takes part" in door.get(add(room)).content.decode()


def test_numbers_are_added_at_once_and_go_on(door, room):
    answer = door.post(page_of(room.cohort), {"girls": "2", "others": "1", "age_band": "16-18"})

    added = Participant.objects.filter(cohort=room.cohort, number__gt=12).order_by("number")
    assert [(row.number, row.gender, row.age_band) for row in added] == [
        (13, "f", "16-18"), (14, "f", "16-18"), (15, "o", "16-18"),
    ]  # fmt: skip
    assert answer.status_code == 302
    event = AuditEvent.objects.get(event="prevention.register.changed")
    assert event.detail == {"people": 3}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Write how many people to add"),
        ({"girls": "189"}, "A register holds 200 people"),
        ({"girls": "x"}, "number"),
    ],
)
def test_a_register_takes_what_makes_sense(typed, said, door, room):
    page = door.post(page_of(room.cohort), typed).content.decode()

    assert said in page
    assert room.cohort.participants.count() == 12


def test_a_group_by_heads_has_no_register(door, room):
    page = door.post(page_of(room.headcount), {"girls": "2"}).content.decode()

    assert "Counted by heads" in page
    assert not room.headcount.participants.exists()


def test_somebody_leaves_and_comes_back(door, room):
    line = room.cohort.participants.get(number=3)
    address = reverse("work:prevention-participant-leave", args=[line.uid])
    assert "Number 3 left the group" in door.get(address).content.decode()

    door.post(address, {"on": "20.03.2026"})
    line.refresh_from_db()
    assert line.left_on.isoformat() == "2026-03-20"
    assert "Did not leave" in door.get(page_of(room.cohort)).content.decode()
    again = door.post(address, {"on": "21.03.2026"}).content.decode()
    assert "Somebody else has written this down" in again

    door.post(address, {"stayed": "1"})
    door.post(address, {"stayed": "1"})
    line.refresh_from_db()
    assert line.left_on is None


def test_reading_a_register_leaves_a_trace(door, room):
    door.get(page_of(room.cohort))
    door.get(page_of(room.headcount))

    events = AuditEvent.objects.filter(event="prevention.delivery.read")
    assert [event.object_uids for event in events] == [[str(room.cohort.uid)]]


def test_a_facilitator_reads_the_register_and_does_not_change_it(room, enter):
    browser = enter(room.facilitator_user)

    page = browser.get(page_of(room.cohort)).content.decode()
    refused = browser.post(page_of(room.cohort), {"girls": "1"}).content.decode()

    assert "Add to the register" not in page
    assert room.cohort.participants.count() == 12
    assert refused
    assert AuditEvent.objects.filter(outcome="NOT_PERMITTED").exists()


def test_a_coordinator_counts_groups_and_opens_none(room, coordinating):
    address = reverse("work:prevention-run-groups", args=[room.implementation.uid])

    page = coordinating.get(address).content.decode()

    assert "7A" in page
    assert page_of(room.cohort) not in page
    assert coordinating.get(page_of(room.cohort)).status_code == 404


def test_a_group_begins_and_ends_by_buttons(door, room):
    address = reverse("work:prevention-cohort-move", args=[room.cohort.uid])
    assert door.get(address).status_code == 302

    done = door.post(address, {"move": "complete", "row_version": "1"}, follow=True)
    late = door.post(address, {"move": "dissolve", "row_version": "1"}, follow=True)
    impossible = door.post(address, {"move": "begin"}, follow=True)

    room.cohort.refresh_from_db()
    assert room.cohort.status == "completed"
    assert "The group is now: Completed" in done.content.decode()
    assert "Somebody else changed this" in late.content.decode()
    assert "not possible now" in impossible.content.decode()
    assert door.post(address, {"move": "nonsense"}).status_code == 404


def test_a_group_shows_how_many_sessions_it_had(door, room):
    make_session(room.cohort, room.version.plans.get(number=2), on=timezone.localdate())

    assert "1 of 4" in door.get(page_of(room.cohort)).content.decode()


def site(**changes):
    return {
        "kind": "school", "name": "School 9", "region": "KG-C", "girls": "100", "boys": "110",
        "others": "0",
    } | changes  # fmt: skip


def test_a_site_is_added_changed_and_retired(door, room):
    assert Subdivision.objects.filter(pk="KG-C").exists()
    door.post(reverse("work:prevention-site-add"), site())
    added = DeliverySite.objects.get(name="School 9")
    address = reverse("work:prevention-site", args=[added.uid])

    door.post(address, site(girls="120", row_version=added.version))
    late = door.post(address, site(girls="130", row_version=added.version)).content.decode()
    door.post(reverse("work:prevention-site-retire", args=[added.uid]), {})
    door.post(reverse("work:prevention-site-retire", args=[added.uid]), {})

    added.refresh_from_db()
    assert (added.girls, added.region_id) == (120, "KG-C")
    assert added.retired_at is not None
    assert "Two people at one record" in late
    assert "School 9" not in door.get(reverse("work:prevention-sites")).content.decode()
    assert "School 9" in door.get(reverse("work:prevention-sites") + "?retired").content.decode()


def test_a_site_in_use_stays(door, room):
    address = reverse("work:prevention-site-retire", args=[room.site.uid])

    page = door.post(address, {}).content.decode()

    assert "planned or under way here" in page


def test_a_region_of_another_country_is_not_taken(door, room):
    page = door.post(reverse("work:prevention-site-add"), site(region="TJ-SU"))

    assert page.status_code == 200
    assert not DeliverySite.objects.filter(name="School 9").exists()


def test_the_groups_cost_the_same_however_many(door, room, django_assert_max_num_queries):
    for label in "BCDEF":
        door.post(add(room), group(room, label=f"8{label}"))

    with django_assert_max_num_queries(12):
        door.get(reverse("work:prevention-run-groups", args=[room.implementation.uid]))

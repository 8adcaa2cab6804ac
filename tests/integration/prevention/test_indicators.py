"""Indicators of a country, as its coordinator reads them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from prevention.models import Attendance, Fidelity, FidelityScore, Session
from prevention.selectors.indicators import indicators_of
from tests.factories.prevention import make_cohort, make_programme, make_run, make_version


pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered(room):
    now = timezone.now()
    room.session.status, room.session.minutes, room.session.entered_at = "delivered", 45, now
    room.session.girls = room.session.boys = 6
    room.session.save()
    for person in room.cohort.participants.all():
        Attendance.objects.create(session=room.session, participant=person, was_present=True)
    for rater in ("self", "observer"):
        list_ = Fidelity.objects.create(
            organisation=room.organisation, session=room.session, rater=rater, quality=4,
            responsiveness=5, rated_by=room.manager,
        )  # fmt: skip
        for item in room.version.fidelity_items.all():
            FidelityScore.objects.create(
                fidelity=list_, item=item, value="yes" if rater == "self" else "partly"
            )
    Session.objects.create(
        organisation=room.organisation, cohort=room.headcount, on=timezone.localdate(),
        status="delivered", minutes=40, girls=11, boys=9, entered_at=now,
    )  # fmt: skip
    return room


def section(found, title):
    return {row[0]: row[1:] for each in found.sections if each.title == title for row in each.rows}


def of_this_year(room):
    begins = room.implementation.starts_on
    return indicators_of(country="KG", since=begins, before=begins + timedelta(90))


def test_delivery_is_counted_by_gender(delivered):
    found = of_this_year(delivered)
    people = section(found, "Participants")

    assert people["Reached"] == [17, 15, 32]
    assert people["On registers"] == [6, 6, 12]
    assert people["Completed the programme"] == [0, 0, 0]
    assert section(found, "Delivery")["Adherence, as facilitators say"] == ["100 %"]
    assert section(found, "Delivery")["Adherence, as observers saw"] == ["50 %"]
    assert section(found, "Delivery")["Sessions observed"] == ["50 %"]
    levels = section(found, "By level of prevention")
    assert list(levels.values()) == [[1, 1, 2, 17, 15, 32]]
    trained = section(found, "People who deliver")
    assert list(trained.values()) == [[1], [1]]


def test_events_stand_apart_and_examples_are_not_counted(delivered):
    room = delivered
    version = make_version(make_programme("FLASH", kind="awareness_event"), sessions=1)
    begins = room.implementation.starts_on + timedelta(28)
    event = make_run(
        version=version, organisation=room.organisation, by=room.manager, site=room.site, on=begins
    )
    make_cohort(event, room.site, "all")
    made_up = make_run(
        version=room.version, organisation=room.organisation, by=room.manager, site=room.site,
        on=begins, is_example=True,
    )  # fmt: skip
    make_cohort(made_up, room.site, "x")
    found = of_this_year(room)

    assert (found.runs, found.events) == (1, 1)
    assert section(found, "Awareness events")["Awareness events"] == [1]


def test_one_to_four_of_a_gender_hide_both(delivered):
    room = delivered
    Session.objects.filter(cohort=room.headcount).update(boys=0)
    boys = room.cohort.participants.filter(gender="m")
    Attendance.objects.filter(participant__in=boys[3:].values("pk")).update(was_present=False)
    people = section(of_this_year(room), "Participants")

    assert people["Reached"] == ["kept back", "kept back", 20]
    assert people["Could take part"][:2] == ["kept back", "kept back"]


def test_a_coordinator_chooses_country_and_period(delivered, enter):
    coordinator = enter(delivered.coordinator)
    address = reverse("work:prevention-indicators")
    page = coordinator.get(address)
    assert page.status_code == 200
    assert [code for code, _name in page.context["form"].fields["country"].choices] == ["KG"]
    wrong = coordinator.get(
        address, {"country": "KG", "since": "2026-05-01", "until": "2026-04-01"}
    )
    assert "ends before it begins" in wrong.content.decode()
    foreign = coordinator.get(
        address, {"country": "TJ", "since": "2026-01-01", "until": "2026-12-31"}
    )
    assert foreign.context["found"] is None
    empty = coordinator.get(
        address, {"country": "KG", "since": "2001-01-01", "until": "2001-12-31"}
    )
    assert "Nothing begins in this period" in empty.content.decode()


def test_the_page_asks_the_same_number_of_questions_however_many_runs(
    delivered, django_assert_max_num_queries
):
    room = delivered
    for number in range(5):
        run = make_run(
            version=make_version(make_programme(f"P{number}")), organisation=room.organisation,
            by=room.manager, site=room.site, on=timezone.localdate(),
        )  # fmt: skip
        make_cohort(run, room.site, "A")
    with django_assert_max_num_queries(14):
        found = of_this_year(room)
    assert found.runs == 6


def test_who_delivers_only_examples_is_not_counted(room):
    def deliver():
        return list(section(of_this_year(room), "People who deliver").values())

    assert deliver() == [[1], [1]]
    room.organisation.is_invented = True
    room.organisation.save()
    assert deliver() == [[1], [1]]
    room.implementation.is_example = True
    room.implementation.save()
    assert deliver() == [[0], [0]]


def test_who_delivers_nothing_is_counted_unless_the_organisation_is_made_up(room):
    for cohort in room.implementation.cohorts.all():
        cohort.facilitators.clear()
    room.organisation.is_invented = False
    room.organisation.save()

    def deliver():
        return list(section(of_this_year(room), "People who deliver").values())

    assert deliver() == [[1], [1]]
    room.organisation.is_invented = True
    room.organisation.save()
    assert deliver() == [[0], [0]]

"""Indicators of a country, as its coordinator reads them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from prevention.models import (
    Attendance,
    Cost,
    DeliverySite,
    Fidelity,
    FidelityScore,
    OutcomeResult,
    Participant,
    Session,
)
from prevention.rules.linkage import Summary
from prevention.selectors.indicators import indicators_of
from tests.factories.kernel import ngo
from tests.factories.prevention import (
    make_cohort,
    make_cost,
    make_programme,
    make_run,
    make_session,
    make_version,
    make_wave,
)


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


@pytest.fixture
def country(delivered):
    """The same programme at three more schools, two of them in another region."""
    room = delivered
    regions = ["KG-GB", "KG-C", "KG-C"]
    for number, region in enumerate(regions):
        site = make_site(room, region_id=region)
        cohort = make_cohort(room.implementation, site, f"6{number}", mode="named", status="active")
        people = Participant.objects.bulk_create(
            Participant(organisation=room.organisation, cohort=cohort, number=at,
                        gender="fm"[at % 2], age_band="10-12" if at < 12 else "13-15")
            for at in range(20)
        )  # fmt: skip
        for plan in room.version.plans.all():
            session = make_session(cohort, plan, on=timezone.localdate())
            Attendance.objects.bulk_create(
                Attendance(session=session, participant=person, was_present=True)
                for person in people
            )
    room.site.region_id = "KG-GB"
    room.site.save()
    return room


def make_site(room, **fields):
    return DeliverySite.objects.create(
        organisation=room.organisation,
        kind="school",
        name="Another school",
        girls=60,
        boys=60,
        **fields,
    )


def section(found, title):
    return {row[0]: row[1:] for each in found.sections if each.title == title for row in each.rows}


def of_this_year(room):
    begins = room.implementation.starts_on
    return indicators_of(country="KG", since=begins, before=begins + timedelta(90))


def test_delivery_is_counted_by_gender(country):
    found = of_this_year(country)
    people = section(found, "Participants")

    assert people["Reached"] == [17 + 30, 15 + 30, 32 + 60]
    assert people["On registers"] == [36, 36, 72]
    assert people["Completed the programme"] == [30, 30, 60]
    delivery = section(found, "Delivery")
    assert delivery["Sessions delivered"] == [2 + 3 * 4]
    assert delivery["Dose delivered"] == ["70 %"]
    levels = section(found, "By level of prevention")
    assert list(levels.values()) == [[1, 4, 14, 47, 45, 92]]
    trained = section(found, "People who deliver")
    assert list(trained.values()) == [[1], [1]]


def test_of_one_site_nothing_is_told_but_that_there_is_one(delivered):
    found = of_this_year(delivered)
    delivery = section(found, "Delivery")

    assert section(found, "Participants")["Reached"] == ["kept back"] * 3
    assert (delivery["Implementations"], delivery["Sites"]) == ([1], [1])
    kept = [name for name, cells in delivery.items() if cells == ["kept back"]]
    assert kept == [
        "Sessions delivered", "Dose delivered", "Adherence, as facilitators say",
        "Adherence, as observers saw", "Sessions observed",
    ]  # fmt: skip
    assert not [each for each in found.sections if each.title.startswith("By ")]


def test_fidelity_of_one_of_four_sites_is_kept_back(country):
    delivery = section(of_this_year(country), "Delivery")

    assert delivery["Adherence, as observers saw"] == ["kept back"]


def test_regions_of_two_sites_are_not_told_apart(country):
    """KG-GB and KG-C have two sites each; with two more in KG-C only KG-GB has few."""
    before = next(each for each in of_this_year(country).sections if each.title == "By region")
    for label in "CD":
        site = make_site(country, region_id="KG-C")
        cohort = make_cohort(country.implementation, site, label, status="active")
        make_session(cohort, None, on=timezone.localdate())
    country.site.region_id = None
    country.site.save()
    last = make_cohort(country.implementation, make_site(country), "E", status="active")
    make_session(last, None, on=timezone.localdate())
    after = section(of_this_year(country), "By region")

    assert (before.rows, before.words) == (
        [], "Too few sites or people stand behind its lines to tell them apart."
    )  # fmt: skip
    assert [cells[1] for cells in after.values()] == [4, 3]
    assert list(after)[1] == "Others together"


def test_ages_are_those_of_registers(country):
    """Of the band 13-15 there are also the twelve of a first school, who did not complete."""
    ages = section(of_this_year(country), "By age")

    assert ages["10-12"] == [3, 18, 18, 36, 18, 18, 36]
    assert ages["13-15"] == [4, 18, 18, 36, 12, 12, 24]


def test_costs_per_head_are_of_three_organisations_at_least(country):
    room = country
    begins = timezone.localdate()
    for number, amount in enumerate((9000, 8000), start=1):
        other = ngo(country="KG")
        site = DeliverySite.objects.create(organisation=other, kind="school", name="School")
        run = make_run(
            version=room.version, organisation=other, by=room.manager, site=site, on=begins
        )
        cohort = make_cohort(run, site, "A", status="active")
        make_session(cohort, room.version.plans.first(), on=begins, girls=10, boys=10)
        costs = section(of_this_year(room), "Costs")
        assert [cells[0] for cells in costs.values()] == [
            number, *["kept back"] * 2, *["–"] * 2,
        ]  # fmt: skip
        make_cost(run, on=begins, amount=amount, category="training", is_recurring=False)
    Cost.objects.filter(implementation=room.implementation).update(amount=5000)

    costs = section(of_this_year(room), "Costs")

    people = 92 + 20 + 20
    assert [cells[0] for cells in costs.values()] == [
        3, round((9000 + 8000 + 5000) / people), "kept back", "–", "–",
    ]  # fmt: skip


def test_costs_in_two_currencies_are_left_out_with_a_word(delivered):
    make_cost(delivered.implementation, on=timezone.localdate(), currency="USD")

    found = next(each for each in of_this_year(delivered).sections if each.title == "Costs")

    assert found.rows == []
    assert "in several currencies: 1." in found.words


def test_effects_on_primary_outcomes_stand_with_their_interval(country):
    room = country
    estimate = {
        "scale": "DIFFERENCE", "value": -0.084, "low": -0.15, "high": -0.02,
        "method": "CHANGE_SCORES", "claim": "EFFECT", "n_intervention": 60, "n_comparison": 60,
        "clusters_intervention": 3, "clusters_comparison": 3, "icc": None, "deff": None,
        "needs_review": False, "match_rate": 0.9,
    }  # fmt: skip
    content = {
        "text": "Alcohol in 30 days", "wave": "post", "has_comparison": True, "levels": {},
        "estimates": {"both": [estimate], "girls": [estimate]}, "reasons": {}, "interaction": None,
        "data_cut": "2026-01-01", "code_version": "1",
    }  # fmt: skip
    kept = OutcomeResult.objects.create(
        organisation=room.organisation, implementation=room.implementation, is_primary=True,
        later_wave=make_wave(room.implementation, "post", status="linked"), method="linked",
        outcome="alcohol_30d", content=content, frozen_at=timezone.now(),
    )  # fmt: skip

    found = next(e for e in of_this_year(room).sections if e.title == "Primary outcomes")

    name = "Test programme. Alcohol in 30 days (After the last session)"
    assert [row[:5] for row in found.rows] == [
        [name, who, "Difference", "-0.08", "-0.15 to -0.02"] for who in ("Girls and boys", "Girls")
    ]
    assert "Less of it" in found.rows[0][5]
    kept.content["has_comparison"] = False
    kept.save()
    alone = next(e for e in of_this_year(room).sections if e.title == "Primary outcomes")
    assert alone.rows == []


def test_effects_of_two_sites_are_kept_back(delivered):
    make_cohort(delivered.implementation, make_site(delivered), "8B", arm="comparison")
    content = {"has_comparison": True, "estimates": {"both": [{}]}}
    OutcomeResult.objects.create(
        organisation=delivered.organisation, implementation=delivered.implementation,
        is_primary=True, later_wave=make_wave(delivered.implementation, "post", status="linked"),
        method="linked", outcome="alcohol_30d", content=content, frozen_at=timezone.now(),
    )  # fmt: skip

    found = next(e for e in of_this_year(delivered).sections if e.title == "Primary outcomes")

    assert found.rows == []
    assert "fewer than three sites were asked: 1." in found.words


def link(run):
    summary = Summary(
        asked={"f": 30, "m": 26}, linked={"f": 24, "m": 20}, later=50, by_distance={},
        alone_earlier={}, alone_later={}, exact=40, without_code=0, rule_version="1",
    )  # fmt: skip
    OutcomeResult.objects.create(
        organisation=run.organisation, implementation=run, method="test", outcome="linkage",
        later_wave=make_wave(run, "post", status="linked"), content=summary.content(),
        frozen_at=timezone.now(),
    )  # fmt: skip


def test_linked_questionnaires_are_told_of_three_sites(country):
    link(country.implementation)

    found = section(of_this_year(country), "Linked questionnaires")

    assert found["Questionnaires before"] == [30, 26, 56]
    assert found["Match rate"] == ["80 %", "77 %", "79 %"]


def test_two_implementations_at_the_same_two_sites_are_of_two_sites(delivered):
    room = delivered
    there = make_site(room)
    other = make_run(
        version=room.version, organisation=room.organisation, by=room.manager, site=room.site,
        on=timezone.localdate(),
    )  # fmt: skip
    for run in (room.implementation, other):
        for site in (room.site, there):
            make_cohort(run, site, "Z", status="active")
        link(run)

    found = section(of_this_year(room), "Linked questionnaires")

    assert found["Questionnaires before"] == ["kept back"] * 3


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


def test_one_to_four_of_a_gender_hide_both(country):
    room = country
    Session.objects.filter(cohort=room.headcount).update(boys=0)
    boys = Participant.objects.filter(gender="m")
    Attendance.objects.filter(participant__in=boys[3:].values("pk")).update(was_present=False)
    found = of_this_year(room)
    people = section(found, "Participants")

    assert people["Reached"] == ["kept back", "kept back", 17 + 30 + 3]
    assert people["Could take part"][:2] == ["kept back", "kept back"]
    assert section(found, "By setting")["School"][3:] == ["kept back", "kept back", 50]


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
    country, enter, django_assert_max_num_queries
):
    room = country
    for number in range(5):
        run = make_run(
            version=make_version(make_programme(f"P{number}")), organisation=room.organisation,
            by=room.manager, site=room.site, on=timezone.localdate(),
        )  # fmt: skip
        make_cohort(run, room.site, "A")
        make_cost(run, on=timezone.localdate())
    begins = room.implementation.starts_on
    asked = {"country": "KG", "since": begins, "until": begins + timedelta(90)}
    coordinator = enter(room.coordinator)
    address = reverse("work:prevention-indicators")
    coordinator.get(address)  # the first page of a session saves the session

    with django_assert_max_num_queries(12):
        page = coordinator.get(address, asked)

    assert page.context["found"].runs == 6


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

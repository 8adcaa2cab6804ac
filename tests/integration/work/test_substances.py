"""Naming substances through the work door: while answering, by looking up, and as an expert."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import AddedSubstance, SubstanceUse, TermResolution, UnknownTerm
from tests.factories.clinics import TreatmentDemandFactory
from tests.factories.health import UnknownTermFactory
from tests.factories.kernel import auditor, clinic, expert, ministry
from tests.factories.work import KeptEpisode, make_room


pytestmark = pytest.mark.django_db
ROWS = {"substance-TOTAL_FORMS": "4", "substance-INITIAL_FORMS": "0"}
TODAY = timezone.localdate


@pytest.fixture
def room(db):
    return make_room(clinic(country="KZ"))


@pytest.fixture
def desk(enter):
    """The browser of Kazakhstan's expert."""
    return enter(expert(at=ministry(country="KZ")))


def answer(door, room, **substance):
    """Send the answers of today with one substance."""
    row = {f"substance-0-{name}": value for name, value in substance.items()}
    data = {"token": str(uuid4()), "as_of": f"{TODAY():%d.%m.%Y}", "rest": "1"}
    return door.post(reverse("work:demand", args=[room.episode.uid]), data | ROWS | row)


def use():
    """What was stored."""
    found = SubstanceUse.objects.get()
    return found.substance, found.named, found.resolution


def test_a_known_word_is_enough(door, room):
    assert answer(door, room, as_said="мефедрон").status_code == 302
    assert use() == ("CATHINONES", "mephedrone", "AUTO")


def test_the_name_of_a_class_is_asked_about_and_may_stay_a_class(door, room):
    asked = answer(door, room, as_said="соль")

    page = asked.content.decode()
    assert asked.status_code == 200
    assert asked.context["substances"].forms[0].errors["as_said"]
    assert 'name="substance-0-named" value="-"' in page
    assert 'name="substance-0-named" value="mephedrone"' in page
    assert SubstanceUse.objects.count() == 0
    assert answer(door, room, as_said="соль", named="-").status_code == 302
    assert use() == ("CATHINONES", "cathinone_unsp", "CLASS_LEVEL")


def test_what_was_chosen_stays_when_something_else_is_wrong(door, room):
    page = answer(door, room, as_said="соль", named="mephedrone", age_first_use="200")

    assert 'value="mephedrone" checked' in page.content.decode()


def test_an_answer_is_taken_up_again_with_its_name(door, room):
    answer(door, room, as_said="соль", named="mephedrone")

    page = door.get(reverse("work:demand", args=[room.episode.uid])).content.decode()

    assert 'value="mephedrone" checked' in page


def test_an_unknown_word_goes_to_the_expert_and_counts_as_other(door, room, desk):
    assert answer(door, room, as_said="бирюза").status_code == 302

    page = desk.get(reverse("work:terms")).content.decode()

    assert use() == ("OTHER", "", "UNRESOLVED")
    assert "бирюза" in page
    assert "fewer than 3" in page
    assert room.patient.code not in page
    assert str(room.patient.uid) not in page


def test_the_patient_page_says_what_the_word_means_today(door, room, desk):
    answer(door, room, as_said="бирюза")
    term = UnknownTerm.objects.get()
    decide(desk, term, substance="", other="альфа-ПВП")

    page = door.get(reverse("work:patient", args=[room.patient.uid])).content.decode()

    assert "since understood as Alpha-PVP" in page
    assert use() == ("OTHER", "", "UNRESOLVED")


def decide(desk, term, **data):
    """Send the expert's decision."""
    usual = {"evidence": "TEST_STRIP", "reason": "Strips of two clinics", "row_version": "1"}
    return desk.post(reverse("work:term", args=[term.uid]), usual | data)


@pytest.mark.parametrize(
    ("said", "found"),
    [("мефедрон", "Mephedrone"), ("mefedron", "Mephedrone"), ("lyrica", "Pregabalin"),
     ("героен", "Heroin"), ("алпразолам", "Alprazolam"), ("ксанакс", "Alprazolam")],
)  # fmt: skip
def test_a_substance_is_found_by_any_name(said, found, door, room):
    page = door.post(reverse("work:substances"), {"q": said}).content.decode()

    assert found in page


def test_finds_are_offered_under_the_field_that_asks(door, room):
    field = "substance-2-as_said"

    answered = door.post(
        reverse("work:substances"), {"field": field, field: "мефед"}, headers={"HX-Request": "true"}
    )

    text = answered.content.decode()
    assert 'name="substance-2-named" value="mephedrone"' in text
    assert "<html" not in text


def test_a_word_without_letters_finds_nothing(door, room):
    page = door.post(reverse("work:substances"), {"q": "?!"})
    strange = door.post(
        reverse("work:substances"), {"field": "a b", "q": "героин"}, headers={"HX-Request": "true"}
    )

    assert page.context["found"].hits == []
    assert "<html" in strange.content.decode()


def test_who_neither_treats_nor_resolves_looks_nothing_up(enter):
    door = enter(auditor(at=ministry(country="KZ")))

    assert door.get(reverse("work:substances")).status_code == 404
    assert door.get(reverse("work:terms")).status_code == 404


def test_the_experts_day_begins_with_the_queue(desk):
    answered = desk.get(reverse("work:home"))

    assert answered["Location"] == reverse("work:terms")
    assert reverse("work:terms") in desk.get(reverse("work:terms")).content.decode()


def test_an_expert_decides_adds_and_sets_aside(desk):
    first, second, third = UnknownTermFactory.create_batch(3)
    page = desk.get(reverse("work:term", args=[first.uid]))
    assert page.status_code == 200

    decided = decide(desk, first, other="heroin")
    added = desk.post(
        reverse("work:term-add", args=[second.uid]),
        {"name_en": "Turquoisone", "name_ru": "Бирюзон", "counts_as": "CATHINONES",
         "evidence": "LABORATORY", "reason": "Confirmed", "row_version": "1"},
    )  # fmt: skip
    aside = desk.post(
        reverse("work:term-set-aside", args=[third.uid]), {"reason": "A slip", "row_version": "1"}
    )

    assert {decided.status_code, added.status_code, aside.status_code} == {302}
    assert [row.substance for row in TermResolution.objects.all()] == [
        "heroin", AddedSubstance.objects.get().key, "",
    ]  # fmt: skip
    assert "No name waits" in desk.get(reverse("work:terms")).content.decode()
    history = desk.get(reverse("work:term", args=[first.uid])).content.decode()
    assert "Strips of two clinics" in history


@pytest.mark.parametrize(
    "data", [{"other": ""}, {"other": "никакое"}, {"other": "heroin", "row_version": "7"}]
)
def test_a_decision_names_one_substance_and_is_not_stale(data, desk):
    page = decide(desk, UnknownTermFactory(), **data)

    assert page.status_code == 200
    assert TermResolution.objects.count() == 0


def test_a_name_that_waits_too_long_is_overdue(desk):
    UnknownTermFactory(due_on=TODAY())
    assert "Overdue" not in desk.get(reverse("work:terms")).content.decode()

    UnknownTermFactory(due_on=TODAY() - timedelta(days=1))

    assert "Overdue" in desk.get(reverse("work:terms")).content.decode()


def said_by(room, patients, days_ago=0):
    """Let some patients say a word that nobody knows."""
    for _number in range(patients):
        episode = KeptEpisode(site=room.site, patient__organisation=room.organisation)
        demand = TreatmentDemandFactory(episode=episode, as_of=TODAY() - timedelta(days=days_ago))
        demand.substances.update(as_said="Бирюза", resolution="UNRESOLVED", substance="OTHER")


@pytest.mark.parametrize(
    ("patients", "days_ago", "is_many"), [(2, 0, False), (3, 0, True), (3, 30, False)]
)
def test_three_patients_in_thirty_days_raise_an_alert(patients, days_ago, is_many, room, desk):
    UnknownTermFactory(normalised="бирюза", country="KZ")
    said_by(room, patients, days_ago)

    page = desk.get(reverse("work:terms")).content.decode()

    assert ("3 or more" in page) is is_many


def test_the_queue_costs_the_same_for_many_names(room, desk):
    UnknownTermFactory(due_on=TODAY())
    few = queries(desk, reverse("work:terms"))
    UnknownTermFactory.create_batch(30)
    said_by(room, 5)

    many = queries(desk, reverse("work:terms"))

    assert many == few
    assert many <= 12


def test_looking_up_and_one_name_cost_few_queries(door, room, desk):
    term = UnknownTermFactory()

    assert queries(desk, reverse("work:term", args=[term.uid])) <= 12
    assert queries(door, reverse("work:demand", args=[room.episode.uid])) <= 12
    assert queries(door, reverse("work:substances")) <= 12


def queries(door, address):
    """What one request costs on both databases."""
    door.get(address)
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["vault"]) as vault,
    ):
        assert door.get(address).status_code == 200
    return len(default) + len(vault)

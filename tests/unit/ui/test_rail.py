import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import ResolverMatch

from kernel.permissions import Permission, Role
from tests.factories.kernel import OrganisationFactory, person
from ui import rail


@pytest.fixture(autouse=True)
def _own_rail(monkeypatch):
    monkeypatch.setattr(rail, "_places", {})
    monkeypatch.setattr(rail, "_searches", {})


@pytest.fixture
def request_of():
    def made(user, view_name=""):
        request = RequestFactory().get("/work/")
        request.user = user
        request.resolver_match = ResolverMatch(print, (), {}, view_name) if view_name else None
        return request

    return made


def add(label, url_name="work:components", order=10, **rest):
    rail.add(door="work", label=label, url_name=url_name, icon="people", order=order, **rest)


def labels(request):
    return [place["label"] for place in rail.places(request, "work")]


@pytest.fixture
def nurse(db):
    return person(Role.NURSE, at=OrganisationFactory())


def test_places_stand_in_their_order(request_of):
    add("Second", "work:healthz", order=20)
    add("First", "work:components", order=10)

    assert labels(request_of(AnonymousUser())) == ["First", "Second"]


def test_a_place_of_another_door_is_not_there(request_of):
    rail.add(door="ministry", label="Figures", url_name="ministry:home", icon="chart", order=1)

    assert labels(request_of(AnonymousUser())) == []
    assert rail.places(request_of(AnonymousUser()), "ministry")[0]["url"] == "/ministry/"


def test_a_place_is_shown_to_those_who_hold_its_permission(request_of, nurse):
    add("Doses", "work:healthz", permission=Permission.DOSE_GIVE)
    add("People", "work:components", permission=Permission.PEOPLE_MANAGE)

    assert labels(request_of(nurse)) == ["Doses"]
    assert labels(request_of(AnonymousUser())) == []


def test_one_permission_of_several_is_enough(request_of, nurse):
    add("Log", "work:healthz", permission=[Permission.AUDIT_READ, Permission.RECORD_READ])

    assert labels(request_of(nurse)) == ["Log"]


def test_the_rail_reads_nothing_but_the_scope(request_of, nurse, django_assert_num_queries):
    add("Doses", "work:healthz", permission=Permission.DOSE_GIVE)
    request = request_of(nurse)
    labels(request)

    with django_assert_num_queries(0):
        labels(request)


def test_the_place_where_one_is_is_marked(request_of):
    add("Today", "work:healthz")
    add("Patients", "work:components", covers=("work:patient",))

    def here(view_name):
        request = request_of(AnonymousUser(), view_name)
        return [place["label"] for place in rail.places(request, "work") if place["current"]]

    assert here("work:healthz") == ["Today"]
    assert here("work:components") == ["Patients"]
    assert here("work:patient-edit") == ["Patients"]
    assert here("work:healthz-of-others") == []
    assert here("") == []


def test_a_place_may_count_what_waits(request_of):
    add("Today", "work:healthz", count=lambda _request: 9)
    add("Patients", "work:components", order=20)

    counts = [place["count"] for place in rail.places(request_of(AnonymousUser()), "work")]

    assert counts == [9, None]


def test_a_door_has_one_search_for_those_who_may(request_of, nurse):
    rail.add_search(
        door="work", label="Find", url_name="work:components", permission=Permission.RECORD_READ
    )

    assert rail.search(request_of(nurse), "work")["label"] == "Find"
    assert rail.search(request_of(AnonymousUser()), "work") is None
    assert rail.search(request_of(nurse), "ministry") is None

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from config.surfaces import surface
from kernel.permissions import Role
from tests.factories.kernel import OrganisationFactory, UserFactory, person
from ui.context import house


def context(path="/work/", door="work", user=None):
    request = RequestFactory().get(path)
    request.user, request.door, request.resolver_match = user or AnonymousUser(), door, None
    return house(request)


def test_a_door_has_its_name_and_home():
    assert context()["door_title"] == "Work"
    assert context()["door_home"] == "/work/"
    assert context(door="public")["door_title"] == ""
    assert context(door="public")["door_home"] == "/"


def test_a_door_on_its_own_host_begins_at_the_root(settings):
    settings.DOOR = surface("work")

    assert context()["door_home"] == "/"
    assert context()["other_doors"] == []


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("?next=/ministry/figures/", "Ministry"),
        ("?next=/work/", "Work"),
        ("?next=/news/", ""),
        ("?next=https://example.org/work/", ""),
        ("", ""),
    ],
)
def test_signing_in_names_the_door_to_which_it_leads(asked, title):
    assert context(f"/accounts/login/{asked}", door="accounts")["destination_title"] == title


def test_other_doors_on_this_port_are_offered():
    titles = [door["title"] for door in context()["other_doors"]]

    assert titles == ["Office", "Ministry"]


def test_only_complete_languages_are_offered():
    assert context()["interface_languages"] == [("en", "English"), ("ru", "Русский")]


def test_roles_are_those_of_this_door(db):
    clinic = OrganisationFactory()
    user = person(Role.NURSE, Role.CASE_WORKER, at=clinic)

    assert str(context(user=user)["roles"]) == "Case worker, Nurse"
    assert str(context(user=user, door="ministry")["roles"]) == ""
    assert str(context()["roles"]) == ""


def test_ones_own_account_belongs_to_the_first_door_that_opens(db):
    nurse = person(Role.NURSE, at=OrganisationFactory())

    assert context("/accounts/profile/", door="accounts", user=nurse)["door"] == "work"
    assert context("/accounts/profile/", door="accounts", user=UserFactory())["door"] == "accounts"


def test_the_frame_costs_no_query_when_nobody_looks(db, django_assert_num_queries):
    user = person(Role.NURSE, at=OrganisationFactory())

    with django_assert_num_queries(0):
        context(user=user)


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_a_page_that_fails_needs_no_context(name):
    html = render_to_string(name)

    assert '<html lang="en" dir="ltr">' in html
    assert '<main class="u-main u-narrow" id="main">' in html


def test_not_yours_and_not_there_read_the_same():
    assert render_to_string("403.html") == render_to_string("404.html")


def test_a_visitor_of_the_public_pages_hears_nothing_of_roles():
    html = render_to_string("404.html", {"door": "public"})

    assert "roles" not in html
    assert "The start page leads on" in html


def test_dark_is_what_the_profile_says():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert "data-bs-theme" not in render_to_string("404.html", request=request)

    request.user.is_dark = True

    assert 'data-bs-theme="dark"' in render_to_string("404.html", request=request)

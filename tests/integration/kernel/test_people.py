"""The administrator's and the manager's screens for people."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kernel.grants import give_role, roles_of
from kernel.models import AuditEvent, Organisation, User
from kernel.permissions import Role
from tests.factories.kernel import (
    PASSWORD,
    UserFactory,
    administrator,
    clinic,
    clinic_manager,
    clinician,
    international,
    ministry,
    nurse,
    privacy_officer,
)


pytestmark = pytest.mark.django_db
NEW = "eleven herons cross the canal"


@pytest.fixture
def here():
    return clinic()


@pytest.fixture
def manager(here, enter) -> Client:
    return enter(clinic_manager(at=here))


def url(name: str, *parts: object) -> str:
    return reverse(f"work:{name}", args=parts)


def person_urls(person: User) -> list[str]:
    names = ("", "-withdraw", "-link", "-retire", "-reinstate", "-second-factor")
    return [url(f"person{name}", person.uid) for name in names]


def held(at: Organisation, role: str) -> dict[str, str]:
    return {"held": f"{role}-{at.uid}"}


def test_a_manager_sees_the_people_of_the_own_clinic_alone(here, manager):
    nurse(at=here, staff_code="N-14")
    nurse(at=clinic(), staff_code="N-77")

    page = manager.get(url("people")).content.decode()

    assert "N-14" in page
    assert "N-77" not in page


def test_a_role_elsewhere_is_not_shown(here, manager):
    elsewhere = clinic(name="Somewhere else")
    user = nurse(at=here)
    UserFactory()
    give_role(user=user, role=Role.NURSE, organisation=elsewhere, by=None)

    assert "Somewhere else" not in manager.get(url("person", user.uid)).content.decode()


def test_search_narrows_by_the_beginning_of_code_or_name(here, manager):
    nurse(at=here, staff_code="N-14", username="aigul")
    nurse(at=here, staff_code="N-20", username="bakyt")

    assert "N-20" not in manager.get(url("people"), {"q": "n-1"}).content.decode()
    assert "N-14" not in manager.get(url("people"), {"q": "bak"}).content.decode()
    assert "Nobody found" in manager.get(url("people"), {"q": "zz"}).content.decode()


def test_an_invited_person_sets_a_password_and_signs_in(here, manager):
    response = manager.post(
        url("person-invite"),
        {
            "organisation": here.uid,
            "role": "nurse",
            "username": "aigul",
            "staff_code": "N-14",
            "language": "en",
        },
    )
    link = re.search(r"http://testserver(/accounts/invitation/\S+?/)<", response.content.decode())
    stranger = Client()

    shown = stranger.get(link[1])
    done = stranger.post(link[1], {"password": NEW, "again": NEW})
    stranger.post(reverse("account_login"), {"login": "aigul", "password": NEW})

    assert "aigul" in shown.content.decode()
    assert shown["Referrer-Policy"] == "no-referrer"
    assert done.status_code == 302
    assert stranger.get("/work/people/").status_code == 404
    assert stranger.session["_auth_user_id"] == str(User.objects.get(username="aigul").pk)
    assert stranger.get(link[1]).status_code == 302 or Client().get(link[1]).status_code == 404


def test_looking_at_a_link_uses_nothing_up(here, manager):
    user = nurse(at=here)
    response = manager.post(url("person-link", user.uid))
    link = re.search(r"(/accounts/invitation/\S+?/)<", response.content.decode())[1]

    assert [Client().get(link).status_code for _ in range(3)] == [200, 200, 200]
    weak = Client().post(link, {"password": "short", "again": "short"})
    typo = Client().post(link, {"password": NEW, "again": NEW + "x"})
    assert "too short" in weak.content.decode()
    assert "differ" in typo.content.decode()
    assert Client().post(link, {"password": NEW, "again": NEW}).status_code == 302
    dead = Client().get(link)
    assert dead.status_code == 404
    assert dead["Referrer-Policy"] == "no-referrer"


def test_a_refused_invitation_says_why(here, manager):
    nurse(at=here, staff_code="N-14", username="aigul")
    form = {"organisation": here.uid, "role": "nurse", "language": "en"}

    taken = manager.post(url("person-invite"), form | {"username": "aigul", "staff_code": "N-15"})
    same = manager.post(url("person-invite"), form | {"username": "bakyt", "staff_code": "n-14"})
    odd = manager.post(url("person-invite"), form | {"username": "cholpon", "staff_code": "14"})

    assert "already exists" in taken.content.decode()
    assert "belongs to somebody else" in same.content.decode()
    assert odd.status_code == 200
    assert User.objects.filter(username__in=["bakyt", "cholpon"]).count() == 0


def test_a_manager_is_offered_care_roles_alone_and_cannot_post_others(here, manager):
    page = manager.get(url("person-invite")).content.decode()
    response = manager.post(
        url("person-invite"),
        {
            "organisation": here.uid,
            "role": "clinic_manager",
            "username": "aigul",
            "staff_code": "N-14",
            "language": "en",
        },
    )

    assert "Case worker" in page
    assert "Privacy officer" not in page
    assert response.status_code == 200
    assert not User.objects.filter(username="aigul").exists()


def test_roles_are_given_and_withdrawn_on_the_persons_page(here, manager):
    user = nurse(at=here)
    given = {"organisation": here.uid, "role": "clinician"}

    manager.post(url("person", user.uid), given)
    address = url("person-withdraw", user.uid)
    question = manager.get(address, held(here, "nurse"))
    withdrawn = manager.post(address, held(here, "nurse"))

    assert roles_of(user) == {Role.CLINICIAN}
    assert "Withdraw role" in question.content.decode()
    assert withdrawn["Location"] == url("people")


def test_a_withdrawn_role_ends_the_open_session(here, manager, enter):
    user = nurse(at=here)
    theirs = enter(user)
    assert theirs.get("/work/people/").status_code == 404

    manager.post(url("person-withdraw", user.uid), held(here, "nurse"))

    response = theirs.get("/work/people/")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ["clinician", "nonsense"])
def test_a_role_that_is_not_held_cannot_be_withdrawn(here, manager, role):
    user = nurse(at=here)

    response = manager.post(url("person-withdraw", user.uid), held(here, role))

    assert response.status_code == 200
    assert roles_of(user) == {Role.NURSE}


def test_a_role_beyond_the_managers_hand_is_shown_and_not_withdrawn(here, manager):
    other = privacy_officer(at=here)
    address = url("person-withdraw", other.uid)

    page = manager.get(url("person", other.uid)).content.decode()
    refused = manager.post(address, held(here, "privacy_officer"))

    assert "Privacy officer" in page
    assert address not in page
    assert refused.status_code == 200
    assert roles_of(other) == {Role.PRIVACY_OFFICER}


def test_a_retired_person_is_out_at_once_and_cannot_return(here, manager, enter):
    user = nurse(at=here, username="aigul")
    theirs = enter(user)

    manager.post(url("person-retire", user.uid))
    refused = theirs.get("/work/people/")
    again = Client().post(reverse("account_login"), {"login": "aigul", "password": PASSWORD})

    assert refused.status_code == 302
    assert "_auth_user_id" not in again.client.session
    manager.post(url("person-reinstate", user.uid))
    assert User.objects.get(pk=user.pk).is_active


def test_a_reset_second_factor_signs_out(here, manager, enter):
    user = nurse(at=here)
    theirs = enter(user)

    response = manager.post(url("person-second-factor", user.uid))

    assert response["Location"] == url("person", user.uid)
    assert theirs.get("/work/people/").status_code == 302


def test_what_is_refused_is_said_and_not_done(here, manager):
    other = privacy_officer(at=here)

    response = manager.post(url("person-retire", other.uid))

    assert response.status_code == 200
    assert "Ask an administrator" in response.content.decode()
    assert User.objects.get(pk=other.pk).is_active


@pytest.mark.parametrize("method", ["get", "post"])
def test_people_of_another_clinic_do_not_exist(manager, method):
    stranger = nurse(at=clinic())

    answers = [getattr(manager, method)(address) for address in person_urls(stranger)]

    assert {answer.status_code for answer in answers} == {404}
    assert User.objects.get(pk=stranger.pk).is_active


@pytest.mark.parametrize("method", ["get", "post"])
def test_for_clinicians_the_room_does_not_exist(here, enter, method):
    colleague = nurse(at=here)
    client = enter(clinician(at=here))
    addresses = [url("people"), url("person-invite"), *person_urls(colleague)]

    assert {getattr(client, method)(address).status_code for address in addresses} == {404}


def test_an_administrator_of_a_ministry_reaches_the_country_alone(enter):
    client = enter(administrator(at=ministry(country="KG")))
    near, far = nurse(at=clinic(country="KG")), nurse(at=clinic(country="KZ"))

    assert client.get(url("person", near.uid)).status_code == 200
    assert client.get(url("person", far.uid)).status_code == 404


def test_nobody_is_offered_acts_on_themselves(enter):
    by = administrator(at=international())

    page = enter(by).get(url("person", by.uid)).content.decode()

    assert "Nobody changes their own rights" in page
    assert url("person-retire", by.uid) not in page


def test_pages_lead_forwards_and_back(here, manager):
    for number in range(120):
        nurse(at=here, staff_code=f"N-{number:03}")

    first = manager.get(url("people"))
    second = manager.get(url("people") + first.context["later_url"])
    third = manager.get(url("people") + second.context["later_url"])
    back = manager.get(url("people") + second.context["earlier_url"])

    codes = [row.staff_code for page in (first, second, third) for row in page.context["rows"]]
    assert len(codes) == len(set(codes)) == 121
    assert codes == sorted(codes)
    assert third.context["later_url"] == ""
    assert list(back.context["rows"]) == list(first.context["rows"])
    assert back.context["earlier_url"] == ""


@pytest.mark.parametrize("mark", ["nonsense", "3f8e1f0e-51a5-4b8e-9e2e-000000000000"])
def test_a_mark_that_is_not_there_begins_at_the_first_page(here, manager, mark):
    nurse(at=here, staff_code="N-14")

    assert "N-14" in manager.get(url("people"), {"after": mark}).content.decode()


@pytest.mark.parametrize("count", [10, 1_000])
def test_the_list_costs_the_same_with_many_people(
    here, enter, count, django_assert_num_queries: DjangoAssertNumQueries
):
    by = administrator(at=international())
    template = nurse(at=here)
    people = User.objects.bulk_create(
        User(username=f"many-{n}", staff_code=f"X-{n:04}") for n in range(count)
    )
    grant = template.organisationusergrant_set.get()
    type(grant).objects.bulk_create(
        type(grant)(user=user, permission_id=grant.permission_id, content_object=here)
        for user in people
    )
    client = enter(by)

    client.get(url("people"))

    with django_assert_num_queries(6):
        client.get(url("people"))


def test_invitations_and_acts_leave_no_name_in_the_audit(here, manager):
    user = nurse(at=here, username="very-telling-name", first_name="Tellingname")

    manager.post(url("person-link", user.uid))
    manager.post(url("person-retire", user.uid))

    rows = str(list(AuditEvent.objects.values()))
    assert "telling" not in rows.lower()

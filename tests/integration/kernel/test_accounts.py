"""Signing in and out, second factors, sessions, and the logins that must stay closed."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from kernel.models import AuditEvent, User
from kernel.sessions import DOOR
from tests.factories.kernel import (
    PASSWORD,
    UserFactory,
    clinic,
    clinic_manager,
    editor,
    ngo,
)


pytestmark = pytest.mark.django_db
ROOM = "/work/people/"


@pytest.fixture
def person() -> User:
    return clinic_manager(at=clinic(), username="aigul")


def sign_in(client: Client, username: str = "aigul", password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def prove(client: Client) -> None:
    """Type the password again, as changes of second factors demand."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def names() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_signing_in_and_out_leaves_traces_without_the_name(person):
    client = Client()

    sign_in(client)
    client.post(reverse("account_logout"))

    assert names()[-2:] == ["kernel.session.signed-in", "kernel.session.signed-out"]
    assert "aigul" not in str(list(AuditEvent.objects.values()))


def test_signing_out_tells_the_browser_to_forget(person):
    client = Client()
    sign_in(client)

    response = client.post(reverse("account_logout"))

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(ROOM).status_code == 302


def test_a_failed_sign_in_leaves_a_trace_that_tells_nobody(person):
    sign_in(Client(), "aigul", "wrong password")
    sign_in(Client(), "my-password-in-the-wrong-field", "x")

    rows = AuditEvent.objects.filter(event="kernel.session.sign-in-failed")
    assert rows.count() == 2
    assert set(rows.values_list("actor_uid", "outcome")) == {(None, "REFUSED")}
    assert "my-password" not in str(list(AuditEvent.objects.values()))


def test_the_sixth_failure_blocks_the_account_for_a_while(person):
    client = Client()
    for _ in range(5):
        sign_in(client, password="wrong password")

    response = sign_in(client)

    assert "_auth_user_id" not in client.session
    assert "Too many" in response.content.decode()
    assert AuditEvent.objects.filter(outcome="LIMITED").count() == 1


def test_another_address_does_not_lift_the_block(person):
    for number in range(5):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(
            reverse("account_login"), {"login": "aigul", "password": "wrong"}
        )
    other = Client(REMOTE_ADDR="10.9.9.9", HTTP_X_FORWARDED_FOR="1.2.3.4")

    sign_in(other)

    assert "_auth_user_id" not in other.session


def test_a_person_lands_at_their_own_door(person):
    assert sign_in(Client())["Location"] == reverse("work:home")


def test_somebody_without_a_door_lands_at_their_account():
    UserFactory(username="nobody")

    assert sign_in(Client(), "nobody")["Location"] == reverse("profile")


def test_the_second_sign_in_ends_the_first(person):
    first, second = Client(), Client()
    sign_in(first)
    assert first.get(ROOM).status_code == 200

    sign_in(second)

    assert first.get(ROOM).status_code == 302
    assert second.get(ROOM).status_code == 200
    assert UserSession.objects.count() == 1


def test_a_session_of_another_door_is_left_alone_but_refused_here(person, settings):
    elsewhere, here = Client(), Client()
    settings.SURFACE = "ministry"
    sign_in(elsewhere)
    settings.SURFACE = "everything"
    sign_in(here)

    assert UserSession.objects.count() == 2
    assert elsewhere.session[DOOR] == "ministry"
    assert elsewhere.get(ROOM).status_code == 302
    assert here.get(ROOM).status_code == 200


def test_ten_idle_minutes_end_a_session(person, monkeypatch):
    client = Client()
    sign_in(client)
    client.get(ROOM)
    now = time.time()

    monkeypatch.setattr("config.middleware.time.time", lambda: now + 599)
    assert client.get(ROOM).status_code == 200
    monkeypatch.setattr("config.middleware.time.time", lambda: now + 1_300)
    assert client.get(reverse("profile")).status_code == 302
    assert client.get(ROOM).status_code == 302


def test_private_pages_and_account_pages_are_not_kept_by_the_browser(person):
    client = Client()
    sign_in(client)

    for address in (ROOM, reverse("profile"), reverse("account_login")):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_a_wrong_door_looks_like_no_page_and_leaves_a_trace():
    client = Client()
    editor(at=ngo(), username="editor")
    sign_in(client, "editor")

    assert client.get(ROOM).status_code == 404
    event = AuditEvent.objects.filter(event="kernel.access.refused").get()
    assert (event.action, event.outcome, event.detail) == ("FAIL", "WRONG_DOOR", {"door": "work"})


def test_asking_for_a_room_leads_to_signing_in_and_back():
    response = Client().get(ROOM + "?q=aigul")

    assert response["Location"] == f"{reverse('account_login')}?next=%2Fwork%2Fpeople%2F"


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def test_a_password_alone_reaches_no_room_but_the_second_factors_page(person, demanded):
    client = Client()
    sign_in(client)

    for address in (ROOM, "/work/", "/work/organisations/", "/work/audit/"):
        assert client.get(address)["Location"] == reverse("mfa_index"), address
    assert client.get(reverse("mfa_index")).status_code == 200
    prove(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_factor_that_was_set_up_counts_for_this_session_until_it_is_removed(demanded):
    person = clinic_manager(at=clinic(), username="aigul")
    client = Client()
    sign_in(client)
    prove(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    opened = client.get(ROOM).status_code
    client.post(reverse("mfa_deactivate_totp"))
    closed = client.get(ROOM).status_code

    assert (opened, closed) == (200, 302)
    assert "kernel.person.second-factor-added" in names()
    assert "kernel.person.second-factor-removed" in names()
    assert not Authenticator.objects.filter(user=person, type="totp").exists()


def test_with_a_second_factor_the_password_is_half_the_way(person, demanded):
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    client = Client()

    half = sign_in(client)
    assert half["Location"] == reverse("mfa_authenticate")
    assert client.get(ROOM)["Location"].startswith(reverse("account_login"))
    client.post(reverse("mfa_authenticate"), {"code": code_for("JBSWY3DPEHPK3PXP")})

    assert client.get(ROOM).status_code == 200
    event = AuditEvent.objects.get(event="kernel.session.signed-in")
    assert event.detail["second_factor"] is True


def test_owning_a_second_factor_does_not_lift_a_session_that_never_showed_it(person, demanded):
    thief = Client()
    sign_in(thief)

    TOTP.activate(person, "JBSWY3DPEHPK3PXP")

    assert thief.get(ROOM)["Location"] == reverse("mfa_index")


def test_passkeys_demand_that_the_person_is_verified(person):
    client = Client()
    sign_in(client)

    prove(client)
    page = client.get(reverse("mfa_add_webauthn")).content.decode()

    assert '"userVerification": "required"' in page
    assert django_settings.MFA_PASSKEY_LOGIN_ENABLED
    assert Client().get(reverse("mfa_login_webauthn")).status_code == 302


def test_changing_the_password_signs_out_and_leaves_a_trace(person):
    client, new = Client(), "eleven herons cross the canal"
    sign_in(client)

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert response["Location"] == reverse("account_login")
    assert client.get(ROOM).status_code == 302
    assert "kernel.person.password-changed" in names()


def test_the_account_page_keeps_language_and_colours(person):
    client = Client()
    sign_in(client)

    shown = client.get(reverse("profile"))
    client.post(reverse("profile"), {"language": "ru", "is_dark": "on"})

    person.refresh_from_db()
    assert shown.status_code == 200
    assert (person.language, person.is_dark) == ("ru", True)
    assert client.post(reverse("profile"), {"language": "xx"}).status_code == 200
    assert Client().get(reverse("profile")).status_code == 302


def test_the_list_of_sessions_is_there(person):
    client = Client()
    sign_in(client)

    assert client.get(reverse("usersessions_list")).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "account_confirm_login_code",
        "account_request_login_code",
        "mfa_signup_webauthn",
        "mfa_trust",
    ],
)
def test_allauths_other_pages_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/set/", "login/code/", "3rdparty/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_addresses_of_strangers_entrances_are_no_pages(path, method):
    assert getattr(Client(), method)(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/office/login/", "/office/password_reset/", "/office/password_reset/confirm/x/y/"]
)
def test_wagtails_own_login_and_reset_take_no_password(path):
    editor(at=ngo(), username="editor")
    client = Client()

    response = client.post(path, {"username": "editor", "password": PASSWORD, "email": "a@b.c"})

    assert response["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_the_office_refuses_those_without_its_roles_with_403(person):
    client = Client()
    sign_in(client)

    assert client.get("/office/").status_code == 403


def test_a_failing_sign_in_page_offers_no_reset_and_no_sign_up():
    page = sign_in(Client(), "x", "y").content.decode()

    assert not re.search(r"signup|password/reset", page)


@pytest.mark.parametrize("surface", ["work", "ministry", "office"])
def test_on_a_host_of_its_own_a_door_shows_its_sign_in_page(settings, surface):
    settings.SURFACE = surface
    settings.ROOT_URLCONF = f"config.urls.{surface}"

    response = Client().get("/accounts/login/")

    assert response.status_code == 200
    assert Client().get("/")["Location"].startswith("/accounts/login/")

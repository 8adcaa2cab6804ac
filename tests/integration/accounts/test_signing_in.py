"""Signing in and one's own account: our look, no way in for strangers, nothing inline."""

import re
from urllib.parse import unquote

import pytest

from kernel.permissions import Role
from tests.factories.kernel import PASSWORD, OrganisationFactory, person


pytestmark = pytest.mark.django_db
SIGN_IN = {"login": "nurse", "password": PASSWORD, "next": "/accounts/2fa/"}


@pytest.fixture
def nurse():
    return person(Role.NURSE, at=OrganisationFactory(), username="nurse", staff_code="N-14")


def text_of(response) -> str:
    return response.content.decode()


def assert_is_ours(response) -> str:
    """Our frame, one main, one h1, nothing inline that could run."""
    html = text_of(response)
    assert re.search(r'<html lang="\w\w" dir="ltr">', html)
    assert html.count("<main ") == html.count("<h1") == 1
    assert " style=" not in html
    assert " onclick=" not in html
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
        assert "src=" in attributes or 'type="application/json"' in attributes, content
    return html


def test_the_sign_in_page_names_its_door_and_offers_others(client):
    html = assert_is_ours(client.get("/accounts/login/?next=/ministry/"))

    assert "<title>Sign in to Ministry · Umit</title>" in html
    assert 'href="?next=/work/"' in html
    assert "u-ministry" in html
    assert "Use a passkey or security key" in html


def test_the_sign_in_page_offers_no_way_in_for_strangers(client):
    html = text_of(client.get("/accounts/login/"))

    assert "ign up" not in html
    assert "Forgot" not in html
    assert "Remember" not in html


def test_the_sign_in_page_speaks_russian_when_asked(client):
    html = text_of(client.get("/accounts/login/"))
    assert 'value="ru"' in html

    client.post("/i18n/language/", {"language": "ru", "next": "/accounts/login/"})

    assert '<html lang="ru"' in text_of(client.get("/accounts/login/"))


def test_a_demonstration_says_so(client, settings):
    assert "invented" not in text_of(client.get("/accounts/login/"))

    settings.DEMO = True

    assert "Enter nothing about real people" in text_of(client.get("/accounts/login/"))


def test_a_wrong_password_says_it_once_and_keeps_the_name(client, nurse):
    response = client.post("/accounts/login/", {"login": "nurse", "password": "wrong"})

    html = assert_is_ours(response)
    assert "<title>Error: Sign in" in html
    assert html.count("u-errors") == 1
    assert 'value="nurse"' in html


def test_a_right_password_leads_to_the_door(client, nurse):
    response = client.post(
        "/accounts/login/", {"login": "nurse", "password": PASSWORD, "next": "/work/components/"}
    )

    assert response.status_code == 302
    assert response["Location"] == "/work/components/"


def test_the_gallery_stands_in_the_frame_of_its_door(enter, nurse):
    html = assert_is_ours(enter(nurse).get("/work/components/"))

    assert "Nurse · N-14" in html
    assert 'class="u-door">Work<' in html
    assert "data-lock" in html


def test_a_page_that_is_not_there_reads_like_one_that_is_not_yours(enter, nurse):
    missing = enter(nurse).get("/work/nothing-here/")
    foreign = enter(nurse).get("/ministry/")

    assert missing.status_code == foreign.status_code == 404
    assert text_of(missing) == text_of(foreign)


def test_a_stranger_is_sent_to_the_sign_in_page(client):
    response = client.get("/work/components/")

    assert unquote(response["Location"]) == "/accounts/login/?next=/work/components/"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
        "/accounts/inactive/",
    ],
)
def test_pages_of_ones_own_account_have_our_look(enter, nurse, path):
    assert_is_ours(enter(nurse).get(path))


@pytest.fixture
def trusted(client, nurse):
    """A browser in which the nurse has just proved who she is."""
    client.post("/accounts/login/", SIGN_IN)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/"})
    return client


@pytest.mark.parametrize("path", ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"])
def test_setting_up_a_second_factor_has_our_look(trusted, path):
    response = trusted.get(path)

    assert response.status_code == 200
    assert_is_ours(response)


def test_a_second_factor_is_asked_for_in_our_look(trusted, nurse, client):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: PLC0415 - models
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415

    TOTP.activate(nurse, generate_totp_secret())
    RecoveryCodes.activate(nurse)
    for path in (
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/reauthenticate/",
    ):
        assert_is_ours(trusted.get(path))
    trusted.logout()

    trusted.post("/accounts/login/", SIGN_IN)
    html = assert_is_ours(trusted.get("/accounts/2fa/authenticate/"))

    assert "Use a security key" in html
    assert "Enter the code of your authenticator app" in html

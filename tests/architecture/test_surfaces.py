"""Doors stay apart, answer their health checks, and refuse to start unprotected."""

import importlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from config.surfaces import SURFACES, surface
from tests.factories.kernel import PASSWORD, clinic, editor, ngo


ROOT = Path(__file__).resolve().parent.parent.parent
SINGLE = ("public", "office", "work", "ministry", "worker")
SHARED = {"healthz", "set_language"}
ROOMS = {
    "office": ("wagtailadmin_home", "wagtaildocs_serve"),
    "work": ("work:home",),
    "ministry": ("ministry:home",),
    "public": ("wagtail_serve",),
}


def names(urlconf: str) -> set[str]:
    """Every URL name of a door, with its namespace."""

    def walk(patterns: list, prefix: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern.url_patterns, space)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield f"{prefix}{pattern.name}"

    return set(walk(get_resolver(urlconf).url_patterns, ""))


def own_names(door: str) -> set[str]:
    """The names that only this door's rooms have: not its sign-in, health check or language."""
    private = names("config.urls.private") if door != "public" else set()
    return names(f"config.urls.{door}") - private - SHARED


@pytest.mark.parametrize("door", SINGLE)
def test_a_door_can_reverse_no_name_of_another(door):
    mine = names(surface(door).urlconf)
    foreign = set().union(*(own_names(other) for other in ROOMS if other != door))
    shown = ("wagtail_serve", "film")  # the office's preview shows a page as the public sees it
    common = {name for name in mine & foreign if name.startswith(shown)}

    assert mine & foreign - common == set()


@pytest.mark.parametrize("door", SINGLE)
def test_reversing_the_rooms_of_another_door_fails(door, settings):
    settings.ROOT_URLCONF = surface(door).urlconf
    reachable = []
    for other, rooms in ROOMS.items():
        for name in rooms:
            try:
                reverse(name, kwargs={} if name.endswith("home") else None)
            except NoReverseMatch as refusal:
                if "is not a valid view function" in str(refusal):
                    continue
                if "is not a registered namespace" in str(refusal):
                    continue
            if other != door:
                reachable.append(name)

    assert reachable == []


@pytest.mark.django_db
@pytest.mark.parametrize("door", sorted(SURFACES))
def test_every_door_answers_its_health_check(door, settings, client, monkeypatch):
    settings.SURFACE, settings.ROOT_URLCONF = door, surface(door).urlconf

    response = Client().get("/healthz")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json()["status"] == "ok"
    assert response.json()["databases"] == {"default": "ok", "vault": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/office/healthz", "/work/healthz",
                                  "/ministry/healthz"])  # fmt: skip
def test_the_doors_of_everything_answer_under_their_prefixes(path):
    response = Client().get(path)

    assert response.status_code == 200
    assert response.json()["status"] == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/office/login/", "/office/password_reset/"])
def test_the_side_doors_of_wagtail_take_no_password(path):
    person = editor(at=ngo())
    browser = Client()

    response = browser.post(path, {"username": person.username, "password": PASSWORD})

    assert response.status_code in {301, 302, 405}
    if response.status_code != 405:
        assert "/accounts/login" in response["Location"]
    assert "_auth_user_id" not in browser.session


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/work/", "/office/", "/ministry/"])
def test_a_private_door_sends_a_stranger_to_the_sign_in(path):
    response = Client().get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_there_is_no_other_sign_in():
    logins = {name for name in names("config.urls.everything") if "login" in name}

    assert {name for name in logins if not name.startswith(("account_", "mfa_"))} == {
        name for name in logins if name == "wagtailadmin_login"
    }


SAFE = {
    "SURFACE": "public",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "www.example.org",
    "UMIT_DEMO": "0",
}
KEYS = {
    "SURFACE": "work",
    "VAULT_KEYSET_DIR": "/nowhere/keyset",
    "AUDIT_KEY_FILE": "/nowhere/audit.json",
}
UNSAFE = [
    ({"UMIT_DEMO": "1"}, "Demonstration accounts must not exist in production"),
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing, short or a default"),
    ({"SECRET_KEY": "development-only-not-a-secret-" + "0" * 30}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "test-only-not-a-secret-234567890-" + "1" * 40}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing"),
    ({"VAULT_DATABASE_URL": "postgres://umit@db.example.org/umit"}, "a database of its own"),
    ({"SURFACE": "work"}, "Say where the keys of this door are"),
    ({"SURFACE": "everything"}, "Run one process per door"),
    ({"SURFACE": "garden"}, "is not a door"),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
    (KEYS | {"VAULT_KEK_FILE": "/nowhere/kek.json"}, "VAULT_KEK_FILE does not exist"),
    (KEYS | {"VAULT_KEK_FILE": "/etc/hostname"}, "or holds no key"),
]


def start(**variables: str) -> subprocess.CompletedProcess:
    """Load the production settings in a process of their own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    databases = {
        "DATABASE_URL": "postgres://umit@db.example.org/umit",
        "VAULT_DATABASE_URL": "postgres://umit@db.example.org/vault",
    }
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.SURFACE)"],
        cwd=ROOT,
        env=kept
        | databases
        | SAFE
        | {"DJANGO_SETTINGS_MODULE": "config.settings.production"}
        | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("variables", "sentence"), UNSAFE)
def test_production_refuses_to_start_unprotected_and_says_why(variables, sentence):
    run = start(**variables)

    assert run.returncode != 0
    assert sentence in run.stderr


def test_production_starts_when_everything_is_given():
    run = start()

    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "public"


def test_every_door_has_its_urls():
    for door in SURFACES.values():
        assert importlib.import_module(door.urlconf).urlpatterns


@pytest.mark.django_db
def test_a_clinic_exists_only_behind_its_door(enter):
    stranger = editor(at=ngo())
    clinic()

    assert enter(stranger).get("/work/").status_code == 404
    assert enter(stranger).get("/ministry/").status_code == 404


@pytest.mark.django_db
def test_accounts_of_a_demonstration_are_shut_out_elsewhere(enter, settings):
    browser = enter(editor(at=ngo()))
    settings.INVENTED_PEOPLE_ENTER = False

    assert browser.get("/office/")["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_a_room_whose_address_ends_like_a_health_check_stays_private(client):
    assert client.get("/work/people/healthz").status_code == 302

"""The doors."""

import pytest

from config.surfaces import PRIVATE_DOORS, SURFACES, surface


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/", "public"), ("/en/articles/", "public"), ("/office/", "office"),
        ("/work/patients/", "work"), ("/ministry/", "ministry"), ("/accounts/login/", "accounts"),
        ("/workshop/", "public"), ("/healthz", "public"), ("/work", "public"),
    ],
)  # fmt: skip
def test_a_path_belongs_to_one_door(path, door):
    assert surface("everything").door(path) == door


@pytest.mark.parametrize("name", ["public", "office", "work", "ministry", "worker"])
def test_a_single_door_answers_for_every_path(name):
    door = surface(name)

    assert door.door("/anything/") == name
    assert door.urlconf == f"config.urls.{name}"
    assert door.cookie.startswith("__Host-")


def test_every_door_has_its_own_cookie():
    assert len({door.cookie for door in SURFACES.values()}) == len(SURFACES)


def test_only_the_public_door_and_everything_are_open():
    assert {name for name, door in SURFACES.items() if not door.private} == {
        "public",
        "everything",
    }
    assert {"office", "work", "ministry"} == PRIVATE_DOORS


def test_an_unknown_door_is_refused_with_those_there_are():
    with pytest.raises(LookupError, match="public, office, work, ministry, worker, everything"):
        surface("garden")

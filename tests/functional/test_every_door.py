"""Every page behind every door: quiet, readable by all, no wider than its window."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from clinics.actions.patients import register_patient
from clinics.vocabulary import EpisodeState
from kernel.models import User
from tests import database
from tests.conftest import PAIR
from tests.factories.analytics import CompilationFactory, ProgrammeReleaseFactory, release_of
from tests.factories.clinics import ConsentFactory, PatientFactory
from tests.factories.cms import put_small_site
from tests.factories.kernel import (
    administrator,
    analyst,
    auditor,
    clinic_manager,
    international,
    ministry,
)
from tests.factories.work import KeptEpisode, Room, make_room
from tests.functional.browser import NARROW, WIDE, Desk, desk_at, session_of
from vault import api as vault
from vault.codes import new_code


pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ("Gulnara", "Zhetpisbaeva", "Serikovna", "zhetpisbaeva.g")
"""Of an invented patient and of a clinician; no title may hold one of them."""
STRANGER = ""
NOBODY = "00000000-0000-4000-8000-000000000000"
STATES = (
    EpisodeState.REFERRAL, EpisodeState.ASSESSMENT, EpisodeState.INTERRUPTED,
    EpisodeState.DISCHARGED,
)  # fmt: skip
PAGES = [
    (STRANGER, "/"),
    (STRANGER, "/ru/"),
    (STRANGER, "/parents/overdose/"),
    (STRANGER, "/ru/parents/overdose/"),
    (STRANGER, "/nothing-here/"),
    (STRANGER, "/accounts/login/"),
    ("clinician", "/accounts/profile/"),
    ("clinician", "/work/patients/"),
    ("clinician", "/work/patients/register/"),
    ("clinician", "/work/find/"),
    ("clinician", "/work/patients/{patient}/"),
    ("clinician", "/work/patients/{named}/"),
    ("clinician", "/work/patients/{named}/refer/"),
    ("clinician", "/work/patients/{patient}/name/"),
    ("clinician", "/work/patients/{patient}/consents/give/"),
    ("clinician", "/work/patients/{patient}/contacts/"),
    ("clinician", "/work/patients/{patient}/doses/"),
    ("clinician", "/work/patients/{patient}/tests/"),
    ("clinician", "/work/episodes/{REFERRAL}/waiting/"),
    ("clinician", "/work/episodes/{REFERRAL}/assess/"),
    ("clinician", "/work/episodes/{REFERRAL}/decline/"),
    ("clinician", "/work/episodes/{ASSESSMENT}/admit/"),
    ("clinician", "/work/episodes/{episode}/interrupt/"),
    ("clinician", "/work/episodes/{INTERRUPTED}/resume/"),
    ("clinician", "/work/episodes/{episode}/discharge/"),
    ("clinician", "/work/episodes/{DISCHARGED}/follow-up/"),
    ("clinician", "/work/episodes/{DISCHARGED}/close/"),
    ("clinician", "/work/episodes/{episode}/demand/"),
    ("clinician", "/work/episodes/{episode}/contacts/log/"),
    ("clinician", "/work/episodes/{episode}/doses/give/"),
    ("clinician", "/work/episodes/{episode}/doses/give-second/"),
    ("clinician", "/work/episodes/{episode}/tests/record/"),
    ("clinician", "/work/contacts/{contact}/correct/"),
    ("clinician", "/work/contacts/{contact}/void/"),
    ("clinician", "/work/doses/{dose}/correct/"),
    ("clinician", "/work/doses/{dose}/void/"),
    ("clinician", "/work/tests/{test}/correct/"),
    ("clinician", "/work/tests/{test}/void/"),
    ("clinician", "/work/components/"),
    ("clinician", "/work/patients/{nobody}/"),
    ("manager", "/work/people/"),
    ("manager", "/work/people/invite/"),
    ("manager", "/work/people/{person}/"),
    ("administrator", "/work/people/"),
    ("administrator", "/work/organisations/"),
    ("administrator", "/work/organisations/add/"),
    ("administrator", "/work/organisations/{organisation}/"),
    ("auditor", "/work/audit/"),
    ("auditor", "/work/audit/verify/"),
    ("manager", "/work/figures/"),
    ("manager", "/work/figures/compile/"),
    ("manager", "/work/figures/releases/{own_release}/"),
    ("analyst", "/ministry/"),
    ("analyst", "/ministry/compile/"),
    ("analyst", "/ministry/releases/{release}/"),
    ("analyst", "/ministry/compilations/{order}/"),
    ("analyst", "/ministry/programmes/"),
    ("analyst", "/ministry/programmes/{programmes}/"),
]
MISSING = {"/nothing-here/", "/work/patients/{nobody}/"}


class Town:
    """A clinic with patients in many states, people of many roles, the first public pages."""

    def __init__(self) -> None:
        room = make_room()
        User.objects.filter(pk=room.clinician.pk).update(
            username=NAMES[3], first_name=NAMES[0], last_name=NAMES[1]
        )
        room.clinician.refresh_from_db()
        world = international()
        ConsentFactory(patient=room.patient)
        self.parts = {
            **{kind: getattr(room, kind).uid for kind in ("patient", "episode", "contact")},
            **{kind: getattr(room, kind).uid for kind in ("dose", "test", "organisation")},
            **{state.value: episode_in(state, room).uid for state in STATES},
            "named": named_patient(room).uid,
            "person": room.clinician.uid,
            "nobody": NOBODY,
            "release": release_of(country="KZ").uid,
            "own_release": release_of(country="KZ", organisation=room.organisation).uid,
            "order": CompilationFactory(country="KZ").uid,
            "programmes": ProgrammeReleaseFactory(vintage__series__country="KZ").uid,
        }
        people = {
            "clinician": room.clinician,
            "manager": clinic_manager(at=room.organisation),
            "administrator": administrator(at=world),
            "auditor": auditor(at=world),
            "analyst": analyst(at=ministry()),
        }
        self.sessions = {role: session_of(person) for role, person in people.items()}
        self.sessions[STRANGER] = ""


def episode_in(state: EpisodeState, room: Room) -> KeptEpisode:
    """An episode of another patient, who agreed to treatment."""
    patient = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    ConsentFactory(patient=patient)
    return KeptEpisode(patient=patient, site=room.site, state=state)


def named_patient(room: Room) -> object:
    """A patient whose name the vault keeps, without an episode."""
    given, surname, patronymic, _username = NAMES
    identity = vault.Identity(given=given, surname=surname, patronymic=patronymic)
    return register_patient(
        organisation=room.organisation, key=uuid4(), identity=identity, is_invented=True,
        now=timezone.now(), by=room.clinician,
    ).patient  # fmt: skip


@dataclass
class Doors:
    """One open browser for each role and width."""

    address: str
    town: Town
    chromium: Browser
    contexts: ExitStack
    opened: dict[tuple[str, int], Desk] = field(default_factory=dict)

    def desk(self, role: str, width: int) -> Desk:
        """The browser of `role`, opened when it is first asked for."""
        if (role, width) not in self.opened:
            session = self.town.sessions[role]
            desk = desk_at(self.chromium, self.address, width=width, session=session)
            self.opened[role, width] = self.contexts.enter_context(desk)
        return self.opened[role, width]


@pytest.fixture(scope="module")
def doors(
    pytestconfig: pytest.Config,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    chromium: Browser,
) -> Iterator[Doors]:
    """All doors of one town, which is built once: what is read here changes the audit alone."""
    with django_db_blocker.unblock(), ExitStack() as contexts:
        contexts.callback(database.prepare, pytestconfig.stash[PAIR])
        put_small_site(pytestconfig.stash[PAIR])
        town, server = Town(), LiveServer("localhost")
        contexts.callback(server.stop)
        yield Doors(server.url, town, chromium, contexts)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize(("role", "path"), PAGES, ids=lambda part: part or "stranger")
def test_a_page_is_quiet_readable_by_all_and_no_wider_than_its_window(
    doors: Doors, role: str, path: str, width: int
):
    desk = doors.desk(role, width)
    address = doors.address + path.format(**doors.town.parts)

    response = desk.page.goto(address)
    desk.look(re.sub(r"\W+", "-", f"{role or 'stranger'}{path}").strip("-"))

    assert (response.status, desk.page.url) == (404 if path in MISSING else 200, address)
    assert desk.complaints() == []
    assert desk.page.title().removesuffix("Umit").strip(" ·–")
    assert not [name for name in NAMES if name.lower() in desk.page.title().lower()]


BROKEN = """
<!DOCTYPE html><html lang="en"><title>Broken</title><main style="color: red"><h1>Broken</h1>
<svg width="2000" height="9"></svg><img src="data:,"><script src="/shout.js"></script></main></html>
"""


def test_a_broken_page_is_noticed(chromium: Browser):
    policy = {"Content-Security-Policy": "script-src 'self'; style-src 'self'; img-src data:"}
    with desk_at(chromium, "http://broken.test", width=NARROW) as desk:
        desk.page.route("**/shout.js", lambda it: it.fulfill(body="console.warn('loud'); none();"))
        desk.page.route(
            "**/page/", lambda it: it.fulfill(body=BROKEN, headers=policy, content_type="text/html")
        )
        desk.page.goto("http://broken.test/page/")
        desk.look("broken")

        complaints = "\n".join(desk.complaints())

    for expected in ("warning: loud", "thrown: none", "policy: style-src", "image-alt", "sideways"):
        assert expected in complaints

"""Every address of the work door, from the URLconf: who enters, and for whom it does not exist.

A new address fails here until it has an example: what its objects are and whose they are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from config.urls import work_rooms
from kernel.audit import Event
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction, AuditEvent
from tests.factories.analytics import CompilationFactory, shell_of
from tests.factories.appointments import appointment_in, group_in
from tests.factories.clinics import EpisodeFactory, demand_in
from tests.factories.health import the, the_term
from tests.factories.kernel import (
    administrator,
    auditor,
    clinic,
    clinic_manager,
    clinician,
    expert,
    ministry,
    nurse,
)
from tests.factories.measures import measure_in
from tests.factories.merging import merge_in
from tests.factories.pathways import TransferFactory
from tests.factories.plans import plan_in
from tests.factories.stock import batch_in, entry_in
from tests.factories.work import Room, make_room


pytestmark = pytest.mark.django_db

CARE, MANAGES, AUDITS, LEADS = "clinician", "administrator", "auditor", "manager"
KNOWS = "expert"
HEALTH = (
    "test", "care", "vaccination", "pregnancy", "children", "overdose", "naloxone", "diagnosis",
)  # fmt: skip
TAKES = "clinician who takes patients"
"""Of patients of another clinic: nobody here has a record of theirs yet."""
KEEPS = "nurse"
GATHERS = "gatherer"
"""Leads a group: opening it lists its members, which is another trace than reading a record."""


@dataclass
class World:
    """Two clinics in two countries, each with a patient, and those who manage and audit them."""

    ours: Room
    theirs: Room
    people: dict[str, User]
    strangers: dict[str, User]


@dataclass(frozen=True)
class Example:
    """An address with its objects: whose it is, and where in a clinic's room the object stands."""

    owner: str = CARE
    argument: str = ""
    of: Callable[[Room], object] | None = None
    file: str = ""
    """The end of a file's name, where the address names one."""
    more: tuple[tuple[str, str], ...] = ()
    """What else the address names."""

    def address(self, name: str, room: Room) -> str:
        """The address of this example in a clinic's room."""
        if self.of is None:
            return reverse(f"work:{name}")
        found = self.of(room)
        named = {"name": f"{found.vintage.label}{self.file}"} if self.file else {}
        return reverse(f"work:{name}", kwargs={self.argument: found.uid} | named | dict(self.more))


def of_patient() -> Example:
    return Example(argument="patient", of=lambda room: room.patient)


def of_episode(*more: tuple[str, str]) -> Example:
    return Example(argument="episode", of=lambda room: room.episode, more=more)


def managed(of: Callable[[Room], object]) -> Example:
    return Example(MANAGES, "uid", of)


def of_release(file: str = "") -> Example:
    return Example(LEADS, "uid", lambda room: room.release, file)


def of_health(kind: str) -> Example:
    return Example(CARE, "entry", lambda room: the(kind, room.episode))


EXAMPLES: dict[str, Example] = {
    "components": Example(),
    **dict.fromkeys(("oversight", "oversight-missing", "oversight-print"), Example(LEADS)),
    "quality": Example(),
    **dict.fromkeys(
        ("today", "palette", "filters", "calendar", "groups", "group-make"), Example()
    ),
    "appointments": of_patient(), "make-appointment": of_episode(),
    **dict.fromkeys(
        ("appointment-keep", "appointment-miss", "appointment-move", "appointment-cancel",
         "appointment-remind"),
        Example(CARE, "appointment", appointment_in),
    ),
    **dict.fromkeys(
        ("group", "group-session", "group-change"), Example(GATHERS, "group", group_in)
    ),
    **dict.fromkeys(
        ("papers", "card-pdf", "summary-pdf", "letter-pdf", "subject-pdf"), of_patient()
    ),
    "transfers": Example(), "transfer-offer": of_episode(),
    **dict.fromkeys(
        ("transfer", "transfer-withdraw", "transfer-discharge"),
        Example(CARE, "transfer", lambda room: room.transfer),
    ),
    **dict.fromkeys(
        ("transfer-accept", "transfer-decline"),
        Example(TAKES, "transfer", lambda room: room.incoming),
    ),
    "waiting-list": Example(), "triage": of_episode(), "reopen": of_episode(),
    "admission": of_patient(),
    "round": Example(),
    **dict.fromkeys(("round-patient", "round-agreed", "medicine"), of_patient()),
    **dict.fromkeys(
        ("prescribe", "end-prescription", "agree-take-home", "hold-dosing", "lift-hold"),
        of_episode(),
    ),
    **dict.fromkeys(("missed-rules", "set-missed-rules"), Example(LEADS)),
    "home": Example(), "caseload": Example(), "find": Example(), "register": Example(),
    **dict.fromkeys(
        ("patient", "name", "consent", "refer", "contacts", "doses", "tests", "merge",
         "name-change", "name-former"),
        of_patient(),
    ),
    **dict.fromkeys(
        ("waiting", "assess", "admit", "decline", "interrupt", "resume", "discharge", "follow-up",
         "close", "demand", "log-contact", "give-dose", "give-second-dose", "record-test"),
        of_episode(),
    ),
    **dict.fromkeys(
        ("contact-correct", "contact-void"), Example(CARE, "entry", lambda room: room.contact)
    ),
    **dict.fromkeys(("dose-correct", "dose-void"), Example(CARE, "entry", lambda room: room.dose)),
    **dict.fromkeys(("test-correct", "test-void"), Example(CARE, "entry", lambda room: room.test)),
    "demand-correct": Example(CARE, "entry", lambda room: demand_in(room.episode)),
    **dict.fromkeys(("measures", "plan"), of_patient()),
    **dict.fromkeys(("measure", "measure-score"), of_episode(("instrument", "PHQ-9"))),
    **dict.fromkeys(
        ("measure-correct", "measure-void"),
        Example(CARE, "entry", lambda room: measure_in(room.episode)),
    ),
    **dict.fromkeys(("names-lock", "names-unlock", "stock-tolerances"), Example(LEADS)),
    **dict.fromkeys(("measure-texts", "measure-schedule"), Example(LEADS)),
    "plan-make": of_episode(),
    **dict.fromkeys(
        ("plan-review", "plan-print"), Example(CARE, "entry", lambda room: plan_in(room.episode))
    ),
    "stock": Example(KEEPS),
    **dict.fromkeys(
        ("stock-at", "stock-day", "stock-balance", "stock-receive", "stock-close"),
        Example(KEEPS, "site", lambda room: room.site),
    ),
    **dict.fromkeys(
        ("stock-spill", "stock-return", "stock-destroy", "stock-send", "stock-destroy-returned"),
        Example(KEEPS, "batch", lambda room: batch_in(room.site)),
    ),
    "stock-reverse": Example(KEEPS, "entry", lambda room: entry_in(room.site)),
    "merges": Example(), "merge-decide": Example(LEADS, "merge", merge_in),
    "health": of_patient(), "violence": of_patient(), "safeguarding": of_patient(),
    **dict.fromkeys(
        ("violence-screen", "safeguarding-record", *(f"health-{kind}" for kind in HEALTH)),
        of_episode(),
    ),
    **{
        f"health-{kind}-{act}": of_health(kind) for kind in HEALTH for act in ("correct", "void")
    },
    "health-result": of_health("test"), "health-diagnosis-end": of_health("diagnosis"),
    **dict.fromkeys(("violence-correct", "violence-void"), of_health("violence")),
    **dict.fromkeys(("safeguarding-correct", "safeguarding-void"), of_health("safeguarding")),
    "substances": Example(), "alerts": Example(), "terms": Example(KNOWS),
    **dict.fromkeys(
        ("term", "term-add", "term-set-aside"),
        Example(KNOWS, "uid", lambda room: the_term(room.organisation.country)),
    ),
    "people": Example(MANAGES), "person-invite": Example(MANAGES),
    **dict.fromkeys(
        ("person", "person-withdraw", "person-link", "person-retire", "person-second-factor"),
        managed(lambda room: room.clinician),
    ),
    "person-reinstate": managed(lambda room: room.retired),
    "organisations": Example(MANAGES), "organisation-add": Example(MANAGES),
    "organisation": managed(lambda room: room.organisation),
    "organisation-retire": managed(lambda room: room.organisation),
    "audit": Example(AUDITS), "audit-verify": Example(AUDITS),
    "figures:home": Example(LEADS), "figures:compile": Example(LEADS),
    "figures:release": of_release(), "figures:file": of_release(".en.pdf"),
    "figures:chart": of_release("-gaps-wide.en.svg"),
    "figures:compilation": Example(LEADS, "uid", lambda room: room.compilation),
}  # fmt: skip
OPEN = {"healthz"}
OF_OBJECTS = [name for name in EXAMPLES if EXAMPLES[name].of]
OF_PATIENTS = [name for name in OF_OBJECTS if EXAMPLES[name].owner == CARE]


def walk(patterns: list, prefix: str = "") -> Iterator[str]:
    """The names of all addresses, however deep they are included, with their namespace."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from walk(pattern.url_patterns, space)
        elif isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or str(pattern.pattern))


@pytest.fixture
def world() -> World:
    """Two clinics, one in Kazakhstan and one in Kyrgyzstan."""
    ours, theirs = make_room(clinic(country="KZ")), make_room(clinic(country="KG"))
    here, there = ministry(country="KZ"), ministry(country="KG")
    for room in (ours, theirs):
        room.retired = clinician(at=room.organisation)
        room.retired.is_active = False
        room.retired.retired_at = room.patient.registered_at
        room.retired.save()
        add_figures(room)
        add_transfers(room)
    return World(ours, theirs, people_of(ours, here), people_of(theirs, there))


def people_of(room: Room, above: Organisation) -> dict[str, User]:
    """Whose work it is at a clinic, and at the ministry above it."""
    return {
        CARE: room.clinician,
        GATHERS: room.clinician,
        TAKES: room.clinician,
        LEADS: clinic_manager(at=room.organisation),
        KEEPS: nurse(at=room.organisation),
        MANAGES: administrator(at=above),
        AUDITS: auditor(at=above),
        KNOWS: expert(at=above),
    }


def add_transfers(room: Room) -> None:
    """A patient sent to a third clinic, and one who comes from there."""
    room.transfer = TransferFactory(episode=room.episode)
    elsewhere = EpisodeFactory(patient__organisation=room.transfer.to_organisation)
    room.incoming = TransferFactory(episode=elsewhere, to_organisation=room.organisation)


def add_figures(room: Room) -> None:
    """A release of the clinic's own, and an order."""
    country = room.organisation.country
    room.release = shell_of(country=country, organisation=room.organisation)
    room.compilation = CompilationFactory(country=country, organisation=room.organisation)


def test_every_address_has_an_example():
    found = {
        name
        for name in walk(work_rooms.urlpatterns)
        if not name.startswith("prevention-")  # walked by test_prevention_walker
    }

    assert found - OPEN == set(EXAMPLES)


def test_whose_work_it_is_enters(world, enter):
    browsers = {owner: enter(person) for owner, person in world.people.items()}

    answers = {
        name: browsers[example.owner].get(example.address(name, world.ours))
        for name, example in EXAMPLES.items()
    }

    assert {name: a.status_code for name, a in answers.items() if a.status_code > 302} == {}
    assert all("no-store" in answer["Cache-Control"] for answer in answers.values())


def test_whoever_opens_a_screen_of_a_patient_leaves_a_trace(world, enter):
    browser = enter(world.ours.clinician)
    patient = str(world.ours.patient.uid)

    read = {}
    for name in OF_PATIENTS:
        before = AuditEvent.objects.count()
        browser.get(EXAMPLES[name].address(name, world.ours))
        left = AuditEvent.objects.order_by("id")[before:]
        read[name] = [event.action for event in left if patient in event.object_uids]

    assert read == {name: [AuditAction.READ] for name in OF_PATIENTS}


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_tries_what_is_not_theirs_leaves_a_trace(method, world, enter):
    browser = enter(world.strangers[CARE])

    for name in OF_PATIENTS:
        getattr(browser, method)(EXAMPLES[name].address(name, world.ours))

    told = AuditEvent.objects.filter(event=Event.ACCESS_REFUSED).order_by("id")
    assert {(e.action, e.outcome, e.actor_uid) for e in told} == {
        (AuditAction.FAIL, "NOT_YOURS", world.strangers[CARE].uid)
    }
    assert [e.object_uids for e in told] == [
        [str(EXAMPLES[name].of(world.ours).uid)] for name in OF_PATIENTS
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_belongs_to_another_clinic_does_not_exist(method, world, enter):
    browsers = {owner: enter(person) for owner, person in world.strangers.items()}

    answers = {
        name: getattr(browsers[EXAMPLES[name].owner], method)(
            EXAMPLES[name].address(name, world.ours)
        ).status_code
        for name in OF_OBJECTS
    }

    assert answers == dict.fromkeys(OF_OBJECTS, 404)


@pytest.mark.parametrize("person", [MANAGES, AUDITS])
def test_administrators_and_auditors_see_no_patient(person, world, enter):
    browser = enter(world.people[person])

    answers = {
        name: {browser.get(address).status_code, browser.post(address).status_code}
        for name in OF_PATIENTS
        for address in [EXAMPLES[name].address(name, world.ours)]
    }

    assert answers == {name: {404} for name in OF_PATIENTS}


def test_what_is_not_yours_looks_like_what_does_not_exist(world, enter):
    browser = enter(world.ours.clinician)
    theirs = EXAMPLES["patient"].address("patient", world.theirs)
    nobodys = reverse("work:patient", args=[world.theirs.episode.uid])

    answers = [browser.get(address) for address in (theirs, nobodys)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    others, nobody = AuditEvent.objects.filter(event=Event.ACCESS_REFUSED).order_by("id")
    assert (others.outcome, others.object_type, others.organisation_uid, others.detail) == (
        nobody.outcome, nobody.object_type, nobody.organisation_uid, nobody.detail,
    )  # fmt: skip


def test_nobody_enters_without_signing_in(world):
    browser = Client()

    answers = [browser.get(example.address(name, world.ours)) for name, example in EXAMPLES.items()]

    sign_in = reverse("account_login")
    assert all(answer.status_code == 302 for answer in answers)
    assert all(answer["Location"].startswith(sign_in) for answer in answers)

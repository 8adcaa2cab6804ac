"""The demonstration of prevention: made once, made up throughout, linkable, counted nowhere."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from kernel.audit import Event
from kernel.demo import make_accounts
from kernel.errors import Refused
from kernel.models import AuditEvent, Organisation, User
from prevention.actions.examples import give_link, mark_run, mark_service
from prevention.actions.linking import link_wave
from prevention.choices import SessionStatus, WaveStatus
from prevention.management import demo_programmes
from prevention.models import (
    Answer,
    Attendance,
    CodeElement,
    ConsentRules,
    DeliverySite,
    Fidelity,
    Implementation,
    Response,
    ServicePoint,
    Session,
    Wave,
    WaveDay,
)
from prevention.selectors.indicators import indicators_of
from prevention.selectors.overrides import waiting
from prevention.selectors.services import line_of, public_services
from tests.factories.kernel import clinic


def load() -> str:
    out = StringIO()
    with override_settings(DEMO=True):
        call_command("load_prevention_demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The demonstration, loaded once and undone when the module ends; what the command said."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined] # acts are durable
        block.__enter__()
        with override_settings(DEMO=True):
            make_accounts(clinics=[clinic(country="KG"), clinic()])
        said = load()
    yield said
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture
def demo(world: str, db: None) -> str:
    """The demonstration, and a transaction for this test."""
    return world


def run_called(title: str) -> Implementation:
    return Implementation.objects.get(title=title)


def sizes() -> list[int]:
    models = (
        Implementation, DeliverySite, Session, Fidelity, Wave, Response, Answer, CodeElement,
        ServicePoint, ConsentRules, AuditEvent,
    )  # fmt: skip
    return [model.objects.count() for model in models]


def test_a_second_run_adds_nothing(demo):
    before = sizes()

    said = load()

    assert sizes() == before
    assert "0 implementations, 0 sessions, 0 answered questionnaires, 0 service points" in said
    assert "5 implementations, 76 sessions" in demo


def test_everything_is_marked_as_made_up_and_called_so(demo):
    runs = Implementation.objects.all()

    assert all(run.is_example and run.title.startswith("Example: ") for run in runs)
    assert all(site.name.startswith("Example: ") for site in DeliverySite.objects.all())
    assert all(service.is_invented for service in ServicePoint.objects.all())
    names = ServicePoint.objects.values_list("texts__name", flat=True)
    assert all(name.startswith(("Example:", "Пример:", "М", "Mi", "My")) for name in names)


def test_the_rules_on_consent_say_that_they_are_no_law(demo):
    rules = ConsentRules.objects.get()

    assert (rules.country, rules.is_example) == ("KG", True)
    assert rules.source.startswith("Example: no law.")


def test_lessons_were_delivered_with_everything_that_belongs_to_them(demo):
    run = run_called(demo_programmes.LESSONS)
    sessions = Session.objects.filter(cohort__implementation=run)

    assert run.status == "delivered"
    assert sessions.filter(status=SessionStatus.DELIVERED).count() == 23
    assert sessions.get(status=SessionStatus.CANCELLED).status_reason
    assert Fidelity.objects.filter(session__in=sessions, rater="observer").count() == 2
    assert {each.verdict for session in sessions for each in session.adaptations.all()} == {
        "open", "consistent", "inconsistent",
    }  # fmt: skip
    assert run.costs.count() == len(demo_programmes.COSTS)
    assert AuditEvent.objects.filter(event=str(Event.SESSION_DELIVERED)).count() == 73


def test_lessons_of_the_last_quarter_are_over_before_it_can_be_released(demo):
    run = run_called(demo_programmes.QUARTER)
    sessions = Session.objects.filter(cohort__implementation=run)

    assert (run.status, run.sites.count()) == ("delivered", 4)
    assert sessions.filter(status=SessionStatus.DELIVERED).count() == sessions.count() == 48
    assert (run.starts_on.month - 1) % 3 == 0
    assert run.starts_on.day <= 7
    assert run.ends_on < timezone.localdate()


def test_both_waves_are_closed_and_can_be_linked(demo):
    run = run_called(demo_programmes.LESSONS)
    waves = {wave.kind: wave for wave in run.waves.all()}
    assert {kind: wave.status for kind, wave in waves.items()} == {
        "pre": WaveStatus.CLOSED, "post": WaveStatus.CLOSED, "fu6": WaveStatus.DRAFT,
    }  # fmt: skip
    tokens = Response.objects.filter(wave__in=run.waves.all(), entry_token__isnull=False)
    assert not tokens.exists()
    assert not WaveDay.objects.filter(wave__in=run.waves.exclude(kind="fu6"), present=None).exists()

    summary = link_wave(
        waves["post"], version=None, at=timezone.now(), by=User.objects.get(username="programmes")
    )

    assert summary.pairs >= 70
    assert summary.exact < summary.pairs


def test_anybody_may_try_a_questionnaire_that_is_open(demo, client):
    wave = run_called(demo_programmes.ASKED).waves.get()
    address = f"/s/{demo_programmes.TO_TRY}"

    page = client.get(address)
    token = page.content.decode().split('name="token" value="')[1].split('"')[0]
    sent = client.post(address, {"token": token, "q1": "0", "gender": "f"})

    assert address in demo
    assert (wave.status, page.status_code, sent.status_code) == (WaveStatus.OPEN, 200, 200)
    assert wave.closes_on > timezone.localdate() + timedelta(weeks=11)
    assert sorted(wave.responses.values_list("cohort__label", flat=True).distinct()) == ["8B", "8C"]


def test_a_link_that_all_know_is_for_examples_alone(demo):
    wave = run_called(demo_programmes.ASKED).waves.get()
    given = {"wave": wave, "cohort": wave.days.all()[0].cohort, "token": "known",
             "by": User.objects.get(username="programmes")}  # fmt: skip

    with pytest.raises(Refused, match="UMIT_DEMO"):
        give_link(**given)
    wave.implementation.is_example = False
    with override_settings(DEMO=True), pytest.raises(Refused, match="Only a questionnaire"):
        give_link(**given)


def test_no_indicator_of_the_country_counts_them(demo):
    today = timezone.localdate()
    since, before = today - timedelta(days=400), today + timedelta(days=400)
    assert Implementation.objects.filter(starts_on__gte=since, starts_on__lt=before).count() == 5

    found = indicators_of(country="KG", since=since, before=before)

    assert (found.runs, found.events) == (0, 0)


def test_the_facilitator_has_a_session_to_record_today(demo):
    run = run_called(demo_programmes.MEETINGS)
    group = run.cohorts.get()
    today = Session.objects.get(on=timezone.localdate(), cohort=group)

    assert run.status == "running"
    assert group.participants.count() == 14
    assert group.participants.filter(left_on__isnull=False).count() == 1
    assert today.status == SessionStatus.SCHEDULED
    assert today.facilitators.filter(user__username="facilitator").exists()
    assert Attendance.objects.filter(session__cohort=group).count() == 27


def test_a_plan_waits_for_the_coordinator(demo):
    coordinator = User.objects.get(username="coordinator")

    asked = waiting(viewer=coordinator)

    assert [each.rule for each in asked] == ["W03"]
    assert run_called(demo_programmes.LAST).status == "planned"


def test_service_points_are_in_every_country_and_in_every_state(demo):
    today = timezone.localdate()
    services = list(ServicePoint.objects.all())

    assert len(services) == 12
    assert {each.country for each in services} == {"KZ", "KG", "TJ", "TM", "UZ"}
    assert {line_of(each, on=today).state for each in services} == {
        "shown", "stale", "unverified", "old",
    }  # fmt: skip
    assert public_services(on=today).count() == 10
    assert all(each.texts.filter(language__in=("ru", "en")).count() == 2 for each in services)


def test_what_an_interruption_left_behind_is_said(demo):
    Implementation.objects.filter(title=demo_programmes.LAST).update(title="Another")

    with pytest.raises(CommandError, match="interrupted"):
        load()


@pytest.mark.django_db
def test_nothing_is_made_up_where_programmes_are_real():
    before = sizes()

    with pytest.raises(CommandError, match="UMIT_DEMO=1"):
        call_command("load_prevention_demo")

    assert sizes() == before


@pytest.mark.django_db
def test_without_accounts_it_says_what_to_load_first():
    Organisation.objects.filter(name="Dostuk").update(name="Another")

    with pytest.raises(CommandError, match="load_demo first"):
        load()


def test_nobody_calls_something_real_an_example(demo):
    manager = User.objects.get(username="programmes")

    with pytest.raises(Refused, match="UMIT_DEMO"):
        mark_run(run=run_called(demo_programmes.LESSONS), by=manager)
    with pytest.raises(Refused, match="UMIT_DEMO"):
        mark_service(service=ServicePoint.objects.all()[0], by=manager)

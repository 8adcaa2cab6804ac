"""The life of an implementation: every step that there is, and no other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from prevention import states
from prevention.actions._moves import begin_with_first_session
from prevention.actions._rows import Stale
from prevention.actions.moves import move_group, move_run
from prevention.choices import CohortStatus, ImplementationStatus
from prevention.models import Cohort, Implementation
from prevention.policies.moves import NotPossibleNow, lacks_for
from prevention.policies.plans import Over, plan_of, raised_by
from tests.factories.kernel import ngo, programme_manager
from tests.factories.prevention import (
    answer_quality,
    deliver_all,
    freeze_results,
    make_cohort,
    make_override,
    make_session,
)


pytestmark = pytest.mark.django_db

STEPS = {
    ("planned", "ready"): "ready",
    ("ready", "begin"): "running",
    ("running", "deliver"): "delivered",
    ("delivered", "evaluate"): "evaluated",
    ("evaluated", "accept"): "reported",
    ("ready", "suspend"): "suspended",
    ("running", "suspend"): "suspended",
    ("suspended", "resume"): "running",
    ("planned", "cancel"): "cancelled",
    ("ready", "cancel"): "cancelled",
    ("running", "cancel"): "cancelled",
    ("suspended", "cancel"): "cancelled",
    ("delivered", "cancel"): "cancelled",
    ("evaluated", "cancel"): "cancelled",
}
GROUP_STEPS = {
    ("recruiting", "begin"): "active",
    ("active", "complete"): "completed",
    ("recruiting", "dissolve"): "dissolved",
    ("active", "dissolve"): "dissolved",
}


def put(run, status, **fields):
    Implementation.objects.filter(pk=run.pk).update(status=status, **fields)
    run.refresh_from_db()


def step(room, name, *, by=None, **what):
    move = states.BY_NAME[name]
    by = by or (room.coordinator if move.is_coordinators else room.manager)
    what = {
        "reason": "Test reason" if move.needs_reason else "", "on": timezone.localdate(),
        "now": timezone.now(),
    } | what  # fmt: skip
    return move_run(run=room.implementation, move=move, by=by, **what)


def lacking(room, name):
    run = room.implementation
    run.refresh_from_db()
    found = lacks_for(
        states.BY_NAME[name], run, raised=raised_by(plan_of(run)), on=timezone.localdate()
    )
    return [lack.code for lack in found]


def test_every_step_and_no_other(room):
    answer_quality(room.implementation)
    deliver_all(room.implementation)
    freeze_results(room.implementation)
    room.implementation.waves.update(status="closed")
    taken = {}

    for status in ImplementationStatus:
        for name in states.BY_NAME:
            came_from = "running" if status == "suspended" else ""
            put(room.implementation, status, suspended_from=came_from)
            try:
                taken[status.value, name] = step(room, name).status
            except NotPossibleNow:
                continue

    assert taken == STEPS


def test_a_report_is_not_accepted_while_a_first_questionnaire_is_open(room):
    put(room.implementation, "evaluated")

    with pytest.raises(NotPossibleNow, match="is still open"):
        step(room, "accept")
    room.implementation.waves.update(kind="fu6")
    accepted = step(room, "accept")

    assert (accepted.status, accepted.reported_at is None) == ("reported", False)


def test_every_step_of_a_group_and_no_other(room):
    taken = {}

    for status in CohortStatus:
        for name, move in states.GROUPS_BY_NAME.items():
            Cohort.objects.filter(pk=room.cohort.pk).update(status=status)
            try:
                moved = move_group(cohort=room.cohort, move=move, by=room.manager)
            except NotPossibleNow:
                continue
            taken[status.value, name] = moved.status

    assert taken == GROUP_STEPS


def test_a_step_leaves_an_event_with_what_was_before(room):
    step(room, "suspend")

    event = AuditEvent.objects.get(event=Event.PROGRAMME_MOVED)
    assert event.reason_code == "SUSPEND"
    assert event.detail == {"before": "running", "after": "suspended"}
    assert str(room.implementation.uid) in event.object_uids


def test_it_goes_on_where_it_was_suspended(room):
    put(room.implementation, "ready")

    step(room, "suspend")
    resumed = step(room, "resume")

    assert (resumed.status, resumed.suspended_from, resumed.status_reason) == ("ready", "", "")


@pytest.mark.parametrize("name", ["suspend", "cancel"])
def test_some_steps_need_a_reason(name, room):
    with pytest.raises(NotPossibleNow, match="reason"):
        step(room, name, reason="  ")


def test_who_was_too_late_is_told(room):
    step(room, "suspend", row_version=room.implementation.version)

    with pytest.raises(Stale):
        step(room, "cancel", row_version=room.implementation.version)


@pytest.mark.parametrize(
    ("name", "who"),
    [("suspend", "coordinator"), ("suspend", "facilitator_user"), ("accept", "manager")],
)
def test_steps_belong_to_somebody(name, who, room):
    put(room.implementation, "evaluated" if name == "accept" else "running")

    with pytest.raises(NotPermitted):
        step(room, name, by=getattr(room, who))


def test_a_manager_elsewhere_moves_nothing(room):
    with pytest.raises(NotPermitted):
        step(room, "suspend", by=programme_manager(at=ngo(country="KG")))


def test_the_first_session_begins_what_is_ready(room):
    put(room.implementation, "ready")

    begin_with_first_session(room.implementation, by=room.facilitator_user)
    begin_with_first_session(room.implementation, by=room.facilitator_user)

    room.implementation.refresh_from_db()
    assert room.implementation.status == "running"
    assert AuditEvent.objects.filter(event=Event.PROGRAMME_MOVED).count() == 1


def test_what_is_missing_to_be_ready_is_said(room):
    version, run = room.version, room.implementation
    put(run, "planned", consent_route="", methods=["skills", "fear_appeal"])
    version.live = False
    version.save()
    room.cohort.facilitators.clear()
    room.facilitator.trainings.all().delete()

    found = lacking(room, "ready")

    assert found == ["version", "consent", "leads", "training", "quality", "W02"]
    with pytest.raises(NotPossibleNow, match="not approved"):
        step(room, "ready")


def test_without_a_group_nothing_is_ready(room):
    put(room.implementation, "planned")
    for cohort in room.implementation.cohorts.all():
        cohort.status = "dissolved"
        cohort.save()

    assert lacking(room, "ready") == ["groups", "quality"]


def test_a_comparison_group_needs_nobody_to_lead_it(room):
    put(room.implementation, "planned")
    answer_quality(room.implementation)
    make_cohort(room.implementation, room.site, "8C", arm="comparison")

    assert lacking(room, "ready") == []


@pytest.mark.parametrize(("days", "expected"), [(-1, ["training"]), (0, []), (1, [])])
def test_a_training_counts_until_its_last_day(days, expected, room):
    put(room.implementation, "planned")
    answer_quality(room.implementation)
    until = timezone.localdate() + timedelta(days=days)
    room.facilitator.trainings.update(valid_until=until)

    assert lacking(room, "ready") == expected


@pytest.mark.parametrize(
    "training",
    [{"kind": "PROGRAMME_TOT"}, {"programme": None}, {"on": timezone.localdate() + timedelta(1)}],
)
def test_only_a_training_as_facilitator_of_this_programme_counts(training, room):
    put(room.implementation, "planned")
    answer_quality(room.implementation)
    room.facilitator.trainings.update(**training)

    assert lacking(room, "ready") == ["training"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [({}, ["W02"]), ({"is_allowed": False}, ["W02"]), ({"is_allowed": True}, [])],
)
def test_a_block_is_lifted_by_a_decision_only(decision, expected, room):
    put(room.implementation, "planned", methods=["skills", "fear_appeal"])
    answer_quality(room.implementation)
    room.override.delete()
    if decision:
        decision |= {
            "decision": "Test", "decided_by": room.coordinator, "decided_at": timezone.now(),
        }  # fmt: skip
        make_override(room.implementation, by=room.manager, **decision)

    assert lacking(room, "ready") == expected


def test_it_runs_when_a_session_was_delivered(room):
    put(room.implementation, "ready")

    assert lacking(room, "begin") == ["sessions"]
    make_session(room.headcount, room.version.plans.get(number=1), on=room.implementation.starts_on)
    assert lacking(room, "begin") == []


def test_delivery_is_closed_when_every_session_is_told(room):
    assert lacking(room, "deliver") == ["sessions", "sessions"]
    deliver_all(room.implementation)
    assert lacking(room, "deliver") == []
    Cohort.objects.get(pk=room.cohort.pk).sessions.filter(plan__number=4).update(
        status="scheduled", minutes=None
    )
    assert lacking(room, "deliver") == ["sessions"]
    Cohort.objects.get(pk=room.cohort.pk).sessions.filter(plan__number=4).update(
        status="cancelled", status_reason="Test"
    )
    assert lacking(room, "deliver") == []


def test_the_evaluation_is_closed_with_results(room):
    assert lacking(room, "evaluate") == ["wave", "results"]
    freeze_results(room.implementation)
    assert lacking(room, "evaluate") == []


def test_a_group_of_what_has_ended_stays(room):
    put(room.implementation, "cancelled")

    with pytest.raises(Over):
        move_group(cohort=room.cohort, move=states.GROUPS_BY_NAME["complete"], by=room.manager)

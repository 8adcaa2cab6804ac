"""What a decision or a comparison rests on cannot be exchanged beneath it."""

import pytest
from django.utils import timezone

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from prevention.actions.cohorts import COHORT_FIELDS, Answered, change_cohort
from prevention.actions.runs import PLANNED_FIELDS, PlanBlocked, change_run
from prevention.models import DeliverySite
from prevention.policies.plans import overridden
from tests.factories.prevention import make_programme, make_version
from tests.integration.prevention.test_ends_hold import respond
from tests.integration.prevention.test_session_recording import TODAY


EVERY_WARNING = [f"W{number:02}" for number in range(1, 13)]


def allow(room, rule, **plan):
    """A planned run of this plan, with the coordinator's permission for one rule."""
    run = room.implementation
    for name, value in {"status": "planned", **plan}.items():
        setattr(run, name, value)
    run.save()
    override = room.override
    override.rule, override.is_allowed, override.decision = rule, True, "Once only"
    override.decided_by, override.decided_at = room.coordinator, timezone.now()
    override.save()
    return run


def change(room, **fields):
    run = room.implementation
    plan = {name: getattr(run, name) for name in PLANNED_FIELDS} | fields
    return change_run(
        run=run, sites=list(run.sites.all()), confirmed=EVERY_WARNING, on=TODAY(), by=room.manager,
        **plan,
    )  # fmt: skip


def test_a_permission_ends_with_the_programme_it_was_given_for(room):
    allow(room, "W02", methods=["fear_appeal"])

    run = change(room, programme_version=make_version(make_programme("OTHER_PROGRAMME")))

    assert overridden(run) == set()
    room.override.refresh_from_db()
    assert room.override.is_allowed is False
    assert "the plan was changed" in room.override.decision
    assert "Once only" in room.override.decision
    assert room.override.decided_by == room.coordinator
    traced = AuditEvent.objects.get(event=Event.OVERRIDE_DECIDED)
    assert (traced.reason_code, traced.outcome) == ("PLAN_CHANGED", "ENDED")


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("W01", {"sessions_planned": 1}, {"sessions_planned": 4}),
        ("W02", {"methods": ["fear_appeal"]}, {"methods": ["fear_appeal", "vr_shock"]}),
        ("W02", {"methods": ["fear_appeal"]}, {"methods": []}),
        ("W03", {"methods": ["ex_user_testimony"], "addresses_minors": False},
         {"addresses_minors": True}),
    ],
)  # fmt: skip
def test_a_permission_ends_with_what_the_warning_was_about(room, rule, before, after):
    allow(room, rule, **before)

    assert overridden(change(room, **after)) == set()


@pytest.mark.parametrize("fields", [{"title": "Other"}, {"methods": ["fear_appeal", "skills"]}])
def test_a_permission_outlives_other_changes(room, fields):
    allow(room, "W02", methods=["fear_appeal"])

    assert overridden(change(room, **fields)) == {"W02"}


def test_a_run_under_way_does_not_grow_out_of_its_permission(room):
    allow(room, "W02", methods=["fear_appeal"])
    room.implementation.status = "running"
    room.implementation.save()

    with pytest.raises(PlanBlocked):
        change(room, methods=["fear_appeal", "vr_shock"])

    assert overridden(room.implementation) == {"W02"}


def regroup(room, **fields):
    values = {name: getattr(room.cohort, name) for name in COHORT_FIELDS} | fields
    return change_cohort(cohort=room.cohort, facilitators=[], by=room.manager, **values)


@pytest.mark.parametrize("name", ["arm", "grade", "site"])
def test_a_group_that_has_answered_keeps_what_it_is_compared_by(room, name):
    other = DeliverySite.objects.create(
        organisation=room.organisation, kind="school", name="Other school", girls=9, boys=9
    )
    room.implementation.sites.add(other)
    value = {"arm": "comparison", "grade": "9", "site": other}[name]
    assert getattr(regroup(room, **{name: value}), name) == value
    room.cohort.refresh_from_db()
    before = getattr(room.cohort, name)
    respond(room)

    with pytest.raises(Answered, match="stay as they were"):
        regroup(room, **{name: {"arm": "intervention", "grade": "5", "site": room.site}[name]})

    room.cohort.refresh_from_db()
    assert getattr(room.cohort, name) == before
    assert regroup(room, label="Other").label == "Other"

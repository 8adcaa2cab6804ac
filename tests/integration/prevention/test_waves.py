"""Waves: planned, opened once, closed for good; groups counted, links shown once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from kernel.study_keys import has_study_key
from prevention.actions._rows import Stale
from prevention.actions.waves import (
    change_wave,
    close_wave,
    count_day,
    end_link,
    make_link,
    open_wave,
    plan_wave,
)
from prevention.bulk.shuffling import BATCH
from prevention.choices import WaveStatus
from prevention.models import (
    Answer,
    CodeElement,
    Questionnaire,
    Response,
    Session,
    Wave,
    WaveDay,
)
from prevention.policies.waves import WaveRefused, last_session_on
from prevention.rules.waves import STEPS, day_faults, may_follow
from prevention.selectors.waves import acts_on
from tests.factories.kernel import facilitator, ngo
from tests.factories.prevention import make_cohort, make_questionnaire, make_wave


NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def plan(room, kind="post", **fields):
    given = {
        "run": room.implementation, "kind": kind, "questionnaire": room.wave.questionnaire,
        "opens_on": TODAY, "closes_on": TODAY + timedelta(days=7), "by": room.manager,
    } | fields  # fmt: skip
    return plan_wave(**given)


def opened(room, wave):
    return open_wave(wave, at=NOW, version=None, by=room.manager)


@pytest.fixture(autouse=True)
def _keys(vault_keys):
    return vault_keys


def test_opening_fixes_the_primary_outcome_and_makes_the_key(room):
    Session.objects.update(on=TODAY)
    wave = opened(room, plan(room))

    room.implementation.refresh_from_db()
    assert wave.status == WaveStatus.OPEN
    assert room.implementation.primary_outcome_fixed_at == NOW
    assert has_study_key(room.implementation.uid)
    assert set(wave.days.values_list("cohort", flat=True)) == {room.cohort.pk, room.headcount.pk}
    events = AuditEvent.objects.filter(event__in=[Event.WAVE_SAVED, Event.WAVE_MOVED])
    assert [event.event for event in events.order_by("pk")] == [Event.WAVE_SAVED, Event.WAVE_MOVED]


def test_a_second_wave_leaves_the_moment_of_fixing(room):
    room.implementation.primary_outcome_fixed_at = earlier = NOW - timedelta(days=30)
    room.implementation.save()

    opened(room, plan(room))

    room.implementation.refresh_from_db()
    assert room.implementation.primary_outcome_fixed_at == earlier


def test_after_codes_were_destroyed_no_new_key_is_made(room):
    room.wave.status = WaveStatus.CODES_DESTROYED
    room.wave.save()

    opened(room, plan(room, "fu6"))

    assert not has_study_key(room.implementation.uid)


def _no_outcome(room):
    room.implementation.primary_outcome = ""
    room.implementation.save()
    Wave.objects.filter(pk=room.wave.pk).update(kind="fu12")
    return plan(room, "pre")


def _other_outcome(room):
    room.implementation.primary_outcome = "joy"
    room.implementation.save()
    return plan(room)


def _before_the_last_session(room):
    Session.objects.update(on=TODAY + timedelta(days=1))
    return plan(room)


def _without_sessions(room):
    Session.objects.update(status="cancelled")
    return plan(room)


def _on_another_day(room):
    return plan(room, opens_on=TODAY + timedelta(days=1))


def _suspended(room):
    wave = plan(room)
    room.implementation.status = "suspended"
    room.implementation.save()
    return wave


def _retired(room):
    wave = plan(room)
    Questionnaire.objects.update(retired_at=NOW)
    return wave


def _without_groups(room):
    wave = plan(room)
    room.implementation.cohorts.update(status="dissolved")
    return wave


def _open_already(room):
    return room.wave


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (_no_outcome, "has no primary outcome"),
        (_other_outcome, "is not among the questions"),
        (_before_the_last_session, "cannot open before that day"),
        (_without_sessions, "after the last session"),
        (_on_another_day, "today is another day"),
        (_suspended, "Nothing is asked now"),
        (_retired, "newer edition"),
        (_without_groups, "no group yet"),
        (_open_already, "cannot become"),
    ],
)
def test_a_wave_is_not_opened_when(room, prepare, said):
    wave = prepare(room)

    with pytest.raises(WaveRefused, match=said):
        opened(room, Wave.objects.get(pk=wave.pk))


@pytest.mark.parametrize("kind", ["post", "fu6", "fu12"])
def test_no_later_wave_opens_without_a_primary_outcome(room, kind):
    room.wave_day.delete()
    room.wave.delete()
    room.implementation.primary_outcome = ""
    room.implementation.save()

    with pytest.raises(WaveRefused, match="has no primary outcome"):
        opened(room, plan(room, kind))


def accept(room):
    room.implementation.status = "reported"
    room.implementation.reported_at = NOW
    room.implementation.save()


def changed(room, wave, **fields):
    given = {
        "kind": wave.kind, "questionnaire": wave.questionnaire, "opens_on": wave.opens_on,
        "closes_on": wave.closes_on, "version": None, "by": room.manager,
    } | fields  # fmt: skip
    return change_wave(wave, **given)


@pytest.mark.parametrize("kind", ["fu6", "fu12"])
def test_a_planned_follow_up_is_asked_after_the_report_was_accepted(room, kind):
    wave = plan(room, kind, opens_on=TODAY - timedelta(days=9), closes_on=TODAY - timedelta(days=2))
    accept(room)

    wave = changed(room, wave, opens_on=TODAY, closes_on=TODAY)
    may = acts_on(wave, viewer=room.manager)
    wave = opened(room, wave)
    day = count_day(wave, room.headcount, present=20, absent=4, refused=1, by=room.manager)
    make_link(wave, room.headcount, by=room.manager)

    assert (may.plan, may.open) == (True, True)
    assert acts_on(wave, viewer=room.manager).count
    assert day.present == 20
    assert close_wave(wave, version=None, by=room.manager).status == WaveStatus.CLOSED


def test_after_the_report_nothing_else_is_planned_or_opened(room):
    after, later = plan(room), plan(room, "fu6")
    accept(room)

    with pytest.raises(WaveRefused, match="planned before"):
        plan(room, "fu12")
    with pytest.raises(WaveRefused, match="has ended"):
        changed(room, later, kind="pre")
    with pytest.raises(WaveRefused, match="has ended"):
        changed(room, after, kind="fu12")
    with pytest.raises(WaveRefused, match="Nothing is asked now"):
        opened(room, after)
    assert not acts_on(Wave.objects.get(pk=after.pk), viewer=room.manager).open


def test_of_what_was_cancelled_no_follow_up_is_asked(room):
    wave = plan(room, "fu6")
    room.implementation.status = "cancelled"
    room.implementation.save()

    with pytest.raises(WaveRefused, match="Nothing is asked now"):
        opened(room, wave)


def test_the_first_wave_opens_while_sessions_lie_ahead(room):
    Session.objects.update(on=TODAY + timedelta(days=9))
    Wave.objects.filter(pk=room.wave.pk).update(kind="fu12")

    assert opened(room, plan(room, "pre")).status == WaveStatus.OPEN


def test_the_last_session_counts_unless_it_was_cancelled(room):
    day = TODAY + timedelta(days=3)
    Session.objects.create(
        organisation=room.organisation, cohort=room.headcount, on=day, status="cancelled"
    )

    assert last_session_on(room.implementation) == room.session.on


def _ended(room):
    room.implementation.status = "reported"
    room.implementation.save()
    return {}


def _of_others(room):
    return {"questionnaire": make_questionnaire(code="THEIRS", organisation=ngo(country="KG"))}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (lambda room: {"kind": "pre"}, "planned already"),
        (_ended, "has ended"),
        (_of_others, "another organisation"),
        (lambda room: {"closes_on": TODAY - timedelta(days=1)}, "closes before"),
    ],
)
def test_a_wave_is_not_planned_when(room, fields, said):
    with pytest.raises(WaveRefused, match=said):
        plan(room, **fields(room))


def test_what_was_opened_is_not_planned_anew(room):
    with pytest.raises(WaveRefused, match="has been opened"):
        change_wave(
            room.wave, kind="pre", questionnaire=room.wave.questionnaire, opens_on=TODAY,
            closes_on=TODAY, version=None, by=room.manager,
        )  # fmt: skip


def test_closing_kills_links_and_empties_tokens_for_good(room):
    make_link(room.wave, room.cohort, by=room.manager)
    Response.objects.create(
        wave=room.wave, cohort=room.cohort, entered_on=TODAY, source="paper", entry_token=uuid4()
    )

    wave = close_wave(room.wave, version=None, by=room.manager)

    assert wave.status == WaveStatus.CLOSED
    assert set(WaveDay.objects.values_list("token_hash", "token_ends_at")) == {("", None)}
    assert Response.objects.get().entry_token is None
    with pytest.raises(WaveRefused, match="cannot become open"):
        opened(room, wave)
    with pytest.raises(WaveRefused, match="cannot become closed"):
        close_wave(wave, version=None, by=room.manager)
    with pytest.raises(WaveRefused, match="cannot be opened again"):
        make_link(wave, room.cohort, by=room.manager)


def in_stored_order(model, *names):
    """Values of all rows as they lie in their table."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    return list(
        model.objects.extra(order_by=[f"{model._meta.db_table}.{place}"]).values_list(*names)
    )


def test_closing_leaves_no_trace_of_who_answered_first(room):
    (item,) = room.wave.questionnaire.items.filter(code="alcohol_30d")
    came = list(range(40))
    for number in came:
        response = Response.objects.create(
            wave=room.wave, cohort=room.cohort, entered_on=TODAY, source="device",
            gender="fm"[number % 2], entry_token=uuid4(),
        )  # fmt: skip
        Answer.objects.create(response=response, item=item, value=number)
        CodeElement.objects.create(response=response, position=1, fine=str(number))
    before = set(Response.objects.values_list("pk", flat=True))
    assert in_stored_order(Answer, "value") == [(number,) for number in came]

    close_wave(room.wave, version=None, by=room.manager)

    orders = [
        [value for (value,) in in_stored_order(Answer, "value")],
        [value for (value,) in in_stored_order(Response, "answers__value")],
        [int(fine) for (fine,) in in_stored_order(CodeElement, "fine")],
    ]
    assert all(sorted(order) == came for order in orders)
    assert all(order != came for order in orders)
    assert before.isdisjoint(Response.objects.values_list("pk", flat=True))
    together = Response.objects.values_list("answers__value", "code__fine", "gender", "entry_token")
    assert sorted(together) == [(n, str(n), "fm"[n % 2], None) for n in came]


def test_many_answers_are_shuffled_by_a_few_statements(room, django_assert_max_num_queries):
    (item,) = room.wave.questionnaire.items.filter(code="alcohol_30d")
    came = [
        Response(wave=room.wave, cohort=room.cohort, entered_on=TODAY, source="device",
                 gender="fmo"[number % 3])
        for number in range(BATCH + 50)
    ]  # fmt: skip
    Response.objects.bulk_create(came)
    Answer.objects.bulk_create(
        Answer(response=each, item=item, value="fmo".index(each.gender)) for each in came
    )
    CodeElement.objects.bulk_create(
        CodeElement(response=each, position=place, fine=each.gender)
        for each in came
        for place in (1, 2)
    )
    other = make_wave(room.implementation, "fu12")
    kept = Response.objects.create(wave=other, cohort=room.cohort, entered_on=TODAY, source="paper")

    with django_assert_max_num_queries(40):
        close_wave(room.wave, version=None, by=room.manager)

    asked = Response.objects.filter(wave=room.wave)
    together = asked.values_list("gender", "answers__value", "code__fine", "code__position")
    assert sorted(together) == sorted(
        (each.gender, "fmo".index(each.gender), each.gender, place)
        for each in came
        for place in (1, 2)
    )
    assert {each.pk for each in came}.isdisjoint(asked.values_list("pk", flat=True))
    assert (asked.count(), Answer.objects.count(), CodeElement.objects.count()) == (
        len(came), len(came), 2 * len(came),
    )  # fmt: skip
    assert Response.objects.get(wave=other).pk == kept.pk


def test_nothing_leads_back():
    order = list(WaveStatus)

    assert all(order.index(step.source) < order.index(step.target) for step in STEPS)
    assert may_follow(WaveStatus.CLOSED, WaveStatus.LINKED)
    assert not any(may_follow(state, WaveStatus.DRAFT) for state in order)


def test_who_was_too_late_is_told(room):
    wave = plan(room)
    with pytest.raises(Stale):
        open_wave(wave, at=NOW, version=wave.version + 1, by=room.manager)


@pytest.mark.parametrize("by", ["facilitator_user", "stranger"])
def test_only_who_manages_the_programmes_acts(room, by):
    person = facilitator(at=ngo(country="KG")) if by == "stranger" else getattr(room, by)
    draft = plan(room)
    same = {"kind": "post", "questionnaire": draft.questionnaire, "opens_on": TODAY,
            "closes_on": TODAY}  # fmt: skip

    for act in (
        lambda: plan(room, "fu6", by=person),
        lambda: change_wave(draft, **same, version=None, by=person),
        lambda: open_wave(draft, at=NOW, version=None, by=person),
        lambda: close_wave(room.wave, version=None, by=person),
        lambda: count_day(room.wave, room.cohort, present=1, absent=0, refused=0, by=person),
        lambda: make_link(room.wave, room.cohort, by=person),
        lambda: end_link(room.wave, room.cohort, by=person),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_a_group_of_another_implementation_is_not_asked(room):
    other = make_cohort(room.implementation, room.site, "gone", status="dissolved")

    with pytest.raises(WaveRefused, match="not asked"):
        make_link(room.wave, other, by=room.manager)


def test_a_day_is_counted_also_after_closing_but_not_before_opening(room):
    draft = plan(room)
    close_wave(room.wave, version=None, by=room.manager)

    day = count_day(room.wave, room.headcount, present=20, absent=4, refused=1, by=room.manager)

    assert (day.present, day.absent, day.refused) == (20, 4, 1)
    with pytest.raises(WaveRefused, match="while the wave is open"):
        count_day(draft, room.cohort, present=1, absent=0, refused=0, by=room.manager)
    with pytest.raises(WaveRefused, match="twice the group"):
        count_day(room.wave, room.headcount, present=49, absent=0, refused=0, by=room.manager)


def test_a_draft_has_no_link(room):
    with pytest.raises(WaveRefused, match="not open yet"):
        make_link(plan(room), room.cohort, by=room.manager)


@pytest.mark.parametrize(
    ("counted", "fields"),
    [
        ({"present": 20, "absent": 4, "refused": 2, "size": 24}, set()),
        ({"present": None, "absent": None, "refused": None, "size": 24}, set()),
        ({"present": 3, "absent": 0, "refused": 4, "size": 24}, {"refused"}),
        ({"present": None, "absent": 0, "refused": 1, "size": 24}, {"refused"}),
        ({"present": 40, "absent": 9, "refused": 0, "size": 24}, {"present"}),
        ({"present": 500, "absent": 0, "refused": 0, "size": 0}, set()),
    ],
)
def test_numbers_of_a_day_that_cannot_be_right(counted, fields):
    assert set(day_faults(**counted)) == fields

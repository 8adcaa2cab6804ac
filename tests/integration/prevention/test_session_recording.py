"""Telling what happened in a session: once, by who may, and nothing lost when two tell it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from prevention.models import Facilitator, Participant, Session
from tests.factories.kernel import facilitator


TODAY = timezone.localdate


def at(name, row):
    return reverse(f"work:prevention-{name}", args=[row.uid])


def day(value):
    return value.strftime("%d.%m.%Y")


def answers(room, value="yes"):
    return {f"item_{item.pk}": value for item in room.version.fidelity_items.all()}


def typed(session, **fields):
    return {
        "token": uuid4(), "row_version": session.version, "on": day(TODAY()), "minutes": "45",
        "note": "", "changed_kind": "", "changed_reason": "",
    } | fields  # fmt: skip


def heads(session, **fields):
    return typed(session, **{"girls": "10", "boys": "11", "others": "0"} | fields)


@pytest.fixture
def lead(room, enter):
    return enter(room.facilitator_user)


@pytest.fixture
def counted(room):
    """A session of the group that is counted by heads, three days late."""
    session = Session.objects.create(
        organisation=room.organisation, cohort=room.headcount,
        plan=room.version.plans.get(number=1), on=TODAY() - timedelta(days=3),
    )  # fmt: skip
    session.facilitators.add(room.facilitator)
    return session


def deliver(session, *, days_ago=0):
    session.on, session.status = TODAY() - timedelta(days=days_ago), "delivered"
    session.minutes, session.entered_at = 45, timezone.now()
    session.girls = 9
    session.save()


def test_a_session_with_its_register_list_and_change_is_one_form(room, lead):
    form = lead.get(at("session-record", room.session)).context["form"]
    given = typed(
        room.session, absent=["3", "4"], quality="4", responsiveness="5", note="Went well",
        changed_kind="length", changed_reason="Ten minutes less", changed_core="on",
        **answers(room),
    )  # fmt: skip

    for _tap in range(2):
        answer = lead.post(at("session-record", room.session), given)
        assert answer.status_code == 302, answer.context["form"].errors

    assert form.initial["minutes"] == 45
    assert not any(form.initial.get(name) for name in answers(room))
    session = Session.objects.get(pk=room.session.pk)
    assert (session.status, session.girls, session.boys, session.others) == ("delivered", 5, 5, 0)
    assert session.entered_by == room.facilitator_user
    absent = session.attendance.filter(was_present=False)
    assert [each.participant.number for each in absent.order_by("participant__number")] == [3, 4]
    own = session.fidelity.get()
    assert (own.rater, own.quality, own.responsiveness, own.scores.count()) == ("self", 4, 5, 3)
    change = session.adaptations.get()
    assert (change.kind, change.touches_core, change.is_planned) == ("length", True, False)
    for event in (Event.SESSION_DELIVERED, Event.FIDELITY_RECORDED, Event.ADAPTATION_RECORDED):
        assert AuditEvent.objects.filter(event=event).count() == 1


def test_heads_are_counted_and_the_first_session_lets_the_run_begin(room, lead, counted):
    room.implementation.status = "ready"
    room.implementation.save()
    form = lead.get(at("session-record", counted)).context["form"]

    answer = lead.post(at("session-record", counted), heads(counted))

    assert answer.status_code == 302
    assert (form.initial["girls"], form.initial["on"]) == (12, TODAY() - timedelta(days=3))
    counted.refresh_from_db()
    room.implementation.refresh_from_db()
    assert (counted.present, counted.fidelity.count()) == (21, 0)
    assert room.implementation.status == "running"
    assert (
        "21 of 24 present"
        in lead.get(reverse("work:prevention-sessions") + "?show=delivered").content.decode()
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"girls": "-1"}, "0"),
        ({"girls": "40"}, "more than 48"),
        ({"girls": ""}, "girls"),
        ({"minutes": "0"}, "1"),
        ({"minutes": "301"}, "300"),
        ({"on": day(TODAY() + timedelta(days=1))}, "has not come yet"),
        ({"quality": "3"}, "Choose an answer"),
        ({"changed_kind": "order"}, "Say what was done differently"),
        ({"changed_reason": "Shorter"}, "Choose what was changed"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(room, lead, counted, fields, words):
    given = heads(counted, note="Kept") | fields
    answer = lead.post(at("session-record", counted), given)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()
    counted.refresh_from_db()
    assert counted.status == "scheduled"


def test_a_day_outside_the_implementation_is_asked_about(room, lead, counted):
    given = heads(counted, on=day(TODAY() - timedelta(days=40)))

    asked = lead.post(at("session-record", counted), given)
    assert "lies outside the implementation" in asked.content.decode()
    assert lead.post(at("session-record", counted), given | {"confirmed": "S01"}).url


def test_a_group_of_unknown_size_has_no_limit(room, lead, counted):
    type(room.headcount).objects.filter(pk=room.headcount.pk).update(girls=0, boys=0)

    assert lead.post(at("session-record", counted), heads(counted)).status_code == 302


@pytest.mark.parametrize("status", ["planned", "suspended", "reported"])
def test_nothing_is_recorded_in_a_run_that_does_not_run(room, lead, counted, status):
    room.implementation.status = status
    room.implementation.save()

    answer = lead.post(at("session-record", counted), heads(counted))

    assert "sessions are recorded while" in answer.content.decode()


def test_a_cancelled_session_is_not_recorded(room, lead, counted):
    counted.status = "cancelled"
    counted.save()

    assert "cancelled" in lead.post(at("session-record", counted), heads(counted)).content.decode()


def test_who_comes_second_sees_both_and_may_choose(room, lead, door, counted):
    seen = counted.version
    lead.post(at("session-record", counted), heads(counted))
    late = door.post(at("session-record", counted), heads(counted, girls="7", row_version=seen))

    page = late.content.decode()
    assert "Two people at one record" in page
    assert late.context["conflict"].version == seen + 1
    counted.refresh_from_db()
    assert counted.girls == 10
    chosen = heads(counted, girls="7", row_version=late.context["conflict"].version)
    assert door.post(at("session-record", counted), chosen).status_code == 302
    counted.refresh_from_db()
    assert counted.girls == 7


def test_a_register_is_corrected_line_by_line(room, lead):
    address = at("session-record", room.session)
    lead.post(address, typed(room.session, absent=["1"], **answers(room)))
    room.session.refresh_from_db()
    Participant.objects.filter(cohort=room.cohort, number=12).update(left_on=TODAY())
    form = lead.get(address).context["form"]
    assert form.initial["absent"] == [1]
    assert "12" in dict(form.fields["absent"].choices)

    lead.post(address, typed(room.session, absent=["2"], **answers(room, "partly")))

    room.session.refresh_from_db()
    assert room.session.attendance.get(was_present=False).participant.number == 2
    assert room.session.present == 11
    assert {each.value for each in room.session.fidelity.get().scores.all()} == {"partly"}


def test_seven_days_after_the_session_only_a_manager_changes_it(room, lead, door, counted):
    deliver(counted, days_ago=8)
    given = heads(counted, on=day(counted.on))

    assert lead.get(at("session-record", counted)).url == at("session", counted)
    assert "is locked" in lead.post(at("session-record", counted), given).content.decode()
    assert "Tell the manager" in lead.get(at("session", counted)).content.decode()
    assert "you may still change" in door.get(at("session", counted)).content.decode()
    assert door.get(at("session-record", counted)).status_code == 200
    assert door.post(at("session-record", counted), given).status_code == 302

    traced = AuditEvent.objects.get(event=Event.SESSION_CHANGED)
    assert traced.reason_code == "AFTER_LOCK"


def test_on_the_seventh_day_it_is_still_open(room, lead, counted):
    deliver(counted, days_ago=7)

    given = heads(counted, on=day(counted.on))
    assert lead.post(at("session-record", counted), given).status_code == 302


def test_all_yes_fills_what_is_empty_and_saves_nothing(room, lead):
    first = room.version.fidelity_items.first()
    given = typed(
        room.session, absent=["5"], all_yes="1", **answers(room, "") | {f"item_{first.pk}": "no"}
    )

    page = lead.post(at("session-record", room.session), given)

    form = page.context["form"]
    values = [form[name].value() for name in answers(room)]
    assert sorted(values) == ["no", "yes", "yes"]
    assert form["absent"].value() == ["5"]
    assert not form.errors
    room.session.refresh_from_db()
    assert room.session.status == "scheduled"


def test_who_delivered_is_chosen_where_two_lead(room, lead, counted):
    other = Facilitator.objects.create(organisation=room.organisation, name="T-2", role="coach")
    room.headcount.facilitators.add(other)

    none = lead.post(at("session-record", counted), heads(counted))
    assert "delivered_by" in none.context["form"].errors
    lead.post(at("session-record", counted), heads(counted, delivered_by=[str(other.uid)]))

    assert list(counted.facilitators.all()) == [other]


def test_an_observer_is_a_second_rater_kept_apart(room, lead, door):
    assert lead.get(at("session-observe", room.session)).status_code == 404
    lead.post(at("session-record", room.session), typed(room.session, **answers(room)))
    room.session.facilitators.add(room.facilitator)

    mine = lead.post(at("session-observe", room.session), answers(room, "no"))
    empty = door.post(at("session-observe", room.session), {})
    begun = door.get(at("session-observe", room.session)).context["form"].initial
    given = answers(room) | {f"item_{room.version.fidelity_items.first().pk}": "no", "quality": "2"}
    done = door.post(at("session-observe", room.session), given)
    late = door.post(at("session-observe", room.session), answers(room))

    assert mine.status_code == 404
    assert "Nothing of the list" in empty.content.decode()
    assert not any(begun.get(name) for name in answers(room))
    assert done.status_code == 302
    assert "Two people at one record" in late.content.decode()
    changed = {"row_version": late.context["conflict"].version} | answers(room, "partly")
    managers = door.get(at("session", room.session)).content.decode()
    assert "agree on 2 of 3 items" in managers
    assert "An observer" in managers
    assert "An observer" not in lead.get(at("session", room.session)).content.decode()
    assert door.post(at("session-observe", room.session), changed).status_code == 302
    assert room.session.fidelity.get(rater="observer").scores.filter(value="partly").count() == 3
    assert room.session.fidelity.get(rater="self").scores.filter(value="yes").count() == 3


def test_all_yes_helps_the_observer_too(room, door):
    deliver(room.session)

    page = door.post(at("session-observe", room.session), {"all_yes": "1"})

    assert {page.context["form"][name].value() for name in answers(room)} == {"yes"}


def late_rows(room, cohort, count=3):
    plans = room.version.plans.order_by("number")
    return [
        Session.objects.create(
            organisation=room.organisation, cohort=cohort, plan=plan,
            on=TODAY() - timedelta(days=7 * (count - number)),
        )
        for number, plan in enumerate(plans[:count])
    ]  # fmt: skip


def table(rows, *lines):
    given = {"token": uuid4()}
    for row, line in zip(rows, lines, strict=True):
        given |= {f"version_{row.pk}": row.version, f"on_{row.pk}": day(row.on)}
        given |= {f"{name}_{row.pk}": value for name, value in line.items()}
    return given


def test_past_sessions_are_typed_into_a_table(room, lead):
    rows = late_rows(room, room.headcount)
    full = {"minutes": "40", "girls": "10", "boys": "9", "others": ""}
    bare = {"minutes": "", "girls": "11", "boys": "12", "others": "1"}
    given = table(rows, full, bare, dict.fromkeys(full, ""))
    address = at("sessions-past", room.headcount)
    assert len(lead.get(address).context["form"].rows()) == 3

    for _tap in range(2):
        answer = lead.post(address, given)
        assert answer.status_code == 302, answer.context["form"].errors

    told = [
        (row.status, row.minutes, row.present) for row in room.headcount.sessions.order_by("on")
    ]
    assert told == [("delivered", 40, 19), ("delivered", 45, 24), ("scheduled", None, 0)]
    assert AuditEvent.objects.filter(event=Event.SESSION_DELIVERED).count() == 2


def test_a_table_is_saved_whole_or_not_at_all(room, lead, door):
    rows = late_rows(room, room.headcount, 2)
    good = {"minutes": "40", "girls": "10", "boys": "9", "others": ""}
    address = at("sessions-past", room.headcount)

    for bad, words in (
        (good | {"girls": "99"}, "more than 48"),
        (good | {"boys": ""}, "empty the whole row"),
    ):
        answer = lead.post(address, table(rows, good, bad))
        assert words in answer.content.decode()
    none = lead.post(address, table(rows, {}, {}))
    assert "at least one row" in none.content.decode()
    assert not room.headcount.sessions.filter(status="delivered").exists()

    door.post(at("session-record", rows[1]), heads(rows[1]))
    late = lead.post(address, table(rows, good, good)).content.decode()
    assert "was written by somebody else" in late
    assert room.headcount.sessions.filter(status="delivered").count() == 1


def test_a_register_is_typed_by_the_numbers_of_who_was_absent(room, lead):
    room.session.delete()
    rows = late_rows(room, room.cohort, 2)
    Session.objects.filter(pk=rows[1].pk).update(plan=None)
    address = at("sessions-past", room.cohort)

    for absent, minutes, words in (
        ("x", "40", "numbers of the register"),
        ("77", "40", "not in the register"),
        ("1", "", "empty the whole row"),
    ):
        lines = {"minutes": "", "absent": ""}, {"minutes": minutes, "absent": absent}
        assert words in lead.post(address, table(rows, *lines)).content.decode()
    both = {"minutes": "", "absent": "1, 2; 3"}, {"minutes": "60", "absent": ""}
    assert lead.post(address, table(rows, *both)).status_code == 302

    assert [row.present for row in room.cohort.sessions.order_by("on")] == [9, 12]
    assert "Nothing is late" in lead.get(address).content.decode()


def test_a_stranger_records_nothing(room, enter, counted):
    stranger = enter(facilitator(at=room.organisation))

    assert stranger.post(at("session-record", counted), heads(counted)).status_code == 404

"""Waves: planned, opened once, closed for good; groups counted, links shown once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
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
from prevention.choices import WaveKind, WaveStatus
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
from prevention.rules.links import token_hash
from prevention.rules.waves import STEPS, day_faults, may_follow
from tests.factories.kernel import facilitator, ngo
from tests.factories.prevention import make_cohort, make_questionnaire, make_wave


NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def address(name, *rows):
    return reverse(f"work:prevention-{name}", args=[row.uid for row in rows])


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


def test_a_later_wave_without_a_primary_outcome_may_open(room):
    room.implementation.primary_outcome = ""
    room.implementation.save()

    opened(room, plan(room))

    room.implementation.refresh_from_db()
    assert room.implementation.primary_outcome_fixed_at is None


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


# The screens


def test_a_wave_is_planned_opened_and_closed_at_the_screen(room, door):
    typed = {
        "run": room.implementation.uid, "kind": "post",
        "questionnaire": room.wave.questionnaire.uid, "opens_on": TODAY.isoformat(),
        "closes_on": (TODAY + timedelta(days=5)).isoformat(),
    }  # fmt: skip
    planned = door.post(address("wave-plan"), typed)
    assert planned.status_code == 302, planned.context["form"].errors
    wave = Wave.objects.get(kind=WaveKind.POST)

    shown = door.get(address("wave-change", wave)).context["form"].initial
    changed = door.post(
        address("wave-change", wave), typed | {"kind": "fu6", "row_version": shown["row_version"]}
    )
    assert changed.status_code == 302, changed.context["form"].errors
    wave.refresh_from_db()
    assert wave.kind == WaveKind.FOLLOW_UP_6

    assert "is fixed" in door.get(address("wave-open", wave)).content.decode()
    assert door.post(address("wave-open", wave), {"row_version": 2}).status_code == 302
    assert "cannot be opened again" in door.get(address("wave-close", wave)).content.decode()
    assert door.post(address("wave-close", wave), {"row_version": 3}).status_code == 302
    wave.refresh_from_db()
    assert wave.status == WaveStatus.CLOSED


def test_a_refusal_stands_on_the_form(room, door):
    typed = {
        "run": room.implementation.uid, "kind": "pre",
        "questionnaire": room.wave.questionnaire.uid, "opens_on": TODAY.isoformat(),
        "closes_on": TODAY.isoformat(),
    }  # fmt: skip

    answer = door.post(address("wave-plan"), typed)

    assert answer.status_code == 200
    assert "planned already" in answer.content.decode()


def test_the_form_offers_nothing_of_others(room, door):
    theirs = make_questionnaire(code="THEIRS", organisation=ngo(country="KG"), title="Not ours")

    page = door.get(f"{address('wave-plan')}?run={room.implementation.uid}").content.decode()

    assert theirs.title not in page
    assert room.implementation.title in page


def test_a_day_is_counted_at_the_screen(room, door):
    wrong = door.post(address("wave-day", room.wave, room.headcount), {"present": 3, "refused": 4})
    assert "Count them as present" in wrong.content.decode()

    counted = {"present": 20, "absent": 4, "refused": 1}
    assert door.post(
        address("wave-day", room.wave, room.headcount), counted
    ).status_code == 302  # fmt: skip
    shown = door.get(address("wave-day", room.wave, room.headcount))

    assert {name: shown.context["form"].initial[name] for name in counted} == counted


def test_a_link_is_shown_once_and_leads_to_the_questionnaire(room, door, client):
    place = address("wave-link", room.wave, room.headcount)

    made = door.post(place)

    token = re.search(r"/s/([\w-]+)", made.content.decode()).group(1)
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    assert client.get(f"/s/{token}").status_code == 200
    assert WaveDay.objects.get(cohort=room.headcount).token_hash == token_hash(token)
    assert token not in door.get(place).content.decode()
    assert "has a link already" in door.get(place).content.decode()
    assert AuditEvent.objects.filter(event=Event.WAVE_LINK_MADE).count() == 1
    assert token not in str(AuditEvent.objects.values_list("detail", "object_uids"))


def test_a_link_is_ended_before_its_time(room, door, client):
    token = make_link(room.wave, room.cohort, by=room.manager)
    place = address("wave-link-end", room.wave, room.cohort)

    assert door.post(place).status_code == 302

    assert client.get(f"/s/{token}").status_code == 404
    assert "has no link" in door.post(place).content.decode()


def test_a_door_of_its_own_must_know_where_the_public_site_is(room, door, settings):
    place = address("wave-link", room.wave, room.cohort)
    settings.PUBLIC_URL = "https://www.example.org/"
    assert "https://www.example.org/s/" in door.post(place).content.decode()

    settings.PUBLIC_URL, settings.SURFACE = "", "work"
    door.force_login(room.manager)

    assert "PUBLIC_URL is missing" in door.post(place).content.decode()


def test_a_closed_wave_makes_no_link_at_the_screen(room, door):
    close_wave(room.wave, version=None, by=room.manager)

    answer = door.post(address("wave-link", room.wave, room.cohort))

    assert "cannot be opened again" in answer.content.decode()


def test_the_page_counts_and_shows_no_answer(room, door):
    make_cohort(room.implementation, room.site, "tiny", girls=2, boys=1)
    for number in range(3):
        Response.objects.create(
            wave=room.wave, cohort=room.headcount, entered_on=TODAY,
            source="device" if number else "paper", gender="f",
        )  # fmt: skip
    day = WaveDay.objects.create(wave=room.wave, cohort=room.headcount, present=3, refused=1)
    assert day

    answer = door.get(address("wave", room.wave))

    page = answer.content.decode()
    (line,) = [each for each in answer.context["lines"] if each.cohort == room.headcount]
    assert (line.paper, line.device, line.answered, line.is_over) == (1, 2, 3, True)
    assert [each.is_small for each in answer.context["lines"] if each.cohort.label == "tiny"] == [
        True
    ]
    assert "More answers than people" in page
    assert "Nobody can open" in page
    assert str(Response.objects.first().pk) not in page


def test_the_pages_cost_the_same_with_many_waves(room, door, django_assert_max_num_queries):
    for kind in ("post", "fu6", "fu12"):
        make_wave(room.implementation, kind)
    for number in range(8):
        make_cohort(room.implementation, room.site, f"8-{number}")

    with django_assert_max_num_queries(12):
        door.get(address("waves"))
    with django_assert_max_num_queries(12):
        door.get(address("wave", room.wave))


def test_pages_of_waves_follow_one_another(room, door):
    later = make_wave(room.implementation, "post", opens_on=TODAY)

    second = door.get(f"{address('waves')}?after={room.wave.uid}")

    assert [line.wave for line in second.context["lines"]] == [later]
    assert second.context["earlier_url"] == f"?before={later.uid}"

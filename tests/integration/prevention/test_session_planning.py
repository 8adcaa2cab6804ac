"""Planning the sessions of groups: once a week, moved, cancelled, added."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from prevention.forms.sessions import PlanForm
from prevention.models import Session
from tests.factories.kernel import facilitator
from tests.factories.prevention import make_cohort
from tests.factories.prevention_sessions import adaptation_in


TODAY = timezone.localdate


def at(name, row):
    return reverse(f"work:prevention-{name}", args=[row.uid])


def day(value):
    return value.strftime("%d.%m.%Y")


def typed(*cohorts, **fields):
    return {
        "cohorts": [str(cohort.uid) for cohort in cohorts], "first": day(TODAY()),
        "weekday": str(TODAY().weekday()), "skipping": "",
    } | fields  # fmt: skip


def test_several_groups_are_planned_in_one_act(room, enter):
    browser = enter(room.facilitator_user)
    page = browser.get(reverse("work:prevention-sessions-plan"))
    skipped = TODAY() + timedelta(days=7)

    answer = browser.post(
        reverse("work:prevention-sessions-plan"),
        typed(room.cohort, room.headcount, skipping=day(skipped)),
    )

    assert answer.status_code == 302, answer.context["form"].errors
    assert page.context["form"].initial["weekday"] == str(TODAY().weekday())
    weeks = [0, 14, 21, 28]
    days = [TODAY() + timedelta(days=number) for number in weeks]
    made = room.headcount.sessions.order_by("on")
    assert [(each.on, each.plan.number) for each in made] == list(
        zip(days, range(1, 5), strict=True)
    )
    assert [each.on for each in room.cohort.sessions.order_by("on")] == [
        TODAY(), *(TODAY() + timedelta(days=number) for number in (14, 21, 28)),
    ]  # fmt: skip
    assert list(made[0].facilitators.all()) == [room.facilitator]
    assert AuditEvent.objects.filter(event=Event.SESSIONS_PLANNED).count() == 2

    again = browser.post(at("sessions-group-plan", room.headcount), typed(room.headcount))
    assert "planned already" in again.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"skipping": "tomorrow"}, "Write days like"),
        ({"skipping": "31.02.2027"}, "no such day"),
        ({"skipping": "10.01.2027-01.01.2027"}, "after it begins"),
        ({"skipping": "01.01.2027-31.12.2027"}, "within five months"),
        ({"first": "01.01.2090"}, "more than a year away"),
        ({"cohorts": []}, "at least one group"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(room, door, fields, words):
    answer = door.post(reverse("work:prevention-sessions-plan"), typed(room.headcount) | fields)

    assert words in answer.content.decode()
    assert not room.headcount.sessions.exists()


def test_a_stretch_of_days_is_every_day_of_it(room):
    form = PlanForm(
        typed(room.headcount, skipping="24.12.2026 – 26.12.2026, 01.01.2027"),
        cohorts=[room.headcount],
    )

    assert form.is_valid()
    assert [value.day for value in form.cleaned_data["skipping"]] == [24, 25, 26, 1]


@pytest.mark.parametrize(
    ("of", "status", "words"),
    [("implementation", "cancelled", "nothing more"), ("headcount", "dissolved", "another group")],
)
def test_nothing_is_planned_for_what_is_over(room, door, of, status, words):
    row = getattr(room, of)
    row.status = status
    row.save()

    answer = door.post(at("sessions-group-plan", room.headcount), typed(room.headcount))

    assert words in answer.content.decode()


def test_a_session_moves_and_a_late_form_shows_both(room, door):
    address, seen = at("session-move", room.session), room.session.version
    to = TODAY() + timedelta(days=3)

    assert door.post(address, {"on": day(to), "row_version": seen}).status_code == 302
    late = door.post(address, {"on": day(TODAY()), "row_version": seen}).content.decode()

    room.session.refresh_from_db()
    assert room.session.on == to
    assert "Two people at one record" in late
    assert date_format(to, "SHORT_DATE_FORMAT") in late
    assert door.post(address, {"on": day(to), "row_version": ""}).status_code == 302
    assert AuditEvent.objects.filter(event=Event.SESSION_CHANGED).count() == 1


def test_two_sessions_of_one_number_do_not_share_a_day(room, door):
    other = Session.objects.create(
        organisation=room.organisation, cohort=room.cohort, plan=room.session.plan,
        on=TODAY() + timedelta(days=7),
    )  # fmt: skip

    moved = door.post(at("session-move", other), {"on": day(TODAY()), "row_version": ""})
    added = door.post(
        at("sessions-add", room.cohort), {"token": uuid4(), "plan": "1", "on": day(TODAY())}
    )

    assert all("Choose another day" in each.content.decode() for each in (moved, added))


def test_a_cancelled_session_keeps_its_reason_and_is_planned_anew(room, door):
    address = at("session-cancel", room.session)
    refused = door.post(address, {"reason": " ", "row_version": ""})
    done = door.post(address, {"reason": "Quarantine", "row_version": ""})
    again = door.post(address, {"reason": "Twice", "row_version": ""})

    room.session.refresh_from_db()
    assert (refused.status_code, done.status_code) == (200, 302)
    assert "only a planned one" in again.content.decode()
    assert (room.session.status, room.session.status_reason) == ("cancelled", "Quarantine")
    page = door.get(reverse("work:prevention-sessions") + "?show=cancelled").content.decode()
    assert "Quarantine" in page
    door.post(at("sessions-group-plan", room.cohort), typed(room.cohort))
    fresh = room.cohort.sessions.filter(status="scheduled", plan__number=1).get()
    assert fresh.on == TODAY() + timedelta(days=7)
    assert "Quarantine" in door.get(at("session", room.session)).content.decode()


def test_an_extra_session_is_added_once(room, door):
    given = {"token": uuid4(), "plan": "", "on": day(TODAY())}

    first = door.post(at("sessions-add", room.headcount), given)
    second = door.post(at("sessions-add", room.headcount), given)

    made = room.headcount.sessions.get()
    assert first.url == second.url == at("session", made)
    assert "Extra session" in door.get(first.url).content.decode()
    door.post(at("sessions-group-plan", room.headcount), typed(room.headcount))
    assert room.headcount.sessions.filter(plan__isnull=False).count() == 4


def test_a_change_is_logged_once_and_judged_by_a_manager(room, door, enter):
    browser = enter(room.facilitator_user)
    given = {
        "token": uuid4(), "kind": "order", "reason": "Role play came first", "is_planned": "on",
    }  # fmt: skip
    for _each in range(2):
        assert browser.post(at("session-adapt", room.session), given).status_code == 302
    row = room.session.adaptations.get()
    assert (row.verdict, row.is_planned, row.touches_core) == ("open", True, False)
    assert browser.get(at("adaptation-judge", row)).status_code == 404

    address = at("adaptation-judge", row)
    assert "Role play came first" in door.get(address).content.decode()
    verdict = {"verdict": "inconsistent", "row_version": row.version}
    assert door.post(address, verdict).status_code == 302
    late = door.post(address, verdict | {"verdict": "consistent"}).content.decode()

    row.refresh_from_db()
    assert (row.verdict, row.judged_by) == ("inconsistent", room.manager)
    assert "Two people at one record" in late
    assert "Departs from the programme" in door.get(at("session", room.session)).content.decode()


def test_nothing_was_changed_in_a_cancelled_session(room, door):
    page, adapt = at("session", room.session), at("session-adapt", room.session)
    assert adapt in door.get(page).content.decode()
    room.session.status = "cancelled"
    room.session.save()
    assert adapt not in door.get(page).content.decode()

    answer = door.post(
        at("session-adapt", room.session), {"token": uuid4(), "kind": "order", "reason": "x"}
    )

    assert "nothing was changed" in answer.content.decode()


def test_a_facilitator_of_another_group_finds_nothing(room, enter):
    browser = enter(facilitator(at=room.organisation))

    assert browser.get(at("session", room.session)).status_code == 404
    assert browser.get(at("cohort-sessions", room.cohort)).status_code == 404
    assert browser.get(reverse("work:prevention-sessions")).context["lines"] == []


def test_lists_put_today_before_what_is_late_and_cost_the_same_for_many(
    room, door, django_assert_max_num_queries
):
    adaptation_in(room)
    for number in range(1, 31):
        cohort = make_cohort(room.implementation, room.site, f"8-{number:02}")
        for days in (0, -number, number):
            Session.objects.create(
                organisation=room.organisation, cohort=cohort,
                plan=room.version.plans.get(number=2), on=TODAY() + timedelta(days=days),
            )  # fmt: skip

    with django_assert_max_num_queries(12):
        page = door.get(reverse("work:prevention-sessions"))
    lines, address = page.context["lines"], page.context["later_url"]
    while address:
        following = door.get(reverse("work:prevention-sessions") + address)
        lines, address = [*lines, *following.context["lines"]], following.context["later_url"]

    assert len(lines) == 61
    assert all(line.is_today for line in lines[:31])
    assert [line.on for line in lines] == sorted((line.on for line in lines), reverse=True)
    week = page.context["week"]
    assert (week.late, week.today, week.delivered) == (30, 31, 0)
    coming = door.get(reverse("work:prevention-sessions") + "?show=coming").context["lines"]
    assert coming[0].on == TODAY() + timedelta(days=1)
    with django_assert_max_num_queries(12):
        door.get(at("cohort-sessions", room.cohort))
    with django_assert_max_num_queries(12):
        door.get(reverse("work:prevention-sessions-plan"))
    assert door.get(reverse("work:prevention-sessions") + "?show=x&after=y").status_code == 200

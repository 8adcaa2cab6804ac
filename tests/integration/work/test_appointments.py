"""Appointments, the calendar, groups, kept filters and the palette, through the door."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import Appointment, Contact, Group, Reminder, SavedFilter
from tests.factories.appointments import (
    AppointmentFactory,
    GroupMemberFactory,
    appointment_in,
    group_in,
    today_at,
)
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import SiteFactory
from tests.factories.work import KeptEpisode
from vault.api import format_code
from vault.codes import new_code


pytestmark = pytest.mark.django_db


@pytest.fixture
def due(room):
    """An appointment that began a minute after midnight."""
    return AppointmentFactory(
        episode=room.episode, starts_at=today_at(0, 1), made_by=room.clinician
    )


def typed(day):
    """A day as people type it."""
    return f"{day:%d.%m.%Y}"


def make(door, room, **fields):
    """Send the form of a new appointment as it stands there, with some answers changed."""
    address = reverse("work:make-appointment", args=[room.episode.uid])
    form = door.get(address).context["form"]
    values = {field.name: field.value() for field in form if field.value() is not None}
    return door.post(address, values | {"on": typed(form["on"].value()), "at": "10:00"} | fields)


def another(room):
    """One more patient in treatment at the clinic."""
    patient = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    return KeptEpisode(patient=patient, site=room.site, last_seen_on=timezone.localdate())


def cost(door, address):
    """How many queries a page costs on both databases, the session being fresh."""
    door.get(reverse("work:home"))
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["vault"]) as vault,
    ):
        assert door.get(address).status_code == 200
    return len(default) + len(vault)


def test_an_appointment_is_made_from_what_stands_there(door, room):
    answer = make(door, room)

    appointment = Appointment.objects.get()
    assert answer["Location"] == reverse("work:appointments", args=[room.patient.uid])
    assert (appointment.with_whom, appointment.minutes) == (room.clinician, 30)


def test_a_series_is_made_in_one_go(door, room):
    make(door, room, repeat="WEEKLY", times="5")

    assert Appointment.objects.filter(repeat="WEEKLY").count() == 5


def test_a_series_of_one_is_asked_about(door, room):
    page = make(door, room, repeat="WEEKLY", times="1")

    assert "two or more" in page.content.decode()
    assert not Appointment.objects.exists()


def test_a_clash_is_told_and_may_be_confirmed(door, room):
    other = another(room)
    tomorrow = today_at(10) + timedelta(days=1)
    AppointmentFactory(
        episode=other, starts_at=tomorrow, with_whom=room.clinician, made_by=room.clinician
    )

    page = make(door, room)
    assert "has another appointment at that time" in page.content.decode()

    assert make(door, room, confirmed="A01").status_code == 302


def test_the_patients_page_lists_what_is_to_come_and_what_was(door, room, due):
    appointment_in(room)
    AppointmentFactory(
        episode=room.episode, starts_at=today_at(9) - timedelta(days=8), state="MISSED",
        absence_reason="ILL", made_by=room.clinician,
    )  # fmt: skip

    page = door.get(reverse("work:appointments", args=[room.patient.uid]))

    text = page.content.decode()
    assert reverse("work:appointment-keep", args=[due.uid]) in text
    assert "Did not come" in text
    assert "Ill" in text


def test_came_and_save_are_two_taps(door, room, due):
    address = reverse("work:appointment-keep", args=[due.uid]) + "?back=today"
    form = door.get(address).context["form"]
    values = {"token": str(form["token"].value()), "mode": "FACE_TO_FACE", "minutes": "30"}

    answer = door.post(address, values)

    due.refresh_from_db()
    assert (answer["Location"], due.state) == (reverse("work:today"), "KEPT")


def test_who_did_not_come_is_one_more_tap_and_leads_back_to_the_same_list(door, room, due):
    keep = reverse("work:appointment-keep", args=[due.uid]) + "?back=today"
    address = door.get(keep).context["miss_url"]

    answer = door.post(address, {"token": str(uuid4()), "reason": "ILL"})

    assert answer["Location"] == reverse("work:today")
    assert Contact.objects.latest("pk").attendance == "ABSENT"


def test_an_appointment_is_moved_and_then_cancelled(door, room):
    appointment = appointment_in(room)
    moved = reverse("work:appointment-move", args=[appointment.uid])
    door.post(
        moved,
        {"on": typed(timezone.localdate() + timedelta(days=3)), "at": "11:00", "minutes": "45",
         "with_whom": "", "row_version": "1"},
    )  # fmt: skip
    appointment.refresh_from_db()
    assert (appointment.minutes, appointment.with_whom) == (45, None)

    stale = door.post(
        reverse("work:appointment-cancel", args=[appointment.uid]), {"row_version": "1"}
    )
    assert "Somebody else changed this appointment" in stale.content.decode()

    door.post(reverse("work:appointment-cancel", args=[appointment.uid]), {"row_version": "2"})
    appointment.refresh_from_db()
    assert appointment.state == "CANCELLED"


def test_a_slip_tells_nothing_of_where_it_comes_from(door, room):
    address = reverse("work:appointment-remind", args=[appointment_in(room).uid])

    page = door.post(address, {"channel": "SLIP", "language": "en", "room": "Room 4"})

    text = page.content.decode()
    assert "Room 4" in text
    for telling in (room.organisation.name, room.site.name, room.patient.code,
                    format_code(room.patient.code), "Counselling"):  # fmt: skip
        assert telling not in text
    assert Reminder.objects.get().channel == "SLIP"


def test_a_slip_is_in_the_language_of_the_patient(door, room):
    address = reverse("work:appointment-remind", args=[appointment_in(room).uid])

    page = door.post(address, {"channel": "SLIP", "language": "ru", "room": ""})

    assert 'lang="ru"' in page.content.decode()


def test_a_message_without_consent_is_refused_in_words(door, room):
    address = reverse("work:appointment-remind", args=[appointment_in(room).uid])

    page = door.post(address, {"channel": "SMS", "language": "en", "room": ""})

    assert "did not agree to be contacted" in page.content.decode()
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("span", ["day", "week"])
def test_the_calendar_costs_the_same_for_many(span, door, room):
    address = f"{reverse('work:calendar')}?span={span}"
    group_in(room)
    AppointmentFactory(episode=room.episode, starts_at=today_at(9), made_by=room.clinician)
    few = cost(door, address)
    for number in range(60):
        AppointmentFactory(
            episode=another(room), starts_at=today_at(9, number % 50), made_by=room.clinician
        )

    assert cost(door, address) == few <= 12


def test_the_calendar_is_of_one_site_and_of_one_person(door, room):
    elsewhere = SiteFactory(organisation=room.organisation)
    here = AppointmentFactory(
        episode=room.episode, starts_at=today_at(9), with_whom=room.clinician,
        made_by=room.clinician,
    )  # fmt: skip
    there = AppointmentFactory(
        episode=room.episode, starts_at=today_at(10), site=elsewhere, made_by=room.clinician
    )

    def shown(**asked):
        days = door.get(reverse("work:calendar"), asked).context["page"].days
        return [visit.uid for day in days for visit in day.visits]

    assert shown() == [here.uid, there.uid]
    assert shown(site=str(elsewhere.uid)) == [there.uid]
    assert shown(who=str(room.clinician.uid)) == [here.uid]
    assert shown(on="nonsense", site="nonsense") == [here.uid, there.uid]
    assert shown(on=(timezone.localdate() + timedelta(days=30)).isoformat()) == []


def test_a_group_is_begun_joined_met_left_and_ended(door, room):
    door.post(
        reverse("work:group-make"),
        {"name": "Morning", "site": str(room.site.uid), "weekday": "2", "at": "14:00",
         "minutes": "60"},
    )  # fmt: skip
    group = Group.objects.get()
    address = reverse("work:group", args=[group.uid])
    door.post(address, {"code": format_code(room.patient.code)})

    meeting = reverse("work:group-session", args=[group.uid])
    first = {"token": str(uuid4()), "on": typed(timezone.localdate()), "minutes": "60"}
    uid = str(room.episode.uid)
    met = door.post(meeting, first | {"shown": [uid], "absent": [uid]})
    assert met["Location"] == address
    assert Contact.objects.latest("pk").attendance == "ABSENT"

    door.post(address, {"leaves": str(room.episode.uid)})
    assert not group.members.filter(left_on__isnull=True).exists()
    door.post(address, {"ends": "1"})
    group.refresh_from_db()
    assert group.retired_at
    assert "Morning" not in door.get(reverse("work:groups")).content.decode()


def test_a_back_dated_meeting_asks_again_with_the_people_of_that_day(door, room):
    group, newcomer, gone = group_in(room), another(room), another(room)
    today = timezone.localdate()
    day = today - timedelta(days=2)
    GroupMemberFactory(group=group, episode=newcomer, joined_on=today)
    GroupMemberFactory(group=group, episode=gone, left_on=today - timedelta(days=1))
    address = reverse("work:group-session", args=[group.uid])
    fresh = door.get(address)
    sent = {
        "token": str(uuid4()), "on": typed(day), "minutes": "60",
        "shown": [str(uid) for uid in fresh.context["shown"]], "absent": [str(room.episode.uid)],
    }  # fmt: skip

    asked = door.post(address, sent)

    assert set(fresh.context["shown"]) == {room.episode.uid, newcomer.uid}
    assert "Other people were in the group on that day" in asked.content.decode()
    assert set(asked.context["shown"]) == {room.episode.uid, gone.uid}
    assert f'name="shown" value="{gone.uid}"' in asked.content.decode()
    assert asked.context["form"]["absent"].value() == [str(room.episode.uid)]
    assert not Contact.objects.filter(kind="GROUP").exists()

    again = sent | {"shown": [str(uid) for uid in asked.context["shown"]]}
    met = door.post(address, again, follow=True)
    retried = door.post(address, again, follow=True)

    assert "Meeting written: 2 contacts." in met.content.decode()
    assert "Meeting written: 2 contacts." in retried.content.decode()
    came = dict(Contact.objects.filter(kind="GROUP").values_list("episode", "attendance"))
    assert came == {room.episode.pk: "ABSENT", gone.pk: "ATTENDED"}


@pytest.mark.parametrize("shown", [[], ["nonsense"]])
def test_a_meeting_of_nobody_on_the_screen_is_not_written(shown, door, room):
    group = group_in(room)

    page = door.post(
        reverse("work:group-session", args=[group.uid]),
        {"token": str(uuid4()), "on": typed(timezone.localdate()), "minutes": "60", "shown": shown},
    )

    assert "Other people were in the group on that day" in page.content.decode()
    assert page.context["shown"] == [room.episode.uid]


@pytest.mark.parametrize("code", ["4821 9037 58", "12", ""])
def test_who_is_not_here_joins_no_group(code, door, room):
    page = door.post(reverse("work:group", args=[group_in(room).uid]), {"code": code})

    assert page.status_code == 200
    assert "u-error" in page.content.decode()


def test_a_whole_code_of_another_clinic_joins_no_group(door, room):
    theirs = KeptEpisode(patient=PatientFactory(code=new_code()))

    page = door.post(
        reverse("work:group", args=[group_in(room).uid]), {"code": theirs.patient.code}
    )

    assert "Nobody in treatment here has this code" in page.content.decode()


def test_a_group_page_costs_the_same_for_many_members(door, room):
    group = group_in(room)
    addresses = [reverse(f"work:{name}", args=[group.uid]) for name in ("group", "group-session")]
    few = [cost(door, address) for address in addresses]
    for _number in range(20):
        GroupMemberFactory(group=group, episode=another(room))

    assert [cost(door, address) for address in addresses] == few


def test_a_filter_is_kept_found_again_and_forgotten(door, room):
    answer = door.post(
        reverse("work:filters"), {"name": "Mine", "worker": "me", "unseen": "14", "show": "open"}
    )
    assert answer["Location"].endswith("?show=open&worker=me&unseen=14")

    page = door.get(answer["Location"])
    assert [kept.is_here for kept in page.context["kept"]] == [True]
    assert page.context["lines"] == []

    door.post(reverse("work:filters"), {"forget": str(SavedFilter.objects.get().uid)})
    assert not SavedFilter.objects.exists()


def test_the_next_page_keeps_what_was_chosen(door, room):
    for _number in range(30):
        another(room)

    page = door.get(reverse("work:caseload"), {"show": "open", "site": str(room.site.uid)})

    assert f"site={room.site.uid}" in page.context["later_url"]


def test_the_palette_goes_to_a_whole_code_at_once(door, room):
    answer = door.post(reverse("work:palette"), {"q": format_code(room.patient.code)})

    assert answer["Location"] == reverse("work:patient", args=[room.patient.uid])


def test_the_palette_gives_options_to_the_dialog(door, room):
    page = door.post(
        reverse("work:palette"), {"q": "log", "about": str(room.patient.uid)},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    text = page.content.decode()
    assert "<html" not in text
    assert f'data-url="{reverse("work:log-contact", args=[room.episode.uid])}"' in text


def test_the_palette_says_what_is_wrong_with_a_code(door, room):
    page = door.post(reverse("work:palette"), {"q": "4821 9037 58"})

    assert "A digit of this code is wrong" in page.content.decode()
    assert "4821" not in page.request["PATH_INFO"]


def test_the_palette_costs_the_same_for_many(door, room):
    address = reverse("work:palette")
    few = cost(door, address)
    for _number in range(20):
        another(room)

    assert cost(door, address) == few <= 12


@pytest.mark.parametrize("span", ["day", "week"])
@pytest.mark.parametrize("on", ["9999-12-31", "9999-12-27", "0001-01-01", "0001-01-08"])
def test_a_calendar_of_the_end_of_time_opens(on, span, door):
    page = door.get(reverse("work:calendar"), {"on": on, "span": span})

    assert page.status_code == 200
    assert abs(page.context["page"].first - timezone.localdate()) < timedelta(days=3700)


def test_an_appointment_years_ahead_is_refused_in_words(door, room):
    page = make(door, room, on="31.12.9999", repeat="WEEKLY", times="10")

    assert page.status_code == 200
    assert "Enter a day within the next two years" in page.content.decode()
    assert not Appointment.objects.exists()


def test_an_appointment_is_not_moved_years_ahead(door, room):
    appointment = appointment_in(room)

    page = door.post(
        reverse("work:appointment-move", args=[appointment.uid]),
        {"on": "31.12.9999", "at": "10:00", "minutes": "30", "with_whom": "",
         "row_version": str(appointment.row_version)},
    )  # fmt: skip

    assert "Enter a day within the next two years" in page.content.decode()


def test_a_group_is_changed_on_screen(door, room):
    group = group_in(room)
    address = reverse("work:group-change", args=[group.uid])
    form = door.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"at": "14:00"}

    done = door.post(address, data | {"name": "Evening group", "at": "18:30"}, follow=True)
    late = door.post(address, data | {"name": "Night group"})

    group.refresh_from_db()
    assert (group.name, f"{group.at:%H:%M}", group.row_version) == ("Evening group", "18:30", 2)
    assert "Evening group" in done.content.decode()
    assert "Somebody else changed this group" in late.content.decode()
    assert address in door.get(reverse("work:group", args=[group.uid])).content.decode()

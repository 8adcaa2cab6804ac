"""Waves at the screens: planned, opened, closed; groups counted, links shown once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from prevention.actions.waves import (
    close_wave,
    make_link,
)
from prevention.choices import WaveKind, WaveStatus
from prevention.models import (
    Response,
    Wave,
    WaveDay,
)
from prevention.rules.links import token_hash
from tests.factories.kernel import ngo
from tests.factories.prevention import make_cohort, make_questionnaire, make_wave


NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def address(name, *rows):
    return reverse(f"work:prevention-{name}", args=[row.uid for row in rows])


@pytest.fixture(autouse=True)
def _keys(vault_keys):
    return vault_keys


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

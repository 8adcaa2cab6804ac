"""Service points: written by who runs them, verified, shown to readers for a year at most."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.audit import Event
from kernel.models import Subdivision
from kernel.models.audit_events import AuditEvent
from prevention.models import ServicePoint
from prevention.selectors.services import public_services
from tests.factories.prevention import make_service


TODAY = timezone.localdate


def typed(room, **fields):
    """The form as somebody fills it in."""
    return {
        "organisation": room.organisation.pk, "kind": "ngo", "country": "KG", "region": "KG-GB",
        "phones": "0312 000 000", "languages": ["ru", "ky"], "served": "women",
        "anonymity": "anonymous", "is_public": "on", "is_checked": "on",
        "name_ru": "Женская линия", "name_en": "Women’s line", "hours_ru": "Ежедневно 9–18",
    } | fields  # fmt: skip


@pytest.fixture
def region(db):
    return Subdivision.objects.get_or_create(
        code="KG-GB", defaults={"country": "KG", "kind": "city", "name": "Bishkek"}
    )[0]


def test_what_is_written_and_checked_is_shown_to_readers(room, door, region):
    answer = door.post(reverse("work:prevention-service-add"), typed(room))

    assert answer.status_code == 302, answer.context["form"].errors
    made = public_services(on=TODAY(), region="KG-GB", language="ky").get()
    assert made.verified_on == TODAY()
    assert made.verified_by == room.manager
    assert {text.language: text.name for text in made.texts.all()} == {
        "ru": "Женская линия", "en": "Women’s line",
    }  # fmt: skip
    assert AuditEvent.objects.filter(event=Event.SERVICE_SAVED).count() == 1


def test_a_change_without_a_check_takes_the_entry_from_readers(room, door, region):
    address = reverse("work:prevention-service", args=[room.service.uid])
    shown = door.get(address).context["form"].initial
    changed = typed(room, row_version=shown["row_version"], is_checked="", phones="0312 111 111")

    assert door.post(address, changed).status_code == 302
    room.service.refresh_from_db()

    assert room.service.verified_on is None
    assert room.service not in public_services(on=TODAY())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name_ru": "", "name_en": "", "hours_ru": ""}, "at least one language"),
        ({"name_ru": ""}, "no name"),
        ({"phones": "", "web": ""}, "could not reach"),
        ({"phones": "call me"}, "digits"),
        ({"age_min": "30", "age_max": "20"}, "younger"),
        ({"country": "KZ"}, "another country"),
        ({"web": "javascript:alert(1)"}, "URL"),
    ],
)
def test_what_readers_could_not_use_is_refused_and_kept(room, door, region, fields, words):
    before = ServicePoint.objects.count()
    answer = door.post(reverse("work:prevention-service-add"), typed(room, **fields))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "Ежедневно 9–18" in answer.content.decode() or "hours_ru" in fields
    assert ServicePoint.objects.count() == before


def test_who_comes_second_sees_both_versions(room, door, region):
    address = reverse("work:prevention-service", args=[room.service.uid])
    seen = door.get(address).context["form"].initial["row_version"]
    door.post(address, typed(room, row_version=seen, name_en="First"))
    answer = door.post(address, typed(room, row_version=seen, name_en="Second"))

    assert answer.status_code == 200
    assert "First" in answer.content.decode()
    assert "Second" in answer.content.decode()
    assert room.service.texts.get(language="en").name == "First"


def test_a_coordinator_verifies_what_lies_in_the_country(room, enter):
    room.service.verified_on = TODAY() - timedelta(days=400)
    room.service.save()
    assert room.service not in public_services(on=TODAY())
    browser = enter(room.coordinator)
    assert "Test service" in browser.get(reverse("work:prevention-services")).content.decode()

    address = reverse("work:prevention-service-verify", args=[room.service.uid])
    answer = browser.post(address, {"row_version": room.service.version})

    assert answer.status_code == 302
    assert public_services(on=TODAY()).get(pk=room.service.pk).verified_by == room.coordinator
    edit = reverse("work:prevention-service", args=[room.service.uid])
    assert browser.get(edit).status_code == 404


def test_what_is_out_of_use_is_shown_to_nobody(room, door):
    address = reverse("work:prevention-service-retire", args=[room.service.uid])

    given = {"row_version": room.service.version}
    assert door.post(address, given).status_code == 200
    assert public_services(on=TODAY()).exists()
    assert door.post(address, given | {"reason": "Closed in spring"}).status_code == 302
    assert not public_services(on=TODAY()).exists()
    assert door.get(address).status_code == 404
    room.service.refresh_from_db()
    assert room.service.retired_because == "Closed in spring"


def test_a_coordinator_is_led_to_taking_an_entry_out_of_use(room, coordinating):
    retire = reverse("work:prevention-service-retire", args=[room.service.uid])
    verify = reverse("work:prevention-service-verify", args=[room.service.uid])

    assert retire in coordinating.get(reverse("work:prevention-services")).content.decode()
    assert retire in coordinating.get(verify).content.decode()
    assert "Is all" not in coordinating.get(retire).content.decode()
    coordinating.post(retire, {"row_version": room.service.version, "reason": "Closed"})

    room.service.refresh_from_db()
    assert (room.service.retired_at is None, room.service.retired_because) == (False, "Closed")


def test_the_list_says_what_readers_see_and_costs_the_same_for_many(
    room, door, django_assert_max_num_queries
):
    for days, public in ((0, True), (200, True), (400, True), (0, False)):
        make_service(
            room.organisation, verified_on=TODAY() - timedelta(days=days), is_public=public
        )
    make_service(room.organisation, verified_on=None)
    for _each in range(30):
        make_service(room.organisation)

    with django_assert_max_num_queries(12):
        page = door.get(reverse("work:prevention-services")).content.decode()

    for words in ("not checked for half a year", "for a year", "until checked", "Not public"):
        assert words in page


def test_readers_find_by_place_kind_and_language(room):
    elsewhere = make_service(room.organisation, country="KZ", kind="hotline", languages=["kk"])

    found = {
        "country": public_services(on=TODAY(), country="KZ"),
        "kind": public_services(on=TODAY(), kind="hotline"),
        "language": public_services(on=TODAY(), language="kk"),
    }

    assert all(list(services) == [elsewhere] for services in found.values())

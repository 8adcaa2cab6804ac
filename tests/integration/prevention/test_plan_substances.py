"""Which substances a plan names, and which of them the age group knows (W09)."""

import pytest
from django.urls import reverse

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from prevention.models import Implementation
from tests.integration.prevention.test_plans import PLAN, planned, rated, typed


__all__ = ["rated"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rated")]


def test_a_substance_that_the_group_does_not_know_is_warned_of(door, room):
    named = {"substances_named": ["ALCOHOL", "MEPHEDRONE"], "substances_known": ["ALCOHOL"]}
    words = "Substances are named that the age group does not know. This may raise curiosity."

    typing = door.post(
        reverse(PLAN), typed(room, **named) | {"look": "1"}, headers={"HX-Request": "true"}
    )
    page = door.post(reverse(PLAN), typed(room, **named))
    assert f"{words} (Mephedrone)" in typing.content.decode()
    assert f"{words} (Mephedrone)" in page.content.decode()
    assert not Implementation.objects.filter(title="School 5").exists()

    door.post(reverse(PLAN), typed(room, confirmed=["W09"], **named))
    overview = door.get(reverse("work:prevention-run", args=[planned().uid])).content.decode()

    assert AuditEvent.objects.get(event=Event.PROGRAMME_PLANNED).detail == {"warned": ["W09"]}
    assert f"{words} (Mephedrone)" in overview
    assert "Alcohol, Mephedrone" in overview


def test_of_what_is_not_named_nothing_is_known(door, room):
    named = {"substances_named": ["ALCOHOL"], "substances_known": ["ALCOHOL", "GHB"]}

    door.post(reverse(PLAN), typed(room, **named))

    assert (planned().substances_named, planned().substances_known) == (["ALCOHOL"], ["ALCOHOL"])

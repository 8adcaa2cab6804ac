"""Blocking warnings: asked by the organisation, decided by somebody else at the ministry."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.audit import Event
from kernel.grants import give_role
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted, Role
from prevention.actions import overrides
from prevention.models import Implementation, WarningOverride
from tests.factories.kernel import coordinator, international, ministry
from tests.factories.prevention import make_override


pytestmark = pytest.mark.django_db
QUEUE = "work:prevention-overrides"


@pytest.fixture
def frightening(room):
    """The plan frightens, and nobody has asked yet."""
    WarningOverride.objects.all().delete()
    run = room.implementation
    Implementation.objects.filter(pk=run.pk).update(
        status="planned", methods=["skills", "fear_appeal"]
    )
    run.refresh_from_db()
    return run


def ask_address(run, rule="W02"):
    return reverse("work:prevention-override-ask", args=[run.uid, rule])


def decide_address(override):
    return reverse("work:prevention-override", args=[override.uid])


def test_from_the_request_to_the_decision(room, frightening, door, coordinating):
    door.post(ask_address(frightening), {"reason": "The region ordered it"})
    override = WarningOverride.objects.get()
    queue = coordinating.get(reverse(QUEUE)).content.decode()
    assert "The region ordered it" in queue
    assert '<span class="u-count">1<' in queue

    coordinating.post(
        decide_address(override), {"is_allowed": "yes", "decision": "Once, then never again"}
    )

    override.refresh_from_db()
    assert (override.is_allowed, override.decided_by) == (True, room.coordinator)
    page = door.get(reverse("work:prevention-run", args=[frightening.uid])).content.decode()
    assert "Set aside by the coordinator" in page
    assert "Once, then never again" in page
    assert "Once, then never again" in door.get(reverse(QUEUE)).content.decode()
    events = AuditEvent.objects.filter(event__startswith="prevention.override")
    assert [event.outcome for event in events.order_by("pk")] == ["OK", "ALLOWED"]


def test_what_was_denied_may_be_asked_again(frightening, door, coordinating):
    for _time in range(2):
        door.post(ask_address(frightening), {"reason": "Please"})
        override = WarningOverride.objects.get(is_allowed=None)
        coordinating.post(decide_address(override), {"is_allowed": "no", "decision": "It harms"})

    assert WarningOverride.objects.filter(is_allowed=False).count() == 2
    page = door.get(reverse("work:prevention-run", args=[frightening.uid])).content.decode()
    assert "Denied by the coordinator" in page


def test_it_is_not_asked_twice(frightening, door):
    door.post(ask_address(frightening), {"reason": "Please"})

    page = door.post(ask_address(frightening), {"reason": "Please"}).content.decode()

    assert "asked already" in page
    waiting = door.get(reverse("work:prevention-run", args=[frightening.uid])).content.decode()
    assert "Waits for the coordinator" in waiting


@pytest.mark.parametrize("rule", ["W03", "W11"])
def test_only_what_blocks_is_set_aside(rule, frightening, door):
    page = door.post(ask_address(frightening, rule), {"reason": "Please"}).content.decode()

    assert "does not raise this warning" in page


def test_a_rule_that_does_not_exist_has_no_page(frightening, door):
    assert door.get(ask_address(frightening, "W99")).status_code == 404


def test_asking_and_deciding_are_reasoned(room, frightening):
    with pytest.raises(overrides.ReasonMissing):
        overrides.ask_override(
            run=frightening, rule="W02", reason=" ", now=timezone.now(), by=room.manager
        )
    with pytest.raises(overrides.ReasonMissing):
        overrides.decide_override(
            override=make_override(frightening, by=room.manager), is_allowed=True, decision=" ",
            now=timezone.now(), by=room.coordinator,
        )  # fmt: skip


def test_nobody_decides_what_they_asked(room, frightening, enter):
    """Somebody at an international body who also manages programmes there."""
    body = international()
    both = coordinator(at=body)
    give_role(user=both, role=Role.PROGRAMME_MANAGER, organisation=body, by=None)
    override = make_override(frightening, by=both)
    browser = enter(both)

    page = browser.post(decide_address(override), {"is_allowed": "yes", "decision": "Mine"})

    assert "Nobody decides what they asked for" in page.content.decode()
    assert "Your own request" in browser.get(reverse(QUEUE)).content.decode()
    override.refresh_from_db()
    assert override.is_allowed is None


def test_the_second_decision_comes_too_late(room, frightening, coordinating):
    override = make_override(frightening, by=room.manager)
    seen = override.version
    answer = {"is_allowed": "yes", "decision": "First", "row_version": seen}
    coordinating.post(decide_address(override), answer)

    page = coordinating.post(
        decide_address(override), {"is_allowed": "no", "decision": "Second", "row_version": seen}
    ).content.decode()
    again = coordinating.post(
        decide_address(override), {"is_allowed": "no", "decision": "Second"}
    ).content.decode()

    assert "First" in page
    assert "Second" in page
    assert "has decided this already" in again
    override.refresh_from_db()
    assert override.is_allowed is True


def test_only_the_coordinator_of_the_country_decides(room, frightening, door, enter):
    override = make_override(frightening, by=room.manager)
    elsewhere = enter(coordinator(at=ministry(country="TJ")))

    assert door.get(decide_address(override)).status_code == 404
    assert elsewhere.get(decide_address(override)).status_code == 404
    with pytest.raises(NotPermitted):
        overrides.decide_override(
            override=override, is_allowed=True, decision="Mine", now=timezone.now(),
            by=room.manager,
        )  # fmt: skip
    assert "Fear appeals" not in elsewhere.get(reverse(QUEUE)).content.decode()


def test_the_queue_costs_the_same_however_many(
    room, frightening, coordinating, django_assert_max_num_queries
):
    for number in range(4):
        make_override(
            frightening, by=room.manager, is_allowed=False, decision="Test",
            decided_by=room.coordinator, decided_at=timezone.now(), rule=f"W0{number + 1}",
        )  # fmt: skip
    make_override(frightening, by=room.manager)

    with django_assert_max_num_queries(12):
        assert coordinating.get(reverse(QUEUE)).status_code == 200


def test_a_refused_request_leaves_a_trace(room, frightening, enter):
    browser = enter(room.facilitator_user)

    assert browser.post(ask_address(frightening), {"reason": "Please"}).status_code == 404
    assert AuditEvent.objects.filter(event=Event.ACCESS_REFUSED).exists()

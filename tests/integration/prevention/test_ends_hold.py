"""What has ended stays: sessions of an ended run, links of a dissolved group, spent tokens."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from prevention import states
from prevention.actions._fidelity import Rated
from prevention.actions.adaptations import Changed, judge_adaptation, log_adaptation
from prevention.actions.linking import destroy_codes, link_wave
from prevention.actions.moves import move_group
from prevention.actions.observing import observe_session
from prevention.actions.sessions import cancel_session, move_session
from prevention.actions.waves import count_day, end_link, make_link
from prevention.choices import AdaptationVerdict
from prevention.models import Facilitator, Fidelity, Response, WaveDay
from prevention.policies.plans import Over
from prevention.policies.sessions import Locked, NotNow, NotPossible
from prevention.policies.waves import WaveRefused
from prevention.selectors.answering import open_link
from prevention.selectors.answers import sheets_of
from prevention.selectors.sessions import session_shown
from tests.factories.kernel import facilitator
from tests.factories.prevention import make_wave
from tests.factories.prevention_sessions import adaptation_in, told_session_in
from tests.integration.prevention.test_session_recording import TODAY, answers, at


@pytest.fixture
def told(room):
    """A delivered session that nobody in particular has delivered."""
    return told_session_in(room)


@pytest.fixture
def observer(room):
    """A second facilitator of the group."""
    person = facilitator(at=room.organisation)
    second = Facilitator.objects.create(
        organisation=room.organisation, user=person, name="T-2", role="teacher"
    )
    room.cohort.facilitators.add(second)
    return person


def put(room, status):
    room.implementation.status = status
    room.implementation.save()


def respond(room, wave=None, cohort=None):
    return Response.objects.create(
        wave=wave or room.wave, cohort=cohort or room.cohort, entered_on=TODAY(), source="device",
        entry_token=uuid4(),
    )  # fmt: skip


def observe(room, session, *, by=None, quality=3, version=None, on=None):
    list_of = {item.pk: "yes" for item in room.version.fidelity_items.all()}
    return observe_session(
        session=session, rated=Rated(list_of, quality=quality), list_version=version,
        on=on or TODAY(), by=by or room.manager,
    )  # fmt: skip


def adapt(room, session):
    return log_adaptation(
        session=session, changed=Changed("length", "Late"), token=uuid4(), on=TODAY(),
        by=room.manager,
    )  # fmt: skip


@pytest.mark.parametrize("status", ["reported", "cancelled"])
def test_nothing_is_written_to_what_has_ended(room, told, status):
    change = adaptation_in(room)
    put(room, status)
    by = room.manager

    for act in (
        lambda: observe(room, told),
        lambda: adapt(room, told),
        lambda: adapt(room, room.session),
        lambda: judge_adaptation(
            adaptation=change, verdict=AdaptationVerdict.OPEN, row_version=None, by=by
        ),
        lambda: move_session(session=room.session, on=TODAY(), row_version=None, by=by),
        lambda: cancel_session(session=room.session, reason="Test", row_version=None, by=by),
    ):
        with pytest.raises(Over):
            act()
    with pytest.raises(WaveRefused, match="ended"):
        count_day(room.wave, room.cohort, present=1, absent=0, refused=0, by=by)
    for session in (told, room.session):
        shown = session_shown(viewer=by, session=session, on=TODAY())
        may = (shown.may_move, shown.may_observe, shown.may_judge, shown.may_record)
        assert not any(may)


def test_frozen_results_take_no_more_lists(room, told):
    put(room, "evaluated")

    with pytest.raises(NotNow, match="nothing is added"):
        observe(room, told)


def test_after_the_lock_only_a_manager_observes(room, told, observer):
    late = told.on + timedelta(days=8)

    with pytest.raises(Locked):
        observe(room, told, by=observer, on=late)
    assert observe(room, told, on=late).quality == 3


def test_the_list_of_an_observer_is_theirs_and_the_managers(room, told, observer, enter, door):
    observe(room, told, quality=1)
    address, found = at("session-observe", told), Fidelity.objects.get()

    seen = enter(observer).get(address).context["form"].initial
    managers = door.get(address).context["form"].initial
    given = answers(room) | {"row_version": found.version}
    refused = enter(observer).post(address, given)

    assert "quality" not in seen
    assert managers["quality"] == 1
    assert "Another observer" in refused.content.decode()
    with pytest.raises(NotPossible, match="Another observer"):
        observe(room, told, by=observer, version=found.version)
    Fidelity.objects.update(rated_by=observer)
    assert enter(observer).get(address).context["form"].initial["quality"] == 1


def test_who_delivered_the_session_has_no_observers_page(room, told, enter):
    told.facilitators.add(room.facilitator)
    observe(room, told)

    lead = enter(room.facilitator_user)
    assert lead.get(at("session-observe", told)).status_code == 404
    assert lead.post(at("session-observe", told), answers(room)).status_code == 404
    with pytest.raises(NotPossible, match="yourself"):
        observe(room, told, by=room.facilitator_user, version=1)


def living(token):
    return open_link(token, at=timezone.now(), on=TODAY()) is not None


@pytest.mark.parametrize("move", ["dissolve", "complete"])
def test_a_link_dies_with_its_group(room, move):
    token, other = (
        make_link(room.wave, each, by=room.manager) for each in (room.cohort, room.headcount)
    )

    move_group(cohort=room.cohort, move=states.GROUPS_BY_NAME[move], by=room.manager)

    assert not living(token)
    assert living(other)
    assert WaveDay.objects.get(cohort=room.cohort).token_ends_at is None


def test_the_link_of_a_group_dissolved_before_can_be_ended(room):
    token = make_link(room.wave, room.cohort, by=room.manager)
    type(room.cohort).objects.filter(pk=room.cohort.pk).update(status="dissolved")

    end_link(room.wave, room.cohort, by=room.manager)

    assert not living(token)
    with pytest.raises(WaveRefused, match="not asked"):  # although the page has it as active
        make_link(room.wave, room.cohort, by=room.manager)


def test_answers_of_a_dissolved_group_are_not_counted(room):
    respond(room)
    kept = respond(room, cohort=room.headcount)
    move_group(cohort=room.cohort, move=states.GROUPS_BY_NAME["dissolve"], by=room.manager)

    assert list(sheets_of(room.wave).place) == [kept.pk]


@pytest.mark.parametrize("act", ["link", "destroy"])
def test_linking_and_destroying_empty_tokens_that_came_late(room, act):
    first = room.wave
    first.status = "closed"
    first.save()
    respond(room)
    if act == "link":
        later = make_wave(room.implementation, "post", status="closed")
        respond(room, wave=later)
        link_wave(later, version=None, at=timezone.now(), by=room.manager)
    else:
        destroy_codes(first, version=None, at=timezone.now(), by=room.manager)

    assert not Response.objects.filter(entry_token__isnull=False).exists()

"""The actions on sessions refuse by themselves what no form of ours would send."""

from uuid import uuid4

import pytest
from django.utils import timezone

from kernel.permissions import NotPermitted
from prevention.actions._fidelity import Rated
from prevention.actions.adaptations import Changed, log_adaptation
from prevention.actions.recording import Told, record_session
from prevention.models import Session
from prevention.policies.sessions import NotPossible, check_counts
from tests.factories.kernel import facilitator


@pytest.fixture
def record(room):
    """Record the room's session, as the facilitator unless told otherwise."""
    now = timezone.now()
    today = timezone.localdate(now)

    def do(by=None, **told):
        return record_session(
            session=room.session, told=Told(**{"on": today, "minutes": 45} | told), token=uuid4(),
            row_version=None, today=today, now=now, by=by or room.facilitator_user,
        )  # fmt: skip

    return do


def all_yes(room):
    return {item.pk: "yes" for item in room.version.fidelity_items.all()}


def test_a_session_of_another_group_is_not_theirs(room, record):
    with pytest.raises(NotPermitted, match="not yours"):
        record(by=facilitator(at=room.organisation))


def test_a_facilitator_who_was_retired_is_one_no_more(room, record):
    room.facilitator.retired_at = timezone.now()
    room.facilitator.save()

    with pytest.raises(NotPermitted):
        record()


@pytest.mark.parametrize("minutes", [0, 301])
def test_minutes_have_limits(record, minutes):
    with pytest.raises(NotPossible, match="from 1 to 300"):
        record(minutes=minutes)


def test_half_a_list_and_a_mark_of_nine_are_no_list(room, record):
    answers = all_yes(room)
    with pytest.raises(NotPossible, match="2 lines"):
        record(rated=Rated(dict(list(answers.items())[:1])))
    with pytest.raises(NotPossible, match="from 1 to 5"):
        record(rated=Rated(answers, quality=9))

    room.session.refresh_from_db()
    assert room.session.status == "scheduled"


def test_one_session_of_the_manual_is_told_once_for_a_day(room, record):
    Session.objects.create(
        organisation=room.organisation, cohort=room.cohort, plan=room.session.plan,
        on=room.session.on.replace(year=room.session.on.year - 1),
    )  # fmt: skip
    other = Session.objects.latest("pk")

    with pytest.raises(NotPossible, match="already"):
        record_session(
            session=other, told=Told(on=room.session.on, minutes=45), token=uuid4(),
            row_version=None, today=room.session.on, now=timezone.now(), by=room.manager,
        )  # fmt: skip


def test_a_change_says_what_and_why(room):
    with pytest.raises(NotPossible, match="Say what"):
        log_adaptation(
            session=room.session, changed=Changed("order", " "), token=uuid4(),
            on=room.session.on, by=room.manager,
        )  # fmt: skip


def test_no_count_is_below_nought(room):
    with pytest.raises(NotPossible, match="below 0"):
        check_counts(room.headcount, girls=-1, boys=2, others=0)

"""What is told of sessions, for tests, without going through the actions."""

from prevention.models import Adaptation, Session
from tests.factories.prevention import ProgrammeRoom, make_session


def adaptation_in(room: ProgrammeRoom) -> Adaptation:
    """A change in the room's session that nobody has judged; the same one when called again."""
    found = Adaptation.objects.filter(session=room.session).first()
    return found or Adaptation.objects.create(
        organisation=room.organisation, session=room.session, kind="length",
        reason="The lesson was shorter",
    )  # fmt: skip


def told_session_in(room: ProgrammeRoom) -> Session:
    """A delivered session of the room's group that nobody led; the same when called again."""
    plan = room.version.plans.get(number=2)
    found = room.cohort.sessions.filter(plan=plan).first()
    return found or make_session(room.cohort, plan, on=room.session.on)

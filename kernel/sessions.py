"""Sessions: ended at once when rights change, one at a time at a door, bound to their door."""

from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F

from kernel.models import User


DOOR = "surface"
"""Session key that names the door (`SURFACE`) where the person signed in."""
SECOND_FACTOR = "second_factor"
"""Session key that holds who showed a second factor in this session (a primary key)."""


def end_sessions(user: User) -> None:
    """End every open session of `user`; their next request is refused.

    The session hash includes `grants_version` (see `kernel.models.User`).
    """
    User.objects.filter(pk=user.pk).update(grants_version=F("grants_version") + 1)
    user.refresh_from_db(fields=["grants_version"])
    UserSession.objects.filter(user=user).delete()


def end_other_sessions(user: User, current: SessionBase) -> int:
    """End the sessions that `user` opened earlier at the door of `current`; say how many."""
    others = UserSession.objects.filter(user=user).exclude(session_key=current.session_key or "")
    ended = [other for other in others if _door_of(other.session_key) == current.get(DOOR)]
    for other in ended:
        other.end()
    return len(ended)


def _door_of(session_key: str) -> Any:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return store(session_key).get(DOOR)

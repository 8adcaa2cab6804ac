"""A second person signs for an act with their own password, at the screen of the first.

Signing is not signing in: no session begins. Attempts count towards the limits of the sign-in page
and leave the same traces.
"""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from kernel.models import User


class NotSigned(Refused):
    """Nobody else has signed."""

    code = "not-signed"


def second_person(request: HttpRequest, *, username: str, password: str, first: User) -> User:
    """Return the person who signs beside `first`.

    Whether this person may sign for the act is the question of the action that takes them.

    Raises:
        NotSigned: the two do not fit, or both are the same person, or there were too many attempts.
    """
    try:
        person = get_adapter(request).authenticate(request, username=username, password=password)
    except ValidationError as limited:
        raise NotSigned(" ".join(limited.messages)) from limited
    if not isinstance(person, User):
        raise NotSigned(_("The second person's user name and password do not fit."))
    if person.pk == first.pk:
        raise NotSigned(_("The second signature must be another person's."))
    return person

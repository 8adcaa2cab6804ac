"""Rules on consent of the demonstration: they say plainly that they are an example and no law."""

from datetime import datetime

from django.utils import timezone

from kernel.models import User
from prevention.actions.consent import enter_rules
from prevention.actions.examples import mark_rules
from prevention.choices import ConsentRoute
from prevention.rules.consent import ADULT
from prevention.selectors.consent import newest_rules


SOURCE = "Example: no law. Made up for the demonstration; nobody has looked into the country's law."
NOTE = "Example: enter the real rules before anybody is asked."


def fill(*, country: str, now: datetime, by: User) -> bool:
    """Enter them, unless the country has rules; whether they were entered."""
    if newest_rules(country) is not None:
        return False
    rules = enter_rules(
        country=country, self_age=ADULT, routes=[ConsentRoute.ACTIVE, ConsentRoute.PASSIVE],
        source=SOURCE, checked_on=timezone.localdate(now), note=NOTE, row_version=None, now=now,
        by=by,
    )  # fmt: skip
    mark_rules(rules=rules, by=by)
    return True

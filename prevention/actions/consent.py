"""The rules on consent of a country: every change is a new version, and the old ones stay."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require_country
from prevention.actions._rows import Stale
from prevention.models import ConsentRules
from prevention.policies.consent import check_can_enter


@transaction.atomic(durable=True)
def enter_rules(
    *,
    country: str,
    self_age: int,
    routes: Collection[str],
    source: str,
    checked_on: date,
    note: str = "",
    row_version: int | None,
    now: datetime,
    by: User,
) -> ConsentRules:
    """Enter what the law says; from now on it holds in place of the version before.

    `self_age` in years; `row_version` is the version that the person saw, None where there was
    none.

    Raises:
        NotPermitted: `by` does not coordinate the country.
        RulesNotEnterable: no source, no route, or a day that has not come.
        Stale: somebody else entered a version meanwhile.
    """
    require_country(by, Permission.PROGRAMME_COORDINATE, country)
    chosen = sorted(set(routes))
    check_can_enter(
        routes=chosen, source=source, checked_on=checked_on, today=timezone.localdate(now)
    )
    rows = ConsentRules.objects.select_for_update().filter(country=country)
    held = rows.order_by("-version").first()
    before = held.version if held else None
    if before != row_version:
        raise _too_late()
    rules = ConsentRules(
        country=country, version=(before or 0) + 1, self_age=self_age, routes=chosen,
        source=source, checked_on=checked_on, note=note, entered_at=now, entered_by=by,
    )  # fmt: skip
    rules.clean_fields(exclude=("entered_by",))
    _add(rules)
    audit.record(
        audit.Event.CONSENT_RULES_ENTERED, by=by, action=AuditAction.CREATE, target=rules,
        object_uids=[held.uid] if held else (), country=country, version=rules.version,
    )  # fmt: skip
    return rules


def _add(rules: ConsentRules) -> None:
    """Of two people who enter the first version at one moment, one is too late."""
    try:
        with transaction.atomic():
            rules.save(force_insert=True)
    except IntegrityError as clash:
        raise _too_late() from clash


def _too_late() -> Stale:
    return Stale(_("Somebody else changed this meanwhile. Look at both versions and choose."))

"""Planning an implementation and changing the plan."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.errors import NeedsConfirmation, Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from prevention.actions._rows import lock, store
from prevention.choices import ImplementationStatus
from prevention.models import DeliverySite, Implementation, ProgrammeVersion, WarningOverride
from prevention.policies.consent import asked_by_plan, asked_by_run, check_plan
from prevention.policies.plans import (
    Raised,
    blocks_left,
    check_goes_on,
    check_usable,
    outlived,
    overridden,
    planned_by,
    raised_by,
)


class DatesOutOfOrder(Refused):
    """It would end before it begins."""

    code = "dates-out-of-order"


class SiteElsewhere(Refused):
    """A site belongs to another organisation."""

    code = "site-elsewhere"


class OutcomeFixed(Refused):
    """The primary outcome was named before the first questionnaire; it does not change."""

    code = "outcome-fixed"


class PlanBlocked(Refused):
    """The changed plan would need the coordinator's decision, but the run is under way."""

    code = "plan-blocked"


PLANNED_FIELDS = (
    "programme_version", "title", "starts_on", "ends_on", "funder", "arm_design", "consent_route",
    "consent_text", "methods", "interactive_share", "sessions_planned", "group_size",
    "addresses_minors", "substances_named", "substances_known", "primary_outcome", "sites_invited",
)  # fmt: skip
"""What a plan says; its sites stand beside it."""


@transaction.atomic(durable=True)
def plan_run(
    *,
    organisation: Organisation,
    sites: Collection[DeliverySite],
    confirmed: Collection[str] = (),
    on: date,
    by: User,
    **plan: Any,
) -> Implementation:
    """Plan an implementation; `plan` holds `PLANNED_FIELDS`.

    A warning that blocks does not stop the plan from being written, but from being ready.

    Raises:
        NotPermitted, NotUsable, DatesOutOfOrder, SiteElsewhere.
        ConsentNotPermitted: the country's rules do not know this way to ask for consent.
        NeedsConfirmation: of every warning whose number is not in `confirmed`.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=organisation)
    version: ProgrammeVersion = plan["programme_version"]
    check_usable(version, on=on)
    _check(organisation, sites, plan)
    check_plan(asked_by_plan(plan), country=organisation.country)
    raised = raised_by(planned_by(plan))
    check_seen(raised, confirmed)
    run = Implementation(organisation=organisation, created_by=by, **plan)
    run.clean_fields(exclude=("organisation", "programme_version", "created_by"))
    run.save(force_insert=True)
    run.sites.set(sites)
    audit.record(
        audit.Event.PROGRAMME_PLANNED, by=by, action=AuditAction.CREATE,
        organisation=organisation, target=run, warned=[each.code for each in raised],
    )  # fmt: skip
    return run


@transaction.atomic(durable=True)
def change_run(
    *,
    run: Implementation,
    sites: Collection[DeliverySite],
    confirmed: Collection[str] = (),
    row_version: int | None = None,
    on: date,
    by: User,
    **plan: Any,
) -> Implementation:
    """Change the plan of an implementation that has not ended.

    The version of the programme changes only while it is planned; the primary outcome not after
    the first questionnaire was opened. What a coordinator has allowed ends when the programme, or
    what the warning was about, changes.

    Raises:
        NotPermitted, Stale, Over, NotUsable, DatesOutOfOrder, SiteElsewhere, OutcomeFixed.
        ConsentNotPermitted: as for planning; what was planned under other rules may stand.
        PlanBlocked: it is under way, and the change would need the coordinator's decision.
        NeedsConfirmation: as for planning.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=run.organisation)
    run = lock(run, version=row_version)
    check_goes_on(run)
    _check_keeps(run, plan, on=on)
    _check(run.organisation, sites, plan)
    country = run.organisation.country
    check_plan(asked_by_plan(plan), before=asked_by_run(run), country=country)
    raised = raised_by(planned_by(plan))
    ended = outlived(run, plan)
    _check_stays_open(run, raised, allowed=overridden(run) - {each.rule for each in ended})
    check_seen(raised, confirmed)
    changed = [name for name in PLANNED_FIELDS if getattr(run, name) != plan[name]]
    for name in changed:
        setattr(run, name, plan[name])
    run.clean_fields(exclude=("organisation", "programme_version", "created_by"))
    store(run, *changed)
    run.sites.set(sites)
    for override in ended:
        _void(override, by=by)
    audit.record(
        audit.Event.PROGRAMME_CHANGED, by=by, action=AuditAction.UPDATE,
        organisation=run.organisation, target=run, fields=changed,
        warned=[each.code for each in raised],
    )  # fmt: skip
    return run


def check_seen(raised: Collection[Raised], confirmed: Collection[str]) -> None:
    """Ask about every warning that nobody has called known.

    Raises:
        NeedsConfirmation.
    """
    doubts = [each for each in raised if each.code not in confirmed]
    if doubts:
        raise NeedsConfirmation(doubts)


def _check(
    organisation: Organisation, sites: Collection[DeliverySite], plan: dict[str, Any]
) -> None:
    if plan["ends_on"] < plan["starts_on"]:
        raise DatesOutOfOrder(_("It ends before it begins. Correct one of the two dates."))
    if any(site.organisation_id != organisation.pk for site in sites):
        raise SiteElsewhere(_("A site belongs to another organisation. Choose among your own."))


def _check_keeps(run: Implementation, plan: dict[str, Any], *, on: date) -> None:
    version = plan["programme_version"]
    if version.pk != run.programme_version_id:
        if run.status != ImplementationStatus.PLANNED:
            raise PlanBlocked(
                _("The programme of an implementation under way stays. Plan another one.")
            )
        check_usable(version, on=on)
    is_fixed = run.primary_outcome_fixed_at is not None
    if is_fixed and plan["primary_outcome"] != run.primary_outcome:
        raise OutcomeFixed(
            _("The primary outcome was fixed when the first questionnaire opened. Leave it.")
        )


def _void(override: WarningOverride, *, by: User) -> None:
    """End a permission; who gave it and why stays readable."""
    override = lock(override)
    override.is_allowed = False
    override.decision = gettext(
        "Ended, because the plan was changed afterwards. It had been allowed: %(reason)s"
    ) % {"reason": override.decision}
    store(override, "is_allowed", "decision")
    audit.record(
        audit.Event.OVERRIDE_DECIDED, by=by, action=AuditAction.VOID,
        organisation=override.organisation, target=override,
        object_uids=[override.implementation.uid], rule=override.rule, outcome="ENDED",
        reason_code="PLAN_CHANGED",
    )  # fmt: skip


def _check_stays_open(
    run: Implementation, raised: Collection[Raised], *, allowed: Collection[str]
) -> None:
    if run.status == ImplementationStatus.PLANNED:
        return
    left = blocks_left(raised, allowed=allowed)
    if left:
        raise PlanBlocked(
            _("This change would stop the implementation, which is under way: %(warnings)s")
            % {"warnings": " ".join(str(each.message) for each in left)}
        )

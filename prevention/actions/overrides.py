"""A warning that blocks: asked to be set aside by the organisation, decided by the coordinator."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from prevention.actions._rows import lock, store
from prevention.models import Implementation, WarningOverride
from prevention.policies.plans import check_goes_on, plan_of, raised_by


class NothingToOverride(Refused):
    """The plan raises no such warning that blocks."""

    code = "nothing-to-override"


class AskedAlready(Refused):
    """It was asked already, or allowed."""

    code = "asked-already"


class DecidedAlready(Refused):
    """Somebody has decided."""

    code = "decided-already"


class OwnRequest(Refused):
    """Nobody decides what they asked for themselves."""

    code = "own-request"


class ReasonMissing(Refused):
    """Both asking and deciding are reasoned in writing."""

    code = "reason-missing"


@transaction.atomic(durable=True)
def ask_override(
    *, run: Implementation, rule: str, reason: str, now: datetime, by: User
) -> WarningOverride:
    """Ask the coordinator to set a blocking warning aside; after a denial it may be asked again.

    Raises:
        NotPermitted, Over, ReasonMissing, NothingToOverride, AskedAlready.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=run.organisation)
    run = lock(run)
    check_goes_on(run)
    _check_reasoned(reason)
    if not any(each.is_block and each.code == rule for each in raised_by(plan_of(run))):
        raise NothingToOverride(_("The plan does not raise this warning any more."))
    if run.overrides.filter(rule=rule).exclude(is_allowed=False).exists():
        raise AskedAlready(_("This was asked already. The coordinator's answer stands here."))
    override = WarningOverride(
        organisation=run.organisation, implementation=run, rule=rule, reason=reason, asked_by=by,
        asked_at=now,
    )  # fmt: skip
    override.save(force_insert=True)
    audit.record(
        audit.Event.OVERRIDE_ASKED, by=by, action=AuditAction.CREATE,
        organisation=run.organisation, target=override, object_uids=[run.uid], rule=rule,
    )  # fmt: skip
    return override


@transaction.atomic(durable=True)
def decide_override(
    *,
    override: WarningOverride,
    is_allowed: bool,
    decision: str,
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> WarningOverride:
    """Allow or deny, with a reason.

    Raises:
        NotPermitted: deciding is the coordinator's.
        OwnRequest, ReasonMissing, Stale, DecidedAlready.
    """
    require(by, Permission.PROGRAMME_COORDINATE, at=override.organisation)
    override = lock(override, version=row_version)
    if override.is_allowed is not None:
        raise DecidedAlready(_("Somebody has decided this already."))
    if override.asked_by_id == by.pk:
        raise OwnRequest(_("Nobody decides what they asked for. Leave it to a colleague."))
    _check_reasoned(decision)
    override.is_allowed, override.decision = is_allowed, decision
    override.decided_by, override.decided_at = by, now
    store(override, "is_allowed", "decision", "decided_by", "decided_at")
    audit.record(
        audit.Event.OVERRIDE_DECIDED, by=by, action=AuditAction.UPDATE,
        organisation=override.organisation, target=override,
        object_uids=[override.implementation.uid], rule=override.rule,
        outcome="ALLOWED" if is_allowed else "DENIED",
    )  # fmt: skip
    return override


def _check_reasoned(text: str) -> None:
    if not text.strip():
        raise ReasonMissing(_("Give the reason in writing."))

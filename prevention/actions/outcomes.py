"""Freezing results: computed once from closed and linked waves, kept as they were."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, has_permission, require
from prevention.actions._rows import lock
from prevention.choices import ImplementationStatus
from prevention.models import Implementation, OutcomeResult, Wave
from prevention.policies.linking import NotLinkedYet
from prevention.rules.waves import FOLLOW_UPS
from prevention.selectors.outcomes import Computed, computed, is_frozen


class NothingToFreeze(Refused):
    """No wave has results that are not frozen yet."""

    code = "nothing-to-freeze"


class NoPrimaryOutcome(Refused):
    """What the programme should change was not named beforehand."""

    code = "no-primary-outcome"


@transaction.atomic(durable=True)
def freeze_results(run: Implementation, *, at: datetime, by: User) -> list[OutcomeResult]:
    """Keep the results of every finished wave that has none yet; they never change.

    After the report was accepted, only those of follow-ups: they stand apart from it.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        NoPrimaryOutcome: none is named: afterwards any of them could be called the one.
        NotLinkedYet: waves were closed and none of them is linked.
        NothingToFreeze: everything is frozen, or nothing was asked, or the run was cancelled.
    """
    run = lock(run)
    require(by, Permission.PROGRAMME_MANAGE, at=run.organisation)
    if not run.primary_outcome:
        raise NoPrimaryOutcome(
            _("No primary outcome is named. Name it in the plan: the others are exploratory.")
        )
    if run.status == ImplementationStatus.CANCELLED:
        raise NothingToFreeze(_("This implementation was cancelled: it has no results."))
    rows = _rows(run, at=at)
    if not rows:
        raise NothingToFreeze(_("There is nothing new: all results are frozen, or none are there."))
    OutcomeResult.objects.bulk_create(rows)
    audit.record(
        audit.Event.OUTCOMES_FROZEN, by=by, action=AuditAction.CREATE,
        organisation=run.organisation, target=run, results=len(rows),
        object_uids=sorted({str(row.later_wave.uid) for row in rows}),
    )  # fmt: skip
    return rows


@transaction.atomic(durable=True)
def note_report_taken(run: Implementation, *, kind: str, by: User) -> None:
    """Write that `by` has the report of an implementation as a file.

    Raises:
        NotPermitted: `by` neither manages its programmes nor coordinates its country.
    """
    if not has_permission(by, Permission.PROGRAMME_MANAGE, at=run.organisation):
        require(by, Permission.PROGRAMME_COORDINATE, at=run.organisation)
    audit.record(
        audit.Event.OUTCOMES_READ, by=by, action=AuditAction.PRINT, organisation=run.organisation,
        target=run, kind=kind,
    )  # fmt: skip


def _rows(run: Implementation, *, at: datetime) -> list[OutcomeResult]:
    waves = Wave.objects.filter(implementation=run).select_related(
        "implementation", "questionnaire"
    )
    if run.status == ImplementationStatus.REPORTED:
        waves = waves.filter(kind__in=FOLLOW_UPS)
    rows, refusals = [], []
    for wave in waves:
        if is_frozen(wave):
            continue
        try:
            rows += [_row(wave, each, at=at) for each in computed(wave, on=timezone.localdate(at))]
        except NotLinkedYet as refusal:
            refusals.append(refusal)
    if not rows and refusals:
        raise refusals[0]
    return rows


def _row(wave: Wave, each: Computed, *, at: datetime) -> OutcomeResult:
    return OutcomeResult(
        organisation_id=wave.organisation_id, implementation=wave.implementation, later_wave=wave,
        outcome=each.outcome, is_primary=each.is_primary, method=each.method,
        content=each.content, frozen_at=at,
    )  # fmt: skip

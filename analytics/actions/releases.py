"""Asking for a release: the order, its background task, and what became of it."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from analytics.actions.calendar import check_period, check_place
from analytics.actions.rights import check_may_compile
from analytics.models import Compilation
from analytics.vocabulary import SILENT_FOR, CompilationState, PeriodKind, Step
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.periods import Period


UNDER_WAY = (CompilationState.QUEUED, CompilationState.RUNNING)


def ask(
    *,
    country: str,
    kind: PeriodKind,
    since: date,
    before: date,
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
) -> Compilation:
    """Order a release; an order for the same figures that is under way is returned instead.

    Raises:
        NotPermitted: the person may not see these figures.
        Overlaps, PeriodNotOver, NotACalendarPeriod: this period or place is not released.
    """
    check_may_compile(by, country=country, organisation=organisation)
    check_place(country=country, organisation=organisation)
    period = Period(since, before)
    check_period(
        country=country,
        organisation=organisation,
        kind=kind,
        period=period,
        on=timezone.localdate(at),
    )
    with transaction.atomic():
        bury(at=at)
        same = Compilation.objects.select_for_update().filter(
            country=country, organisation=organisation, since=since, before=before,
            state__in=UNDER_WAY,
        )  # fmt: skip
        if under_way := same.first():
            return under_way
        order = Compilation.objects.create(
            country=country, organisation=organisation, kind=kind, since=since, before=before,
            asked_by=by, asked_at=at, touched_at=at,
        )  # fmt: skip
        audit.record(
            audit.Event.RELEASE_ASKED,
            by=by,
            action=AuditAction.CREATE,
            target=order,
            organisation=organisation,
        )
        compile_in_background.enqueue(str(order.uid))
    order.refresh_from_db()
    return order


def bury(*, at: datetime) -> int:
    """Say of orders whose worker died that they failed; how many. They can be asked for again."""
    silent = Compilation.objects.filter(
        state=CompilationState.RUNNING, touched_at__lt=at - SILENT_FOR
    )
    words = _("The work stopped in the middle. Nothing was stored. Please ask for it again.")
    return silent.update(state=CompilationState.FAILED, refusal=words, ended_at=at)


@task()
def compile_in_background(uid: str) -> None:
    """Carry out one order. Run twice, or again after a crash, it does no harm."""
    order = Compilation.objects.select_related("asked_by", "organisation").get(uid=uid)
    if order.state not in UNDER_WAY:
        return
    with suppress(Buried):
        _carry_out(order)


class Buried(Exception):
    """The order was taken for dead while its worker was at work: nothing more is said of it."""


def _carry_out(order: Compilation) -> None:
    def say(step: Step) -> None:
        _touch(order, state=CompilationState.RUNNING, step=step)

    say(Step.FREEZE)
    from analytics.actions.compilation import compile_release  # noqa: PLC0415 - pandas, SciPy

    with translation.override(order.asked_by.language or settings.LANGUAGE_CODE):
        try:
            release = compile_release(
                country=order.country,
                kind=PeriodKind(order.kind),
                period=Period(order.since, order.before),
                by=order.asked_by,
                on=timezone.localdate(),
                at=timezone.now(),
                say=say,
                organisation=order.organisation,
            )
        except Refused as refusal:
            _refuse(order, refusal)
        except Exception:
            _touch(order, state=CompilationState.FAILED, ended_at=timezone.now())
            raise
        else:
            _touch(order, state=CompilationState.STORED, release=release, ended_at=timezone.now())


def _refuse(order: Compilation, refusal: Refused) -> None:
    _touch(order, state=CompilationState.REFUSED, refusal=str(refusal), ended_at=timezone.now())
    audit.record(
        audit.Event.RELEASE_REFUSED,
        by=order.asked_by,
        action=AuditAction.CREATE,
        target=order,
        organisation=order.organisation,
        outcome="REFUSED",
        reason_code=refusal.code,
    )


def _touch(order: Compilation, **changes: Any) -> None:
    """Say how far an order is.

    Raises:
        Buried: it was taken for dead meanwhile, and its reader told so.
    """
    changes["touched_at"] = timezone.now()
    under_way = Compilation.objects.filter(pk=order.pk, state__in=UNDER_WAY)
    if not under_way.update(**changes):
        raise Buried

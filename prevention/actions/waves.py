"""Waves: planned, opened once, closed once. No wave is ever opened again."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from kernel.study_keys import make_study_key
from prevention.actions._rows import lock, store
from prevention.bulk.shuffling import shuffle
from prevention.choices import CohortStatus, WaveStatus
from prevention.models import Cohort, Implementation, Questionnaire, Wave, WaveDay
from prevention.policies.waves import (
    WaveRefused,
    check_can_close,
    check_can_count,
    check_can_open,
    check_can_plan,
    check_is_asked,
    check_is_open,
)
from prevention.rules.links import new_token, token_hash
from prevention.rules.waves import day_faults
from prevention.selectors.waves import size_of


@transaction.atomic
def plan_wave(
    *, run: Implementation, kind: str, questionnaire: Questionnaire, opens_on: date,
    closes_on: date, by: User,
) -> Wave:  # fmt: skip
    """Plan to ask the groups of an implementation.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        WaveRefused: one of this kind is there, the implementation has ended, or dates are wrong.
    """
    run = lock(run)
    require(by, Permission.PROGRAMME_MANAGE, at=run.organisation)
    check_can_plan(
        run, kind=kind, questionnaire=questionnaire, opens_on=opens_on, closes_on=closes_on
    )
    wave = Wave.objects.create(
        organisation=run.organisation, implementation=run, kind=kind, questionnaire=questionnaire,
        opens_on=opens_on, closes_on=closes_on,
    )  # fmt: skip
    _note(audit.Event.WAVE_SAVED, wave, AuditAction.CREATE, by=by, kind=kind)
    return wave


@transaction.atomic
def change_wave(
    wave: Wave, *, kind: str, questionnaire: Questionnaire, opens_on: date, closes_on: date,
    version: int | None, by: User,
) -> Wave:  # fmt: skip
    """Plan a wave anew that has not been opened.

    Raises:
        NotPermitted, WaveRefused: as for planning.
        Stale: somebody else changed it meanwhile.
    """
    wave = lock(wave, version=version)
    require(by, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    check_can_plan(
        wave.implementation, kind=kind, questionnaire=questionnaire, opens_on=opens_on,
        closes_on=closes_on, wave=wave,
    )  # fmt: skip
    wave.kind, wave.questionnaire = kind, questionnaire
    wave.opens_on, wave.closes_on = opens_on, closes_on
    store(wave, "kind", "questionnaire", "opens_on", "closes_on")
    _note(audit.Event.WAVE_SAVED, wave, AuditAction.UPDATE, by=by, kind=kind)
    return wave


@transaction.atomic
def open_wave(wave: Wave, *, at: datetime, version: int | None, by: User) -> Wave:
    """Begin to ask. From now on the primary outcome of the implementation is fixed.

    The key of the study is made, unless codes of an earlier wave are destroyed already: nothing
    could be linked to them, so no code is asked for any more.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        WaveRefused: too early, too late, or the primary outcome is not asked.
        Stale: somebody else changed it meanwhile.
    """
    wave = lock(wave, version=version)
    require(by, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    run = lock(wave.implementation)
    wave.implementation = run
    check_can_open(wave, on=timezone.localdate(at))
    wave.status = WaveStatus.OPEN
    store(wave, "status")
    if run.primary_outcome_fixed_at is None and run.primary_outcome:
        run.primary_outcome_fixed_at = at
        store(run, "primary_outcome_fixed_at")
    for cohort in run.cohorts.exclude(status=CohortStatus.DISSOLVED):
        _day(wave, cohort)
    if not run.waves.filter(status=WaveStatus.CODES_DESTROYED).exists():
        make_study_key(run.uid)
    _note(audit.Event.WAVE_MOVED, wave, AuditAction.UPDATE, by=by, status=wave.status)
    return wave


@transaction.atomic
def close_wave(wave: Wave, *, version: int | None, by: User) -> Wave:
    """Stop asking, for good: links die, and the answers are written anew in a random order.

    What told two taps from two people goes with the old rows.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        WaveRefused: it is not open.
        Stale: somebody else changed it meanwhile.
    """
    wave = lock(wave, version=version)
    require(by, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    check_can_close(wave)
    wave.status = WaveStatus.CLOSED
    store(wave, "status")
    WaveDay.objects.filter(wave=wave).update(token_hash="", token_ends_at=None)
    shuffle(wave)
    _note(audit.Event.WAVE_MOVED, wave, AuditAction.UPDATE, by=by, status=wave.status)
    return wave


@transaction.atomic
def count_day(
    wave: Wave, cohort: Cohort, *, present: int | None, absent: int | None, refused: int | None,
    by: User,
) -> WaveDay:  # fmt: skip
    """Say how many of a group were there, absent, and did not want to.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        WaveRefused: the wave is not open, or the numbers cannot be right.
    """
    wave = _lock_for(wave, cohort, by=by)
    check_can_count(wave)
    size = size_of(cohort)
    faults = day_faults(present=present, absent=absent, refused=refused, size=size)
    if faults:
        raise WaveRefused(" ".join(faults.values()))
    day = _day(wave, cohort)
    day.present, day.absent, day.refused = present, absent, refused
    day.save(update_fields=["present", "absent", "refused"])
    _note(audit.Event.WAVE_SAVED, wave, AuditAction.UPDATE, by=by, uids=[cohort.uid])
    return day


@transaction.atomic
def make_link(wave: Wave, cohort: Cohort, *, by: User) -> str:
    """A link under which a group answers on its own devices; return its token, kept nowhere.

    It ends with the last day of the wave, or when the wave is closed. An earlier link of the group
    dies.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        WaveRefused: the wave is not open, or does not ask this group.
    """
    wave = _lock_for(wave, cohort, by=by)
    check_is_open(wave)
    day, token = _day(wave, cohort), new_token()
    day.token_hash, day.token_ends_at = token_hash(token), end_of(wave.closes_on)
    day.save(update_fields=["token_hash", "token_ends_at"])
    _note(audit.Event.WAVE_LINK_MADE, wave, AuditAction.CREATE, by=by, uids=[cohort.uid])
    return token


@transaction.atomic
def end_link(wave: Wave, cohort: Cohort, *, by: User) -> None:
    """Let the link of a group die before its time.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        WaveRefused: there is none.
    """
    wave = lock(wave)
    require(by, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    day = WaveDay.objects.select_for_update().filter(wave=wave, cohort=cohort).first()
    if day is None or not day.token_hash:
        raise WaveRefused(_("This group has no link."))
    day.token_hash, day.token_ends_at = "", None
    day.save(update_fields=["token_hash", "token_ends_at"])
    _note(audit.Event.WAVE_LINK_MADE, wave, AuditAction.VOID, by=by, uids=[cohort.uid])


def end_of(day: date) -> datetime:
    """The moment at which a day is over where the programme is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _lock_for(wave: Wave, cohort: Cohort, *, by: User) -> Wave:
    wave = lock(wave)
    require(by, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    check_is_asked(wave, lock(cohort))
    return wave


def _day(wave: Wave, cohort: Cohort) -> WaveDay:
    """The group's row; a group that came after the wave was opened has none yet."""
    found = WaveDay.objects.select_for_update().filter(wave=wave, cohort=cohort).first()
    return found or WaveDay.objects.create(wave=wave, cohort=cohort)


def _note(
    event: audit.Event, wave: Wave, action: AuditAction, *, by: User, uids: list | None = None,
    **detail: str,
) -> None:  # fmt: skip
    audit.record(
        event, by=by, action=action, organisation=wave.organisation, target=wave,
        object_uids=uids or (), **detail,
    )  # fmt: skip

"""Linking the questionnaires of a study, and destroying what linked them, for good."""

from collections.abc import Callable
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django_tasks import task

from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from kernel.study_keys import destroy_study_key
from prevention.actions._rows import lock, store
from prevention.choices import WaveStatus
from prevention.models import CodeElement, OutcomeResult, Response, ResponseLink, Wave
from prevention.policies.linking import check_can_destroy, check_can_link
from prevention.rules.linkage import LINKAGE, Summary, linked_with_summary
from prevention.rules.matching import Form, Linkage
from prevention.selectors.linking import (
    PROGRESS_SECONDS,
    first_wave,
    forms_of,
    progress_key,
    waves_of_study,
)


AT_ONCE = 2_000
"""Questionnaires of both waves that are linked while the person waits: about a second."""
BATCH = 1_000
Say = Callable[[str], None]


def ask_to_link(wave: Wave, *, version: int | None, at: datetime, by: User) -> bool:
    """Link a wave to the first one: at once, true, or in the background when there are many.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        NotLinkable: the waves cannot be linked as they stand.
        Stale: somebody else changed the wave meanwhile.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    earlier = check_can_link(first_wave(wave), wave)
    if Response.objects.filter(wave__in=[earlier, wave]).count() <= AT_ONCE:
        link_wave(wave, version=version, at=at, by=by)
        return True
    _tell(wave, step="waiting")
    link_in_background.enqueue(str(wave.uid), by.pk, version, at.isoformat())
    return False


@task()
def link_in_background(uid: str, by: int, version: int | None, at: str) -> None:
    """Link a wave as asked `at` an ISO moment; a linked wave is refused, so twice does no harm."""
    wave = Wave.objects.select_related("organisation").get(uid=uid)
    person = User.objects.get(pk=by)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        try:
            link_wave(
                wave, version=version, at=datetime.fromisoformat(at), by=person,
                say=lambda step: _tell(wave, step=step),
            )  # fmt: skip
        except Refused as refusal:
            _tell(wave, step="refused", refusal=str(refusal))
        except Exception:
            _tell(wave, step="failed")
            raise
        else:
            cache.delete(progress_key(wave))


def link_wave(
    wave: Wave, *, version: int | None, at: datetime, by: User, say: Say = lambda step: None
) -> Summary:
    """Link a closed wave to the first one and keep what came of it.

    Closed waves do not change, so codes are read and compared before the rows are locked.

    Raises:
        NotPermitted, NotLinkable, Stale: as for asking.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    earlier = check_can_link(first_wave(wave), wave)
    say("reading")
    forms = forms_of(earlier), forms_of(wave)
    say("comparing")
    found, summary = linked_with_summary(*forms, earlier_wave=str(earlier.uid))
    say("storing")
    return _store(wave, found, summary, version=version, at=at, by=by)


@transaction.atomic
def _store(
    wave: Wave, found: Linkage, summary: Summary, *, version: int | None, at: datetime, by: User
) -> Summary:
    lock(wave.implementation)
    wave = lock(wave, version=version)
    earlier = lock(check_can_link(first_wave(wave), wave))
    links = (
        ResponseLink(
            uid=uuid4(), earlier_id=_uid(pair.earlier), later_id=_uid(pair.later), later_wave=wave,
            distance=str(pair.distance), rule_version=found.rule_version,
        )
        for pair in found.pairs
    )  # fmt: skip
    ResponseLink.objects.bulk_create(links, batch_size=BATCH)
    for each in (earlier, wave):
        each.status, each.linked_at = WaveStatus.LINKED, each.linked_at or at
        store(each, "status", "linked_at")
    # an answer that was on its way when a wave closed may have come with its token
    Response.objects.filter(wave__in=(earlier, wave)).update(entry_token=None)
    OutcomeResult.objects.create(
        organisation=wave.organisation, implementation=wave.implementation, later_wave=wave,
        outcome=LINKAGE, method=found.rule_version, content=summary.content(), frozen_at=at,
    )  # fmt: skip
    audit.record(
        audit.Event.RESPONSES_LINKED, by=by, action=AuditAction.UPDATE,
        organisation=wave.organisation, target=wave, object_uids=[earlier.uid],
        pairs=summary.pairs, asked=sum(summary.asked.values()), exact=summary.exact,
        rule_version=found.rule_version,
    )  # fmt: skip
    return summary


@transaction.atomic
def destroy_codes(wave: Wave, *, version: int | None, at: datetime, by: User) -> int:
    """Delete every hash of a study and its key; links stay, and can never be made again.

    The key goes last and inside the transaction: when it cannot be removed, nothing is said to be
    destroyed. How many questionnaires had a code is returned.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        NotDestroyable: a wave still asks, or could still be linked.
        Stale: somebody else changed the wave meanwhile.
    """
    run = lock(wave.implementation)
    wave = lock(wave, version=version)
    require(by, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    left = [lock(each) for each in check_can_destroy(waves_of_study(wave))]
    answered = Response.objects.filter(wave__implementation=run)
    answered.update(entry_token=None)
    codes = CodeElement.objects.filter(response__in=answered.values("pk"))
    people = codes.values("response").distinct().count()
    rows, _by_model = codes.delete()
    for each in left:
        each.status, each.destroyed_at = WaveStatus.CODES_DESTROYED, at
        store(each, "status", "destroyed_at")
    audit.record(
        audit.Event.CODES_DESTROYED, by=by, action=AuditAction.VOID,
        organisation=run.organisation, target=wave, object_uids=[each.uid for each in left],
        questionnaires=people, elements=rows,
    )  # fmt: skip
    destroy_study_key(run.uid)
    return people


def _uid(form: Form) -> UUID:
    """The response that a form stands for."""
    return cast(UUID, form.uid)


def _tell(wave: Wave, **progress: str) -> None:
    cache.set(progress_key(wave), progress, PROGRESS_SECONDS)

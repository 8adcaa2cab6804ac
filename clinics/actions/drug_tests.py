"""Recording drug tests: one sample, one result for each substance that was tested."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _entries, _steps
from clinics.actions._locking import day_of, lock_episode, once_more_on_conflict
from clinics.models import DrugTest, DrugTestResult, Episode
from clinics.rules import DRUG_TEST_RULES, check
from clinics.vocabulary import Analyte, Matrix
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


CODED = ("temperature", "witnessed")
FIELDS = frozenset(
    {"on", "matrix", "temperature", "temperature_null", "witnessed", "witnessed_null"}
)
ORDER = {analyte: position for position, analyte in enumerate(Analyte.values)}


class NothingTested(Refused):
    """A test without a single result says nothing."""

    code = "nothing-tested"


@once_more_on_conflict
@transaction.atomic(durable=True)
def record_drug_test(
    *,
    episode: Episode,
    on: date,
    findings: Mapping[str, str],
    matrix: str = Matrix.URINE,
    temperature: str = "",
    temperature_null: str = "NASK",
    witnessed: str = "",
    witnessed_null: str = "NASK",
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> DrugTest:
    """Record one sample and its results: analyte -> finding.

    The same `token` again returns the test that is there.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable, NothingTested.
        RuleBroken: V03, V04, V52.
        NeedsConfirmation: V49, the patient's own medicine was not found.
    """
    require(by, Permission.TEST_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    values = _entries.answered(
        {
            "on": on, "matrix": matrix, "temperature": temperature,
            "temperature_null": temperature_null, "witnessed": witnessed,
            "witnessed_null": witnessed_null,
        },
        *CODED,
    )  # fmt: skip
    if (known := _entries.already_written(DrugTest, token, episode, values)) is not None:
        _entries.check_as_sent(_findings(known), dict(findings))
        return known
    test = DrugTest(episode=episode, organisation=episode.organisation, **values)
    _write(test, findings, episode, token=token, confirmed=confirmed, now=now, by=by)
    _steps.take_note(episode, test, now=now, by=by)
    _entries.note_entry(audit.Event.DRUG_TEST_RECORDED, test, episode, by=by, results=len(findings))
    return test


@once_more_on_conflict
@transaction.atomic(durable=True)
def correct_drug_test(
    *,
    drug_test: DrugTest,
    reason: str,
    findings: Mapping[str, str] | None = None,
    token: UUID | None = None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
    **fields: Any,
) -> DrugTest:
    """Replace a test by another; results that are not given again are kept as they were.

    Raises:
        NotPermitted, TokenReused, NotCurrent; and as for `record_drug_test`.
        ValueError: `reason` is none of `CorrectionReason`.
    """
    require(by, Permission.RECORD_CORRECT, at=drug_test.organisation)
    require(by, Permission.TEST_WRITE, at=drug_test.organisation)
    episode = lock_episode(drug_test.episode_id)
    values = _entries.changed(drug_test, fields, CODED, among=FIELDS)
    if findings is None:
        findings = _findings(drug_test)
    known = _entries.already_written(DrugTest, token, episode, values, replaces=drug_test)
    if known is not None:
        _entries.check_as_sent(_findings(known), dict(findings))
        return known
    old = _entries.superseded(drug_test)
    new = _entries.replacement(old, reason=reason, values=values)
    _write(new, findings, episode, token=token, confirmed=confirmed, now=now, by=by)
    _steps.read_again(episode, now=now, by=by)
    _entries.note_entry(
        audit.Event.ENTRY_CORRECTED, new, episode, by=by, action=AuditAction.UPDATE,
        reason_code=reason, fields=sorted(fields), replaces=str(old.uid), results=len(findings),
    )  # fmt: skip
    return new


def _write(
    test: DrugTest,
    findings: Mapping[str, str],
    episode: Episode,
    *,
    token: UUID | None,
    confirmed: Collection[str],
    now: datetime,
    by: User,
) -> None:
    policies.check_can_write(episode)
    if not findings:
        raise NothingTested(_("Choose a result for at least one substance."))
    row = _steps.facts(
        episode, today=day_of(now), on=test.on, findings=findings, medicine=_medicine(episode)
    )
    check(DRUG_TEST_RULES, row, confirmed=confirmed)
    _entries.written(test, token=token, now=now, by=by)
    for analyte, finding in sorted(findings.items(), key=lambda item: ORDER.get(item[0], 0)):
        result = DrugTestResult(
            test=test, organisation=episode.organisation, analyte=analyte, finding=finding
        )
        _entries.inserted(result)


def _findings(test: DrugTest) -> dict[str, str]:
    return dict(test.results.values_list("analyte", "finding"))


def _medicine(episode: Episode) -> str:
    """The medicine that the patient is treated with now, if any."""
    current = episode.interventions.current().filter(ended_on__isnull=True).exclude(medicine="")
    return current.order_by("-started_on", "-id").values_list("medicine", flat=True).first() or ""

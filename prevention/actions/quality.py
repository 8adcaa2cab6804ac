"""Answers to the questions of the quality cycle (EDPQS)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from prevention.actions._rows import Stale, lock, store
from prevention.models import Implementation, QualityAnswer
from prevention.policies.plans import check_goes_on


@dataclass(frozen=True)
class Answered:
    """What somebody says to one question: a verdict, empty for none, and what shows it."""

    verdict: str
    evidence: str = ""


@transaction.atomic(durable=True)
def answer_quality(
    *,
    run: Implementation,
    stage: str,
    answers: Mapping[str, Answered],
    seen: Mapping[str, int],
    by: User,
) -> list[QualityAnswer]:
    """Write the answers of one stage; a question left empty keeps the answer that it has.

    `seen` holds the versions of the answers that the page showed: 0 where there was none.

    Raises:
        NotPermitted, Over.
        Stale: somebody else has answered one of the questions meanwhile, and differently.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=run.organisation)
    run = lock(run)
    check_goes_on(run)
    stored = {row.item: row for row in run.quality_answers.filter(item__in=list(answers))}
    changed = []
    for item, said in answers.items():
        row = stored.get(item)
        if not said.verdict or (
            row and (row.verdict, row.evidence) == (said.verdict, said.evidence)
        ):
            continue
        if (row.version if row else 0) != seen.get(item, 0):
            raise Stale(_("Somebody else answered here meanwhile. Look at both and choose."))
        changed.append(_written(run, item, row, said))
    if changed:
        audit.record(
            audit.Event.QUALITY_ANSWERED, by=by, action=AuditAction.UPDATE,
            organisation=run.organisation, target=run, stage=stage,
            fields=[row.item for row in changed],
        )  # fmt: skip
    return changed


def _written(
    run: Implementation, item: str, row: QualityAnswer | None, said: Answered
) -> QualityAnswer:
    if row is None:
        row = QualityAnswer(organisation=run.organisation, implementation=run, item=item)
        row.verdict, row.evidence = said.verdict, said.evidence
        row.full_clean(exclude=("organisation", "implementation"))
        row.save(force_insert=True)
        return row
    row.verdict, row.evidence = said.verdict, said.evidence
    store(row, "verdict", "evidence")
    return row

"""A country's own rules on missed doses: configuration, each with its source."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.choices import MissedAdvice
from clinics.models import MissedDoseRule
from clinics.rules.missed_doses import PRESCRIBERS
from clinics.rules.prescriptions import OPIOID_AGONISTS
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


class WrongRules(Refused):
    """The rules leave out days, go backwards, or do not say where they come from."""

    code = "wrong-rules"


Row = tuple[int, str, Decimal | None]
"""From how many missed days on, what to do, and at most how many mg."""


@transaction.atomic(durable=True)
def set_missed_rules(
    *,
    at: Organisation,
    medicine: str,
    rows: Sequence[Row],
    source: str,
    is_checked: bool = False,
    by: User,
) -> list[MissedDoseRule]:
    """Replace the rules of the country of `at` for one medicine; no rows bring the default back.

    A row reaches to the next one, the last has no end. Rules of other countries stay.

    Raises:
        NotPermitted: `by` configures no clinic there.
        WrongRules: not in order, without a source, or a long absence would pass unasked.
        ValueError: an advice that is none of `MissedAdvice`.
    """
    require(by, Permission.CLINIC_CONFIGURE, at=at)
    advices = [MissedAdvice(advice) for _days, advice, _most in rows]
    _check(rows, advices, medicine=medicine, source=source)
    MissedDoseRule.objects.select_for_update().filter(
        country=at.country, medicine=medicine
    ).delete()
    ends = [*(later[0] - 1 for _row, later in pairwise(rows)), None][: len(rows)]
    found = MissedDoseRule.objects.bulk_create(
        MissedDoseRule(
            country=at.country, medicine=medicine, from_days=days, to_days=end,
            advice=advice, most_mg=most, source=source.strip(), is_checked=is_checked,
        )
        for (days, _code, most), advice, end in zip(rows, advices, ends, strict=True)
    )  # fmt: skip
    audit.record(
        audit.Event.MISSED_RULE_SET,
        by=by,
        action=AuditAction.UPDATE,
        organisation=at,
        object_type="clinics.misseddoserule",
        object_uids=[rule.uid for rule in found],
        country=at.country,
        medicine=medicine,
        rules=[f"{rule.from_days} {rule.advice} {rule.most_mg or ''}".strip() for rule in found],
        is_checked=is_checked,
    )
    return found


def _check(
    rows: Sequence[Row], advices: Sequence[MissedAdvice], *, medicine: str, source: str
) -> None:
    if medicine not in OPIOID_AGONISTS:
        raise WrongRules(_("Rules on missed doses are for opioid agonists."))
    if not rows:
        return
    if not source.strip():
        raise WrongRules(_("Name the source: the protocol, its year and section."))
    days = [row[0] for row in rows]
    if days[0] < 1 or any(later <= earlier for earlier, later in pairwise(days)):
        raise WrongRules(_("Put the rules in order: more missed days in each row."))
    if advices[-1] not in PRESCRIBERS:
        raise WrongRules(_("The last rule has no end: let a prescriber decide there."))

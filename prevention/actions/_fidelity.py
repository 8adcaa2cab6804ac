"""Writing a fidelity list within the transaction of an action."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from prevention.actions._rows import store
from prevention.choices import Delivered, Rater
from prevention.models import Fidelity, FidelityItem, FidelityScore, Session
from prevention.policies.sessions import NotPossible
from prevention.selectors.registers import items_of


MARKS = range(1, 6)


@dataclass(frozen=True)
class Rated:
    """The answers of a fidelity list by the number of the item, and two marks from 1 to 5."""

    answers: Mapping[int, str]
    quality: int | None = None
    responsiveness: int | None = None


def rate(session: Session, rater: Rater, rated: Rated, *, by: User) -> Fidelity:
    """Write or replace one rater's list of a locked session.

    Raises:
        NotPossible: some lines of the list have no answer: what is left out would flatter.
    """
    items = list(items_of(session))
    _check(items, rated)
    found = session.fidelity.filter(rater=rater).first()
    if found is None:
        row = Fidelity.objects.create(
            organisation=session.organisation, session=session, rater=rater,
            quality=rated.quality, responsiveness=rated.responsiveness, rated_by=by,
        )  # fmt: skip
    else:
        row = found
        row.quality, row.responsiveness = rated.quality, rated.responsiveness
        row.rated_by = by
        store(row, "quality", "responsiveness", "rated_by")
        row.scores.all().delete()
    FidelityScore.objects.bulk_create(
        [FidelityScore(fidelity=row, item=item, value=rated.answers[item.pk]) for item in items]
    )
    audit.record(
        audit.Event.FIDELITY_RECORDED, by=by,
        action=AuditAction.UPDATE if found else AuditAction.CREATE,
        organisation=session.organisation, target=row, reason_code=rater.name,
    )  # fmt: skip
    return row


def _check(items: list[FidelityItem], rated: Rated) -> None:
    left = [item for item in items if rated.answers.get(item.pk) not in Delivered.values]
    if left:
        text = ngettext(
            "%(count)s line of the fidelity list has no answer yet.",
            "%(count)s lines of the fidelity list have no answer yet.",
            len(left),
        )
        raise NotPossible(text % {"count": len(left)})
    marks = [mark for mark in (rated.quality, rated.responsiveness) if mark is not None]
    if any(mark not in MARKS for mark in marks):
        raise NotPossible(_("A mark goes from 1 to 5."))

"""Two records of one person become one, and two again when that was wrong.

The rows of the record that is given up move to the one that is kept; its code goes on to lead
there. In the vault both identities stay as they are: whoever searches by either name finds the
record that is kept, and undoing has nothing to restore there (security reference 2.6, S23).
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions import _prescribed
from clinics.actions._locking import day_of, lock_any_patient
from clinics.choices import MergeEvidence, MergeState
from clinics.models import Consent, Dose, Draft, Episode, Patient, PatientMerge, Prescription
from clinics.models.events import TAKEN
from clinics.selectors.merging import UNDONE_WITHIN_DAYS
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


MOVED: tuple[type[models.Model], ...] = (Episode, Dose, Consent, Prescription, Draft)
"""Tables whose rows name a patient. A test compares them with the models."""


class NotMergeable(Refused):
    """The two records cannot become one as they stand."""

    code = "not-mergeable"


class MergeDecided(Refused):
    """Somebody has decided already, or it cannot be undone any more."""

    code = "merge-decided"


@transaction.atomic(durable=True)
def propose_merge(
    *, kept: Patient, given_up: Patient, evidence: str, now: datetime, by: User
) -> PatientMerge:
    """Say that two records are one person's. Nothing moves before a second person agrees.

    Raises:
        NotPermitted: `by` proposes none here.
        NotMergeable: it is the same record, another clinic's, merged or proposed already; both
            have an open episode, or a dose of the same medicine on the same day; or the record
            that would be given up has a name and the other none.
        ValueError: `evidence` is none of `MergeEvidence`.
    """
    require(by, Permission.PATIENT_MERGE, at=kept.organisation)
    kept, given_up = _locked(kept, given_up)
    _check(kept, given_up, today=day_of(now))
    waits = PatientMerge.objects.filter(given_up=given_up, state=MergeState.PROPOSED)
    if waits.exists():
        raise NotMergeable(_("A merge of this record waits for a decision already."))
    merge = PatientMerge.objects.create(
        organisation=kept.organisation, kept=kept, given_up=given_up,
        evidence=MergeEvidence(evidence), proposed_at=now, proposed_by=by,
    )  # fmt: skip
    _note(audit.Event.MERGE_PROPOSED, merge, by=by, action=AuditAction.CREATE)
    return merge


@transaction.atomic(durable=True)
def decide_merge(*, merge: PatientMerge, is_agreed: bool, now: datetime, by: User) -> PatientMerge:
    """Agree to a merge, which moves the rows at once, or refuse it.

    A prescription that ran out without anybody ending it ends on its last day, where the other
    record holds one that reaches further.

    Raises:
        NotPermitted: `by` decides none here.
        MergeDecided: somebody decided before, or `by` proposed it.
        NotMergeable: the records changed since and do not fit any more.
    """
    require(by, Permission.PATIENT_MERGE, at=merge.organisation)
    merge = _waiting(merge, MergeState.PROPOSED)
    if merge.proposed_by_id == by.pk:
        raise MergeDecided(_("A second person decides. Ask a colleague or the clinic manager."))
    kept, given_up = _locked(merge.kept, merge.given_up)
    if is_agreed:
        _check(kept, given_up, today=day_of(now))
        _prescribed.end_run_out((kept.pk, given_up.pk), by=by)
        merge.moved = {
            model._meta.label: _move(model, source=given_up, target=kept) for model in MOVED
        }
        _point(given_up, kept)
    merge.state = MergeState.DONE if is_agreed else MergeState.REFUSED
    merge.decided_at, merge.decided_by = now, by
    merge.save(update_fields=["state", "moved", "decided_at", "decided_by"])
    _note(audit.Event.MERGE_DECIDED, merge, by=by)
    return merge


@transaction.atomic(durable=True)
def undo_merge(*, merge: PatientMerge, now: datetime, by: User) -> PatientMerge:
    """Part the records again: exactly the rows that had moved go back.

    What was written since into an episode that goes back goes with it; all else stays with the
    record that was kept.

    Raises:
        NotPermitted: `by` undoes none here.
        MergeDecided: it was not done, was undone, or is older than 90 days.
        NotMergeable: the record that was kept was merged into a third one since.
    """
    require(by, Permission.PATIENT_MERGE, at=merge.organisation)
    merge = _waiting(merge, MergeState.DONE)
    if merge.decided_at is None or now - merge.decided_at > timedelta(days=UNDONE_WITHIN_DAYS):
        raise MergeDecided(_("A merge can be undone for 90 days. Ask your administrator."))
    kept, given_up = _locked(merge.kept, merge.given_up)
    if kept.merged_into_id is not None:
        raise NotMergeable(_("The kept record was merged again since. Undo that merge first."))
    for model in MOVED:
        keys = merge.moved.get(model._meta.label, [])
        model._default_manager.filter(pk__in=keys, patient=kept).update(patient=given_up)
    returned = Episode.objects.filter(patient=given_up)
    for written in (Dose, Prescription):
        written.objects.filter(episode__in=returned).update(patient=given_up)
    _point(given_up, None)
    merge.state = MergeState.UNDONE
    merge.undone_at, merge.undone_by = now, by
    merge.save(update_fields=["state", "undone_at", "undone_by"])
    _note(audit.Event.MERGE_UNDONE, merge, by=by)
    return merge


def _locked(kept: Patient, given_up: Patient) -> tuple[Patient, Patient]:
    """Lock both, always in the same order: two people may merge the other way round at once."""
    found = {pk: lock_any_patient(pk) for pk in sorted({kept.pk, given_up.pk})}
    return found[kept.pk], found[given_up.pk]


def _waiting(merge: PatientMerge, state: MergeState) -> PatientMerge:
    merges = PatientMerge.objects.select_for_update(of=("self",)).select_related(
        "organisation", "kept", "given_up"
    )
    merge = merges.get(pk=merge.pk)
    if merge.state != state:
        raise MergeDecided(_("This was decided meanwhile. Open the list again."))
    return merge


def _check(kept: Patient, given_up: Patient, *, today: date) -> None:
    if kept.pk == given_up.pk:
        raise NotMergeable(_("This is the same record. Enter the code of the other one."))
    if kept.organisation_id != given_up.organisation_id:
        raise NotMergeable(_("Both records must be of this clinic."))
    if kept.merged_into_id or given_up.merged_into_id:
        raise NotMergeable(_("One of the records is merged already. Open the one that was kept."))
    if given_up.identity_status == "NAMED" and kept.identity_status != "NAMED":
        raise NotMergeable(_("Keep the record that has a name: begin from that one."))
    if Patient.objects.filter(merged_into=given_up).exists():
        raise NotMergeable(
            _("Another record was merged into the one to be given up. Keep that one instead.")
        )
    _check_care(kept, given_up, today=today)


def _check_care(kept: Patient, given_up: Patient, *, today: date) -> None:
    """Refuse where one person would be in treatment, or dosed, twice."""
    both = Episode.objects.open().filter(patient__in=(kept, given_up))
    if both.count() > 1:
        raise NotMergeable(_("Both have an open episode. Discharge or void one of them first."))
    running = Prescription.objects.current().filter(
        patient__in=(kept, given_up), ended_on__isnull=True, ends_on__gte=today
    )
    if running.count() > 1:
        raise NotMergeable(_("Both have a running prescription. End one of them first."))
    if day := _day_dosed_twice(kept, given_up):
        raise NotMergeable(
            _("Both hold a dose of the same medicine on %(day)s. Correct one of them first.")
            % {"day": f"{day:%d.%m.%Y}"}
        )


def _day_dosed_twice(kept: Patient, given_up: Patient) -> Any:
    theirs = Dose.objects.filter(
        TAKEN, patient=given_up, medicine=models.OuterRef("medicine"), on=models.OuterRef("on"),
        number=models.OuterRef("number"),
    )  # fmt: skip
    doubled = Dose.objects.filter(TAKEN, models.Exists(theirs), patient=kept)
    return doubled.order_by("on").values_list("on", flat=True).first()


def _move(model: type[models.Model], *, source: Patient, target: Patient) -> list[int]:
    rows = model._default_manager.filter(patient=source)
    keys = sorted(rows.values_list("pk", flat=True))
    rows.filter(pk__in=keys).update(patient=target)
    return keys


def _point(given_up: Patient, kept: Patient | None) -> None:
    given_up.merged_into = kept
    given_up.row_version += 1
    given_up.save(update_fields=["merged_into", "row_version"])


def _note(
    event: audit.Event, merge: PatientMerge, *, by: User, action: AuditAction = AuditAction.UPDATE
) -> None:
    audit.record(
        event,
        by=by,
        action=action,
        organisation=merge.organisation,
        target=merge,
        object_uids=[merge.kept.uid, merge.given_up.uid],
        reason_code=merge.evidence,
        state=str(merge.state),
        moved={label: len(keys) for label, keys in merge.moved.items()},
    )

"""Keeping what was typed and not sent, for the one who typed it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from clinics.models import Draft, Patient
from kernel import draft_keys
from kernel.models import User


KEPT_DAYS = 7
LARGEST = 64 * 1024
"""Characters of one draft; a form that is larger is kept by nobody."""


@transaction.atomic(durable=True)
def keep_draft(
    *, act: str, subject: str, patient: Patient, fields: Mapping[str, list[str]], now: datetime,
    by: User,
) -> Draft | None:  # fmt: skip
    """Store the fields of a form that was not sent, sealed; the one before it is replaced.

    `act` is the name of the view and `subject` what its address names. Nobody but `by` reads it.
    Returns None when the form is too large to keep. Drafts of the same person that are older than a
    week go.
    """
    Draft.objects.filter(owner=by, saved_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    if sum(len(value) for values in fields.values() for value in values) > LARGEST:
        return None
    sealed = draft_keys.seal(dict(fields), about=_about(by, act, subject))
    draft, _is_new = Draft.objects.update_or_create(
        owner=by, act=act, subject=subject,
        defaults={
            "organisation": patient.organisation, "patient": patient, "sealed": sealed,
            "saved_at": now,
        },
    )  # fmt: skip
    return draft


@transaction.atomic(durable=True)
def drop_draft(*, act: str, subject: str, by: User) -> None:
    """Forget a draft: it was sent, or is not wanted."""
    Draft.objects.filter(owner=by, act=act, subject=subject).delete()


def read_draft(*, act: str, subject: str, by: User) -> tuple[dict[str, list[str]], datetime] | None:
    """The fields of one's own draft and when it was kept; None without one that opens."""
    draft = Draft.objects.filter(owner=by, act=act, subject=subject).first()
    if draft is None:
        return None
    fields = draft_keys.unseal(bytes(draft.sealed), about=_about(by, act, subject))
    return None if fields is None else (fields, draft.saved_at)


def _about(by: User, act: str, subject: str) -> str:
    return f"{by.uid}|{act}|{subject}"

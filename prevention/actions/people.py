"""Those who deliver sessions, and what they were trained in."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, has_permission, require
from prevention.actions._rows import lock, store
from prevention.choices import TrainingKind
from prevention.models import Facilitator, Programme, Training


class AccountTaken(Refused):
    """The account belongs to another facilitator of the organisation."""

    code = "account-taken"


class AccountElsewhere(Refused):
    """The account delivers no sessions for this organisation."""

    code = "account-elsewhere"


class ProgrammeMissing(Refused):
    """A training in a programme names the programme; any other names none."""

    code = "programme-missing"


class TrainingInFuture(Refused):
    """A training that has not been done qualifies nobody."""

    code = "training-in-future"


class ValidityOutOfOrder(Refused):
    """It would expire before it was done."""

    code = "validity-out-of-order"


PERSON_FIELDS = ("name", "role", "user")
OF_A_PROGRAMME = (TrainingKind.PROGRAMME_TOT, TrainingKind.PROGRAMME_FACILITATOR)
"""Trainings that qualify for one programme."""


@transaction.atomic(durable=True)
def add_facilitator(*, organisation: Organisation, by: User, **fields: Any) -> Facilitator:
    """Write down who delivers sessions; `fields` are `PERSON_FIELDS`.

    Raises:
        NotPermitted, AccountElsewhere, AccountTaken.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=organisation)
    _check_account(organisation, None, fields["user"])
    person = Facilitator(organisation=organisation, **fields)
    person.clean_fields(exclude=("organisation", "user"))
    person.save(force_insert=True)
    _note(person, action=AuditAction.CREATE, by=by)
    return person


@transaction.atomic(durable=True)
def change_facilitator(
    *, person: Facilitator, row_version: int | None = None, by: User, **fields: Any
) -> Facilitator:
    """Write a facilitator anew.

    Raises:
        NotPermitted, Stale, AccountElsewhere, AccountTaken.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=person.organisation)
    person = lock(person, version=row_version)
    _check_account(person.organisation, person, fields["user"])
    for name in PERSON_FIELDS:
        setattr(person, name, fields[name])
    person.clean_fields(exclude=("organisation", "user"))
    store(person, *PERSON_FIELDS)
    _note(person, by=by)
    return person


@transaction.atomic(durable=True)
def retire_facilitator(*, person: Facilitator, now: datetime | None, by: User) -> Facilitator:
    """Offer a facilitator for groups no more; with None, again. Safe to repeat.

    Raises:
        NotPermitted.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=person.organisation)
    person = lock(person)
    if (person.retired_at is None) != (now is None):
        person.retired_at = now
        store(person, "retired_at")
        _note(person, by=by, reason_code="RETIRED" if now else "BACK")
    return person


@transaction.atomic(durable=True)
def record_training(
    *,
    person: Facilitator,
    kind: str,
    programme: Programme | None,
    done_on: date,
    valid_until: date | None,
    today: date,
    by: User,
) -> Training:
    """Write down a training that somebody has done.

    Raises:
        NotPermitted, ProgrammeMissing, TrainingInFuture, ValidityOutOfOrder.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=person.organisation)
    if (kind in OF_A_PROGRAMME) != (programme is not None):
        raise ProgrammeMissing(
            _("Name the programme for a training in a programme, and only for such a training.")
        )
    if done_on > today:
        raise TrainingInFuture(_("This day has not come yet. Write it down when it is done."))
    if valid_until and valid_until < done_on:
        raise ValidityOutOfOrder(_("It expires before it was done. Correct one of the two days."))
    training = Training(
        organisation=person.organisation, facilitator=person, kind=kind, programme=programme,
        on=done_on, valid_until=valid_until,
    )  # fmt: skip
    training.save(force_insert=True)
    audit.record(
        audit.Event.TRAINING_RECORDED, by=by, action=AuditAction.CREATE,
        organisation=person.organisation, target=training, object_uids=[person.uid], kind=kind,
    )  # fmt: skip
    return training


def _check_account(
    organisation: Organisation, person: Facilitator | None, user: User | None
) -> None:
    if user is None:
        return
    if not has_permission(user, Permission.SESSION_DELIVER, at=organisation):
        raise AccountElsewhere(_("This account delivers no sessions here. Choose another one."))
    others = Facilitator.objects.filter(organisation=organisation, user=user)
    if person is not None:
        others = others.exclude(pk=person.pk)
    if others.exists():
        raise AccountTaken(_("This account belongs to another facilitator already."))


def _note(
    person: Facilitator, *, by: User, action: AuditAction = AuditAction.UPDATE, **what: Any
) -> None:
    audit.record(
        audit.Event.FACILITATOR_SAVED, by=by, action=action, organisation=person.organisation,
        target=person, **what,
    )  # fmt: skip

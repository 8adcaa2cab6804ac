"""The groups of an implementation, and their registers of numbers."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from prevention.actions._rows import lock, store
from prevention.choices import EnrolmentMode, Gender
from prevention.models import (
    Cohort,
    DeliverySite,
    Facilitator,
    Implementation,
    Participant,
    Response,
)
from prevention.policies.plans import check_goes_on


class LabelTaken(Refused):
    """The site has a group of this name already."""

    code = "label-taken"


class NotOfThisRun(Refused):
    """The site or a facilitator does not belong to the implementation."""

    code = "not-of-this-run"


class ConsentOutOfOrder(Refused):
    """More agreed than were asked, or more were asked than could take part."""

    code = "consent-out-of-order"


class Answered(Refused):
    """The group has answered a questionnaire: what its answers are compared by stays."""

    code = "answered"


class NoRegister(Refused):
    """The group is counted by heads: nobody is listed."""

    code = "no-register"


class NobodyAdded(Refused):
    """Nothing but zeros was typed."""

    code = "nobody-added"


class RegisterFull(Refused):
    """So many people are no group."""

    code = "register-full"


class LeftBefore(Refused):
    """The participant has left already, or has not."""

    code = "left-before"


COHORT_FIELDS = (
    "site", "label", "grade", "arm", "girls", "boys", "others", "consent_asked", "consent_given",
    "assent_refused",
)  # fmt: skip
"""What can be changed of a group; how people are counted cannot."""
COMPARED_BY = ("site", "grade", "arm")
"""What answers are compared by: it stays once the group has answered a questionnaire."""
LARGEST_REGISTER = 200


@transaction.atomic(durable=True)
def add_cohort(
    *,
    run: Implementation,
    mode: str,
    facilitators: Collection[Facilitator] = (),
    by: User,
    **fields: Any,
) -> Cohort:
    """Begin a group; `mode` is chosen once, `fields` are `COHORT_FIELDS`.

    Raises:
        NotPermitted, Over, LabelTaken, NotOfThisRun, ConsentOutOfOrder.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=run.organisation)
    run = lock(run)
    check_goes_on(run)
    _check(run, None, fields, facilitators)
    cohort = Cohort(organisation=run.organisation, implementation=run, mode=mode, **fields)
    cohort.clean_fields(exclude=("organisation", "implementation", "site"))
    cohort.save(force_insert=True)
    cohort.facilitators.set(facilitators)
    _note(cohort, action=AuditAction.CREATE, by=by, mode=mode)
    return cohort


@transaction.atomic(durable=True)
def change_cohort(
    *,
    cohort: Cohort,
    facilitators: Collection[Facilitator],
    row_version: int | None = None,
    by: User,
    **fields: Any,
) -> Cohort:
    """Write a group anew; how its people are counted stays.

    Raises:
        NotPermitted, Stale, Over, LabelTaken, NotOfThisRun, ConsentOutOfOrder.
        Answered: another site, grade or side after the group has answered a questionnaire.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=cohort.organisation)
    run = lock(cohort.implementation)
    check_goes_on(run)
    cohort = lock(cohort, version=row_version)
    _check(run, cohort, fields, facilitators)
    changed = [name for name in COHORT_FIELDS if getattr(cohort, name) != fields[name]]
    _check_compared(cohort, changed)
    for name in changed:
        setattr(cohort, name, fields[name])
    cohort.clean_fields(exclude=("organisation", "implementation", "site"))
    store(cohort, *changed)
    cohort.facilitators.set(facilitators)
    _note(cohort, by=by, fields=changed)
    return cohort


def _check(
    run: Implementation,
    cohort: Cohort | None,
    fields: Mapping[str, Any],
    facilitators: Collection[Facilitator],
) -> None:
    site: DeliverySite = fields["site"]
    is_ours = run.sites.filter(pk=site.pk).exists()
    if not is_ours or any(each.organisation_id != run.organisation_id for each in facilitators):
        raise NotOfThisRun(_("Choose a site of this implementation and people of your own."))
    others = run.cohorts.filter(site=site, label=fields["label"])
    if cohort is not None:
        others = others.exclude(pk=cohort.pk)
    if others.exists():
        raise LabelTaken(_("This site has a group of this name. Choose another name."))
    _check_consent(fields)


def _check_compared(cohort: Cohort, changed: Collection[str]) -> None:
    if set(changed) & set(COMPARED_BY) and Response.objects.filter(cohort=cohort).exists():
        raise Answered(
            _("This group has answered a questionnaire. Its site, grade and side stay as they were"
              " then; otherwise the comparison would not hold.")
        )  # fmt: skip


def _check_consent(fields: Mapping[str, Any]) -> None:
    eligible = fields["girls"] + fields["boys"] + fields["others"]
    asked, given, refused = (
        fields["consent_asked"], fields["consent_given"], fields["assent_refused"],
    )  # fmt: skip
    if asked is None and (given is not None or refused is not None):
        raise ConsentOutOfOrder(_("Write down how many were asked for consent."))
    if asked is not None and asked > eligible:
        raise ConsentOutOfOrder(
            _("More were asked than could take part. Correct one of the two numbers.")
        )
    if asked is not None and max(given or 0, refused or 0) > asked:
        raise ConsentOutOfOrder(
            _("More answers than questions: nobody agrees or refuses who was not asked.")
        )


@transaction.atomic(durable=True)
def add_participants(
    *, cohort: Cohort, counts: Mapping[Gender, int], age_band: str, by: User
) -> list[Participant]:
    """Add people to the register, numbered on from the last number.

    Raises:
        NotPermitted, Over, NoRegister, NobodyAdded, RegisterFull.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=cohort.organisation)
    cohort = lock(cohort)
    check_goes_on(cohort.implementation)
    if cohort.mode != EnrolmentMode.NAMED:
        raise NoRegister(_("This group is counted by heads. Nobody of it is listed."))
    genders = [gender for gender in Gender for _each in range(counts.get(gender, 0))]
    if not genders:
        raise NobodyAdded(_("Write how many people to add."))
    last = cohort.participants.aggregate(last=Max("number"))["last"] or 0
    if last + len(genders) > LARGEST_REGISTER:
        raise RegisterFull(
            _("A register holds %(most)s people. Make another group for the rest.")
            % {"most": LARGEST_REGISTER}
        )
    added = Participant.objects.bulk_create(
        Participant(
            organisation=cohort.organisation, cohort=cohort, number=number, gender=gender,
            age_band=age_band,
        )
        for number, gender in enumerate(genders, start=last + 1)
    )  # fmt: skip
    _note_register(cohort, by=by, reason_code="ADDED", people=len(added))
    return added


@transaction.atomic(durable=True)
def leave(*, participant: Participant, on: date | None, by: User) -> Participant:
    """Write that somebody left on a day, or with None that they did not leave after all.

    Raises:
        NotPermitted, Over, LeftBefore.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=participant.organisation)
    participant = lock(participant)
    check_goes_on(participant.cohort.implementation)
    if (participant.left_on is None) == (on is None):
        raise LeftBefore(_("Somebody else has written this down already."))
    participant.left_on = on
    store(participant, "left_on")
    _note_register(participant.cohort, by=by, reason_code="LEFT" if on else "STAYED")
    return participant


def _note(
    cohort: Cohort, *, by: User, action: AuditAction = AuditAction.UPDATE, **what: Any
) -> None:
    audit.record(
        audit.Event.COHORT_SAVED, by=by, action=action, organisation=cohort.organisation,
        target=cohort, **what,
    )  # fmt: skip


def _note_register(cohort: Cohort, *, by: User, **what: Any) -> None:
    audit.record(
        audit.Event.REGISTER_CHANGED, by=by, action=AuditAction.UPDATE,
        organisation=cohort.organisation, target=cohort, **what,
    )  # fmt: skip

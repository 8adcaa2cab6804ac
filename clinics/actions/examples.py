"""People made up whole for a demonstration: real courses of treatment, moved to today.

A demonstration's records end when their trials ended. So that its screens have life, some of these
courses are copied to new, invented people, every day moved by the same number. Such a patient
`is_example`: no fact, no figure and no report ever tells of them.
"""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions import _steps, patients
from clinics.actions._locking import lock_episode
from clinics.bulk.storing import store
from clinics.models import (
    Contact,
    Dose,
    DrugTest,
    DrugTestResult,
    Episode,
    Intervention,
    Patient,
    SubstanceUse,
    TreatmentDemand,
)
from clinics.vocabulary import RecordState
from kernel.errors import Refused
from kernel.models import Organisation, User
from vault import api as vault


class NotADemonstration(Refused):
    """Examples exist only where everybody knows that they are."""

    code = "not-a-demonstration"


NOT_COPIED = frozenset(
    {
        "id", "uid", "state", "replaces", "correction_reason", "voided_at", "voided_by",
        "void_reason", "entry_token", "batch", "recorded_at", "recorded_by", "episode", "patient",
        "organisation", "demand", "test", "override_by", "override_reason",
    }
)  # fmt: skip


def register_example(
    *, organisation: Organisation, key: UUID, like: Patient, is_named: bool, seed: int,
    now: datetime, by: User,
) -> Patient:  # fmt: skip
    """Register an invented person of the sex and year of birth of a real record.

    Raises:
        NotADemonstration: this installation is none.
        NotPermitted, vault.Locked.
    """
    if not settings.DEMO:
        raise NotADemonstration(_("Examples are made only with UMIT_DEMO=1."))
    identity = None
    if is_named and like.birth_year:
        identity = vault.invent_identity(
            random.Random(seed),  # noqa: S311 - the same invented people in every run
            country=organisation.country, sex=like.sex, birth_year=like.birth_year,
        )  # fmt: skip
    registered = patients.register_patient(
        organisation=organisation, key=key, identity=identity, sex=like.sex,
        sex_null=like.sex_null, birth_year=like.birth_year, birth_year_null=like.birth_year_null,
        is_invented=True, now=now, by=by,
    ).patient  # fmt: skip
    Patient.objects.filter(pk=registered.pk).update(is_example=True)
    registered.is_example = True
    return registered


@transaction.atomic(durable=True)
def copy_course(
    *, source: Episode, target: Episode, shift: timedelta, until: date, now: datetime, by: User
) -> None:
    """Copy answers, contacts, doses and tests of one episode into another, moved by `shift`.

    What falls after `until` is left out. The rows bear the day of the copy as their record.

    Raises:
        NotADemonstration: the target's patient is no example.
    """
    if not target.patient.is_example:
        raise NotADemonstration(_("Only an example takes another record's course."))
    target.interventions.update(medicine=_medicine(source))
    _copy_demand(source, target, shift, now=now, by=by)
    kept: dict[str, Any] = {"shift": shift, "until": until, "now": now, "by": by}
    _copy_rows(Contact, source, target, {}, **kept)
    _copy_rows(Dose, source, target, {"patient_id": target.patient_id}, **kept)
    for test, copied in zip(
        _rows(DrugTest, source, shift, until).prefetch_related("results"),
        _copy_rows(DrugTest, source, target, {}, **kept),
        strict=True,
    ):
        for result in test.results.all():
            DrugTestResult.objects.create(
                test=copied, organisation=target.organisation, analyte=result.analyte,
                finding=result.finding,
            )  # fmt: skip
    _steps.read_again(lock_episode(target.pk), now=now, by=by)


def _medicine(source: Episode) -> str:
    first = Intervention.objects.filter(episode=source).exclude(medicine="").first()
    return first.medicine if first else ""


def _rows(model: Any, source: Episode, shift: timedelta, until: date) -> models.QuerySet[Any]:
    rows = model.objects.filter(episode=source, state=RecordState.CURRENT, on__lte=until - shift)
    return rows.order_by("on", "pk")


def _copy_rows(
    model: Any,
    source: Episode,
    target: Episode,
    own: Mapping[str, Any],
    *,
    shift: timedelta,
    until: date,
    now: datetime,
    by: User,
) -> list[Any]:
    """Copies in the order of their rows, read back with their keys."""
    rows = list(_rows(model, source, shift, until))
    names = [field.attname for field in model._meta.concrete_fields if field.name not in NOT_COPIED]
    columns: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in names}
    columns |= {
        "on": [row.on + shift for row in rows],
        "episode_id": target.pk,
        "organisation_id": target.organisation_id,
        "recorded_at": now,
        "recorded_by_id": by.pk,
        **own,
    }
    store(model, columns, count=len(rows))
    return list(model.objects.filter(episode=target).order_by("pk"))[-len(rows) :] if rows else []


def _copy_demand(
    source: Episode, target: Episode, shift: timedelta, *, now: datetime, by: User
) -> None:
    found = TreatmentDemand.objects.filter(episode=source, state=RecordState.CURRENT)
    demand = found.order_by("as_of", "pk").first()
    if demand is None:
        return
    copied = TreatmentDemand.objects.create(
        **_values(demand), as_of=demand.as_of + shift, episode=target,
        organisation=target.organisation, recorded_at=now, recorded_by=by,
    )  # fmt: skip
    for use in demand.substances.all():
        SubstanceUse.objects.create(**_values(use), demand=copied, organisation=target.organisation)


def _values(row: Any) -> dict[str, Any]:
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in NOT_COPIED and field.name != "as_of"
    }

"""Locking what an act is about, and trying once more when two people were at it together.

Episodes and patients are locked in this order: patient, then episode. SQLite locks the whole
database when a transaction begins, PostgreSQL the rows.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.models import Episode, Patient
from kernel.errors import Refused


P = ParamSpec("P")
T = TypeVar("T")


class Stale(Refused):
    """Somebody else saved the same record since it was opened."""

    code = "stale"


class MergedAway(Refused):
    """The record was merged into another one, where everything goes on."""

    code = "merged-away"


def lock_patient(patient_id: int, *, row_version: int | None = None) -> Patient:
    """Lock a patient for this transaction, in whose record something is about to be written.

    Raises:
        Stale: another version was saved than the one that the person saw.
        MergedAway: the record was given up for another one, perhaps in this very moment.
    """
    patient = _fresh(lock_any_patient(patient_id), row_version)
    if patient.merged_into is not None:
        raise MergedAway(
            _("This record was merged. Go on in the record %(code)s.")
            % {"code": patient.merged_into}
        )
    return patient


def lock_any_patient(patient_id: int) -> Patient:
    """Lock a patient whose record may have been given up: for merging and undoing it."""
    patients = Patient.objects.select_for_update(of=("self",))
    return patients.select_related("organisation", "merged_into").get(pk=patient_id)


def lock_episode(episode_id: int, *, row_version: int | None = None) -> Episode:
    """Lock an episode for this transaction; its patient, organisation and site come along.

    Raises:
        Stale: another version was saved than the one that the person saw.
    """
    episodes = Episode.objects.select_for_update(of=("self",)).select_related(
        "patient", "organisation", "site"
    )
    return _fresh(episodes.get(pk=episode_id), row_version)


Kept = TypeVar("Kept", Episode, Patient)


def _fresh(row: Kept, row_version: int | None) -> Kept:
    if row_version is not None and row.row_version != row_version:
        raise Stale(
            _("Somebody else changed this record meanwhile. Open it again to see the change.")
        )
    return row


def day_of(now: datetime) -> date:
    """The calendar day of a moment, in the time zone of the installation."""
    return timezone.localdate(now)


def once_more_on_conflict(act: Callable[P, T]) -> Callable[P, T]:
    """Repeat an act once when the database refused a duplicate.

    The first try lost against somebody who wrote in the same moment: the second one sees what was
    written, and answers with it or refuses in words.
    """

    @wraps(act)
    def tried(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return act(*arguments, **named)
        except IntegrityError:
            return act(*arguments, **named)

    return tried

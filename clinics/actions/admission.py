"""Admission in one act: referral, consent, assessment, admission and the answers at entry.

Either all of it is written or nothing. The steps are those of `clinics.actions.episodes`; this act
takes those that are still to be taken.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _moves
from clinics.actions._locking import lock_episode, lock_patient, once_more_on_conflict
from clinics.actions.consents import consented
from clinics.actions.demand import demanded
from clinics.models import Episode, Patient, TreatmentDemand
from clinics.rules import NeedsConfirmation, RuleBroken
from clinics.states import BEFORE_ADMISSION
from clinics.vocabulary import ConsentPurpose, EpisodeState
from kernel.errors import Numbered
from kernel.models import Site, User
from kernel.permissions import Permission, require


@dataclass(frozen=True)
class Referral:
    """How an episode begins, where none waits for admission."""

    on: date
    site: Site
    source: str = ""
    source_null: str = "NASK"


@dataclass(frozen=True)
class Treatment:
    """What is agreed at admission."""

    modality: str
    setting: str = ""
    setting_null: str = "NASK"
    medicine: str = ""


@once_more_on_conflict
@transaction.atomic(durable=True)
def admit_at_once(
    *,
    patient: Patient,
    on: date,
    referral: Referral | None,
    treatment: Treatment,
    answers: Mapping[str, Any],
    substances: Sequence[Mapping[str, Any]],
    consent_text: str = "",
    token: UUID,
    confirmed: Collection[str] = (),
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> Episode:
    """Take a patient from wherever the episode stands to admission, with the answers at entry.

    `referral` begins an episode where none waits. `consent_text` is the version of the text to
    which the patient consents on that day; empty where the consent holds already. The same `token`
    again returns the episode that is there.

    Raises:
        NotPermitted, Stale, TokenReused.
        NotPossibleNow: no episode waits and none is to be begun.
        AlreadyReferred, SiteElsewhere, ConsentMissing.
        RuleBroken: all errors of V01 to V26 at once. NeedsConfirmation: the warnings likewise.
    """
    require(by, Permission.EPISODE_WRITE, at=patient.organisation)
    patient = lock_patient(patient.pk)
    told: dict[str, Any] = {
        "as_of": on, "answers": answers, "substances": substances, "token": token, "now": now,
        "by": by,
    }  # fmt: skip
    if (known := _admitted_before(patient, token)) is not None:
        demanded(known, **told, confirmed=confirmed)
        return known
    episode = _begun(patient, referral, row_version=row_version, now=now, by=by)
    if consent_text:
        consented(
            patient, purpose=ConsentPurpose.CARE, text_version=consent_text, given_on=on, now=now,
            by=by,
        )  # fmt: skip
    _all_or_nothing(
        lambda: _taken_in(episode, treatment, on=on, confirmed=confirmed, now=now, by=by),
        lambda: demanded(episode, **told, confirmed=confirmed),
    )
    return episode


def _admitted_before(patient: Patient, token: UUID) -> Episode | None:
    """The episode that the same form admitted the patient to, if it did."""
    written = TreatmentDemand.objects.filter(entry_token=token, episode__patient=patient).first()
    return lock_episode(written.episode_id) if written else None


def _begun(
    patient: Patient, referral: Referral | None, *, row_version: int | None, now: datetime, by: User
) -> Episode:
    """The episode that waits for admission, or a new one."""
    waiting = Episode.objects.filter(patient=patient, state__in=BEFORE_ADMISSION)
    found = waiting.order_by("-pk").first()
    if found is not None:
        return lock_episode(found.pk, row_version=row_version)
    if referral is None:
        raise policies.NotPossibleNow(
            _("No episode of this patient waits for admission. Open the record again.")
        )
    return _moves.referred(
        patient, site=referral.site, on=referral.on, source=referral.source,
        source_null=referral.source_null, key_worker=by, now=now, by=by,
    )  # fmt: skip


def _taken_in(
    episode: Episode,
    treatment: Treatment,
    *,
    on: date,
    confirmed: Collection[str],
    now: datetime,
    by: User,
) -> None:
    if episode.state != EpisodeState.ASSESSMENT:
        _moves.assessed(episode, on=on, now=now, by=by)
    _moves.admitted(episode, on=on, **vars(treatment), confirmed=confirmed, now=now, by=by)


def _all_or_nothing(*steps: Callable[[], object]) -> None:
    """Take every step and say all that is wrong at once; any refusal undoes the whole act.

    A step that follows a broken one is still tried: its rules look at what was typed, and the
    transaction is undone by the refusal in any case.
    """
    errors: list[Numbered] = []
    doubts: list[Numbered] = []
    for step in steps:
        try:
            step()
        except RuleBroken as broken:
            errors += broken.rules
        except NeedsConfirmation as doubt:
            doubts += doubt.rules
    if errors:
        raise RuleBroken(dict.fromkeys(errors))
    if doubts:
        raise NeedsConfirmation(dict.fromkeys(doubts))

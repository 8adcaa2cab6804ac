"""Which state of an episode allows which act. Policies read what they are given and raise.

`check_*` raises with the sentence that the user reads; `can_*` says the same as a boolean, to hide
a button. Source: section 9.2 of the treatment record reference.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from clinics.models import Episode
from clinics.models.records import Record
from clinics.rules.thresholds import NO_CONTACT_BEFORE_INTERRUPTION, RETURN_WITHIN
from clinics.states import BEFORE_ADMISSION, OPEN, may_follow
from clinics.vocabulary import (
    CONSUMED,
    DischargeReason,
    DoseMode,
    EpisodeState,
    InterruptReason,
    RecordState,
)
from kernel.errors import Refused
from kernel.models import User


S = EpisodeState
TREATED = (*OPEN, S.DISCHARGED, S.FOLLOW_UP, S.CLOSED)
"""States of an episode that was admitted once."""


class NotPossibleNow(Refused):
    """The episode does not stand where the act begins."""

    code = "not-possible-now"


class ConsentMissing(Refused):
    """There is no consent to treatment that holds now."""

    code = "consent-missing"


class StillInContact(Refused):
    """The patient was seen too recently to say that contact was lost."""

    code = "still-in-contact"


class AwayTooLong(Refused):
    """The patient returned too late for the same episode."""

    code = "away-too-long"


class PatientDied(Refused):
    """The patient died; nothing follows."""

    code = "patient-died"


class NotAdmitted(Refused):
    """A dose is for somebody who was admitted, from the day of admission on."""

    code = "not-admitted"


class EpisodeNotUsable(Refused):
    """The episode is void or was closed without admission."""

    code = "episode-not-usable"


class NotCurrent(Refused):
    """The entry was corrected or voided already."""

    code = "not-current"


class SecondPersonNeeded(Refused):
    """The act takes two people."""

    code = "second-person"


class EntriesRemain(Refused):
    """An episode with entries that hold is not void."""

    code = "entries-remain"


def check_may_step(episode: Episode, target: EpisodeState) -> None:
    """Demand that the state machine has this step.

    Raises:
        NotPossibleNow: it has not.
    """
    if not may_follow(S(episode.state), target):
        raise NotPossibleNow(
            _("This is not possible now: the episode stands at %(state)s.")
            % {"state": episode.get_state_display()}
        )


def check_can_wait(episode: Episode) -> None:
    """Demand that the patient can be put on the waiting list."""
    check_may_step(episode, S.WAITING)


def check_can_assess(episode: Episode, *, has_consent: bool) -> None:
    """Demand that the patient can be assessed.

    Raises:
        ConsentMissing: treatment begins with a consent.
    """
    check_may_step(episode, S.ASSESSMENT)
    if not has_consent:
        raise ConsentMissing(_("Record the patient's consent to treatment first."))


def check_can_decline(episode: Episode) -> None:
    """Demand that the episode can be closed without admission."""
    check_may_step(episode, S.CLOSED_NOT_ADMITTED)


def check_can_admit(episode: Episode) -> None:
    """Demand that the patient can be admitted; another open episode is rule V01."""
    check_may_step(episode, S.ADMITTED)


def check_can_interrupt(episode: Episode, *, on: date, reason: str) -> None:
    """Demand that treatment can be interrupted.

    Raises:
        StillInContact: `NO_CONTACT` takes 30 days without one.
    """
    check_may_step(episode, S.INTERRUPTED)
    since = episode.last_seen_on or episode.admitted_on
    enough = timedelta(days=NO_CONTACT_BEFORE_INTERRUPTION.value)
    if reason == InterruptReason.NO_CONTACT and since is not None and on - since < enough:
        raise StillInContact(
            _("The patient was seen on %(day)s. Wait until 30 days have passed, or choose a "
              "planned pause.") % {"day": f"{since:%d.%m.%Y}"}
        )  # fmt: skip


def check_can_resume(episode: Episode, *, on: date) -> None:
    """Demand that treatment can go on in the same episode.

    Raises:
        AwayTooLong: the return is later than 6 months after the patient was last seen.
    """
    if episode.state != S.INTERRUPTED:
        raise NotPossibleNow(_("Only an interrupted treatment can be resumed."))
    since = episode.last_seen_on or episode.admitted_on
    if since is not None and on - since > timedelta(days=RETURN_WITHIN.value):
        raise AwayTooLong(
            _("The patient was away for more than 6 months. Discharge from this episode and "
              "refer again.")
        )  # fmt: skip


def check_can_discharge(episode: Episode) -> None:
    """Demand that the patient can be discharged."""
    check_may_step(episode, S.DISCHARGED)


def check_can_follow_up(episode: Episode) -> None:
    """Demand that follow-up can begin.

    Raises:
        PatientDied: it ended with the patient's death.
    """
    check_may_step(episode, S.FOLLOW_UP)
    if episode.discharge_reason == DischargeReason.DIED:
        raise PatientDied(_("The patient died. There is no follow-up."))


def check_can_close(episode: Episode) -> None:
    """Demand that follow-up can end."""
    check_may_step(episode, S.CLOSED)


def check_can_write(episode: Episode) -> None:
    """Demand that contacts, tests and answers can be written into the episode.

    Raises:
        EpisodeNotUsable: it is void, or was closed without admission.
    """
    if episode.state in (S.VOIDED, S.CLOSED_NOT_ADMITTED):
        raise EpisodeNotUsable(_("Nothing more is written into this episode. Refer again."))


def check_can_give(episode: Episode, *, mode: str = DoseMode.SUPERVISED) -> None:
    """Demand that treatment goes on: nothing is taken before an interruption is ended.

    A dose whose way is not stated counts as taken.
    """
    if episode.state == S.INTERRUPTED and (mode in CONSUMED or not mode):
        raise NotPossibleNow(_("Treatment is interrupted. Resume it first."))


def check_can_dose(episode: Episode, *, on: date) -> None:
    """Demand that a dose can be written; the end of the episode is rule V52.

    Raises:
        NotAdmitted: the patient is not admitted, or was not yet on that day.
    """
    check_can_write(episode)
    if episode.state not in TREATED:
        raise NotAdmitted(_("Admit the patient first."))
    if episode.admitted_on is not None and on < episode.admitted_on:
        raise NotAdmitted(
            _("This day is before the admission on %(day)s. Check the date.")
            % {"day": f"{episode.admitted_on:%d.%m.%Y}"}
        )


def check_can_void(episode: Episode, *, by: User, seconded_by: User, has_entries: bool) -> None:
    """Demand that an episode can be voided: two persons, and nothing left in it that holds.

    Raises:
        SecondPersonNeeded: one person is not two.
        EntriesRemain: doses or contacts of the episode still hold.
    """
    check_may_step(episode, S.VOIDED)
    if seconded_by.pk == by.pk:
        raise SecondPersonNeeded(_("A second person has to agree. Ask a colleague."))
    if has_entries:
        raise EntriesRemain(_("Void the entries of this episode first."))


def check_is_current(entry: Record) -> None:
    """Demand that an entry holds now.

    Raises:
        NotCurrent: somebody corrected or voided it.
    """
    if entry.state != RecordState.CURRENT:
        raise NotCurrent(_("This entry was already corrected or voided. Open the record again."))


def can(check: Callable[..., None], *arguments: Any, **facts: Any) -> bool:
    """Whether a check passes."""
    try:
        check(*arguments, **facts)
    except Refused:
        return False
    return True


def can_wait(episode: Episode) -> bool:
    """Whether the patient can be put on the waiting list."""
    return can(check_can_wait, episode)


def can_assess(episode: Episode, *, has_consent: bool = True) -> bool:
    """Whether the patient can be assessed."""
    return can(check_can_assess, episode, has_consent=has_consent)


def can_decline(episode: Episode) -> bool:
    """Whether the episode can be closed without admission."""
    return can(check_can_decline, episode)


def can_admit(episode: Episode) -> bool:
    """Whether the patient can be admitted."""
    return can(check_can_admit, episode)


def can_interrupt(episode: Episode) -> bool:
    """Whether treatment can be interrupted."""
    return can(check_may_step, episode, S.INTERRUPTED)


def can_resume(episode: Episode, *, on: date) -> bool:
    """Whether treatment can go on in the same episode."""
    return can(check_can_resume, episode, on=on)


def can_discharge(episode: Episode) -> bool:
    """Whether the patient can be discharged."""
    return can(check_can_discharge, episode)


def can_follow_up(episode: Episode) -> bool:
    """Whether follow-up can begin."""
    return can(check_can_follow_up, episode)


def can_close(episode: Episode) -> bool:
    """Whether follow-up can end."""
    return can(check_can_close, episode)


def can_write(episode: Episode) -> bool:
    """Whether contacts, tests and answers can be written into the episode."""
    return can(check_can_write, episode)


def can_dose(episode: Episode, *, on: date) -> bool:
    """Whether a dose can be written for this day."""
    return can(check_can_give, episode) and can(check_can_dose, episode, on=on)


def is_before_admission(episode: Episode) -> bool:
    """Whether the patient was referred and not yet admitted."""
    return episode.state in BEFORE_ADMISSION

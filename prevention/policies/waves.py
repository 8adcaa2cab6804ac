"""Whether the state of a wave, and of its implementation, allows an act."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.errors import Refused
from prevention.choices import ImplementationStatus, SessionStatus, WaveKind, WaveStatus
from prevention.models import Cohort, Implementation, Questionnaire, Session, Wave
from prevention.policies.consent import asked_by_run, fault_of, missing_rules, terms_in_force
from prevention.policies.questionnaires import outcome_words
from prevention.rules.waves import FOLLOW_UPS, LATER, date_fault, may_follow


ENDED = (ImplementationStatus.REPORTED, ImplementationStatus.CANCELLED)


class WaveRefused(Refused):
    """The state of a wave does not allow the act."""

    code = "wave-refused"


def has_ended(run: Implementation, *, kind: str) -> bool:
    """Whether nothing is asked any more in waves of a kind; follow-ups outlive the report."""
    if run.status == ImplementationStatus.REPORTED:
        return kind not in FOLLOW_UPS
    return run.status in ENDED


def check_can_plan(
    run: Implementation,
    *,
    kind: str,
    questionnaire: Questionnaire,
    opens_on: date,
    closes_on: date,
    wave: Wave | None = None,
) -> None:
    """Refuse a wave that cannot be; `wave` is the one that is being changed.

    Raises:
        WaveRefused: why.
    """
    if has_ended(run, kind=kind) or (wave is not None and has_ended(run, kind=wave.kind)):
        raise WaveRefused(_("This implementation has ended: nothing is asked any more."))
    if wave is None and run.status in ENDED:
        raise WaveRefused(
            _("The report is accepted. Only a questionnaire that was planned before can be asked.")
        )
    if wave is not None and wave.status != WaveStatus.DRAFT:
        raise WaveRefused(_("The wave has been opened. It cannot be planned anew."))
    others = run.waves.filter(kind=kind)
    if (others.exclude(pk=wave.pk) if wave else others).exists():
        raise WaveRefused(
            _("“%(when)s” is planned already. Change that wave.") % {"when": WaveKind(kind).label}
        )
    _check_questionnaire(run, questionnaire)
    fault = date_fault(opens_on=opens_on, closes_on=closes_on)
    if fault:
        raise WaveRefused(fault)


def check_can_open(wave: Wave, *, on: date) -> None:
    """Refuse to ask too early, too late, or what the study does not need.

    Raises:
        WaveRefused: why.
    """
    _check_step(wave, WaveStatus.OPEN)
    run = wave.implementation
    is_suspended = run.status == ImplementationStatus.SUSPENDED
    if is_suspended or has_ended(run, kind=wave.kind):
        raise WaveRefused(
            _("The implementation is %(status)s. Nothing is asked now.")
            % {"status": run.get_status_display().lower()}
        )
    if not wave.opens_on <= on <= wave.closes_on:
        raise WaveRefused(
            _("It is planned from %(first)s to %(last)s, and today is another day. Change its "
              "dates first.")
            % {"first": date_format(wave.opens_on), "last": date_format(wave.closes_on)}
        )  # fmt: skip
    _check_questionnaire(run, wave.questionnaire)
    _check_outcome(wave)
    if not run.waves.exclude(status=WaveStatus.DRAFT).exists():
        _check_consent(run)
    if wave.kind in LATER:
        _check_sessions_are_over(run, on=on)
    if not run.cohorts.exclude(status="dissolved").exists():
        raise WaveRefused(_("There is no group yet. Add the groups first."))


def check_can_close(wave: Wave) -> None:
    """Refuse to close what is not open.

    Raises:
        WaveRefused: why.
    """
    _check_step(wave, WaveStatus.CLOSED)


def check_is_open(wave: Wave) -> None:
    """Refuse to collect for a wave that is not open.

    Raises:
        WaveRefused: it was not opened, or was closed.
    """
    if wave.status == WaveStatus.DRAFT:
        raise WaveRefused(_("The wave is not open yet. Open it first."))
    if wave.status != WaveStatus.OPEN:
        raise WaveRefused(_("The wave is closed. It cannot be opened again."))


def check_can_count(wave: Wave) -> None:
    """Refuse to count before the wave is open, after codes were compared, or after the end.

    Raises:
        WaveRefused: why.
    """
    if has_ended(wave.implementation, kind=wave.kind):
        raise WaveRefused(_("This implementation has ended: nothing is counted any more."))
    if wave.status not in {WaveStatus.OPEN, WaveStatus.CLOSED}:
        raise WaveRefused(_("A day is counted while the wave is open, or after it was closed."))


def check_is_asked(wave: Wave, cohort: Cohort, *, at: datetime | None = None) -> None:
    """Refuse a group of another implementation, or one that was dissolved.

    Raises:
        WaveRefused: why.
    """
    if cohort.implementation_id != wave.implementation_id or cohort.status == "dissolved":
        raise WaveRefused(_("This group is not asked in this wave."))


def last_session_on(run: Implementation) -> date | None:
    """The day of the last session that was not cancelled."""
    sessions = Session.objects.filter(cohort__implementation=run)
    held = sessions.exclude(status=SessionStatus.CANCELLED)
    found: date | None = held.aggregate(last=Max("on"))["last"]
    return found


def _check_step(wave: Wave, target: WaveStatus) -> None:
    if not may_follow(wave.status, target):
        raise WaveRefused(
            _("The wave is %(now)s. It cannot become %(then)s.")
            % {"now": wave.get_status_display().lower(), "then": str(target.label).lower()}
        )


def _check_questionnaire(run: Implementation, questionnaire: Questionnaire) -> None:
    if questionnaire.organisation_id not in {None, run.organisation_id}:
        raise WaveRefused(_("This questionnaire belongs to another organisation."))
    if questionnaire.retired_at is not None:
        raise WaveRefused(_("A newer edition of this questionnaire is there. Choose that one."))


def _check_outcome(wave: Wave) -> None:
    outcome = wave.implementation.primary_outcome
    if not outcome:
        raise WaveRefused(
            _("The implementation has no primary outcome. Say before the first questionnaire "
              "which answer will show whether the programme worked.")
        )  # fmt: skip
    if not wave.questionnaire.items.filter(code=outcome).exists():
        raise WaveRefused(
            _("The primary outcome “%(outcome)s” is not among the questions. Choose another "
              "questionnaire, or another outcome.")
            % {"outcome": outcome_words(wave.implementation)}
        )  # fmt: skip


def _check_consent(run: Implementation) -> None:
    """Before anybody is asked: the law is known, and allows the way in which consent is asked."""
    country = run.organisation.country
    terms = terms_in_force(country)
    if terms is None:
        raise WaveRefused(missing_rules(country))
    if not run.consent_route:
        raise WaveRefused(_("It is not said who agrees to taking part. Say so in the plan first."))
    fault = fault_of(asked_by_run(run), terms)
    if fault:
        raise WaveRefused(fault)


def _check_sessions_are_over(run: Implementation, *, on: date) -> None:
    last = last_session_on(run)
    if last is None:
        raise WaveRefused(_("No session has a date yet. This wave opens after the last session."))
    if on < last:
        raise WaveRefused(
            _("The last session is on %(last)s. This wave cannot open before that day.")
            % {"last": date_format(last)}
        )

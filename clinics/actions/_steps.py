"""Moving an episode from state to state, and what its entries say about it.

`last_seen_on` and `started_on` follow from contacts, doses and tests: each new entry moves them,
and a corrected or voided one makes them be read again.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, Q

from clinics import policies
from clinics.models import Contact, Dose, DrugTest, Episode, EpisodeStep
from clinics.rules import EPISODE_RULES, check
from clinics.rules.episodes import DAYS
from clinics.rules.events import NOT_SEEN
from clinics.vocabulary import CONSUMED, Attendance, ContactKind, ContactMode, EpisodeState
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction


NOT_DIRECT = (ContactMode.PHONE, ContactMode.ONLINE, ContactMode.LETTER)
NOT_TREATMENT = (ContactKind.ASSESSMENT,)
"""Whether an assessment alone begins treatment is national; here it does not (TDI 1.1)."""
CONTACT_SEEN = Q(state="CURRENT", attendance=Attendance.ATTENDED)
CONTACT_TREATS = CONTACT_SEEN & ~Q(mode__in=NOT_DIRECT) & ~Q(kind__in=NOT_TREATMENT)
DOSE_SEEN = Q(state="CURRENT") & ~Q(mode__in=NOT_SEEN)
DOSE_TREATS = Q(state="CURRENT") & (Q(mode__in=CONSUMED) | Q(mode=""))


def is_seen(entry: Contact | Dose | DrugTest) -> bool:
    """Whether somebody met or spoke to the patient."""
    if isinstance(entry, Contact):
        return entry.attendance == Attendance.ATTENDED
    return not isinstance(entry, Dose) or entry.mode not in NOT_SEEN


def begins_treatment(entry: Contact | Dose | DrugTest) -> bool:
    """Whether the entry is treatment by direct contact, or a dose taken: the TDI start."""
    if isinstance(entry, Contact):
        return (
            entry.attendance == Attendance.ATTENDED
            and entry.mode not in NOT_DIRECT
            and entry.kind not in NOT_TREATMENT
        )
    return isinstance(entry, Dose) and (entry.mode in CONSUMED or entry.mode == "")


def facts(episode: Episode, *, today: date, **more: Any) -> dict[str, Any]:
    """What rules need to know of an episode."""
    return {
        **{name: getattr(episode, name) for name in DAYS},
        "birth_year": episode.patient.birth_year,
        "state": episode.state,
        "discharge_reason": episode.discharge_reason,
        "last_seen_on": episode.last_seen_on,
        "today": today,
        **more,
    }


def step(
    episode: Episode,
    target: EpisodeState,
    *,
    on: date,
    now: datetime,
    by: User,
    reason: str = "",
    seconded_by: User | None = None,
) -> None:
    """Take one step: the episode's state and the row that tells of it. Nothing is saved of the
    episode; the act does that with whatever else it changes.
    """
    policies.check_may_step(episode, target)
    EpisodeStep.objects.create(
        episode=episode,
        source=episode.state,
        target=target,
        on=on,
        reason=reason,
        recorded_at=now,
        recorded_by=by,
        seconded_by=seconded_by,
    )
    episode.state = target


def save(episode: Episode) -> None:
    """Check and store an episode under its next version."""
    episode.row_version += 1
    episode.full_clean()
    episode.save()


def moved(
    episode: Episode,
    *,
    source: str,
    by: User,
    event: audit.Event = audit.Event.EPISODE_MOVED,
    reason_code: str = "",
    action: AuditAction = AuditAction.UPDATE,
    **detail: Any,
) -> None:
    """Write the audit event of a step."""
    audit.record(
        event,
        by=by,
        action=action,
        organisation=episode.organisation,
        target=episode,
        object_uids=[episode.patient.uid],
        reason_code=reason_code,
        source=source,
        state=str(episode.state),
        **detail,
    )


def check_days(episode: Episode, *, today: date, confirmed: Any = (), **more: Any) -> None:
    """Refuse days out of order, in the future, or before birth."""
    check(EPISODE_RULES, facts(episode, today=today, **more), confirmed=confirmed)


def check_step_day(episode: Episode, *, on: date, today: date) -> None:
    """Refuse a step before the one that it follows, or in the future (V03)."""
    before = episode.steps.order_by("-id")[1].on
    check(EPISODE_RULES, {"referred_on": before, "ended_on": on, "today": today})


def take_note(
    episode: Episode, entry: Contact | Dose | DrugTest, *, now: datetime, by: User
) -> None:
    """Let a new entry move `last_seen_on`, and begin treatment where it does."""
    changed = []
    if is_seen(entry) and (episode.last_seen_on is None or entry.on > episode.last_seen_on):
        episode.last_seen_on = entry.on
        changed.append("last_seen_on")
    if _begins(episode, entry):
        source = episode.state
        episode.started_on = entry.on
        changed.append("started_on")
        if episode.state == EpisodeState.ADMITTED:
            step(episode, EpisodeState.IN_TREATMENT, on=entry.on, now=now, by=by)
            changed.append("state")
        episode.row_version += 1
        changed.append("row_version")
        moved(episode, source=source, by=by, started=True)
    if changed:
        episode.save(update_fields=changed)


def _begins(episode: Episode, entry: Contact | Dose | DrugTest) -> bool:
    if not begins_treatment(entry) or episode.admitted_on is None:
        return False
    if entry.on < episode.admitted_on or episode.state not in policies.TREATED:
        return False
    return episode.started_on is None or entry.on < episode.started_on


def read_again(episode: Episode, *, now: datetime, by: User) -> None:
    """Read `last_seen_on` and `started_on` anew after an entry was corrected or voided."""
    since, before = episode.admitted_on, _derived(episode)
    contacts = Contact.objects.filter(episode=episode).aggregate(
        seen=Max("on", filter=CONTACT_SEEN), began=Min("on", filter=CONTACT_TREATS & _from(since))
    )
    doses = Dose.objects.filter(episode=episode).aggregate(
        seen=Max("on", filter=DOSE_SEEN), began=Min("on", filter=DOSE_TREATS & _from(since))
    )
    tests = DrugTest.objects.filter(episode=episode).current().aggregate(seen=Max("on"))
    episode.last_seen_on = max(
        filter(None, (contacts["seen"], doses["seen"], tests["seen"])), default=None
    )
    if since is not None:
        began = min(filter(None, (contacts["began"], doses["began"])), default=None)
        episode.started_on = began
        if began is not None and episode.state == EpisodeState.ADMITTED:
            step(episode, EpisodeState.IN_TREATMENT, on=began, now=now, by=by)
            moved(episode, source=EpisodeState.ADMITTED, by=by, started=True)
    if _derived(episode) != before:
        episode.row_version += 1
        episode.save(update_fields=["last_seen_on", "started_on", "state", "row_version"])


def _derived(episode: Episode) -> tuple[date | None, date | None, str]:
    return episode.last_seen_on, episode.started_on, episode.state


def _from(day: date | None) -> Q:
    return Q(on__gte=day) if day else Q()

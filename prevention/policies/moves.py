"""What a run still lacks for its next step, in words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.errors import Refused
from prevention import states
from prevention.choices import (
    Arm,
    CohortStatus,
    ImplementationStatus,
    SessionStatus,
    TrainingKind,
    WaveKind,
    WaveStatus,
)
from prevention.models import Cohort, Implementation, Training
from prevention.policies.consent import asked_by_run, fault_of, terms_in_force
from prevention.policies.plans import (
    Raised,
    blocks_left,
    overridden,
    plan_of,
    raised_by,
    usable_versions,
)
from prevention.rules.consent import Terms
from prevention.rules.edpqs import unanswered
from prevention.rules.linkage import LINKAGE
from prevention.rules.waves import FOLLOW_UPS


class NotPossibleNow(Refused):
    """The state, or something that is missing, does not allow the step."""

    code = "not-possible-now"


@dataclass(frozen=True)
class Lack:
    """One thing that is missing; `place` is the page where it is put right."""

    code: str
    text: str
    place: str


CLOSED = (WaveStatus.CLOSED, WaveStatus.LINKED, WaveStatus.CODES_DESTROYED)


def lacks_to_be_ready(
    run: Implementation,
    *,
    raised: Collection[Raised],
    on: date,
    allowed: Collection[str] | None = None,
    terms: Terms | None = None,
) -> list[Lack]:
    """Everything that keeps a planned run from being ready.

    `allowed` are the numbers of the warnings set aside, `terms` the country's rules on consent,
    None where nobody has entered them.
    """
    found = []
    is_usable, answers = _version_and_answers(run, on=on)
    if not is_usable:
        text = _("The version of the programme is not approved, or was retired.")
        found.append(Lack("version", text, "edit"))
    if not run.consent_route:
        found.append(Lack("consent", _("It is not said who agrees to taking part."), "edit"))
    fault = fault_of(asked_by_run(run), terms)
    if fault:
        found.append(Lack("consent", fault, "edit"))
    found += _lacks_of_groups(run, on=on)
    found += _lacks_of_quality(answers)
    blocks = [each for each in raised if each.is_block]
    if blocks and allowed is None:
        allowed = overridden(run)
    found += [
        Lack(each.code, f"{each.code}: {each.message}", "override")
        for each in blocks_left(blocks, allowed=allowed or ())
    ]
    return found


def _version_and_answers(run: Implementation, *, on: date) -> tuple[bool, dict[str, str]]:
    """Whether the version may be used, and the answers on quality; in one query."""
    usable = usable_versions(on=on).filter(pk=run.programme_version_id)
    empty = Value("", CharField())
    rows = usable.order_by().values_list(empty, empty)
    found = dict(rows.union(run.quality_answers.order_by().values_list("item", "verdict")))
    return found.pop("", None) is not None, found


def _lacks_of_groups(run: Implementation, *, on: date) -> list[Lack]:
    rows = _leads(run, on=on)
    if not rows:
        return [Lack("groups", _("There is no group yet."), "groups")]
    found = [
        Lack("leads", _("Nobody leads the group %(group)s.") % {"group": label}, "groups")
        for label, person, *__ in rows
        if person is None
    ]
    untrained = {(name, person) for __, person, name, is_trained in rows if not is_trained}
    found += [
        Lack(
            "training",
            _("%(person)s has no valid training as facilitator of this programme.")
            % {"person": name},
            "people",
        )
        for name, person in sorted(untrained - {(None, None)})
    ]
    return found


def _leads(run: Implementation, *, on: date) -> list[tuple[str, int | None, str | None, bool]]:
    """A row for each lead of each group, or for a group that has none; in one query.

    The name of the group, the number and name of the lead, whether the training holds.
    """
    trained = valid_trainings(run, on=on).filter(facilitator=OuterRef("lead"))
    rows = _groups_taking_part(run).annotate(lead=F("facilitators"))
    return list(
        rows.annotate(is_trained=Exists(trained))
        .order_by("label", "pk", "facilitators__name")
        .values_list("label", "lead", "facilitators__name", "is_trained")
    )


def valid_trainings(run: Implementation, *, on: date) -> QuerySet[Training]:
    """Trainings as a facilitator of the run's programme that hold on a day."""
    return Training.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        organisation=run.organisation_id, kind=TrainingKind.PROGRAMME_FACILITATOR,
        programme=run.programme_version.programme_id, on__lte=on,
    )  # fmt: skip


def _lacks_of_quality(answers: dict[str, str]) -> list[Lack]:
    left = unanswered(answers)
    if not left:
        return []
    text = ngettext(
        "%(count)s question on quality in the stages 1 to 5 is not answered.",
        "%(count)s questions on quality in the stages 1 to 5 are not answered.",
        len(left),
    )
    return [Lack("quality", text % {"count": len(left)}, "quality")]


def _groups_taking_part(run: Implementation) -> QuerySet[Cohort]:
    taking_part = run.cohorts.filter(arm=Arm.INTERVENTION)
    return taking_part.exclude(status=CohortStatus.DISSOLVED)


def lacks_for(
    move: states.Move,
    run: Implementation,
    *,
    raised: Collection[Raised],
    on: date,
    allowed: Collection[str] | None = None,
    terms: Terms | None = None,
) -> list[Lack]:
    """What is missing for a move that the state allows; the rest as `lacks_to_be_ready` has it."""
    if move.name == "ready":
        return lacks_to_be_ready(run, raised=raised, on=on, allowed=allowed, terms=terms)
    lacking = LACKING.get(move.name)
    return lacking(run) if lacking else []


def _lacks_to_begin(run: Implementation) -> list[Lack]:
    sessions = _groups_taking_part(run).filter(sessions__status=SessionStatus.DELIVERED)
    if sessions.exists():
        return []
    return [Lack("sessions", _("No session has been delivered yet."), "groups")]


def _lacks_to_deliver(run: Implementation) -> list[Lack]:
    told = Count("sessions", filter=~Q(sessions__status=SessionStatus.SCHEDULED))
    waiting = Count("sessions", filter=Q(sessions__status=SessionStatus.SCHEDULED))
    groups = _groups_taking_part(run).annotate(told=told, waiting=waiting).order_by("label")
    found = []
    for group in groups:
        left = max(group.waiting, run.sessions_planned - group.told)
        if left > 0:
            text = ngettext(
                "Group %(group)s: %(count)s session is neither delivered nor cancelled.",
                "Group %(group)s: %(count)s sessions are neither delivered nor cancelled.",
                left,
            )
            text %= {"group": group.label, "count": left}
            found.append(Lack("sessions", text, "groups"))
    return found


def _lacks_to_evaluate(run: Implementation) -> list[Lack]:
    found = []
    after = run.waves.filter(kind=WaveKind.POST, status__in=CLOSED)
    if not after.exists():
        text = _("The questionnaire after the last session is not closed.")
        found.append(Lack("wave", text, "waves"))
    if not run.results.exclude(outcome=LINKAGE).exists():
        found.append(Lack("results", _("The results are not frozen."), "results"))
    return found


def _lacks_to_accept(run: Implementation) -> list[Lack]:
    """What comes in after the report is accepted would change it; follow-ups stand apart."""
    still = run.waves.filter(status=WaveStatus.OPEN).exclude(kind__in=FOLLOW_UPS)
    return [
        Lack("wave", _("“%(wave)s” is still open. Close it first.") % {"wave": wave}, "waves")
        for wave in still.order_by("opens_on", "pk")
    ]


LACKING = {
    "begin": _lacks_to_begin,
    "deliver": _lacks_to_deliver,
    "evaluate": _lacks_to_evaluate,
    "accept": _lacks_to_accept,
}


def check_can_move(run: Implementation, move: states.Move, *, reason: str, on: date) -> None:
    """Refuse a step that the state or something missing does not allow.

    Raises:
        NotPossibleNow.
    """
    if run.status not in move.sources:
        status = ImplementationStatus(run.status).label
        raise NotPossibleNow(
            _("This step is not possible now: the implementation is “%(status)s”.")
            % {"status": status}
        )
    if move.needs_reason and not reason.strip():
        raise NotPossibleNow(_("Give the reason."))
    is_ready = move.name == "ready"
    raised = raised_by(plan_of(run)) if is_ready else []
    terms = terms_in_force(run.organisation.country) if is_ready else None
    lacks = lacks_for(move, run, raised=raised, on=on, terms=terms)
    if lacks:
        raise NotPossibleNow(" ".join(lack.text for lack in lacks))

"""Warnings W01 to W12: what does not work in prevention, or may harm (reference 1.3).

Sources: EUSPR position paper of 22 October 2019 (fear, testimony, information alone; satisfaction
and reach prove nothing), Washington State "What works, what doesn't" (one-off assemblies, scare
tactics, knowledge only), Mentor UK "Boys and Girls Plus" (posters, one-off events). What W07 to
W09 rest on has not been verified for this region: they only warn.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prevention.choices import FacilitatorRole, Level, ProgrammeKind, Registry, Setting
from prevention.rules.plans import Component, Method, Planned, Result


LARGEST_GROUP = 35
LEAST_INTERACTIVE = 0.5

SERIES_TYPES = frozenset({"PREV_EDU", "PSS_EDU", "PARENTING"})
"""Types of the Standards whose effect was seen with a series of sessions only."""
SCHOOLS = frozenset({Setting.KINDERGARTEN, Setting.SCHOOL})
FEAR = frozenset(
    {
        Method.FEAR_APPEAL,
        Method.SHOCKING_IMAGES,
        Method.CONSEQUENCES_EXHIBITION,
        Method.VR_SHOCK,
    }
)
EVENTS = frozenset({Method.COMPETITION, Method.POSTERS, Method.CONCERT, Method.FLASH_MOB})
OUTPUTS = frozenset({Result.SATISFACTION, Result.MATERIALS, Result.REACH})
ADVERSE_RATINGS = frozenset(
    {
        (Registry.XCHANGE, "unlikely_beneficial"),
        (Registry.XCHANGE, "possibly_harmful"),
        (Registry.BLUEPRINTS, "ineffective"),
        (Registry.BLUEPRINTS, "harmful"),
        (Registry.LOCAL, "harmful"),
    }
)
UNRATED = frozenset({"", "none", "unknown"})


class Severity(StrEnum):
    """What a warning does to the plan."""

    BLOCK = "BLOCK"
    """Stops it until the national coordinator overrides, with a written reason."""
    WARN = "WARN"
    FORCE_EVENT = "FORCE_EVENT"
    """Makes it an awareness event, which never counts as reach or outcome of a programme."""


@dataclass(frozen=True)
class PlanWarning:
    """One warning: what is wrong, what to do, and whose review it needs."""

    code: str
    severity: Severity
    message: Promise | str
    advice: Promise | str
    details: tuple[str, ...] = ()
    needs_review: bool = False
    """Whether a scientific reviewer has to sign before the plan goes on (W11)."""


@dataclass(frozen=True)
class WarningRule:
    """One rule; `fires` is a pure predicate over the plan, `details` what it fired on."""

    code: str
    severity: Severity
    message: Promise
    advice: Promise
    fires: Callable[[Planned], bool]
    details: Callable[[Planned], tuple[str, ...]] = lambda plan: ()
    needs_review: bool = False

    def on(self, plan: Planned) -> PlanWarning:
        """The warning that this rule gives for `plan`."""
        return PlanWarning(
            self.code,
            self.severity,
            self.message,
            self.advice,
            self.details(plan),
            needs_review=self.needs_review,
        )


def is_one_off(plan: Planned) -> bool:
    """W01: one session of something that works as a series only."""
    return plan.planned_sessions == 1 and bool(plan.intervention_types & SERIES_TYPES)


def frightens(plan: Planned) -> bool:
    """W02: fear, shock, exhibitions of consequences."""
    return bool(plan.methods & FEAR)


def lets_former_users_testify(plan: Planned) -> bool:
    """W03: testimony in a school or before minors; minors are supposed unless it says otherwise."""
    is_before_minors = plan.has_minors is not False or bool(plan.settings & SCHOOLS)
    return Method.EX_USER_TESTIMONY in plan.methods and is_before_minors


def only_informs(plan: Planned) -> bool:
    """W04: knowledge, perhaps attitudes, but nothing to practise and no norms corrected."""
    is_knowledge = Component.KNOWLEDGE in plan.components
    adds_nothing = plan.components <= {Component.KNOWLEDGE, Component.ATTITUDES}
    return Method.INFORMATION_ONLY in plan.methods or (is_knowledge and adds_nothing)


def police_lead_a_class(plan: Planned) -> bool:
    """W05: police or security lead, rather than visit, in a school."""
    return FacilitatorRole.POLICE in plan.lead_roles and bool(plan.settings & SCHOOLS)


def lacks_interaction(plan: Planned) -> bool:
    """W06: more than half of the time is listening, or the group is too large to take part."""
    share, size = plan.interactive_share, plan.group_size
    is_listening = share is not None and share < LEAST_INTERACTIVE
    return is_listening or (size is not None and size > LARGEST_GROUP)


def groups_high_risk_peers(plan: Planned) -> bool:
    """W07: young people at high risk among themselves, without structure."""
    is_among_peers = Level.INDICATED in plan.levels and Method.PEERS_ONLY in plan.methods
    return is_among_peers and Method.STRUCTURED_GROUP not in plan.methods


def tests_pupils(plan: Planned) -> bool:
    """W08: drug tests of pupils as prevention."""
    return Method.DRUG_TESTING in plan.methods


def unknown_substances(plan: Planned) -> tuple[str, ...]:
    """Substances that the plan names and the age group does not know, sorted."""
    known = plan.substances_known
    return () if known is None else tuple(sorted(plan.substances_named - known))


def is_event_as_programme(plan: Planned) -> bool:
    """W10: a competition, posters, a concert or a march recorded as a programme.

    A programme with a series of sessions on skills or norms may have such a day beside them.
    """
    has_series = plan.planned_sessions is not None and plan.planned_sessions > 1
    is_programme = has_series and bool(plan.components & {Component.SKILLS, Component.NORMS})
    is_recorded = plan.kind == ProgrammeKind.PROGRAMME
    return is_recorded and bool(plan.methods & EVENTS) and not is_programme


def adverse_ratings(plan: Planned) -> tuple[str, ...]:
    """Every rating of a registry, in its own words, where one says harmful or not effective."""
    rated = [(each.registry, each.code.casefold()) for each in plan.ratings]
    if not ADVERSE_RATINGS.intersection(rated):
        return ()
    return tuple(f"{each.registry}: {each.code}" for each in plan.ratings)


def is_unrated_or_adverse(plan: Planned) -> bool:
    """W11: no foreign registry has rated it, or one says that it is of no use or harms.

    Country evidence (`LOCAL`) is never read as the rating of a registry. Events have no rating.
    """
    is_rated = any(
        each.registry != Registry.LOCAL and each.code.casefold() not in UNRATED
        for each in plan.ratings
    )
    is_programme = plan.kind == ProgrammeKind.PROGRAMME
    return is_programme and (not is_rated or bool(adverse_ratings(plan)))


def reports_outputs_only(plan: Planned) -> bool:
    """W12: the result given is satisfaction, leaflets or heads, and no outcome."""
    return bool(plan.reported_results) and plan.reported_results <= OUTPUTS


RULES: tuple[WarningRule, ...] = (
    WarningRule(
        "W01", Severity.BLOCK,
        _("One-off lecture: no lasting effect is known."),
        _("Choose a programme with a series of sessions."),
        is_one_off,
    ),
    WarningRule(
        "W02", Severity.BLOCK,
        _("Fear appeals are ineffective and can be harmful."),
        _("Take frightening messages and pictures out; practise skills and correct norms."),
        frightens,
    ),
    WarningRule(
        "W03", Severity.BLOCK,
        _("Testimony by former users in classes is not effective and may be harmful."),
        _("Leave the talk out; invite people with experience to advise the staff instead."),
        lets_former_users_testify,
    ),
    WarningRule(
        "W04", Severity.WARN,
        _("Knowledge alone does not change use."),
        _("Add sessions that practise skills and compare believed with real use."),
        only_informs,
    ),
    WarningRule(
        "W05", Severity.WARN,
        _("Police or security lead the class."),
        _("Lead by trained teacher or psychologist; police as guest only."),
        police_lead_a_class,
    ),
    WarningRule(
        "W06", Severity.WARN,
        _("Interactive small-group work is a core condition."),
        _("Make at least half of the time interactive, in groups of up to 35."),
        lacks_interaction,
    ),
    WarningRule(
        "W07", Severity.WARN,
        _("Young people at high risk among themselves may learn from each other to use."),
        _("Mix the group, or work by a manual with an adult leading."),
        groups_high_risk_peers,
    ),
    WarningRule(
        "W08", Severity.WARN,
        _("Drug tests of pupils: no evidence that they prevent, and an ethical and legal risk."),
        _("Leave the tests out; offer counselling to which pupils come by themselves."),
        tests_pupils,
    ),
    WarningRule(
        "W09", Severity.WARN,
        _("Substances are named that the age group does not know. This may raise curiosity."),
        _("Leave these substances out."),
        lambda plan: bool(unknown_substances(plan)), unknown_substances,
    ),
    WarningRule(
        "W10", Severity.FORCE_EVENT,
        _("Competitions, posters, concerts and marches are events, not programmes."),
        _("Record it as an awareness event; it never counts as programme reach or outcome."),
        is_event_as_programme,
    ),
    WarningRule(
        "W11", Severity.WARN,
        _("No registry has rated this programme, or one calls it harmful or not effective."),
        _("Show every registry's rating with its date and ask a scientific reviewer to sign."),
        is_unrated_or_adverse, adverse_ratings, needs_review=True,
    ),
    WarningRule(
        "W12", Severity.WARN,
        _("Satisfaction and numbers of leaflets or listeners are outputs, not outcomes."),
        _("Report a measured outcome, or say that no outcome was measured."),
        reports_outputs_only,
    ),
)  # fmt: skip


def warnings(plan: Planned) -> tuple[PlanWarning, ...]:
    """Every warning that `plan` raises, in the order of their numbers."""
    return tuple(rule.on(plan) for rule in RULES if rule.fires(plan))


def open_blocks(plan: Planned, *, overridden: Collection[str] = ()) -> tuple[PlanWarning, ...]:
    """The warnings that still stop the plan; `overridden` are codes allowed by a coordinator."""
    raised = warnings(plan)
    return tuple(
        each for each in raised if each.severity is Severity.BLOCK and each.code not in overridden
    )

"""What is warned of in a plan (W01 to W12), and whether its version may be used."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kernel.errors import Refused
from prevention import states
from prevention.choices import CatalogueStatus, ProgrammeKind
from prevention.models import (
    Facilitator,
    Implementation,
    Programme,
    ProgrammeVersion,
    WarningOverride,
)
from prevention.rules.plans import SUBSTANCE_LABELS, Component, Method, Planned, Rating, Substance
from prevention.rules.warnings import (
    FEAR,
    PlanWarning,
    Severity,
    is_unrated_or_adverse,
    warnings,
)


class Over(Refused):
    """The implementation has ended: nothing of it changes any more."""

    code = "over"


class NotUsable(Refused):
    """The version of the programme is not approved, or was retired."""

    code = "version-not-usable"


@dataclass(frozen=True)
class Raised:
    """A warning as forms and refusals show it."""

    code: str
    message: Promise | str
    advice: Promise | str
    severity: Severity
    fields: tuple[str, ...] = ()
    needs_review: bool = False

    @property
    def is_block(self) -> bool:
        """Whether the coordinator has to decide."""
        return self.severity is Severity.BLOCK

    @property
    def is_forcing(self) -> bool:
        """Whether the run is made an awareness event."""
        return self.severity is Severity.FORCE_EVENT


FIELDS = {
    "W01": ("sessions_planned",), "W02": ("methods",), "W03": ("methods",),
    "W04": ("components",), "W06": ("interactive_share", "group_size"), "W07": ("methods",),
    "W08": ("methods",), "W09": ("substances_named",), "W10": ("methods",),
    "W11": ("programme_version",),
}  # fmt: skip


def usable_versions(*, on: date) -> QuerySet[ProgrammeVersion]:
    """Versions that a new run may use: approved, and not retired on the day by any act."""
    approved = ProgrammeVersion.objects.filter(live=True)
    in_use = approved.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))
    return in_use.exclude(programme__status=CatalogueStatus.RETIRED)


def check_usable(version: ProgrammeVersion, *, on: date) -> None:
    """Refuse a version that is not approved or not used any more.

    Raises:
        NotUsable.
    """
    if not usable_versions(on=on).filter(pk=version.pk).exists():
        raise NotUsable(
            _("This version is not approved, or was retired. Choose an approved version.")
        )


def check_goes_on(run: Implementation) -> None:
    """Refuse a change of what has ended.

    Raises:
        Over.
    """
    if run.status in states.ENDED:
        raise Over(_("This implementation has ended. Nothing of it changes any more."))


def planned(
    *,
    version: ProgrammeVersion,
    tags: Collection[str],
    sessions: int | None,
    interactive_share: int | None,
    group_size: int | None,
    addresses_minors: bool,
    substances_named: Collection[str],
    substances_known: Collection[str],
    lead_roles: Collection[str] = (),
) -> Planned:
    """A plan as the warnings ask about it; `tags` are methods and components together.

    What is not among `substances_known` is taken as unknown to the age group (W09).
    """
    programme = version.programme
    return Planned(
        kind=programme.kind,
        intervention_types=frozenset(kind.code for kind in programme.types.all()),
        levels=frozenset(programme.levels),
        settings=frozenset(programme.settings),
        planned_sessions=sessions,
        methods=frozenset(tags) & frozenset(Method),
        components=frozenset(tags) & frozenset(Component),
        lead_roles=frozenset(lead_roles),
        interactive_share=None if interactive_share is None else interactive_share / 100,
        group_size=group_size,
        has_minors=addresses_minors,
        substances_named=frozenset(substances_named),
        substances_known=frozenset(substances_known),
        ratings=_ratings(programme),
    )


def _ratings(programme: Programme) -> tuple[Rating, ...]:
    return tuple(Rating(each.registry, each.code) for each in programme.ratings.all())


def lacks_a_good_rating(programme: Programme) -> bool:
    """Whether whoever approves the programme, or a version, has to answer for it (W11)."""
    return is_unrated_or_adverse(Planned(kind=programme.kind, ratings=_ratings(programme)))


def planned_by(plan: Mapping[str, Any]) -> Planned:
    """A plan that is not stored yet, by the names of the fields of an implementation."""
    return planned(
        version=plan["programme_version"], tags=plan["methods"],
        sessions=plan["sessions_planned"], interactive_share=plan["interactive_share"],
        group_size=plan["group_size"], addresses_minors=plan["addresses_minors"],
        substances_named=plan["substances_named"], substances_known=plan["substances_known"],
    )  # fmt: skip


def plan_of(run: Implementation) -> Planned:
    """The plan of a run as it stands, with the professions of those who lead its groups."""
    roles = Facilitator.objects.filter(cohorts__implementation=run).order_by()
    return _stored(run, lead_roles=set(roles.values_list("role", flat=True)))


def _stored(run: Implementation, *, lead_roles: Collection[str] = ()) -> Planned:
    return planned(
        version=run.programme_version, tags=run.methods, sessions=run.sessions_planned,
        interactive_share=run.interactive_share, group_size=run.group_size,
        addresses_minors=run.addresses_minors, lead_roles=lead_roles,
        substances_named=run.substances_named, substances_known=run.substances_known,
    )  # fmt: skip


def raised_by(plan: Planned) -> list[Raised]:
    """What is warned of, in the order of the rules' numbers."""
    return [shown(each) for each in warnings(plan)]


def shown(warning: PlanWarning) -> Raised:
    """A warning with the field that it concerns."""
    words = [_in_words(each) for each in warning.details]
    details = f" ({', '.join(words)})" if words else ""
    return Raised(
        warning.code, f"{warning.message}{details}", warning.advice, warning.severity,
        FIELDS.get(warning.code, ()), warning.needs_review,
    )  # fmt: skip


def _in_words(detail: str) -> str:
    """A substance as people call it (W09); what registries say stands as it is (W11)."""
    return str(SUBSTANCE_LABELS[Substance(detail)]) if detail in set(Substance) else detail


def overridden(run: Implementation) -> set[str]:
    """The numbers of the warnings that a coordinator has set aside for this run."""
    return set(run.overrides.filter(is_allowed=True).values_list("rule", flat=True))


GROUNDS: dict[str, Callable[[Planned], object]] = {
    "W01": lambda plan: plan.planned_sessions,
    "W02": lambda plan: plan.methods & FEAR,
    "W03": lambda plan: (Method.EX_USER_TESTIMONY in plan.methods, plan.has_minors),
}
"""What of a plan a rule that blocks has fired on, beside the programme itself."""


def outlived(run: Implementation, plan: Mapping[str, Any]) -> list[WarningOverride]:
    """The permissions of a run that would not hold for its changed plan.

    A permission is given for a version of a programme and for what the rule fired on.
    """
    allowed = list(run.overrides.filter(is_allowed=True).order_by("pk"))
    if plan["programme_version"].pk != run.programme_version_id:
        return allowed
    before, after = plan_of(run), planned_by(plan)
    return [
        each
        for each in allowed
        if (grounds := GROUNDS.get(each.rule)) and grounds(before) != grounds(after)
    ]


def blocks_left(raised: Collection[Raised], *, allowed: Collection[str]) -> list[Raised]:
    """The warnings that still hold a run back."""
    return [each for each in raised if each.is_block and each.code not in allowed]


def is_event(run: Implementation) -> bool:
    """Whether a run is an awareness event: recorded as one, or made one by W10.

    Professions of those who lead do not matter.
    """
    plan = _stored(run)
    is_forced = any(each.severity is Severity.FORCE_EVENT for each in warnings(plan))
    return plan.kind == ProgrammeKind.AWARENESS_EVENT or is_forced

"""What is warned of in a plan (W01 to W12), and whether its version may be used."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kernel.errors import Refused
from prevention import states
from prevention.choices import CatalogueStatus, ProgrammeKind
from prevention.models import (
    EvidenceRating,
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
    is_event_as_programme,
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


def _planned(
    programme: Programme,
    field: Callable[[str], Any],
    *,
    types: Collection[str],
    ratings: Collection[Rating],
    lead_roles: Collection[str] = (),
) -> Planned:
    """A plan as the warnings ask about it; `field` gives its fields by name.

    What is not among the substances known is taken as unknown to the age group (W09).
    """
    tags, share = frozenset(field("methods")), field("interactive_share")
    return Planned(
        kind=programme.kind,
        intervention_types=frozenset(types),
        levels=frozenset(programme.levels),
        settings=frozenset(programme.settings),
        planned_sessions=field("sessions_planned"),
        methods=tags & frozenset(Method),
        components=tags & frozenset(Component),
        lead_roles=frozenset(lead_roles),
        interactive_share=None if share is None else share / 100,
        group_size=field("group_size"),
        has_minors=field("addresses_minors"),
        substances_named=frozenset(field("substances_named")),
        substances_known=frozenset(field("substances_known")),
        ratings=tuple(ratings),
    )


def _ratings(programme: Programme) -> tuple[Rating, ...]:
    return tuple(Rating(each.registry, each.code) for each in programme.ratings.all())


def lacks_a_good_rating(programme: Programme) -> bool:
    """Whether whoever approves the programme, or a version, has to answer for it (W11)."""
    return is_unrated_or_adverse(Planned(kind=programme.kind, ratings=_ratings(programme)))


def planned_by(plan: Mapping[str, Any]) -> Planned:
    """A plan that is not stored yet, by the names of the fields of an implementation."""
    programme = plan["programme_version"].programme
    return _planned(
        programme, plan.__getitem__, types=[kind.code for kind in programme.types.all()],
        ratings=_ratings(programme),
    )  # fmt: skip


def plan_of(run: Implementation) -> Planned:
    """The plan of a run as it stands, with the professions of those who lead its groups.

    What it takes from the catalogue and from the groups is read in one query.
    """
    programme = run.programme_version.programme
    types = Programme.types.through.objects.filter(programme=programme)
    ratings = EvidenceRating.objects.filter(programme=programme)
    leads = Facilitator.objects.filter(cohorts__implementation=run)
    rows = _labelled("type", types, "interventiontype__code").union(
        _labelled("rating", ratings, "registry", "code", rank=F("rank")),
        _labelled("role", leads, "role"),
    )
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for label, one, other, rank in rows:
        found[label].append((rank, one, other))
    return _planned(
        programme, partial(getattr, run),
        types={code for __, code, ___ in found["type"]},
        ratings=[Rating(registry, code) for __, registry, code in sorted(found["rating"])],
        lead_roles={role for __, role, ___ in found["role"]},
    )  # fmt: skip


def _labelled(
    label: str, rows: QuerySet[Any], *names: str, rank: Combinable | None = None
) -> QuerySet[Any, tuple[str, str, str, int]]:
    """Two words and a number of each row, with a label that says what they are."""
    words: list[Combinable] = [Cast(name, CharField()) for name in names]
    words += [Value("", CharField())] * (2 - len(words))
    number = rank or Value(0, IntegerField())
    return rows.order_by().values_list(Value(label, CharField()), *words, number)


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

    Neither who leads it matters, nor what registries say of the programme.
    """
    plan = Planned(
        kind=run.programme_version.programme.kind, planned_sessions=run.sessions_planned,
        methods=frozenset(run.methods) & frozenset(Method),
        components=frozenset(run.methods) & frozenset(Component),
    )  # fmt: skip
    return plan.kind == ProgrammeKind.AWARENESS_EVENT or is_event_as_programme(plan)

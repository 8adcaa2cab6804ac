"""What the warnings look at: a plan of prevention as plain values, and the words for its methods.

A value that nobody has stated is None or an empty set, and breaks nothing, except where a rule
says so.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prevention.choices import ProgrammeKind


class Method(StrEnum):
    """Ways of working that a plan can name and that a rule asks for."""

    FEAR_APPEAL = "fear_appeal"
    SHOCKING_IMAGES = "shocking_images"
    CONSEQUENCES_EXHIBITION = "consequences_exhibition"
    VR_SHOCK = "vr_shock"
    EX_USER_TESTIMONY = "ex_user_testimony"
    INFORMATION_ONLY = "information_only"
    PEERS_ONLY = "peers_only"
    STRUCTURED_GROUP = "structured_group"
    DRUG_TESTING = "drug_testing"
    COMPETITION = "competition"
    POSTERS = "posters"
    CONCERT = "concert"
    FLASH_MOB = "flash_mob"

    @property
    def label(self) -> Promise:
        """The method in words."""
        return METHOD_LABELS[self]


METHOD_LABELS: dict[Method, Promise] = {
    Method.FEAR_APPEAL: _("Frightening messages"),
    Method.SHOCKING_IMAGES: _("Shocking pictures or films"),
    Method.CONSEQUENCES_EXHIBITION: _("Exhibition of consequences"),
    Method.VR_SHOCK: _("Shock show in virtual reality"),
    Method.EX_USER_TESTIMONY: _("Talk by somebody who used drugs"),
    Method.INFORMATION_ONLY: _("Information only"),
    Method.PEERS_ONLY: _("Group of young people at high risk only"),
    Method.STRUCTURED_GROUP: _("Group work by a manual, with an adult leading"),
    Method.DRUG_TESTING: _("Drug tests of pupils"),
    Method.COMPETITION: _("Competition"),
    Method.POSTERS: _("Posters or leaflets"),
    Method.CONCERT: _("Concert or show"),
    Method.FLASH_MOB: _("Flash mob or march"),
}


class Substance(StrEnum):
    """What a plan can name before a group; our own list, wide where pupils know no finer names."""

    ALCOHOL = "ALCOHOL"
    TOBACCO = "TOBACCO"
    VAPES = "VAPES"
    NASVAY = "NASVAY"
    CANNABIS = "CANNABIS"
    SYNTHETIC_CANNABINOIDS = "SYNTHETIC_CANNABINOIDS"
    MEPHEDRONE = "MEPHEDRONE"
    ALPHA_PVP = "ALPHA_PVP"
    AMPHETAMINES = "AMPHETAMINES"
    MDMA = "MDMA"
    COCAINE = "COCAINE"
    OPIOIDS = "OPIOIDS"
    MEDICINES = "MEDICINES"
    INHALANTS = "INHALANTS"
    HALLUCINOGENS = "HALLUCINOGENS"
    GHB = "GHB"

    @property
    def label(self) -> Promise:
        """The substance in words."""
        return SUBSTANCE_LABELS[self]


SUBSTANCE_LABELS: dict[Substance, Promise] = {
    Substance.ALCOHOL: _("Alcohol"),
    Substance.TOBACCO: _("Cigarettes and other tobacco for smoking"),
    Substance.VAPES: _("Electronic cigarettes"),
    Substance.NASVAY: _("Nasvay and other tobacco for the mouth"),
    Substance.CANNABIS: _("Cannabis"),
    Substance.SYNTHETIC_CANNABINOIDS: _("Synthetic cannabinoids"),
    Substance.MEPHEDRONE: _("Mephedrone"),
    Substance.ALPHA_PVP: _("Alpha-PVP"),
    Substance.AMPHETAMINES: _("Amphetamine and methamphetamine"),
    Substance.MDMA: _("MDMA (ecstasy)"),
    Substance.COCAINE: _("Cocaine"),
    Substance.OPIOIDS: _("Heroin, opium and other opioids"),
    Substance.MEDICINES: _("Medicines taken without a doctor"),
    Substance.INHALANTS: _("Glue, gas and other inhalants"),
    Substance.HALLUCINOGENS: _("LSD, mushrooms and other hallucinogens"),
    Substance.GHB: _("GHB and GBL"),
}


class Component(StrEnum):
    """What the content works on."""

    KNOWLEDGE = "knowledge"
    ATTITUDES = "attitudes"
    NORMS = "norms"
    SKILLS = "skills"
    """Personal, social or parenting skills."""
    ENVIRONMENT = "environment"
    """Rules, policies, the climate of a class or school."""
    SUPPORT = "support"
    """Counselling, mentoring, referral."""


class Result(StrEnum):
    """What a report gives as its result."""

    SATISFACTION = "satisfaction"
    MATERIALS = "materials"
    REACH = "reach"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Rating:
    """What one registry says of the programme; `code` is the registry's own word."""

    registry: str
    code: str


@dataclass(frozen=True)
class Planned:
    """A plan as far as the warnings ask.

    `intervention_types` are codes of the International Standards (`PREV_EDU`), `levels`, `settings`
    and the roles codes of `prevention.choices`. `interactive_share` is a share of the time, 0 to 1.
    `substances_named` and `substances_known` are codes of `Substance`; known is what the age group
    knows, and None when nobody has asked.
    `has_minors` None is read as yes (W03): harm is more likely than the reverse.
    `reported_results` is empty until a report says what came of it.
    """

    kind: str = ProgrammeKind.PROGRAMME
    intervention_types: AbstractSet[str] = frozenset()
    levels: AbstractSet[str] = frozenset()
    settings: AbstractSet[str] = frozenset()
    planned_sessions: int | None = None
    methods: AbstractSet[str] = frozenset()
    components: AbstractSet[str] = frozenset()
    lead_roles: AbstractSet[str] = frozenset()
    interactive_share: float | None = None
    group_size: int | None = None
    has_minors: bool | None = None
    substances_named: AbstractSet[str] = frozenset()
    substances_known: AbstractSet[str] | None = None
    ratings: tuple[Rating, ...] = ()
    reported_results: AbstractSet[str] = frozenset()

"""What a patient answered about treatment demand, in words and as a form takes it up again."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.choices import Resolution
from clinics.models import Episode, SubstanceUse, TreatmentDemand
from clinics.models.demand import CODED, NUMBERS
from clinics.selectors.roots import visible_episodes
from clinics.selectors.substances import named_label, understood
from clinics.selectors.wording import answer_text
from clinics.vocabulary import Frequency, NullFlavour, RecordState, Route, Substance
from kernel.models import User
from kernel.permissions import Permission, organisations_where


LABELS: dict[str, str | Promise] = {
    "previously_treated": gettext_lazy("Treated before"),
    "first_treatment_year": gettext_lazy("First treatment"),
    "living_with": gettext_lazy("Lives with"),
    "has_children": gettext_lazy("Has children"),
    "lives_with_children": gettext_lazy("Lives with children"),
    "accommodation": gettext_lazy("Housing"),
    "labour": gettext_lazy("Work and study"),
    "education": gettext_lazy("Education"),
    "injecting": gettext_lazy("Injecting"),
    "age_first_injection": gettext_lazy("First injected at"),
    "polydrug": gettext_lazy("Several substances"),
    "hiv_testing": gettext_lazy("HIV test"),
    "hcv_testing": gettext_lazy("Hepatitis C test"),
    "sharing": gettext_lazy("Sharing needles"),
    "oat_history": gettext_lazy("Agonist treatment"),
    "oat_first_year": gettext_lazy("First agonist treatment"),
}


@dataclass(frozen=True)
class Line:
    """One question with its answer, or with the reason why there is none."""

    label: str
    answer: str
    is_missing: bool = False


@dataclass(frozen=True)
class Demand:
    """The answers of one day, in words."""

    uid: UUID
    as_of: date
    substances: list[Line]
    lines: list[Line]
    missing: int
    """How many questions were not asked; they return to the list."""


@dataclass(frozen=True)
class Asked:
    """One day on which the questions were asked; the first of an episode is what the TDI counts."""

    uid: UUID
    as_of: date
    is_first: bool


def visible_demands(*, viewer: User) -> QuerySet[TreatmentDemand]:
    """All answers that the viewer may read, corrected and voided ones included."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return TreatmentDemand.objects.filter(organisation__in=organisations).select_related(
        "episode__patient__organisation", "episode__organisation", "episode__site"
    )


def days_asked(*, viewer: User, episode: Episode) -> list[Asked]:
    """The answers of an episode that hold, newest first."""
    found = visible_demands(viewer=viewer).filter(episode=episode, state=RecordState.CURRENT)
    rows = list(found.order_by("-as_of", "-pk").values_list("uid", "as_of"))
    return [Asked(uid, as_of, (uid, as_of) == rows[-1]) for uid, as_of in rows]


def latest_demand(*, viewer: User, episode: Episode) -> TreatmentDemand | None:
    """The newest answers of an episode that the viewer may read, with their substances."""
    episodes = visible_episodes(viewer=viewer).filter(pk=episode.pk)
    found = TreatmentDemand.objects.filter(episode__in=episodes, state=RecordState.CURRENT)
    return found.prefetch_related("substances").order_by("-as_of", "-pk").first()


def in_words(demand: TreatmentDemand) -> Demand:
    """The answers as the patient page shows them; what was not asked is counted, not listed."""
    uses = list(demand.substances.all())
    unknown = [use.as_said for use in uses if use.resolution == Resolution.UNRESOLVED]
    meant = understood(unknown, organisation_id=demand.organisation_id)
    lines = [_line(demand, stem) for stem in LABELS]
    asked = [line for line in lines if line]
    return Demand(
        uid=demand.uid,
        as_of=demand.as_of,
        substances=[_substance(use, meant) for use in uses],
        lines=asked,
        missing=len(lines) - len(asked),
    )


def _line(demand: TreatmentDemand, stem: str) -> Line | None:
    null = getattr(demand, f"{stem}_null")
    if null in (NullFlavour.NASK, NullFlavour.NA):
        return None
    value = getattr(demand, stem)
    if null:
        return Line(str(LABELS[stem]), str(NullFlavour(null).label), is_missing=True)
    if stem in NUMBERS:
        return Line(str(LABELS[stem]), str(value))
    return Line(str(LABELS[stem]), str(getattr(demand, f"get_{stem}_display")()))


def _substance(use: SubstanceUse, meant: dict[str, str]) -> Line:
    name = answer_text(use.substance, use.substance_null, Substance)
    if use.named:
        called = named_label(use.named, organisation_id=use.organisation_id)
        name = name if called.casefold() == name.casefold() else f"{name}: {called}"
    if use.as_said:
        name = _("%(name)s, as said: “%(said)s”") % {"name": name, "said": use.as_said}
    if use.as_said in meant:
        name = _("%(name)s (since understood as %(meant)s)") % {
            "name": name, "meant": meant[use.as_said],
        }  # fmt: skip
    facts = [
        str(Route(use.route).label) if use.route else "",
        str(Frequency(use.frequency).label) if use.frequency else "",
        _("since age %(age)s") % {"age": use.age_first_use} if use.age_first_use else "",
    ]
    return Line(name, ", ".join(filter(None, facts)))


__all__ = ["CODED", "LABELS", "NUMBERS", "Demand", "Line", "in_words", "latest_demand"]

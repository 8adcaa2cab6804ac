"""Programmes as readers see them: the catalogue's rows, nothing of anybody's delivery."""

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode

from cms.grades import Evidence, efficacy_in_words, grade_in_words, own_words
from kernel.models.organisations import Country
from prevention.choices import CatalogueStatus, Level, ProgrammeKind, Registry, Setting, Stage
from prevention.models.catalogue import (
    EvidenceRating,
    Programme,
    ProgrammeText,
    ProgrammeVersion,
)
from prevention.rules.ratings import speak_well


CHOICES = {
    "stage": Stage.choices,
    "setting": Setting.choices,
    "level": Level.choices,
    "evidence": Evidence.choices,
}
SHOWN = 8
"""Programmes on one leaf of the list: about three screens of a phone."""
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Wanted:
    """What a reader chose in the form; empty means any."""

    stage: str = ""
    setting: str = ""
    level: str = ""
    evidence: str = ""

    @property
    def is_anything(self) -> bool:
        """Whether nothing was chosen."""
        return not self.query

    @property
    def query(self) -> str:
        """What was chosen, as an address says it."""
        chosen = {name: getattr(self, name) for name in CHOICES}
        return urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True)
class Card:
    """A programme in a list or on a page of its own."""

    programme: Programme
    on: date | None = None
    stages: list[str] = field(default_factory=list)

    @cached_property
    def text(self) -> object:
        """Its texts, in the reader's language where there are any."""
        return self.programme.text

    @property
    def slug(self) -> str:
        """Its address."""
        return self.programme.slug

    @property
    def types(self) -> list[str]:
        """The kinds of prevention that it is."""
        return [str(kind) for kind in self.programme.types.all()]

    @property
    def stage_names(self) -> list[str]:
        """The stages of life that it is for."""
        return [str(Stage(stage).label) for stage in self.stages if stage in Stage]

    @property
    def settings(self) -> list[str]:
        """Where it happens."""
        return [str(Setting(code).label) for code in self.programme.settings if code in Setting]

    @property
    def levels(self) -> list[str]:
        """Whom it addresses."""
        return [str(Level(code).label) for code in self.programme.levels if code in Level]

    @property
    def ages(self) -> str:
        """From which age to which, as far as they are known."""
        youngest, oldest = self.programme.age_min, self.programme.age_max
        known = [str(age) for age in (youngest, oldest) if age is not None]
        if len(known) == 1:
            return f"{known[0]}+" if oldest is None else f"≤ {known[0]}"
        return "–".join(known)

    @property
    def keep(self) -> list[str]:
        """What must be kept."""
        return _lines(getattr(self.text, "keep", ""))

    @property
    def avoid(self) -> list[str]:
        """What to avoid."""
        return _lines(getattr(self.text, "avoid", ""))

    @property
    def ratings(self) -> list[EvidenceRating]:
        """What the registries say, the most cautious first."""
        return sorted(self.programme.ratings.all(), key=lambda it: (it.rank, it.registry))

    @cached_property
    def rated(self) -> list[dict]:
        """Each rating, with what a reader may see of it: nothing that nobody has checked."""
        return [
            {
                "registry": rating.get_registry_display(),
                "rating": rating if rating.checked_on else None,
                "words": grade_in_words(rating.registry, rating.code),
                "own": own_words(rating.registry, rating.code),
                "language": "de" if rating.registry == Registry.GRUENE_LISTE else "en",
                "is_old": self.on is not None and rating.is_old(on=self.on),
            }
            for rating in self.ratings
        ]

    @cached_property
    def checked_ratings(self) -> list[EvidenceRating]:
        """The ratings that somebody has checked."""
        return [rating for rating in self.ratings if rating.checked_on]

    @property
    def first_grade(self) -> dict | None:
        """The most cautious of the checked ratings: the registry and its grade in words."""
        if not self.checked_ratings:
            return None
        rating = self.checked_ratings[0]
        return {
            "registry": rating.get_registry_display(),
            "words": grade_in_words(rating.registry, rating.code),
        }

    @property
    def is_well_rated(self) -> bool:
        """Whether a checked rating speaks for it, and none against it."""
        return speak_well([rating.rank for rating in self.checked_ratings])

    @property
    def standards(self) -> list[dict]:
        """What the International Standards say of its kinds: nothing that nobody has checked."""
        return [
            {
                "kind": str(kind),
                "words": efficacy_in_words(kind.stars) if kind.stars_checked_on else "",
                "stars": kind.stars,
                "checked_on": kind.stars_checked_on,
                "source": kind.source,
            }
            for kind in self.programme.types.all()
        ]

    @cached_property
    def versions(self) -> list[ProgrammeVersion]:
        """The versions that can be delivered."""
        return list(self.programme.versions.all())

    @cached_property
    def plans(self) -> list:
        """The sessions of the first version that has any."""
        return next((plans for it in self.versions if (plans := list(it.plans.all()))), [])

    @property
    def places(self) -> list[dict]:
        """Where a version of it can be delivered, and in which language."""
        return [
            {
                "country": Country(it.country).label if it.country in Country else "",
                "language": LANGUAGES.get(it.language, it.language),
                "label": it.label,
            }
            for it in self.versions
        ]

    @property
    def is_unchecked(self) -> bool:
        """Whether the scientific reviewer has not signed this entry."""
        return self.programme.status != CatalogueStatus.CHECKED

    @property
    def is_event(self) -> bool:
        """Whether it is an event, which is no programme (W10)."""
        return self.programme.kind == ProgrammeKind.AWARENESS_EVENT


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def shown() -> QuerySet[Programme]:
    """The programmes that readers see."""
    return Programme.objects.filter(live=True).exclude(status=CatalogueStatus.RETIRED)


def slugs() -> list[str]:
    """The addresses of all programmes."""
    return list(shown().values_list("slug", flat=True))


def texts() -> list[ProgrammeText]:
    """Return what all programmes say, in every language: a few dozen rows, one query."""
    programmes = shown().filter(kind=ProgrammeKind.PROGRAMME)
    return list(ProgrammeText.objects.filter(programme__in=programmes).select_related("programme"))


def read(data: QueryDict) -> Wanted:
    """Read the form; what is no choice is no wish."""
    known = {
        name: data.get(name, "") if data.get(name) in dict(choices) else ""
        for name, choices in CHOICES.items()
    }
    return Wanted(**known)


def programmes(wanted: Wanted) -> list[Card]:
    """Return the programmes that fit, by name; a few dozen rows, so the lists are read here."""
    rows = shown().filter(kind=ProgrammeKind.PROGRAMME)
    rows = rows.prefetch_related("texts", "ratings", "types")
    cards = [Card(row, stages=_stages(row)) for row in rows]
    fitting = [card for card in cards if _fits(card, wanted)]
    return sorted(fitting, key=lambda card: str(card.programme))


def leaf(cards: list[Card], number: str | None) -> Leaf:
    """Return one leaf of the list; a number that is none shows the first or the last."""
    return Paginator(cards, SHOWN).get_page(number)


def programme(slug: str, *, on: date) -> Card | None:
    """Return the programme at an address, or nothing."""
    versions = ProgrammeVersion.objects.filter(live=True, retired_on__isnull=True)
    versions = versions.prefetch_related("plans").order_by("country", "language", "label")
    row = (
        shown()
        .prefetch_related(
            "texts", "ratings", "studies", "types__names", Prefetch("versions", versions)
        )
        .filter(slug=slug)
        .first()
    )
    return Card(row, on=on, stages=_stages(row)) if row else None


def _stages(row: Programme) -> list[str]:
    found = {stage for kind in row.types.all() for stage in kind.stages}
    return [stage for stage in Stage.values if stage in found]


def _fits(card: Card, wanted: Wanted) -> bool:
    return (
        (not wanted.stage or wanted.stage in card.stages)
        and (not wanted.setting or wanted.setting in card.programme.settings)
        and (not wanted.level or wanted.level in card.programme.levels)
        and _is_known_as(card, wanted.evidence)
    )


def _is_known_as(card: Card, evidence: str) -> bool:
    match evidence:
        case Evidence.SPEAKS_FOR:
            return card.is_well_rated
        case Evidence.RATED:
            return bool(card.checked_ratings)
        case Evidence.OPEN:
            return not card.checked_ratings
    return True

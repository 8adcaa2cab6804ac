"""How much of what every report needs has no answer, site by site (V58)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import CharField, Count, Value
from django.db.models.functions import Coalesce, Concat

from clinics.rules.thresholds import REFERENCE, Threshold
from clinics.selectors.quality import Scope, codes_in
from clinics.selectors.quality_kinds import (
    NO_ANSWER,
    OF_DEMAND,
    OF_SUBSTANCE,
    STARRED,
    missing_codes,
)
from clinics.vocabulary import EpisodeState


MOST_MISSING = Threshold(20, "%", f"{REFERENCE} V58")
ENTERED_WITHIN = Threshold(365, "days", "a year, as the TDI counts")


@dataclass(frozen=True)
class Share:
    """How much of one question with a star has no answer."""

    code: str
    label: str
    missing: int
    total: int

    @property
    def percent(self) -> int:
        """The share in whole per cent; 0 when nobody was asked."""
        return round(100 * self.missing / self.total) if self.total else 0

    @property
    def is_high(self) -> bool:
        """More than a fifth is missing (V58)."""
        return self.missing * 100 > MOST_MISSING.value * self.total


@dataclass(frozen=True)
class SiteShares:
    """The shares of one site, in the order of the questions."""

    site: str
    total: int
    shares: list[Share]


def shares_of(*, scope: Scope, today: date) -> list[SiteShares]:
    """How much of each question with a star has no answer, by site (V58); one query.

    Of everybody whose treatment began in the last year, by the newest answers; unknown, declined
    and not asked count alike, as in the TDI. Who was asked nothing lacks every answer.
    """
    begun = scope.episodes.filter(
        started_on__gt=today - timedelta(days=ENTERED_WITHIN.value), started_on__lte=today,
        patient__is_example=False,
    ).exclude(state=EpisodeState.VOIDED)  # fmt: skip
    codes = missing_codes(NO_ANSWER)
    nothing = Value("".join(f"|{code}|" for code in OF_DEMAND))
    no_drug = Value("".join(f"|{code}|" for code in OF_SUBSTANCE))
    gone = Concat(
        codes.own, Coalesce(codes.demand, nothing), Coalesce(codes.substance, no_drug),
        output_field=CharField(),
    )  # fmt: skip
    rows = (
        begun.annotate(gone=gone).order_by("site__name", "site", "gone")
        .values_list("site", "site__name", "gone").annotate(n=Count("pk"))
    )  # fmt: skip
    sites: dict[int, tuple[str, Counter[str]]] = {}
    for site, name, missing, count in rows:
        _name, counts = sites.setdefault(site, (name, Counter()))
        counts.update(dict.fromkeys(["", *codes_in(missing)], count))
    return [_shares(name, counts) for name, counts in sites.values()]


def _shares(site: str, counts: Counter[str]) -> SiteShares:
    total = counts[""]
    shares = [Share(code, str(label), counts[code], total) for code, label in STARRED.items()]
    return SiteShares(site, total, shares)

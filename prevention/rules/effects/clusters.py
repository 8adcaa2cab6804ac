"""People come in classes and schools: how alike these are, and what that costs.

ICC by analysis of variance: n0 = (N - sum(n_i^2) / N) / (G - 1) and
ICC = (MSB - MSW) / (MSB + (n0 - 1) MSW), at least 0; N people in G clusters of n_i. With two arms
the clusters are compared within their arm, so that an effect does not pass for likeness (Donner and
Klar 2000, Design and Analysis of Cluster Randomization Trials, 1.3). Design effect: DEFF = 1 +
(m (1 + CV^2) - 1) ICC with m and CV the mean and the coefficient of variation of the sizes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import ArrayLike, NDArray

from prevention.rules.effects.estimates import NotEstimable, SingleCluster


LEAST_CLUSTERS = 2
"""In an arm; with fewer there is no number."""
LEAST_FOR_ICC = 6
"""In all; with fewer the ICC of the literature is used."""
FEW_CLUSTERS = 20
"""In an arm; below it, cluster means are compared and quantiles are of t."""

Floats: TypeAlias = NDArray[np.float64]


class OutcomeKind(StrEnum):
    """What an outcome is, as far as the likeness of pupils of one school goes."""

    SMOKING_30_DAYS = "SMOKING_30_DAYS"
    SMOKING_LIFETIME = "SMOKING_LIFETIME"
    OTHER_USE = "OTHER_USE"
    PSYCHOSOCIAL = "PSYCHOSOCIAL"


PLANNING_ICC: dict[OutcomeKind, tuple[float, float]] = {
    OutcomeKind.SMOKING_30_DAYS: (0.12, 0.17),
    OutcomeKind.SMOKING_LIFETIME: (0.18, 0.22),
    OutcomeKind.OTHER_USE: (0.02, 0.10),
    OutcomeKind.PSYCHOSOCIAL: (0.09, 0.23),
}
"""Ranges of 36 schools, not adjusted (Resnicow and others 2010); the higher end is used."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One value per person; `labels` numbers the cluster of each, `names` says which it is."""

    values: Floats
    labels: NDArray[np.intp]
    names: tuple[str, ...]

    @classmethod
    def of(cls, values: ArrayLike, clusters: Sequence[Any]) -> "Sample":
        """A sample of `values`; `clusters` names the school, else the class, of each.

        Raises:
            NotEstimable: nobody is in it.
            ValueError: there is not one cluster per value.
        """
        found = np.asarray(values, dtype=float)
        names, labels = np.unique([str(each) for each in clusters], return_inverse=True)
        if len(found) != len(labels):
            message = "Every value has a cluster."
            raise ValueError(message)
        if not len(found):
            raise NotEstimable(_("Nobody answered in one of the groups."))
        return cls(found, labels, tuple(names.tolist()))

    @property
    def n(self) -> int:
        """People."""
        return len(self.values)

    @property
    def mean(self) -> float:
        """Their mean; a share where the values are 0 and 1."""
        return float(self.values.mean())

    @property
    def sizes(self) -> Floats:
        """People in each cluster."""
        return np.bincount(self.labels).astype(float)

    @property
    def cluster_means(self) -> Floats:
        """The mean of each cluster."""
        means: Floats = np.bincount(self.labels, weights=self.values) / self.sizes
        return means

    @property
    def clusters(self) -> int:
        """How many clusters there are."""
        return len(self.sizes)


@dataclass(frozen=True, eq=False)
class Linked:
    """The two answers of each person of one arm, linked by their codes."""

    pre: Sample
    post: Sample

    @classmethod
    def of(cls, pre: ArrayLike, post: ArrayLike, clusters: Sequence[Any]) -> "Linked":
        """An arm with one answer before and one after for each person."""
        return cls(Sample.of(pre, clusters), Sample.of(post, clusters))

    @property
    def change(self) -> Sample:
        """After minus before."""
        return Sample(self.post.values - self.pre.values, self.pre.labels, self.pre.names)


@dataclass(frozen=True)
class Design:
    """What clustering costs: `clusters` of each arm, the intervention first."""

    clusters: tuple[int, ...]
    icc: float
    deff: float
    is_planned: bool = False

    def __post_init__(self) -> None:
        """Refuse an arm of one cluster, whoever builds the design."""
        check_clusters(*self.clusters)

    @property
    def df(self) -> int:
        """Degrees of freedom: clusters less arms."""
        return sum(self.clusters) - len(self.clusters)

    @property
    def df_if_few(self) -> int | None:
        """`df` where an arm has fewer than 20 clusters, else None for the normal distribution."""
        return self.df if min(self.clusters) < FEW_CLUSTERS else None

    def effective(self, people: int) -> float:
        """How many people drawn one by one would tell as much: n / DEFF."""
        return people / self.deff


def check_clusters(*counts: int) -> None:
    """Refuse arms of one cluster.

    Raises:
        SingleCluster: an arm has fewer than two.
    """
    if min(counts) < LEAST_CLUSTERS:
        raise SingleCluster(
            _("One of the groups is a single class or school. At least two are needed: what the "
              "programme did cannot be told from what the school is like.")
        )  # fmt: skip


def anova_icc(*arms: Sample) -> float:
    """The intraclass correlation, 0 to 1, within the arms.

    Raises:
        SingleCluster: an arm has one cluster.
        NotEstimable: no cluster has more than one person.
    """
    check_clusters(*(arm.clusters for arm in arms))
    people, clusters = sum(arm.n for arm in arms), sum(arm.clusters for arm in arms)
    if people == clusters:
        raise NotEstimable(_("Every class has one person: how alike they are cannot be told."))
    between = sum(float((arm.sizes * (arm.cluster_means - arm.mean) ** 2).sum()) for arm in arms)
    within = sum(float(((arm.values - arm.cluster_means[arm.labels]) ** 2).sum()) for arm in arms)
    size = sum(arm.n - float((arm.sizes**2).sum()) / arm.n for arm in arms)
    df = clusters - len(arms)
    msb, msw, n0 = between / df, within / (people - clusters), size / df
    total = msb + (n0 - 1) * msw
    return max((msb - msw) / total, 0.0) if total > 0 else 0.0


def design_effect(sizes: ArrayLike, icc: float) -> float:
    """DEFF of clusters of these sizes; CV with the standard deviation of the population."""
    found = np.asarray(sizes, dtype=float)
    mean, variation = found.mean(), found.std() / found.mean()
    return float(1 + (mean * (1 + variation**2) - 1) * icc)


def design_of(*arms: Sample, kind: OutcomeKind) -> Design:
    """The design of one wave or of change scores; with fewer than six clusters, ICC as planned.

    Raises:
        SingleCluster: an arm has one cluster.
    """
    clusters = tuple(arm.clusters for arm in arms)
    check_clusters(*clusters)
    sizes = np.concatenate([arm.sizes for arm in arms])
    if len(sizes) < LEAST_FOR_ICC:
        icc = PLANNING_ICC[kind][1]
        return Design(clusters, icc, design_effect(sizes, icc), is_planned=True)
    icc = anova_icc(*arms) if sizes.max() > 1 else 0.0
    return Design(clusters, icc, design_effect(sizes, icc))

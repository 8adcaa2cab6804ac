"""Difference in differences: delta = (T1 - T0) - (C1 - C0), in the unit of the outcome.

With fewer than 20 clusters in an arm the changes of the clusters are compared by a t-test on their
means, each counting once (preferred: Donner and Klar 2000, 6.2). With more, people are
compared and the variance is multiplied by the design effect.
"""

from dataclasses import replace

import numpy as np

from prevention.rules.effects._building import built, found
from prevention.rules.effects.clusters import (
    FEW_CLUSTERS,
    Design,
    Floats,
    Linked,
    OutcomeKind,
    Sample,
    check_clusters,
    design_of,
)
from prevention.rules.effects.estimates import Estimate, Method, Scale


def difference_linked(intervention: Linked, comparison: Linked, *, kind: OutcomeKind) -> Estimate:
    """The difference of changes of linked people.

    SE = sqrt(DEFF (s_T^2 / n_T + s_C^2 / n_C)) of the change scores, bounds by t(G_T + G_C - 2).

    Raises:
        SingleCluster: an arm has one cluster.
        NoSpread: all changes are equal.
    """
    changes = intervention.change, comparison.change
    design = design_of(*changes, kind=kind)
    if min(design.clusters) < FEW_CLUSTERS:
        return _of_means(changes[0].cluster_means, changes[1].cluster_means, changes, design)
    variance = sum(float(each.values.var(ddof=1)) / each.n for each in changes)
    value = changes[0].mean - changes[1].mean
    return _estimate(value, design.deff * variance, design, changes, Method.CHANGE_SCORES)


def difference_unlinked(
    intervention: tuple[Sample, Sample], comparison: tuple[Sample, Sample], *, kind: OutcomeKind
) -> Estimate:
    """The difference of changes of people who could not be linked; each arm is before, after.

    Variance: the sum of p (1 - p) / n over the four samples (of s^2 / n, s of the population,
    for other values than 0 and 1), each times the DEFF of its wave. It supposes that the samples
    are independent, which is cautious for the same pupils. With few clusters the t-test is on those
    that were asked in both waves.

    Raises:
        SingleCluster: an arm has one cluster, or one that was asked twice.
        NoSpread: all answers are equal.
    """
    before, after = (intervention[0], comparison[0]), (intervention[1], comparison[1])
    designs = design_of(*before, kind=kind), design_of(*after, kind=kind)
    if min(designs[1].clusters) < FEW_CLUSTERS:
        return _of_means(_changes(*intervention), _changes(*comparison), after, designs[1])
    variance = sum(
        design.deff * sum(float(each.values.var()) / each.n for each in samples)
        for design, samples in zip(designs, (before, after), strict=True)
    )
    value = (after[0].mean - before[0].mean) - (after[1].mean - before[1].mean)
    return _estimate(value, variance, designs[1], after, Method.FOUR_SAMPLES)


def _changes(before: Sample, after: Sample) -> Floats:
    """The change of the mean of each cluster that was asked in both waves."""
    first = dict(zip(before.names, before.cluster_means.tolist(), strict=True))
    second = dict(zip(after.names, after.cluster_means.tolist(), strict=True))
    both = sorted(first.keys() & second.keys())
    return np.array([second[name] - first[name] for name in both])


def _of_means(
    changed: Floats, compared: Floats, samples: tuple[Sample, Sample], design: Design
) -> Estimate:
    """The t-test of two independent samples of cluster means, with a pooled variance."""
    sizes = len(changed), len(compared)
    check_clusters(*sizes)
    df = sum(sizes) - len(sizes)
    squares = sum(float(((each - each.mean()) ** 2).sum()) for each in (changed, compared))
    variance = squares / df * sum(1 / size for size in sizes)
    value = float(changed.mean() - compared.mean())
    used = replace(design, clusters=sizes)
    return _estimate(value, variance, used, samples, Method.CLUSTER_MEANS)


def _estimate(
    value: float, variance: float, design: Design, samples: tuple[Sample, Sample], method: Method
) -> Estimate:
    people = samples[0].n, samples[1].n
    return built(
        found(value, variance, design.df),
        people=people,
        design=design,
        scale=Scale.DIFFERENCE,
        method=method,
    )

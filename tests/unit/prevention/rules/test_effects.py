"""Estimates: cases computed by hand, published results, and what is refused."""

import json
import math
from datetime import date

import numpy as np
import pytest

from prevention.rules.effects import (
    PLANNING_ICC,
    Claim,
    Design,
    Estimate,
    Linked,
    Method,
    NoComparison,
    NoSpread,
    NotEstimable,
    OutcomeKind,
    Sample,
    Scale,
    SingleCluster,
    Table,
    anova_icc,
    change_without_comparison,
    design_effect,
    design_of,
    difference_linked,
    difference_unlinked,
    effect_size,
    interaction,
    name_primary,
    number_needed,
    odds_ratio,
    ratio_of_odds_ratios,
)


KIND = OutcomeKind.OTHER_USE
MANY = Design((40, 40), icc=0.0, deff=1.0)
FEW = Design((3, 3), icc=0.0, deff=1.0)
NEAR = 1e-4


def bounds(estimate):
    return (estimate.value, estimate.low, estimate.high)


def sample(*clusters):
    """A sample of clusters, each a list of values."""
    names = [number for number, values in enumerate(clusters) for __ in values]
    return Sample.of([value for values in clusters for value in values], names)


def linked(*clusters):
    """An arm of clusters, each a list of (before, after)."""
    pairs = [pair for each in clusters for pair in each]
    names = [number for number, each in enumerate(clusters) for __ in each]
    return Linked.of([before for before, __ in pairs], [after for __, after in pairs], names)


class TestClusters:
    def test_icc_by_hand(self):
        # MSB 16, MSW 2, n0 2: (16 - 2) / (16 + 2)
        assert anova_icc(sample([1, 3], [5, 7])) == pytest.approx(14 / 18)

    def test_icc_of_unequal_clusters_by_hand(self):
        # N 5, sizes 2 and 3, n0 (5 - 13 / 5) / 1 = 2.4; means 1 and 4, all 2.8;
        # SSB 2 * 1.8^2 + 3 * 1.2^2 = 10.8; SSW 2 + 2 = 4, MSW 4 / 3
        found = anova_icc(sample([0, 2], [3, 4, 5]))

        assert found == pytest.approx((10.8 - 4 / 3) / (10.8 + 1.4 * 4 / 3))

    def test_icc_is_never_negative(self):
        assert anova_icc(sample([0, 10], [0, 10], [1, 9])) == 0

    def test_icc_of_equal_answers_is_none(self):
        assert anova_icc(sample([1, 1], [1, 1])) == 0

    def test_an_effect_does_not_pass_for_likeness(self):
        low, high = sample([0, 2], [0, 2], [1, 1]), sample([10, 12], [10, 12], [11, 11])

        assert anova_icc(low, high) == anova_icc(low) == 0

    @pytest.mark.parametrize("arms", [[[[1, 2, 3]]], [[[1, 2], [2, 3]], [[1, 2, 3]]]])
    def test_one_cluster_gives_no_number(self, arms):
        with pytest.raises(SingleCluster, match="single class or school"):
            anova_icc(*(sample(*arm) for arm in arms))

    def test_one_person_in_every_cluster_gives_no_icc(self):
        with pytest.raises(NotEstimable, match="one person"):
            anova_icc(sample([1], [2], [3]))

    def test_design_effect_by_hand(self):
        # m 20, CV 0.5: 1 + (20 * 1.25 - 1) * 0.1
        assert design_effect([10, 30], 0.1) == pytest.approx(3.4)
        assert design_effect([7, 7, 7], 0.0) == 1

    def test_effective_people(self):
        assert Design((4, 4), 0.1, 3.4).effective(340) == pytest.approx(100)

    @pytest.mark.parametrize("kind", OutcomeKind)
    def test_with_fewer_than_six_clusters_the_icc_is_the_literatures(self, kind):
        design = design_of(sample([1, 2], [2, 3]), sample([4, 5], [3, 1], [2, 2]), kind=kind)

        assert (design.icc, design.is_planned) == (PLANNING_ICC[kind][1], True)
        assert design.deff == pytest.approx(1 + design.icc)
        assert (design.clusters, design.df) == ((2, 3), 3)

    def test_with_six_it_is_estimated(self):
        arms = sample([1, 3], [5, 7], [1, 3]), sample([1, 3], [5, 7], [5, 7])
        design = design_of(*arms, kind=KIND)

        assert design.icc == anova_icc(*arms) > 0
        assert not design.is_planned

    def test_people_each_in_a_cluster_of_their_own_cost_nothing(self):
        design = design_of(sample(*[[n] for n in range(6)]), kind=KIND)

        assert (design.icc, design.deff) == (0, 1)

    def test_quantiles_are_of_t_when_an_arm_has_few_clusters(self):
        assert Design((19, 40), 0, 1).df_if_few == 57
        assert Design((20, 20), 0, 1).df_if_few is None

    def test_a_design_of_one_cluster_cannot_be_made(self):
        with pytest.raises(SingleCluster):
            Design((1, 8), 0.02, 2.0)

    def test_nobody_is_no_sample(self):
        with pytest.raises(NotEstimable, match="Nobody"):
            Sample.of([], [])

    def test_every_value_has_a_cluster(self):
        with pytest.raises(ValueError, match="cluster"):
            Sample.of([1, 2], ["A"])


class TestDifferences:
    def test_few_clusters_are_compared_by_their_means(self):
        # Means of change 1, 2, 3 against 0, 0, 3: 2 - 1; s^2 8 / 4, SE sqrt(2 * 2 / 3), t(4)
        changed = linked([(0, 1), (2, 3)], [(1, 3)], [(0, 3), (1, 4)])
        compared = linked([(2, 2)], [(1, 1), (3, 3)], [(0, 3)])
        found = difference_linked(changed, compared, kind=KIND)

        assert found.error == pytest.approx(math.sqrt(4 / 3))
        assert bounds(found) == pytest.approx((1, 1 - 3.2059, 1 + 3.2059), abs=NEAR)
        assert (found.method, found.df) == (Method.CLUSTER_MEANS, 4)
        assert (found.n_intervention, found.n_comparison) == (5, 4)
        assert (found.clusters_intervention, found.clusters_comparison) == (3, 3)
        assert found.claim is Claim.EFFECT

    def test_many_clusters_are_compared_by_people(self):
        # 20 clusters of two with changes -1 and 3 (mean 1, s^2 4 * 40 / 39), 20 with -1 and 1.
        changed = linked(*[[(1, 0), (0, 3)]] * 20)
        compared = linked(*[[(1, 0), (0, 1)]] * 20)
        found = difference_linked(changed, compared, kind=KIND)

        error = math.sqrt((4 + 1) * (40 / 39) / 40)
        assert (found.icc, found.deff, found.df) == (0, 1, 38)
        assert bounds(found) == pytest.approx((1, 1 - 2.0244 * error, 1 + 2.0244 * error), abs=NEAR)
        assert found.method is Method.CHANGE_SCORES

    def test_unlinked_shares_by_hand(self):
        # 20 clusters of four an arm: 1/4 before, 1/2 after; comparison 1/4 and 1/4. All clusters
        # are alike, so DEFF 1; 3 * (3/16) / 80 + (1/4) / 80
        quarter, half = [1, 0, 0, 0], [1, 1, 0, 0]
        before, after = sample(*[quarter] * 20), sample(*[half] * 20)
        found = difference_unlinked((before, after), (before, before), kind=KIND)

        error = math.sqrt((3 * 3 / 16 + 1 / 4) / 80)
        assert found.error == pytest.approx(error)
        assert bounds(found) == pytest.approx(
            (0.25, 0.25 - 2.0244 * error, 0.25 + 2.0244 * error), abs=NEAR
        )
        assert found.method is Method.FOUR_SAMPLES

    def test_each_wave_costs_its_own_design_effect(self):
        alike, mixed = [[1] * 4, [0] * 4] * 10, [[1, 0, 1, 0]] * 20
        loud = difference_unlinked(
            (sample(*alike), sample(*mixed)), (sample(*mixed), sample(*mixed)), kind=KIND
        )
        calm = difference_unlinked(
            (sample(*mixed), sample(*mixed)), (sample(*mixed), sample(*mixed)), kind=KIND
        )

        assert loud.error > calm.error
        assert loud.deff == calm.deff == 1

    def test_few_unlinked_clusters_are_those_asked_in_both_waves(self):
        before = Sample.of([0, 1, 0, 0, 1], ["A", "A", "B", "C", "C"])
        after = Sample.of([1, 1, 1, 0], ["A", "B", "B", "D"])
        other = Sample.of([0, 1, 0, 0], ["E", "E", "F", "F"])
        later = Sample.of([1, 1, 0, 0], ["E", "E", "F", "F"])
        found = difference_unlinked((before, after), (other, later), kind=KIND)

        # Changes of A and B 0.5 and 1, of E and F 0.5 and 0; s^2 (0.125 + 0.125) / 2
        assert found.value == pytest.approx(0.5)
        assert found.error == pytest.approx(math.sqrt(0.125))
        assert (found.clusters_intervention, found.df) == (2, 2)

    def test_one_cluster_asked_twice_gives_no_number(self):
        before, after = Sample.of([0, 1], ["A", "B"]), Sample.of([0, 1], ["A", "C"])
        both = Sample.of([0, 1], ["E", "F"])

        with pytest.raises(SingleCluster):
            difference_unlinked((before, after), (both, both), kind=KIND)

    def test_one_cluster_in_an_arm_gives_no_number(self):
        arm, school = linked([(0, 1)], [(1, 1)]), linked([(0, 1), (1, 0)])

        for estimate in (difference_linked, effect_size):
            with pytest.raises(SingleCluster):
                estimate(arm, school, kind=KIND)
        with pytest.raises(SingleCluster):
            change_without_comparison(school, kind=KIND)

    @pytest.mark.parametrize("clusters", [2, 20])
    def test_equal_changes_give_no_number(self, clusters):
        arm = linked(*[[(0, 0), (0, 0)]] * clusters)

        with pytest.raises(NoSpread, match="same"):
            difference_linked(arm, arm, kind=KIND)


class TestOdds:
    def test_odds_ratio_by_hand(self):
        # 10 * 80 / (90 * 20); SE sqrt(1/10 + 1/90 + 1/20 + 1/80) = 0.41667
        found = odds_ratio(Table(10, 90, 20, 80), MANY)

        assert found.error == pytest.approx(0.4166667)
        assert bounds(found) == pytest.approx((0.4444, 0.1964, 1.0057), abs=NEAR)
        assert (found.n_intervention, found.n_comparison, found.df) == (100, 100, None)

    def test_clustering_and_few_clusters_widen_the_bounds(self):
        found = odds_ratio(Table(10, 90, 20, 80), Design((3, 3), icc=0.03, deff=4.0))

        reach = 2.7764 * 0.4166667 * 2
        assert found.low == pytest.approx(math.exp(math.log(4 / 9) - reach), rel=NEAR)
        assert (found.df, found.deff, found.icc) == (4, 4.0, 0.03)

    @pytest.mark.parametrize(
        ("cells", "value"),
        [
            ((0, 10, 5, 5), 0.5 * 5.5 / (10.5 * 5.5)),
            ((5, 5, 0, 10), 5.5 * 10.5 / (5.5 * 0.5)),
            ((0, 10, 0, 10), 1),
            ((10, 0, 5, 5), 10.5 * 5.5 / (0.5 * 5.5)),
        ],
    )
    def test_a_zero_adds_a_half_to_every_cell(self, cells, value):
        found = odds_ratio(Table(*cells), MANY)

        assert found.value == pytest.approx(value)
        assert 0 < found.low < value < found.high < math.inf

    @pytest.mark.parametrize("cells", [(0, 0, 5, 5), (5, 5, 0, 0), (-1, 5, 5, 5)])
    def test_an_empty_arm_gives_no_number(self, cells):
        with pytest.raises(NotEstimable, match="Nobody"):
            Table(*cells)

    def test_ratio_of_odds_ratios_by_hand(self):
        post, pre = Table(10, 90, 20, 80), Table(15, 85, 10, 90)
        found = ratio_of_odds_ratios(post, pre, MANY)

        pre_variance = 1 / 15 + 1 / 85 + 1 / 10 + 1 / 90
        assert found.value == pytest.approx((4 / 9) / (15 * 90 / (85 * 10)))
        assert found.error == pytest.approx(math.sqrt(0.4166667**2 + pre_variance))

    def test_each_wave_has_its_own_design(self):
        table = Table(10, 90, 20, 80)
        found = ratio_of_odds_ratios(
            table, table, MANY, pre_design=Design((40, 40), icc=0.1, deff=3.0)
        )

        assert found.error == pytest.approx(0.4166667 * 2)

    def test_number_needed_by_hand(self):
        # 0.20 - 0.10; SE sqrt(0.09 / 400 + 0.16 / 400) = 0.025: 0.051 to 0.149
        found = number_needed(Table(40, 360, 80, 320), MANY)

        assert bounds(found) == pytest.approx((10, 1 / 0.149, 1 / 0.051), abs=1e-3)
        assert not found.is_harm

    def test_number_needed_to_harm_says_so(self):
        found = number_needed(Table(80, 320, 40, 360), MANY)

        assert bounds(found) == pytest.approx((10, 1 / 0.149, 1 / 0.051), abs=1e-3)
        assert found.is_harm

    def test_number_needed_has_no_bounds_when_there_may_be_no_difference(self):
        assert bounds(number_needed(Table(10, 90, 12, 88), MANY)) == (pytest.approx(50), None, None)
        assert bounds(number_needed(Table(10, 90, 10, 90), MANY)) == (None, None, None)

    def test_number_needed_wants_a_comparison(self):
        with pytest.raises(NoComparison, match="comparison group"):
            number_needed(None, MANY)

    def test_number_needed_wants_somebody_with_the_outcome(self):
        with pytest.raises(NoSpread):
            number_needed(Table(0, 10, 0, 10), MANY)


class TestStandardised:
    ARM = linked([(0, 2), (2, 2)], [(4, 5), (2, 1)], [(1, 1), (3, 5)])
    OTHER = linked([(1, 1), (3, 3)], [(2, 1), (4, 3)], [(0, 1), (2, 1)])

    def test_effect_size_by_hand(self):
        found = effect_size(self.ARM, self.OTHER, kind=KIND)

        # Changes 4/6 and -2/6; both arms have SS_pre 10 around 2, so SD sqrt(20 / 10); J 1 - 3/39
        value = (1 - 3 / 39) * 1 / math.sqrt(2)
        assert found.value == pytest.approx(value)
        variance = found.deff * 12 / 36 + value**2 / 24
        assert found.error == pytest.approx(math.sqrt(variance))
        assert found.high - found.value == pytest.approx(2.7764 * found.error, abs=NEAR)
        assert (found.claim, found.df) == (Claim.EFFECT, 4)

    def test_the_change_of_one_group_is_no_effect(self):
        found = change_without_comparison(self.ARM, kind=KIND)

        # Mean change 4/6, SD_pre sqrt(10 / 5), SS of changes 22/3; t(2) = 4.3027
        value = (4 / 6) / math.sqrt(2)
        changes = np.array([2, 0, 1, -1, 0, 2])
        variance = found.deff * changes.var(ddof=1) / (6 * 2) + value**2 / 12
        assert found.value == pytest.approx(value)
        assert found.error == pytest.approx(math.sqrt(variance))
        assert found.high - found.value == pytest.approx(4.3027 * found.error, abs=NEAR)
        assert str(found.claim.label) == "change, not effect"
        assert (found.n_comparison, found.clusters_comparison) == (None, None)

    def test_equal_answers_before_give_no_number(self):
        flat = linked([(1, 2), (1, 1)], [(1, 3)])

        with pytest.raises(NoSpread):
            change_without_comparison(flat, kind=KIND)
        with pytest.raises(NoSpread):
            effect_size(flat, flat, kind=KIND)


class TestInteraction:
    def test_odds_ratios_are_divided(self):
        girls = odds_ratio(Table(10, 90, 20, 80), MANY)
        boys = odds_ratio(Table(20, 80, 20, 80), MANY)
        found = interaction(girls, boys)

        assert found.value == pytest.approx(4 / 9)
        assert found.error == pytest.approx(math.hypot(girls.error, boys.error))
        assert found.high == pytest.approx(math.exp(math.log(4 / 9) + 1.959964 * found.error))
        assert (found.claim, found.n_intervention, found.n_comparison) == (
            Claim.INTERACTION,
            200,
            200,
        )
        assert found.clusters_intervention == 40

    def test_differences_are_subtracted_with_the_fewer_degrees_of_freedom(self):
        girls = difference_linked(
            linked([(0, 1)], [(0, 2)], [(0, 3)]), linked([(0, 0)], [(0, 1)], [(1, 1)]), kind=KIND
        )
        boys = difference_linked(
            linked([(0, 1)], [(0, 1)]), linked([(0, 0)], [(1, 2)], [(1, 1)]), kind=KIND
        )
        found = interaction(girls, boys)

        assert found.value == pytest.approx(girls.value - boys.value)
        assert (found.df, found.scale) == (3, Scale.DIFFERENCE)

    def test_changes_without_comparison_stay_changes(self):
        change = change_without_comparison(TestStandardised.ARM, kind=KIND)
        found = interaction(change, change)

        assert (found.value, found.claim) == (0, Claim.CHANGE)
        assert (found.n_comparison, found.clusters_comparison) == (None, None)

    def test_only_one_method_can_be_compared(self):
        table = Table(10, 90, 20, 80)

        with pytest.raises(ValueError, match="one method"):
            interaction(odds_ratio(table, MANY), ratio_of_odds_ratios(table, table, MANY))

    @pytest.mark.parametrize("table", [Table(40, 360, 80, 320), Table(10, 90, 10, 90)])
    def test_numbers_needed_cannot_be_compared(self, table):
        needed = number_needed(table, MANY)

        with pytest.raises(ValueError, match="cannot be compared"):
            interaction(needed, needed)


PUBLISHED = [
    (0.70, 0.52, 0.94),
    (0.72, 0.58, 0.90),
    (0.69, 0.48, 0.99),
    (0.77, 0.60, 1.00),
    (0.80, 0.67, 0.97),
    (0.62, 0.47, 0.81),
    (0.74, 0.53, 1.00),
]
"""EU-Dap, after the programme and at 18 months: Faggiano and others 2010."""
PUPILS, SCHOOLS = 3540, 70


class TestCalibration:
    @pytest.mark.parametrize(("value", "low", "high"), PUBLISHED)
    def test_published_odds_ratios_come_back_and_raise_no_suspicion(self, value, low, high):
        users = PUPILS * 0.15
        odds = value * users / (PUPILS - users)
        changed = PUPILS * odds / (1 + odds)
        table = Table(changed, PUPILS - changed, users, PUPILS - users)
        __, variance = table.log_odds_ratio
        deff = (math.log(high / low) / (2 * 1.959964)) ** 2 / variance
        found = odds_ratio(table, Design((SCHOOLS, SCHOOLS), icc=0.02, deff=deff))

        assert found.value == pytest.approx(value)
        assert (found.low, found.high) == pytest.approx((low, high), abs=0.02)
        assert deff > 1
        assert not found.needs_review

    def test_a_trial_of_schools_gives_its_odds_ratio_back(self):
        changed = sample(*[[1] * 7 + [0] * 93, [1] * 14 + [0] * 86] * 15)
        compared = sample(*[[1] * 10 + [0] * 90, [1] * 19 + [0] * 81] * 15)
        design = design_of(changed, compared, kind=OutcomeKind.SMOKING_30_DAYS)
        found = odds_ratio(Table.of(changed, compared), design)

        assert found.value == pytest.approx(315 * 2565 / (2685 * 435))  # 0.69
        assert (design.clusters, design.is_planned) == ((30, 30), False)
        assert 1 < found.deff < 2
        assert not found.needs_review

    @pytest.mark.parametrize(
        ("cells", "is_suspect"),
        [
            ((10, 900, 100, 900), True),
            ((11, 900, 100, 900), False),
            ((100, 900, 10, 900), True),
            ((99, 900, 10, 900), False),
        ],
    )
    def test_odds_ratios_of_a_tenth_or_ten_are_suspect(self, cells, is_suspect):
        found = odds_ratio(Table(*cells), MANY)

        assert found.needs_review is is_suspect
        assert ratio_of_odds_ratios(Table(*cells), Table(9, 9, 9, 9), MANY).needs_review is (
            is_suspect
        )

    @pytest.mark.parametrize(("rise", "is_suspect"), [(0.7, False), (1.2, True), (-1.2, True)])
    def test_effect_sizes_above_one_are_suspect(self, rise, is_suspect):
        flat = [(value, value) for value in (-1, 0, 1)]
        steps = [(value, value + rise) for value in (-1, 0, 1)]
        changed, compared = linked(*[steps] * 10), linked(*[flat] * 10)
        found = effect_size(changed, compared, kind=KIND)

        assert found.needs_review is is_suspect
        assert change_without_comparison(changed, kind=KIND).needs_review is is_suspect

    def test_neither_differences_nor_interactions_are_suspect_by_size(self):
        huge = odds_ratio(Table(1, 99, 50, 50), MANY)
        change = difference_linked(
            linked([(0, 30)], [(0, 40)]), linked([(0, 1)], [(0, 2)]), kind=KIND
        )

        assert not interaction(huge, odds_ratio(Table(50, 50, 50, 50), MANY)).needs_review
        assert not change.needs_review
        assert not number_needed(Table(10, 90, 10, 90), MANY).needs_review


class TestEstimates:
    def test_the_primary_outcome_is_the_only_one_that_does_not_explore(self):
        found = odds_ratio(Table(10, 90, 20, 80), MANY)
        named = name_primary({"SMOKING": found, "CANNABIS": found}, primary="SMOKING")

        assert found.is_exploratory
        assert {outcome: each.is_exploratory for outcome, each in named.items()} == {
            "SMOKING": False,
            "CANNABIS": True,
        }

    @pytest.mark.parametrize("cut", [None, date(2026, 5, 31)])
    def test_an_estimate_can_be_stored(self, cut):
        found = odds_ratio(Table(10, 90, 20, 80), FEW)
        stored = Estimate(**{**vars(found), "match_rate": 0.88, "data_cut": cut}).content()
        read = json.loads(json.dumps(stored))

        assert read["value"] == pytest.approx(4 / 9)
        assert read["data_cut"] == (None if cut is None else "2026-05-31")
        assert (read["match_rate"], read["rule_version"]) == (0.88, "effects-1")
        assert (read["scale"], read["method"]) == ("ODDS_RATIO", "ODDS_AT_POST")
        assert read["needs_review"] is False

    def test_every_claim_and_method_has_words(self):
        assert all(str(each.label) for each in (*Claim, *Method))

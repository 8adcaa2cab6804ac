"""Cascades: from the offer of a test to the outcome, and never a stop at antibodies."""

from datetime import date

import pytest

from clinics.rules.cascades import Cared, Next, Sampled, Stage, cascade


TODAY = date(2026, 3, 16)
D = date


def sample(kind, on, result="POSITIVE"):
    return Sampled(kind, on, result)


def hcv(*rows, today=TODAY):
    tests = [row for row in rows if isinstance(row, Sampled)]
    care = [row for row in rows if isinstance(row, Cared)]
    return cascade("HCV", tests, care, today=today)


ANTIBODY = sample("ANTIBODY", D(2026, 1, 5))
RNA = sample("RNA", D(2026, 1, 12))
STARTED, ENDED = Cared("STARTED", D(2025, 6, 1)), Cared("COMPLETED", D(2025, 9, 1))


def test_nobody_was_asked_yet():
    found = hcv()

    assert (found.asks, found.stages) == (Next.OFFER, ())


def test_a_declined_test_is_offered_again():
    found = hcv(sample("RAPID", D(2026, 1, 5), "DECLINED"))

    assert found.asks is Next.OFFER_AGAIN
    assert set(found.reached) == {Stage.OFFERED}


def test_antibodies_against_hepatitis_c_ask_for_rna():
    found = hcv(ANTIBODY)

    assert (found.asks, found.due_on, found.is_overdue) == (Next.CONFIRM, D(2026, 1, 5), False)
    assert found.is_positive


def test_rna_that_nobody_took_for_more_than_90_days_is_overdue():
    on_time = hcv(sample("ANTIBODY", D(2025, 12, 16)))
    late = hcv(sample("ANTIBODY", D(2025, 12, 15)))

    assert (on_time.is_overdue, late.is_overdue) == (False, True)


def test_a_negative_rna_says_that_there_is_no_infection():
    found = hcv(ANTIBODY, sample("RNA", D(2026, 1, 12), "NEGATIVE"))

    assert (found.asks, found.is_positive) == (Next.RETEST, False)


def test_new_antibodies_after_a_negative_rna_ask_for_rna_again():
    found = hcv(ANTIBODY, sample("RNA", D(2026, 1, 12), "NEGATIVE"),
                sample("ANTIBODY", D(2026, 3, 1)))  # fmt: skip

    assert (found.asks, found.is_positive) == (Next.CONFIRM, True)


@pytest.mark.parametrize(
    ("care", "asks"),
    [
        ((), Next.REFER),
        ((Cared("REFERRED", D(2026, 1, 13)),), Next.LINK),
        ((Cared("LINKED", D(2026, 1, 20)),), Next.TREAT),
        ((Cared("STARTED", D(2026, 2, 1)),), Next.FOLLOW),
        ((Cared("STARTED", D(2026, 2, 1)), Cared("LOST", D(2026, 3, 1))), Next.FOLLOW),
        ((Cared("STARTED", D(2026, 2, 1)), Cared("DIED", D(2026, 3, 1))), Next.NOTHING),
    ],
)
def test_a_confirmed_infection_is_led_on_step_by_step(care, asks):
    assert hcv(ANTIBODY, RNA, *care).asks is asks


def test_the_test_of_cure_is_due_84_days_after_treatment():
    early = hcv(STARTED, ENDED, today=D(2025, 11, 24))
    late = hcv(STARTED, ENDED, today=D(2025, 11, 25))

    assert (early.asks, early.due_on) == (Next.CURE_TEST, D(2025, 11, 24))
    assert (early.is_overdue, late.is_overdue) == (False, True)


def test_the_end_of_treatment_is_no_cure():
    assert hcv(STARTED, ENDED).outcome == ""


@pytest.mark.parametrize(("result", "outcome"), [("NEGATIVE", "CURED"), ("POSITIVE", "FAILED")])
def test_the_test_of_cure_decides(result, outcome):
    found = hcv(STARTED, ENDED, sample("SVR12", D(2025, 12, 1), result))

    assert found.outcome == outcome


def test_a_second_treatment_takes_back_the_first_outcome():
    found = hcv(STARTED, ENDED, sample("SVR12", D(2025, 12, 1)), Cared("STARTED", D(2026, 1, 5)))

    assert (found.outcome, found.asks) == ("", Next.FOLLOW)


def test_a_new_infection_after_a_cure_begins_the_cascade_anew():
    cured = sample("SVR12", D(2025, 12, 1), "NEGATIVE")

    found = hcv(ANTIBODY, STARTED, ENDED, cured, sample("RNA", D(2026, 2, 1)))

    assert (found.outcome, found.asks, set(found.reached)) == (
        "", Next.REFER, {Stage.OFFERED, Stage.TESTED, Stage.RESULT, Stage.CONFIRMED},
    )  # fmt: skip


def test_an_undetectable_viral_load_does_not_take_back_hiv():
    tests = [sample("RAPID", D(2025, 1, 5)), sample("CONFIRMATION", D(2025, 1, 9)),
             sample("VIRAL_LOAD", D(2025, 6, 1), "NEGATIVE")]  # fmt: skip

    found = cascade("HIV", tests, [], today=TODAY)

    assert (found.is_positive, found.asks) == (True, Next.REFER)


def test_a_rapid_test_that_is_not_confirmed_is_no_hiv():
    tests = [sample("RAPID", D(2025, 1, 5)), sample("CONFIRMATION", D(2025, 1, 9), "NEGATIVE")]

    assert not cascade("HIV", tests, [], today=TODAY).is_positive


def test_prevention_is_no_infection():
    found = cascade("HIV", [], [Cared("PREVENTIVE", D(2026, 1, 5))], today=TODAY)

    assert not found.is_positive


def test_antibodies_against_hepatitis_b_are_no_infection():
    found = cascade("HBV", [sample("ANTIBODY", D(2026, 1, 5))], [], today=TODAY)

    assert (found.is_positive, found.asks) == (False, Next.OFFER)


def test_symptoms_of_tuberculosis_ask_for_a_sputum_test():
    found = cascade("TB", [sample("SYMPTOMS", D(2026, 3, 1))], [], today=TODAY)

    assert found.asks is Next.CONFIRM
    cleared = cascade(
        "TB", [sample("SYMPTOMS", D(2026, 3, 1)), sample("XPERT", D(2026, 3, 3), "NEGATIVE")], [],
        today=TODAY,
    )  # fmt: skip
    assert not cleared.is_positive


@pytest.mark.parametrize(
    ("result", "asks"),
    [("AWAITED", Next.RESULT), ("UNCLEAR", Next.RETEST), ("NEGATIVE", Next.RETEST)],
)
def test_a_first_test_asks_for_its_result_or_for_another(result, asks):
    assert hcv(sample("RAPID", D(2026, 1, 5), result)).asks is asks


def test_a_result_that_is_awaited_comes_before_all_else():
    found = hcv(ANTIBODY, sample("RNA", D(2026, 1, 12), "AWAITED"))

    assert found.asks is Next.RESULT


def test_care_without_a_test_of_ours_is_followed():
    assert hcv(Cared("STOPPED", D(2026, 1, 5))).asks is Next.CURE_TEST
    assert cascade("HIV", [], [Cared("SUPPRESSED", D(2026, 1, 5))], today=TODAY).asks is Next.FOLLOW
    assert cascade("TB", [], [Cared("FAILED", D(2026, 1, 5))], today=TODAY).outcome == "FAILED"
    assert cascade("SYPHILIS", [], [Cared("STOPPED", D(2026, 1, 5))], today=TODAY).asks is (
        Next.FOLLOW
    )

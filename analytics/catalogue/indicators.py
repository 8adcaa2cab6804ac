"""The figures that readers know by name."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import Measure


@dataclass(frozen=True)
class Indicator:
    """A figure that readers know by name; its rule stands in `docs/indicators/<name>.md`.

    A share is the sum of the `numerator` codes of `dimension` over the sum of its `denominator`
    codes (empty: all codes but UNKNOWN). `is_headline`: gaps named before the data were seen.
    """

    code: str
    name: str
    universe: str
    measure: Measure
    label: str | Promise
    detail: str | Promise
    dimension: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    is_headline: bool = False


INDICATORS = {
    indicator.code: indicator
    for indicator in (
        Indicator(
            "DEM-01", "in_treatment", "in_treatment", Measure.COUNT,
            _("People in treatment"), _("counted once in the period"),
        ),
        Indicator(
            "DEM-02", "entrants", "entrants", Measure.COUNT,
            _("People who started treatment"), _("counted once in the period"), is_headline=True,
        ),
        Indicator(
            "DEM-03", "first_time_entrants", "entrants", Measure.PERCENT,
            _("First time in treatment"), _("of people who started treatment"),
            "previous", ("NEVER",),
        ),
        Indicator(
            "DEM-07", "primary_drug", "entrants", Measure.PERCENT,
            _("Main substance"), _("of people who started treatment"), "drug",
        ),
        Indicator(
            "DEM-10", "injecting", "entrants", Measure.PERCENT,
            _("Injected in the last 30 days"), _("of people who started treatment"),
            "injecting", ("CURRENT",), is_headline=True,
        ),
        Indicator(
            "DEM-14", "age", "entrants", Measure.YEARS,
            _("Median age"), _("of people who started treatment"), "age",
        ),
        Indicator(
            "DEM-15", "profiles", "entrants", Measure.PERCENT,
            _("Age groups"), _("of people who started treatment"), "age",
        ),
        Indicator(
            "ACC-01", "waiting_time", "starts", Measure.DAYS,
            _("Median waiting time"), _("from referral to the first treatment"), "wait",
        ),
        Indicator(
            "ACC-02", "waited_three_weeks", "starts", Measure.PERCENT,
            _("Waited 21 days or less"), _("from referral to the first treatment"),
            "wait", ("D0-7", "D8-21"), is_headline=True,
        ),
        Indicator(
            "ACC-04", "profiles", "starts", Measure.PERCENT,
            _("Waiting time"), _("of treatments started"), "wait",
        ),
        Indicator(
            "RET-01", "retention", "followed", Measure.PERCENT,
            _("Still in treatment after 1 month"), _("of treatments started"),
        ),
        Indicator(
            "RET-03", "retention", "followed", Measure.PERCENT,
            _("Still in treatment after 3 months"), _("of treatments started"),
        ),
        Indicator(
            "RET-06", "retention", "followed", Measure.PERCENT,
            _("Still in treatment after 6 months"), _("of treatments started"), is_headline=True,
        ),
        Indicator(
            "EXI-01", "profiles", "exits", Measure.PERCENT,
            _("How treatment ended"), _("of treatments ended"), "exit",
        ),
        Indicator(
            "EXI-02", "planned_exit", "exits", Measure.PERCENT,
            _("Ended as planned"), _("of treatments ended, without transfers and deaths"),
            "exit", ("COMPLETED",),
            ("COMPLETED", "DROPPED_OUT", "PROVIDER_WITHDREW", "CUSTODY", "OTHER"),
            is_headline=True,
        ),
        Indicator(
            "EXI-03", "unplanned_exit", "exits", Measure.PERCENT,
            _("Ended unplanned"), _("of treatments ended, without transfers and deaths"),
            "exit", ("DROPPED_OUT", "PROVIDER_WITHDREW"),
            ("COMPLETED", "DROPPED_OUT", "PROVIDER_WITHDREW", "CUSTODY", "OTHER"),
        ),
        Indicator(
            "OAT-04", "dose_adequacy", "oat", Measure.PERCENT,
            _("Adequate dose of agonist treatment"),
            _("of people treated for over 42 days on the last day of the period"),
            "dose", ("ADEQUATE",),
        ),
        Indicator(
            "TST-01", "negative_tests", "tests", Measure.PERCENT,
            _("Drug tests negative for opioids"), _("of tests with a result"),
            "result", ("NEGATIVE",),
        ),
        Indicator(
            "TST-02", "three_week_abstinence", "courses", Measure.PERCENT,
            _("Three weeks without opioids"), _("of treatments started, by weekly tests"),
            "abstinence", ("YES",),
        ),
        Indicator(
            "TST-03", "four_week_dropout", "courses", Measure.PERCENT,
            _("Four weeks without a test"), _("of treatments started, by weekly tests"),
            "dropout", ("YES",),
        ),
    )
}  # fmt: skip

"""The report says by which start or treatment a person is placed, as attribution does it."""

from analytics.contents import Contents
from analytics.documents.report import markup


def test_the_footnote_and_the_method_say_that_age_and_earlier_treatment_are_of_the_first_start(
    contents: Contents,
):
    report = " ".join(markup(contents, {}, language="en").split())

    assert (
        "A person counts once: age and earlier treatment are those at the first start in the "
        "period, all else is as in the most recent treatment."
    ) in report
    assert "Of people who started treatment, age and earlier treatment are those" in report
    assert "of people in treatment, age is that at the start of the most recent one" in report

"""What the files say of regions that are shown together, or not at all."""

from dataclasses import replace

from analytics.catalogue import ANNUAL, layouts, with_regions
from analytics.contents import Contents
from analytics.documents import notes
from analytics.vocabulary import PeriodKind
from tests.factories.contents import REGIONS


def test_a_country_of_few_clinics_says_why_regions_are_together_or_not_told_apart(
    contents: Contents,
):
    few = {"KG-B", "KG-N", "KG-Y"}
    joined = replace(contents, dimensions=with_regions(REGIONS, together=few))
    whole = layouts(PeriodKind.YEAR, has_regions=False)
    undivided = replace(
        contents, tables=whole, left_out=tuple(each for each in ANNUAL if each.code == "T09")
    )

    assert notes.regions(contents) == []
    assert notes.regions_text(joined).endswith(
        "Other regions: Batken Region, Naryn Region, Issyk-Kul Region."
    )
    assert "not told apart" in notes.regions_text(undivided)
    assert notes.left_out(undivided, undivided.left_out[0]).endswith("behind a region")
    assert notes.region_name(joined, "KG-Y") == "Issyk-Kul Region"


def test_tables_without_regions_are_named_for_what_they_hold():
    own = {each.code: each for each in layouts(PeriodKind.YEAR, of_clinic=True)}

    assert str(own["T01"].title) == "People in treatment"
    assert str(own["T03"].title) == "People who started treatment"
    assert not any("region" in str(each.title) for each in own.values())
    national = {each.code for each in layouts(PeriodKind.YEAR, has_regions=False)}
    assert national - set(own) == {"T14"}

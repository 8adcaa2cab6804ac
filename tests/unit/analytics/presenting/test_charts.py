from dataclasses import replace

from analytics.presenting.charts import both_sides, charts, gaps_words, pictures_of
from analytics.vocabulary import Mark
from tests.factories.contents import sample_contents, without


CONTENTS = sample_contents()
LABEL = CONTENTS.head.label


def test_pictures_are_those_of_the_readers_language_or_english():
    stored = frozenset(
        f"{LABEL}-gaps-{width}.{language}.svg"
        for width in ("wide", "narrow")
        for language in ("en", "ru")
    )

    assert pictures_of(LABEL, "gaps", stored, "ru")["wide"] == f"{LABEL}-gaps-wide.ru.svg"
    assert pictures_of(LABEL, "gaps", stored, "kk")["narrow"] == f"{LABEL}-gaps-narrow.en.svg"
    assert pictures_of(LABEL, "exits", stored, "en") == {}


def test_one_picture_of_two_is_none():
    assert pictures_of(LABEL, "gaps", frozenset({f"{LABEL}-gaps-wide.en.svg"}), "en") == {}


def test_a_side_that_is_not_shown_is_not_told():
    bare = without(CONTENTS, "ACC-02/F")

    assert both_sides(CONTENTS, "ACC-02", "Waited") == "Waited: women 78\u00a0%, men 80\u00a0%"
    assert both_sides(bare, "ACC-02", "Waited") == ""


def test_charts_without_numbers_say_nothing():
    empty = replace(CONTENTS, counts={}, figures={})

    shown = charts(empty, stored=(), language="en")

    assert {chart.name for chart in shown} == {"pyramid", "waits", "exits"}
    assert {chart.says for chart in shown} == {""}
    assert gaps_words(empty) == ""


def test_a_protected_cell_is_in_no_sentence():
    hidden = {
        key: replace(count, value=None, mark=Mark.CONFIDENTIAL)
        for key, count in CONTENTS.counts.items()
    }

    shown = charts(replace(CONTENTS, counts=hidden), stored=(), language="en")

    said = {chart.name: chart.says for chart in shown}
    assert said["pyramid"] == said["substances"] == ""

"""Who was lost on each side: shares by gender, and none of them where a group is small."""

from prevention.rules.attrition import attrition_by_gender


def counted(girls=(20, 20), boys=(20, 20), others=(0, 0)):
    """Questionnaires of those who took part and of those compared with, by gender."""
    arms = ("intervention", "comparison")
    return {
        (arm, gender): pair[place]
        for gender, pair in {"f": girls, "m": boys, "o": others}.items()
        for place, arm in enumerate(arms)
    }


def test_the_sides_are_compared_for_girls_boys_and_both():
    found = attrition_by_gender(counted(), counted(girls=(18, 19), boys=(10, 19)))

    assert [found[who].intervention.value for who in ("both", "girls", "boys")] == [0.7, 0.9, 0.5]
    assert [found[who].comparison.value for who in ("both", "girls", "boys")] == [0.95] * 3
    assert [found[who].is_flagged for who in ("both", "girls", "boys")] == [True, False, True]


def test_others_are_in_no_share():
    found = attrition_by_gender(counted(others=(3, 0)), counted(others=(3, 0)))

    assert found["both"].intervention.denominator == 40


def test_nine_boys_on_one_side_keep_every_gender_back():
    found = attrition_by_gender(counted(boys=(20, 9)), counted(boys=(20, 9)))

    assert (found["girls"], found["boys"]) == (None, None)
    assert found["both"].value == 0


def test_a_gender_with_nobody_keeps_the_other_and_has_no_share():
    found = attrition_by_gender(counted(boys=(0, 0)), counted(boys=(0, 0)))

    assert (found["girls"].value, found["boys"].value) == (0, None)
    assert not found["boys"].is_flagged


def test_a_side_of_nine_keeps_all_back():
    asked = counted(girls=(20, 9), boys=(20, 0))

    assert attrition_by_gender(asked, asked) == {"both": None, "girls": None, "boys": None}


def test_one_side_alone_is_not_compared():
    assert attrition_by_gender(counted(girls=(20, 0), boys=(20, 0)), {}) is None

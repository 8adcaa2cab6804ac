from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from ui.answers import Answer, AnswerField, Null
from ui.forms import Form


class Question(Form):
    housing = AnswerField(
        forms.ChoiceField(choices=[("1", "Stable"), ("2", "Unstable")]), label="Housing"
    )
    age = AnswerField(forms.IntegerField(min_value=5, max_value=90), label="Age", nulls=tuple(Null))
    since = AnswerField(forms.DateField(), label="Since", required=False)


def filled(**answers: str) -> dict[str, str]:
    return {"housing": "1", "age": "20", **answers}


def test_an_answer_has_a_value_or_a_reason():
    assert Answer(0).value == 0
    assert Answer(null="UNK").null == "UNK"


@pytest.mark.parametrize("parts", [{}, {"value": None}, {"value": ""}, {"value": 3, "null": "UNK"}])
def test_an_answer_never_has_both_or_neither(parts):
    with pytest.raises(ValueError, match="exactly one"):
        Answer(**parts)


def test_choices_numbers_and_dates_become_answers():
    form = Question(filled(since="19.11.2026"))

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "housing": Answer("1"),
        "age": Answer(20),
        "since": Answer(date(2026, 11, 19)),
    }


def test_a_reason_stands_for_a_missing_answer():
    form = Question({"housing_null": "REF", "age_null": "NA", "since_null": "NASK"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["housing"] == Answer(null=Null.DECLINED)
    assert form.cleaned_data["age"].null == "NA"


def test_zero_is_an_answer():
    class Days(Form):
        days = AnswerField(forms.IntegerField(min_value=0))

    form = Days({"days": "0"})

    assert form.is_valid()
    assert form.cleaned_data["days"] == Answer(0)


def test_a_question_left_alone_asks_for_a_reason():
    form = Question({})

    assert form.errors["housing"] == ["Answer, or choose why there is no answer"]
    assert "since" not in form.errors
    assert form.cleaned_data["since"] is None


def test_a_reason_that_the_question_does_not_offer_is_refused():
    form = Question(filled(housing="", housing_null="NA"))

    assert form.errors["housing"] == ["Choose one of the answers"]


def test_an_answer_that_does_not_fit_says_what_to_do():
    assert Question(filled(age="99")).errors["age"] == ["Enter 90 or less"]
    assert Question(filled(age="x")).errors["age"] == ["Enter a whole number"]
    assert Question(filled(since="2026")).errors["since"] == ["Enter a date like 19.11.2026"]


def test_answer_and_reason_together_are_asked_back():
    form = Question(filled(housing_null="UNK"))

    assert form.errors["housing"] == ["Keep either the answer or the reason for no answer"]
    html = str(form["housing"])
    assert "There is an answer" in html
    assert "<span>No answer</span>" in html


def test_answer_and_reason_together_in_a_line_offer_a_way_back_for_the_reason_alone():
    form = Question(filled(age_null="UNK"))

    html = str(form["age"])

    assert "There is an answer" in html
    assert "<span>No answer</span>" not in html


def test_a_new_answer_takes_the_place_of_the_stored_reason():
    stored = {"housing": Answer(null="UNK"), "age": Answer(20)}
    form = Question(filled(housing_null="UNK"), initial=stored)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["housing"] == Answer("1")
    assert form.changed_data == ["housing"]


def test_a_new_reason_takes_the_place_of_the_stored_answer():
    form = Question(filled(housing_null="REF"), initial={"housing": Answer("1"), "age": Answer(20)})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["housing"] == Answer(null="REF")


def test_two_changes_at_once_are_asked_back():
    form = Question(filled(housing="2", housing_null="REF"), initial={"housing": Answer("1")})

    assert "housing" in form.errors


def test_a_plain_stored_value_counts_as_an_answer():
    form = Question(filled(), initial={"housing": "1", "age": 20})

    assert not form.has_changed()
    assert 'value="1" id="id_housing_0_0" checked' in str(Question(initial={"housing": "1"}))


def test_nothing_sent_has_not_changed():
    assert not AnswerField(forms.IntegerField()).has_changed(None, None)


def test_a_stored_reason_opens_the_fold_and_greys_the_line():
    html = str(Question(initial={"age": Answer(null="REF")})["age"])

    assert "No answer because" in html
    assert "u-said" in html
    assert 'value="REF" id="id_age_1_1" checked' in html


def test_an_unanswered_question_preselects_nothing():
    html = str(Question()["housing"])

    assert "checked" not in html
    assert "No answer?" in html


def test_an_answer_in_a_line_has_a_label_and_a_group_has_a_legend():
    form = Question()

    assert '<label for="id_age_0">Age</label>' in form["age"].as_field_group()
    assert "<legend>Housing</legend>" in form["housing"].as_field_group()
    assert AnswerField(forms.IntegerField()).widget.id_for_label("") == ""


def test_a_disabled_answer_keeps_what_is_stored():
    form = Question(QueryDict("housing=2&age=20"), initial={"housing": Answer("1")})
    form.fields["housing"].disabled = True

    assert form.is_valid(), form.errors
    assert form.cleaned_data["housing"] == Answer("1")

from django import forms
from django.core.validators import MaxValueValidator
from django.template import Context, Template

from ui.answers import AnswerField, open_choices
from ui.forms import Form, anchor_of, class_of, error_lines_of


class Sample(Form):
    name = forms.CharField(label="Name", help_text="As said", max_length=5)
    sex = forms.ChoiceField(label="Sex", choices=[("", "---"), ("1", "Woman"), ("2", "Man")])
    many = forms.ChoiceField(label="Many", choices=[(str(n), n) for n in range(7)])
    first = forms.DateField(label="First", required=False)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    hour = forms.TimeField(label="Hour", required=False)
    weight = forms.DecimalField(label="Weight", required=False, min_value=1)
    ways = forms.MultipleChoiceField(
        label="Ways", choices=[("1", "Inject")], widget=forms.CheckboxSelectMultiple
    )
    is_read = forms.BooleanField(label="Read", help_text="With her")
    age = AnswerField(forms.IntegerField(), label="Age")
    token = forms.CharField(widget=forms.HiddenInput)


def drawn(form: forms.Form, name: str) -> str:
    return form[name].as_field_group()


def test_a_line_has_label_help_and_control_that_point_at_each_other():
    html = drawn(Sample(), "name")

    assert '<label for="id_name">Name</label>' in html
    assert '<p class="u-help" id="id_name_helptext">As said</p>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'class="form-control u-w12"' in html


def test_an_error_stands_at_its_field_and_marks_it():
    html = drawn(Sample({"name": "too long"}), "name")

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert "Write at most 5 characters" in html
    assert "u-field-bad" in html


def test_up_to_six_choices_stand_open_without_the_empty_one():
    html = drawn(Sample(), "sex")

    assert "<legend>Sex</legend>" in html
    assert html.count('type="radio"') == 2
    assert "---" not in html


def test_more_choices_fold_into_a_list():
    html = drawn(Sample(), "many")

    assert '<select name="many" class="form-select u-w12"' in html


def test_choices_in_groups_and_own_widgets_stay_as_they_are():
    grouped = forms.ChoiceField(choices=[("Group", [("1", "One")])])
    own = forms.ChoiceField(choices=[("1", "One")], widget=forms.SelectMultiple)
    text = forms.CharField()

    for field in (grouped, own, text):
        open_choices(field)

    assert type(grouped.widget) is forms.Select
    assert type(own.widget) is forms.SelectMultiple
    assert type(text.widget) is forms.TextInput


def test_an_optional_question_says_so():
    assert "optional" in drawn(Sample(), "note")
    assert "optional" not in drawn(Sample(), "name")


def test_dates_are_written_and_read_as_people_do():
    form = Sample({"first": "03.02.2026"})

    assert "19.11.2026" in drawn(form, "first")
    assert 'value="03.02.2026"' in drawn(form, "first")
    assert form["first"].errors == []


def test_a_tick_stands_before_its_words():
    html = drawn(Sample({}), "is_read")

    assert html.index("form-check-input") < html.index("Read</label>")
    assert "With her" in html
    assert "Answer this question" in html


def test_several_choices_are_ticked_open():
    assert drawn(Sample(), "ways").count('type="checkbox"') == 1


def test_a_hidden_field_shows_nothing_but_itself():
    assert drawn(Sample(), "token").startswith('<input type="hidden"')


def test_a_whole_form_draws_hidden_fields_and_groups():
    html = str(Sample())

    assert html.count('type="hidden"') == 1
    assert "u-seg" in html
    assert " required" not in html


def test_each_control_is_as_wide_as_its_answer():
    assert class_of(forms.NumberInput()).endswith("u-w6")
    assert class_of(forms.TimeInput()).endswith("u-w9")
    assert class_of(forms.Textarea()) == "form-control"
    assert class_of(forms.RadioSelect()) == ""
    assert class_of(forms.CheckboxInput()) == "form-check-input"


def test_a_field_keeps_its_own_class_and_drops_a_placeholder_that_repeats_its_label():
    class Own(Form):
        name = forms.CharField(
            label="Name",
            widget=forms.TextInput(attrs={"class": "mine", "placeholder": "Name"}),
        )

    html = drawn(Own(), "name")

    assert 'class="form-control u-w12 mine"' in html
    assert "placeholder" not in html
    assert drawn(Own(), "name") == html


def test_a_field_that_is_drawn_twice_has_its_class_once():
    form = Sample()

    drawn(form, "name")

    assert drawn(form, "name").count("form-control") == 1


def test_limits_with_words_of_their_own_stay():
    class Own(Form):
        age = forms.IntegerField(validators=[MaxValueValidator(31, "She is 31")])

    assert Own({"age": "34"}).errors["age"] == ["She is 31"]


def test_own_words_of_a_field_stay():
    class Own(Form):
        name = forms.CharField(error_messages={"required": "Write her word"})

    assert Own({}).errors["name"] == ["Write her word"]


def test_lines_of_the_summary_lead_to_the_control():
    form = Sample({})

    assert anchor_of(form["name"]) == "id_name"
    assert anchor_of(form["sex"]) == "id_sex_0"
    assert anchor_of(form["ways"]) == "id_ways_0"
    assert anchor_of(form["age"]) == "id_age_0"


def test_the_summary_names_every_error_once():
    form = Sample({"age": "x"})
    form.add_error(None, "The two dates do not fit")

    lines = error_lines_of(form)

    assert lines[0] == {"text": "The two dates do not fit", "anchor": ""}
    assert {"text": "Age: Enter a whole number", "anchor": "id_age_0"} in lines
    assert lines[-1] == {"text": "Answer this question", "anchor": ""}


def test_the_summary_takes_the_focus_and_counts():
    html = Template('{% include "ui/_errors.html" %}').render(Context({"form": Sample({})}))

    assert "7 answers need correcting" in html
    assert "data-focus" in html
    assert '<a href="#id_sex_0">' in html


def test_one_error_is_said_in_words():
    class Own(Form):
        name = forms.CharField(label="Name")

    html = Template('{% include "ui/_errors.html" %}').render(Context({"form": Own({})}))

    assert "One answer needs correcting" in html


def test_a_form_without_errors_has_no_summary():
    html = Template('{% include "ui/_errors.html" %}').render(Context({"form": Sample()}))

    assert html.strip() == ""

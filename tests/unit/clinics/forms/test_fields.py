"""Answers spread into values and null flavours; rows that are offered."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from clinics.forms.demand import Demand, Substances
from clinics.forms.events import Contact, DrugTest
from clinics.forms.fields import RowField, coded, number, spread, stored
from clinics.forms.patients import Name
from clinics.vocabulary import YesNo
from ui.forms import Answer


FIELDS = {"said": coded("", YesNo), "age": number("", lowest=5, highest=99)}


@pytest.mark.parametrize(
    ("cleaned", "values"),
    [
        ({"said": Answer(value="YES")}, {"said": "YES", "said_null": ""}),
        ({"said": Answer(null="REF")}, {"said": "", "said_null": "REF"}),
        ({"said": None}, {"said": "", "said_null": "NASK"}),
        ({"age": Answer(null="UNK")}, {"age": None, "age_null": "UNK"}),
        ({"age": Answer(value=19)}, {"age": 19, "age_null": ""}),
        ({"other": "as it is"}, {"other": "as it is"}),
    ],
)
def test_an_answer_becomes_a_value_and_a_reason(cleaned, values):
    assert spread(cleaned, FIELDS) == values


@pytest.mark.parametrize(
    ("value", "null", "answer"),
    [("YES", "", Answer(value="YES")), (0, "", Answer(value=0)), ("", "REF", Answer(null="REF")),
     (None, "NASK", None), ("", "", None)],
)  # fmt: skip
def test_what_is_stored_is_taken_up_again(value, null, answer):
    assert stored(value, null) == answer


class Row(SimpleNamespace):
    """Something with a name."""

    def __str__(self):
        return self.name


def test_a_single_row_is_not_asked_for():
    only = Row(uid=uuid4(), name="Window 1")
    field = RowField()
    field.offer([only])

    assert field.widget.is_hidden
    assert field.clean(str(only.uid)) is only


def test_several_rows_are_offered_by_name():
    rows = [Row(uid=uuid4(), name=name) for name in ("Window 1", "Window 2")]
    field = RowField()
    field.offer(rows)

    assert [label for _uid, label in field.choices] == ["Window 1", "Window 2"]
    assert field.clean(str(rows[1].uid)) is rows[1]


def test_an_answer_that_implies_another_keeps_what_was_said_against_it():
    form = Demand(
        {"token": str(uuid4()), "as_of": "02.03.2026", "rest": "1", "injecting": "NEVER",
         "age_first_injection": "19"}
    )  # fmt: skip

    assert form.is_valid()
    values = form.arguments()["answers"]
    assert (values["age_first_injection"], values["sharing_null"]) == (19, "NA")


def test_substances_are_ranked_without_a_gap():
    forms = Substances(
        {"substance-TOTAL_FORMS": "4", "substance-INITIAL_FORMS": "0",
         "substance-0-substance": "HEROIN", "substance-2-substance_null": "UNK"},
        prefix="substance",
    )  # fmt: skip

    assert forms.is_valid()
    assert [(row["rank"], row["substance"]) for row in forms.rows()] == [(1, "HEROIN"), (2, "")]


def test_findings_are_those_that_were_made():
    form = DrugTest(
        {"token": str(uuid4()), "on": "02.03.2026", "matrix": "URINE", "found_opioids": "FOUND"}
    )

    assert form.is_valid()
    assert form.arguments()["findings"] == {"OPIOIDS": "FOUND"}


def test_a_form_without_its_token_is_not_taken():
    assert "token" in Contact({"kind": "MEDICAL", "on": "02.03.2026"}).errors


def test_a_name_is_never_shown_by_the_form_itself():
    form = Name({"surname": "Сынакова", "birth_quality": "stated"})

    assert form.is_valid()
    assert "Сынакова" not in repr(form.arguments())

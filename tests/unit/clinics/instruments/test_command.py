"""`manage.py score_instrument`: what it prints and what it refuses."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clinics.instruments import instruments


@pytest.fixture
def answer(tmp_path: Path):
    """Score answers, given as an object or as the text of a file."""

    def run(code: str, answers: object, *options: str) -> dict:
        file = tmp_path / "answers.json"
        text = answers if isinstance(answers, str) else json.dumps(answers)
        file.write_text(text, encoding="utf-8")
        out = io.StringIO()
        call_command("score_instrument", code, str(file), *options, stdout=out)
        return json.loads(out.getvalue())

    return run


def test_the_result_has_these_keys(answer):
    assert answer("DAST-10", {f"q{n}": 1 for n in range(1, 11)}) == {
        "instrument": "DAST-10",
        "version": "1982/1",
        "score": 9,
        "scales": {},
        "band": "SEVERE",
        "bands": {},
        "positive": True,
        "complete": True,
        "prorated": False,
        "missing": [],
        "verdict": "Severe level",
        "alerts": [],
    }


def test_sex_and_substance_choose_the_cut_off(answer):
    drinks = {"q1": 2, "q2": 1, "q3": 0}
    dependence = {"q1": 1, "q2": 1, "q3": 1, "q4": 0, "q5": 0}

    assert answer("AUDIT-C", drinks, "--sex", "male")["positive"] is False
    assert answer("AUDIT-C", drinks, "--sex", "female")["positive"] is True
    assert answer("AUDIT-C", drinks)["positive"] is True
    assert (
        answer("SDS", dependence, "--substance", "heroin")["verdict"] == "At or above the cut-off"
    )
    assert answer("SDS", dependence)["verdict"] == "No published cut-off applies"


def test_the_verdict_of_assist_is_that_of_the_substance_at_highest_risk(answer):
    used = {"q1.alcohol": 3, "q2.alcohol": 6, "q3.alcohol": 5, "q4.alcohol": 0, "q5.alcohol": 0,
            "q6.alcohol": 0, "q7.alcohol": 0}  # fmt: skip

    result = answer("assist", used)

    assert result["score"] is None
    assert result["scales"]["alcohol"] == 11
    assert result["bands"] == {"alcohol": "MODERATE"}
    assert result["verdict"] == "Moderate risk"
    assert (
        answer("ASSIST", used | {"q2.alcohol": 2})["verdict"] == "Not scored: answers are missing"
    )


def test_null_is_a_missing_answer_and_an_alert_is_printed(answer):
    result = answer("PHQ-9", {**{f"q{n}": 1 for n in range(1, 10)}, "q3": None})

    assert (result["score"], result["prorated"], result["missing"]) == (9, True, ["q3"])
    assert result["alerts"] == ["SUICIDE_ITEM"]


def test_answers_come_from_standard_input_too(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"q1": 0}'))
    out = io.StringIO()

    call_command("score_instrument", "AUDIT-C", "-", stdout=out)

    assert json.loads(out.getvalue())["score"] == 0


REFUSED = [
    # answers                     what is said
    ('{"q9": 1}',                 "q9: use one of the printed weights 0, 2, 4."),
    ('{"q1": 5}',                 "q1: use a whole number from 0 to 4."),
    ('{"q1": 1.0}',               "q1: use a whole number"),
    ('{"q1": true}',              "q1: use a whole number"),
    ('{"q1": "1"}',               "q1: use a whole number"),
    ('{"q1": NaN}',               "q1: use a whole number"),
    ('{"q1": {"a": 1}}',          "q1: use a whole number"),
    ('{"q1": 1, "q1": 2}',        "q1: stands more than once"),
    ('{"q0": 1}',                 "q0: AUDIT has no such item"),
    ("[1, 2]",                    "must hold one JSON object"),
    ("{",                         "is not JSON"),
    ("",                          "is not JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_cannot_be_scored_is_refused_in_words(answer, text, said):
    with pytest.raises(CommandError, match=said.replace(".", r"\.")) as refused:
        answer("AUDIT", text)

    assert refused.value.returncode == 1


def test_an_unknown_code_lists_those_that_are_known(answer):
    with pytest.raises(CommandError) as refused:
        answer("MMPI", {})

    assert all(each.code in str(refused.value) for each in instruments())


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe{")

    for file in (tmp_path / "none.json", binary):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("score_instrument", "AUDIT", str(file))

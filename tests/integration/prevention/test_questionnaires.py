"""Shared questionnaires: loaded once, in two languages, and only where the licence allows it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from prevention.actions.questionnaires import store_questionnaire
from prevention.choices import ItemRole, LicenceStatus
from prevention.management.questionnaire_files import FOLDER, read_questionnaires
from prevention.models import Instrument, Questionnaire, QuestionnaireItem
from prevention.policies.questionnaires import EditionInUse, QuestionnaireFaulty, TextsNotAllowed
from prevention.rules.questionnaires import Question, Written, faults
from tests.factories.prevention import make_wave


AT = datetime(2026, 3, 16, tzinfo=UTC)
SHIPPED = read_questionnaires(FOLDER)
YES_NO = ((0, "No"), (1, "Yes"))
OWN = Written(
    code="OWN", instrument="FREE", language="en", edition=1, title="Own", introduction="",
    questions=(Question("one", "Is it so?", YES_NO), Question("two", "And so?", YES_NO)),
)  # fmt: skip


def load(folder: Path = FOLDER) -> str:
    out = StringIO()
    call_command("load_questionnaires", folder=folder, stdout=out)
    return out.getvalue()


@pytest.fixture
def free(db):
    return Instrument.objects.create(code="FREE", name="Free", licence_status="open")


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    first = load()
    rows = list(QuestionnaireItem.objects.values_list("pk", "text"))
    second = load()

    assert first.count("Loaded:") == 2
    assert "nothing was changed" in second
    assert list(QuestionnaireItem.objects.values_list("pk", "text")) == rows
    assert AuditEvent.objects.filter(event=Event.QUESTIONNAIRE_SAVED).count() == 2
    assert set(Questionnaire.objects.values_list("language", flat=True)) == {"en", "ru"}


@pytest.mark.django_db
def test_a_licence_that_was_settled_here_stays():
    load()
    Instrument.objects.filter(code="ESPAD_CORE").update(licence_status=LicenceStatus.PERMISSION)

    load()

    assert Instrument.objects.get(code="ESPAD_CORE").licence_status == LicenceStatus.PERMISSION


@pytest.mark.parametrize("written", SHIPPED, ids=lambda each: each.language)
def test_what_is_shipped_is_sound(written):
    assert faults(written) == []
    assert sum(question.role == ItemRole.FICTITIOUS for question in written.questions) == 1
    assert not any("think of trying" in question.text.lower() for question in written.questions)


def test_the_languages_ask_the_same():
    shapes = [
        [(q.code, q.role, q.positive_from, q.is_reversed, [v for v, _t in q.options])
         for q in written.questions]
        for written in SHIPPED
    ]  # fmt: skip

    assert len(shapes) == 2
    assert shapes[0] == shapes[1]


def test_no_text_of_a_closed_questionnaire_is_shipped():
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("short.*.toml"))

    for words in ("considerate of other people", "often lose my temper", "relevin", "Relevin"):
        assert re.search(words, text) is None


@pytest.mark.django_db
@pytest.mark.parametrize("status", [LicenceStatus.UNKNOWN, LicenceStatus.NOT_ELECTRONIC])
def test_texts_are_refused_without_a_licence(free, status):
    free.licence_status = status
    free.save()

    with pytest.raises(TextsNotAllowed, match="may not be stored"):
        store_questionnaire(OWN, at=AT)

    assert not QuestionnaireItem.objects.exists()


@pytest.mark.django_db
def test_an_edition_that_nobody_was_asked_may_change_and_a_newer_one_replaces_it(free):
    store_questionnaire(OWN, at=AT)
    again = store_questionnaire(replace(OWN, questions=OWN.questions[:1]), at=AT)
    newer = store_questionnaire(replace(OWN, edition=2), at=AT)

    assert (again, newer) == (True, True)
    first, second = Questionnaire.objects.order_by("edition")
    assert [item.code for item in first.items.all()] == ["one"]
    assert (first.retired_at, second.retired_at) == (AT, None)


@pytest.mark.django_db
def test_what_was_asked_cannot_change(free, room):
    store_questionnaire(OWN, at=AT)
    make_wave(room.implementation, kind="fu6", questionnaire=Questionnaire.objects.get(code="OWN"))

    with pytest.raises(EditionInUse, match="new edition"):
        store_questionnaire(replace(OWN, title="Other words"), at=AT)


@pytest.mark.django_db
def test_a_faulty_one_is_not_stored(free):
    with pytest.raises(QuestionnaireFaulty, match="There is no question"):
        store_questionnaire(replace(OWN, questions=()), at=AT)


USE = Question("beer", "Beer?", YES_NO, role=ItemRole.USE)
FICTION = Question("none", "None such?", YES_NO, role=ItemRole.FICTITIOUS)


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ((USE,), "does not exist"),
        ((USE, FICTION, Question("norm_beer", "Others?", YES_NO)), "before the first"),
        ((Question("a", "A?", YES_NO), Question("a", "B?", YES_NO)), "stands twice"),
        ((Question("", "A?", YES_NO),), "1 to 24"),
        ((Question("a", " ", YES_NO),), "question is missing"),
        ((Question("a", "A?", ((1, "Yes"),)),), "at least two"),
        ((Question("a", "A?", ((1, "Yes"), (0, "No"), (1, "Sure"))),), "same value"),
    ],
)
def test_faults_are_said_in_words(questions, said):
    assert said in " ".join(faults(replace(OWN, questions=questions)))


def test_a_number_needs_no_answers():
    assert faults(replace(OWN, questions=(Question("n", "How many?", kind="number"),))) == []


GOOD = """
code = "C"
instrument = "%s"
language = "en"
edition = 1
title = "T"
introduction = ""
[[questions]]
code = "a"
text = "A?"
options = [[0, "No"], [1, "Yes"]]
"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code = ", "bad.toml"),
        ("title = 'T'", "bad.toml: KeyError"),
        (GOOD % "NOBODYS", "not in instruments.toml"),
        (GOOD.replace('"a"', '""') % "UMIT_SHORT", "1 to 24"),
    ],
)
def test_a_wrong_file_is_named_and_nothing_is_loaded(tmp_path, text, said):
    instruments = (FOLDER / "instruments.toml").read_text(encoding="utf-8")
    (tmp_path / "instruments.toml").write_text(instruments, encoding="utf-8")
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=re.escape(said)):
        load(tmp_path)

    assert not Questionnaire.objects.exists()


@pytest.mark.django_db
def test_a_folder_without_instruments_uses_those_that_are_known(tmp_path, free):
    (tmp_path / "own.toml").write_text(GOOD % "FREE", encoding="utf-8")

    assert "Loaded: T (en, edition 1)" in load(tmp_path)

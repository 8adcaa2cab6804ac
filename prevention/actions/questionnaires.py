"""Instruments and shared questionnaires come from files that the product ships."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from kernel import audit
from kernel.models.audit_events import AuditAction
from prevention.models import Instrument, Questionnaire, QuestionnaireItem
from prevention.policies.questionnaires import (
    check_is_sound,
    check_may_change,
    check_may_hold_texts,
)
from prevention.rules.questionnaires import Question, Written


@transaction.atomic
def store_instruments(given: Iterable[Mapping[str, str]]) -> list[str]:
    """Add the instruments that are not known yet; return their codes.

    One that is known stays as it is: its licence may have been settled here.
    """
    known = set(Instrument.objects.values_list("code", flat=True))
    added = [fields for fields in given if fields["code"] not in known]
    for fields in added:
        Instrument.objects.create(**fields)
    return [fields["code"] for fields in added]


@transaction.atomic
def store_questionnaire(written: Written, *, at: datetime) -> bool:
    """Keep a questionnaire for all organisations; false when it is there already, word for word.

    A newer edition takes the older ones of its language out of use. An act of the system.

    Raises:
        QuestionnaireFaulty: its questions are not what they must be.
        TextsNotAllowed: the licence of its instrument does not allow the texts to be kept.
        EditionInUse: this edition says something else and has been asked.
    """
    check_is_sound(written)
    instrument = Instrument.objects.get(code=written.instrument)
    check_may_hold_texts(instrument)
    same = Questionnaire.objects.select_for_update().filter(
        organisation=None, code=written.code, language=written.language
    )
    row = same.filter(edition=written.edition).first()
    if row is not None and _is_as_written(row, written):
        return False
    if row is not None:
        check_may_change(row)
        row.items.all().delete()
    row = row or Questionnaire(
        code=written.code, language=written.language, edition=written.edition
    )
    row.instrument, row.title, row.introduction = instrument, written.title, written.introduction
    row.save()
    for number, question in enumerate(written.questions, start=1):
        _item(question, number, row).save()
    for older in same.filter(edition__lt=written.edition, retired_at=None):
        older.retired_at = at
        older.save(update_fields=["retired_at"])
    audit.record(
        audit.Event.QUESTIONNAIRE_SAVED, by=None, action=AuditAction.UPDATE, target=row,
        code=row.code, language=row.language, edition=row.edition,
    )  # fmt: skip
    return True


def _item(question: Question, number: int, row: Questionnaire) -> QuestionnaireItem:
    return QuestionnaireItem(
        questionnaire=row, number=number, code=question.code, kind=question.kind,
        role=question.role, text=question.text, options=[list(pair) for pair in question.options],
        positive_from=question.positive_from, is_reversed=question.is_reversed,
    )  # fmt: skip


def _is_as_written(row: Questionnaire, written: Written) -> bool:
    kept = tuple(
        Question(
            code=item.code, text=item.text, kind=item.kind, role=item.role,
            options=tuple((value, text) for value, text in item.options),
            positive_from=item.positive_from, is_reversed=item.is_reversed,
        )
        for item in row.items.all()
    )  # fmt: skip
    words = (row.title, row.introduction) == (written.title, written.introduction)
    return words and kept == written.questions

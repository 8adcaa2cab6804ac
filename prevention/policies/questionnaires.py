"""Whose questions may be kept as text, and when a questionnaire may still change."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kernel.errors import Refused
from prevention.choices import LicenceStatus, WaveStatus
from prevention.models import Implementation, Instrument, Questionnaire, QuestionnaireItem
from prevention.rules.questionnaires import Written, faults


MAY_BE_KEPT = (LicenceStatus.OPEN, LicenceStatus.PERMISSION)


class TextsNotAllowed(Refused):
    """The licence of an instrument does not allow its questions to be stored."""

    code = "texts-not-allowed"


class QuestionnaireFaulty(Refused):
    """A questionnaire is not what it must be."""

    code = "questionnaire-faulty"


class EditionInUse(Refused):
    """A questionnaire that people have been asked would change."""

    code = "edition-in-use"


def texts_of_questions(*, organisation: int) -> dict[str, tuple[str, str]]:
    """Every question that an organisation may ask, by code: its text, and its role.

    In the reader's language where a questionnaire has it; of the latest edition.
    """
    found = asked_by(organisation)
    return {code: (text, role) for code, text, role in found.values_list("code", "text", "role")}


def asked_by(organisation: int | Combinable) -> QuerySet[QuestionnaireItem]:
    """The questions that an organisation may ask; of those with one code the last is read."""
    mine = Q(questionnaire__organisation=organisation) | Q(questionnaire__organisation=None)
    is_read = Case(
        When(questionnaire__language=get_language(), then=Value(1)), default=Value(0),
        output_field=IntegerField(),
    )  # fmt: skip
    items = QuestionnaireItem.objects.filter(mine, questionnaire__retired_at=None)
    return items.order_by(is_read, "questionnaire__edition", "pk")


def outcome_words(run: Implementation) -> str:
    """The primary outcome as it is asked; its code when no questionnaire in use asks it."""
    if not run.primary_outcome:
        return ""
    texts = texts_of_questions(organisation=run.organisation_id)
    text, _role = texts.get(run.primary_outcome, (run.primary_outcome, ""))
    return text


def check_may_hold_texts(instrument: Instrument) -> None:
    """Refuse unless the licence allows the questions to be kept.

    Raises:
        TextsNotAllowed: it is closed, or nobody knows.
    """
    if instrument.licence_status not in MAY_BE_KEPT:
        raise TextsNotAllowed(
            _("The questions of %(name)s may not be stored: the licence says “%(licence)s”. Put a "
              "permission on file first, or use another questionnaire.")
            % {"name": instrument.name, "licence": instrument.get_licence_status_display()}
        )  # fmt: skip


def check_is_sound(written: Written) -> None:
    """Refuse a questionnaire with faults.

    Raises:
        QuestionnaireFaulty: what is wrong with it.
    """
    found: Sequence[str] = faults(written)
    if found:
        raise QuestionnaireFaulty(f"{written.code} ({written.language}): {' '.join(found)}")


def check_may_change(questionnaire: Questionnaire) -> None:
    """Refuse to change what a wave has asked.

    Raises:
        EditionInUse: a wave of it is or was open.
    """
    if questionnaire.waves.exclude(status=WaveStatus.DRAFT).exists():
        raise EditionInUse(
            _("People have been asked edition %(edition)s of %(title)s. Write the change as a new "
              "edition.") % {"edition": questionnaire.edition, "title": questionnaire.title}
        )  # fmt: skip

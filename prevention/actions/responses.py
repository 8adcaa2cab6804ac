"""Answered questionnaires: from a participant's own device, or typed in from paper.

What is written knows no person, no time finer than a day, and no device. The public door may only
insert here (`manage.py survey_role`): nothing of a response is read back, and no audit
event is written for a participant, because its time would tell when who answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from kernel.study_keys import study_key
from prevention.actions._rows import lock
from prevention.choices import AnswerSource
from prevention.models import Answer, CodeElement, Cohort, Response, Wave
from prevention.policies.waves import check_is_asked, check_is_open
from prevention.rules.sgic import Element, hashed


@dataclass(frozen=True)
class Given:
    """What somebody answered: values by the key of their question; what was left out is missing."""

    values: Mapping[int, int]
    gender: str
    age_band: str
    code: Mapping[Element, str] = field(default_factory=dict)


class NoSuchSheet(Refused):
    """The answers to which a code should be added are not there, or not of this group."""

    code = "no-such-sheet"


def take_answers(
    *, wave: int, cohort: int, study: UUID, given: Given, token: UUID, on: date
) -> bool:
    """Keep what a participant sent; false when the same page was sent before.

    Who may answer is settled by the link (`selectors.answering`); nobody is signed in. It only
    inserts: that it came before is told by the token being taken.

    Raises:
        StudyKeyMissing: there is a code, and no key to hash it with.
        UnreadableCode: an element of the code cannot be read.
    """
    code = _rows_of_code(given.code, study=study)
    response = _response(wave, cohort, given, source=AnswerSource.DEVICE, token=token, on=on)
    with transaction.atomic():
        try:
            with transaction.atomic():
                response.save(force_insert=True)
        except IntegrityError:  # the token is taken: nothing may be read to ask before
            return False
        _insert_answers(response, given, code)
    return True


@transaction.atomic
def enter_answers(
    *, wave: Wave, cohort: Cohort, given: Given, token: UUID, on: date, by: User
) -> bool:
    """Type in the answers of one sheet, without its code; false when they were typed in before.

    Raises:
        NotPermitted: `by` types nothing in for this organisation.
        WaveRefused: the wave is not open, or does not ask this group.
    """
    wave = lock(wave)
    require(by, Permission.SURVEY_ENTER, at=wave.organisation)
    check_is_open(wave)
    check_is_asked(wave, cohort)
    if Response.objects.filter(entry_token=token).exists():
        return False
    response = _response(
        wave.pk, cohort.pk, given, source=AnswerSource.PAPER, token=token, on=on
    )  # fmt: skip
    response.save(force_insert=True)
    _insert_answers(response, given, ())
    audit.record(
        audit.Event.RESPONSE_ENTERED, by=by, action=AuditAction.CREATE,
        organisation=wave.organisation, target=wave, object_uids=[cohort.uid],
    )  # fmt: skip
    return True


@transaction.atomic
def enter_code(
    *, wave: Wave, cohort: Cohort, code: Mapping[Element, str], token: UUID, by: User
) -> bool:
    """Type in the code that belongs to a sheet; false when one is there already.

    Raises:
        NotPermitted: `by` types nothing in for this organisation.
        WaveRefused: the wave is not open.
        NoSuchSheet: no answers of this group were typed in under this token.
        StudyKeyMissing, UnreadableCode: as for answers from a device.
    """
    wave = lock(wave)
    require(by, Permission.SURVEY_ENTER, at=wave.organisation)
    check_is_open(wave)
    response = Response.objects.filter(
        entry_token=token, wave=wave, cohort=cohort, source=AnswerSource.PAPER
    ).first()
    if response is None:
        raise NoSuchSheet(_("The answers to this code are not there. Type them in first."))
    if response.code.exists():
        return False
    _insert_code(response, _rows_of_code(code, study=wave.implementation.uid))
    return True


def _response(
    wave: int, cohort: int, given: Given, *, source: str, token: UUID, on: date
) -> Response:
    """The head of a response, unsaved. Its key is made here: an insert returns nothing."""
    return Response(
        pk=uuid4(), wave_id=wave, cohort_id=cohort, gender=given.gender, age_band=given.age_band,
        entered_on=on, source=source, entry_token=token,
    )  # fmt: skip


def _insert_answers(response: Response, given: Given, code: Sequence[CodeElement]) -> None:
    Answer.objects.bulk_create(
        [Answer(response=response, item_id=item, value=value) for item, value in
         given.values.items()]
    )  # fmt: skip
    _insert_code(response, code)


def _insert_code(response: Response, code: Sequence[CodeElement]) -> None:
    for row in code:
        row.response = response
    CodeElement.objects.bulk_create(code)


def _rows_of_code(code: Mapping[Element, str], *, study: UUID) -> list[CodeElement]:
    """The seven elements as keyed hashes; the letters end here. None when nothing was given."""
    if not any(code.values()):
        return []
    tokens = hashed(code, key=study_key(study))
    return [
        CodeElement(position=place, fine=each.fine, coarse=each.coarse, swapped=each.swapped)
        for place, each in enumerate(tokens, start=1)
    ]

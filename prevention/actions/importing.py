"""Questionnaires that were answered elsewhere: a whole file, or nothing of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from kernel.study_keys import study_key
from prevention.actions._rows import lock
from prevention.bulk.storing import insert
from prevention.choices import AnswerSource, CohortStatus, WaveStatus
from prevention.imports.response_files import FileRefused, rows_of
from prevention.imports.responses import BadCell, Mapped, Plan, mapped, plan_of
from prevention.models import Answer, CodeElement, Response, Wave
from prevention.rules.sgic import hashed
from prevention.selectors.answers import questions_of


MOST_FAULTS = 20
"""So many are told of one file; the rest comes after these are put right."""
BATCH = 500
RESPONSE = (
    "id", "wave_id", "cohort_id", "gender", "age_band", "entered_on", "source", "entry_token",
)  # fmt: skip
ANSWER = ("id", "response_id", "item_id", "value")
ELEMENT = ("id", "response_id", "position", "fine", "coarse", "swapped")


class ImportRefused(Refused):
    """Something in a file is wrong: nothing of it was kept. The message has a line a fault."""

    code = "import-refused"


@dataclass
class Imported:
    """What became of a file."""

    rows: int = 0
    taken: int = 0
    known: int = 0
    """Rows that had been taken before."""


@dataclass
class _Reading:
    """A file on its way into a wave."""

    wave: Wave
    path: Path
    plan: Plan
    groups: Mapping[str, list[int]]
    items: Mapping[str, int]
    key: bytes
    done: Imported = field(default_factory=Imported)
    faults: list[str] = field(default_factory=list)
    seen: set[UUID] = field(default_factory=set)

    def fault(self, row: int, column: str, words: str) -> None:
        """Note what is wrong, with its place."""
        self.faults.append(
            _("%(file)s, row %(row)s, column “%(column)s”: %(words)s")
            % {"file": self.path.name, "row": row, "column": column, "words": words}
        )

    def take(self, number: int, row: Mapping[str, str]) -> tuple[UUID, int, Mapped] | None:
        """A row as it will be stored; None when something is wrong with it."""
        try:
            found = mapped(row, self.plan, opened_on=self.wave.opens_on)
        except BadCell as bad:
            self.fault(number, bad.column, str(bad))
            return None
        groups = self.groups.get(found.group, [])
        if len(groups) != 1:
            words = _("no group, or more than one, has the label “%(group)s”.")
            self.fault(number, self.plan.group or "group_is", words % {"group": found.group})
            return None
        token = uuid5(self.wave.uid, found.key)
        if token in self.seen:
            words = _("“%(key)s” stands in the file twice.")
            self.fault(number, self.plan.row, words % {"key": found.key})
            return None
        self.seen.add(token)
        return token, groups[0], found


@transaction.atomic
def import_responses(path: Path, *, mapping: Path, wave: Wave, by: User) -> Imported:
    """Take the questionnaires of a file into an open wave; what was taken before is left alone.

    One fault anywhere, and nothing is kept. Codes are hashed on their way; letters are not stored.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        ImportRefused: the wave is not open, or what is wrong with the file, line by line.
        FileRefused: the file or the mapping cannot be read.
        StudyKeyMissing: there are codes, and no key to hash them with.
    """
    wave = lock(wave)
    require(by, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    if wave.status != WaveStatus.OPEN:
        raise ImportRefused(_("The wave is not open: questionnaires come in while it is."))
    plan = plan_of(mapping, questions_of(wave.questionnaire))
    reading = _Reading(
        wave, path, plan, _groups(wave),
        dict(wave.questionnaire.items.values_list("code", "pk")),
        study_key(wave.implementation.uid) if plan.code else b"",
    )  # fmt: skip
    _read(reading)
    if reading.faults:
        raise ImportRefused("\n".join(reading.faults))
    done = reading.done
    audit.record(
        audit.Event.RESPONSES_IMPORTED, by=by, action=AuditAction.IMPORT,
        organisation=wave.organisation, target=wave, rows=done.rows, taken=done.taken,
        known=done.known,
    )  # fmt: skip
    return done


def _groups(wave: Wave) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    cohorts = wave.implementation.cohorts.exclude(status=CohortStatus.DISSOLVED)
    for label, cohort in cohorts.values_list("label", "pk"):
        found.setdefault(label, []).append(cohort)
    return found


def _read(reading: _Reading) -> None:
    waiting: list[tuple[UUID, int, Mapped]] = []
    for number, row in rows_of(reading.path, delimiter=reading.plan.delimiter):
        if not reading.done.rows and (lacking := reading.plan.columns - row.keys()):
            raise FileRefused(
                _("%(file)s: the mapping names columns that are not there: %(columns)s.")
                % {"file": reading.path.name, "columns": ", ".join(sorted(lacking))}
            )
        reading.done.rows += 1
        taken = reading.take(number, row)
        if taken is not None:
            waiting.append(taken)
        if len(reading.faults) >= MOST_FAULTS:
            return
        if len(waiting) >= BATCH and not reading.faults:
            _store(reading, waiting)
            waiting = []
    if not reading.faults:
        _store(reading, waiting)


def _store(reading: _Reading, rows: list[tuple[UUID, int, Mapped]]) -> None:
    tokens = [row[0] for row in rows]
    known = set(
        Response.objects.filter(entry_token__in=tokens).values_list("entry_token", flat=True)
    )
    fresh = [(uuid4(), *row) for row in rows if row[0] not in known]
    insert(
        Response, RESPONSE,
        [
            (pk, reading.wave.pk, cohort, found.gender, found.age_band, found.on,
             AnswerSource.IMPORT, token)
            for pk, token, cohort, found in fresh
        ],
    )  # fmt: skip
    insert(
        Answer, ANSWER,
        (
            (uuid4(), pk, reading.items[name], value)
            for pk, _token, _cohort, found in fresh
            for name, value in found.answers.items()
        ),
    )  # fmt: skip
    insert(CodeElement, ELEMENT, _elements(reading, fresh))
    reading.done.taken += len(fresh)
    reading.done.known += len(known)


def _elements(
    reading: _Reading, fresh: list[tuple[UUID, UUID, int, Mapped]]
) -> list[tuple[Any, ...]]:
    return [
        (uuid4(), pk, place, each.fine, each.coarse, each.swapped)
        for pk, _token, _cohort, found in fresh
        if any(found.code.values())
        for place, each in enumerate(hashed(found.code, key=reading.key), start=1)
    ]

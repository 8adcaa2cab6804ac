"""Registers on paper, for places without signal: numbers, and a column for names that stays blank.

The names are written on the paper alone, and the paper stays with the facilitator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from prevention.choices import Delivered, EnrolmentMode, SessionStatus
from prevention.models import Cohort, FidelityItem, Participant, Session
from prevention.selectors.registers import in_words, items_of, register_of
from prevention.selectors.sessions import sessions_of_group, title_of
from ui.papers import render_pdf


TEMPLATE = "prevention/documents/registers.html"
MOST_SHEETS = 6
"""Sheets for sessions to come in one print."""
MOST_COLUMNS = 12
"""Sessions beside each other on a page."""
SPARE = 3
"""Blank lines for who joins later."""
CELLS_AT_ONCE = 600
"""Ruled cells that are drawn while somebody waits: about a second."""
BLANK = 12
"""Lines of a group whose register is still empty."""


@dataclass(frozen=True)
class Sheet:
    """The sheet of one session: a register in two columns, and the list beneath."""

    title: str
    on: date
    minutes: int | None
    halves: list[list[str]]
    items: list[str]


@dataclass(frozen=True)
class Matrix:
    """The register of a group: a line for each number, a column for each session."""

    columns: list[tuple[str, date]]
    numbers: list[str]


def session_sheet(session: Session, *, language: str) -> bytes:
    """The register and the fidelity list of one session as a PDF.

    Raises:
        NoPdf: this machine cannot make one.
    """
    return _printed(session.cohort, [session], [], language=language)


def group_sheets(cohort: Cohort, *, language: str) -> bytes:
    """The register of a group over its sessions, and a sheet for each that is to come, as a PDF.

    Raises:
        NoPdf: this machine cannot make one.
    """
    coming, kept = _to_print(cohort)
    return _printed(cohort, coming, kept, language=language)


def is_long(cohort: Cohort) -> bool:
    """Whether the sheets of a group take longer to draw than anybody should wait for."""
    coming, kept = _to_print(cohort)
    is_named = cohort.mode == EnrolmentMode.NAMED
    lines = len(_lines(cohort.participants.order_by("number"))) if is_named else 0
    items = FidelityItem.objects.filter(version=cohort.implementation.programme_version_id).count()
    cells = lines * (len(kept) + 3 * len(coming)) + items * 5 * len(coming)
    return cells > CELLS_AT_ONCE


def _to_print(cohort: Cohort) -> tuple[list[Session], list[Session]]:
    """The sessions that get a sheet, and those that get a column."""
    kept = [row for row in sessions_of_group(cohort) if row.status != SessionStatus.CANCELLED]
    coming = [row for row in kept if row.status == SessionStatus.SCHEDULED][:MOST_SHEETS]
    return coming, kept


def _printed(
    cohort: Cohort, sessions: Sequence[Session], columns: Sequence[Session], *, language: str
) -> bytes:
    is_named = cohort.mode == EnrolmentMode.NAMED
    with translation.override(language):
        title = _("Register of group %(group)s") % {"group": cohort.label}
        context = {
            "cohort": cohort,
            "programme": cohort.implementation.programme_version.programme,
            "is_named": is_named,
            "sheets": [_sheet(cohort, row) for row in sessions],
            "matrices": _matrices(cohort, columns) if is_named else [],
            "answers": [str(label) for label in Delivered.labels],
            "marks": range(1, 6),
        }
        return render_pdf(TEMPLATE, context, language=language, title=title)


def _sheet(cohort: Cohort, session: Session) -> Sheet:
    session.cohort = cohort  # loaded with its implementation already
    lines = (
        _lines(register_of(session, on=session.on)) if cohort.mode == EnrolmentMode.NAMED else []
    )
    middle = (len(lines) + 1) // 2
    return Sheet(
        title_of(session), session.on, session.plan.minutes if session.plan else None,
        [half for half in (lines[:middle], lines[middle:]) if half],
        [in_words(item) for item in items_of(session)],
    )  # fmt: skip


def _lines(rows: QuerySet[Participant]) -> list[str]:
    numbers = [str(row.number) for row in rows]
    return [*(numbers or map(str, range(1, BLANK + 1))), *[""] * SPARE]


def _matrices(cohort: Cohort, sessions: Sequence[Session]) -> list[Matrix]:
    numbers = _lines(cohort.participants.order_by("number"))
    heads = [(str(row.plan.number) if row.plan else "+", row.on) for row in sessions]
    return [
        Matrix(heads[begin : begin + MOST_COLUMNS], numbers)
        for begin in range(0, len(heads), MOST_COLUMNS)
    ]

"""The caseload: who is in care here, one line a patient, and finding one by code."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics import states
from clinics.models import Dose, Episode, Patient
from clinics.selectors.filters import Chosen, narrowed
from clinics.selectors.paging import Page, page_of
from clinics.selectors.roots import holding, visible_episodes, visible_patients
from clinics.selectors.shown import note_shown
from clinics.selectors.wording import dose_text
from clinics.vocabulary import EpisodeState
from kernel.errors import Refused
from kernel.models import User
from vault.api import format_code, parse_code


PAGE_SIZE = 25
MOST_CODES = 10
FEWEST_DIGITS = 4
CODE_LENGTH = 10

FILTERS: dict[str, tuple[str | Promise, tuple[EpisodeState, ...]]] = {
    "open": (_("In treatment"), states.OPEN),
    "waiting": (_("Before admission"), states.BEFORE_ADMISSION),
    "interrupted": (_("Interrupted"), (EpisodeState.INTERRUPTED,)),
    "ended": (
        _("Ended"),
        tuple(state for state in states.ENDED if state is not EpisodeState.VOIDED),
    ),
    "all": (_("All"), tuple(EpisodeState)),
}
WITHOUT_EPISODE = "new"
FILTER_LABELS = {
    **{name: label for name, (label, _states) in FILTERS.items()},
    WITHOUT_EPISODE: _("Not yet referred"),
}


class TooFewDigits(Refused):
    """What was typed could begin too many codes."""

    code = "too-few-digits"


@dataclass(frozen=True)
class Line:
    """One line of the caseload; everything in words."""

    patient_uid: UUID
    code: str
    state: str
    state_label: str
    medicine: str = ""
    last_dose_on: date | None = None
    last_seen_on: date | None = None
    key_worker: str = ""


@dataclass(frozen=True)
class Caseload:
    """One page of lines and the ways on."""

    lines: list[Line]
    earlier: str = ""
    later: str = ""


def caseload(
    *,
    viewer: User,
    show: str = "open",
    chosen: Chosen | None = None,
    today: date | None = None,
    before: str = "",
    after: str = "",
) -> Caseload:
    """One page of the viewer's caseload, last seen first; leaves an event with who was shown.

    `show` chooses the states, `chosen` narrows them further as of `today`.
    """
    if show == WITHOUT_EPISODE:
        return _not_referred(viewer, before=before, after=after)
    _label, wanted = FILTERS.get(show, FILTERS["open"])
    episodes = visible_episodes(viewer=viewer).filter(state__in=wanted)
    if chosen is not None and today is not None:
        episodes = narrowed(episodes, chosen, viewer=viewer, today=today)
    page = page_of(episodes, day="last_seen_on", before=before, after=after, size=PAGE_SIZE)
    _note(viewer, [episode.patient for episode in page.rows])
    return Caseload(_lines(page.rows), page.earlier, page.later)


def opening_caseload(*, viewer: User) -> tuple[str, Caseload]:
    """What the list opens with: who is in treatment; where nobody is, everyone with an episode."""
    found = caseload(viewer=viewer)
    return ("open", found) if found.lines else ("all", caseload(viewer=viewer, show="all"))


def patients_by_code(*, viewer: User, typed: str) -> list[Line]:
    """Patients whose code begins with what was typed, in any spacing; at most ten.

    The code of a record that was given up leads to the one that was kept.

    Ten digits are checked against their check digits before anything is asked of the database.

    Raises:
        WrongCode: ten digits or more, and one is wrong; or something that is no digit.
        TooFewDigits: fewer than four digits.
    """
    digits = scanned(typed)
    if not digits.isdecimal() or len(digits) >= CODE_LENGTH:
        digits = parse_code(digits)
    if len(digits) < FEWEST_DIGITS:
        raise TooFewDigits(_("Type at least four digits of the code."))
    patients = (
        visible_patients(viewer=viewer)
        .filter(code__range=(digits.ljust(CODE_LENGTH, "0"), digits.ljust(CODE_LENGTH, "9")))
        .order_by("code")
    )
    known = [patient.merged_into or patient for patient in patients[:MOST_CODES]]
    found = list({patient.pk: patient for patient in known}.values())
    _note(viewer, found)
    latest = _latest_episodes(found)
    lines = {line.patient_uid: line for line in _lines(list(latest.values()))}
    return [lines.get(patient.uid) or _bare(patient) for patient in found]


def _not_referred(viewer: User, *, before: str, after: str) -> Caseload:
    patients = visible_patients(viewer=viewer).filter(
        episodes__isnull=True, merged_into__isnull=True
    )
    page: Page[Patient] = page_of(
        patients, day="registered_at", before=before, after=after, size=PAGE_SIZE
    )
    _note(viewer, page.rows)
    return Caseload([_bare(patient) for patient in page.rows], page.earlier, page.later)


def scanned(typed: str) -> str:
    """What a person typed or a scanner sent, as bare digits where it is a code.

    A scanner types like a keyboard: it may put the sign of its symbology before the digits
    (`]C1`, `]Q3`), and a keyboard of another script sends other digits. Spaces and hyphens of any
    kind go. What is no code stays as it is, so that it is refused in words.
    """
    plain = unicodedata.normalize("NFKC", typed)
    plain = SYMBOLOGY.sub("", plain.strip())
    return "".join(str(unicodedata.digit(sign, sign)) for sign in plain if not _is_between(sign))


SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
"""The identifier that scanners put before what they read (ISO/IEC 15424)."""


def _is_between(sign: str) -> bool:
    return unicodedata.category(sign) in {"Zs", "Pd", "Cf", "Cc"}


def _note(viewer: User, patients: Iterable[Patient]) -> None:
    note_shown(
        viewer=viewer,
        patients=[(patient.organisation.uid, patient.uid) for patient in patients],
    )


def _latest_episodes(patients: Iterable[Patient]) -> dict[int, Episode]:
    """The latest episode of each patient, by the patient's key."""
    episodes = Episode.objects.filter(patient__in=list(patients)).exclude(state=EpisodeState.VOIDED)
    found = episodes.select_related("patient", "key_worker").order_by("referred_on", "pk")
    return {episode.patient_id: episode for episode in found}


def _lines(episodes: list[Episode]) -> list[Line]:
    doses = _last_doses(episodes)
    return [_line(episode, doses.get(episode.pk)) for episode in episodes]


def _last_doses(episodes: list[Episode]) -> dict[int, Dose]:
    """The last dose of each episode: asked for the few on the page, not for all that are sorted."""
    latest: QuerySet[Dose] = holding(Dose.objects.filter(episode=OuterRef("pk"))).order_by(
        "-on", "-pk"
    )
    keys = Episode.objects.filter(pk__in=[episode.pk for episode in episodes]).values_list(
        Subquery(latest.values("pk")[:1]), flat=True
    )
    found = Dose.objects.filter(pk__in=[key for key in keys if key])
    return {dose.episode_id: dose for dose in found}


def _line(episode: Episode, dose: Dose | None) -> Line:
    worker = episode.key_worker
    line = Line(
        patient_uid=episode.patient.uid,
        code=format_code(episode.patient.code),
        state=episode.state,
        state_label=str(EpisodeState(episode.state).label),
        last_seen_on=episode.last_seen_on,
        key_worker=(worker.staff_code or worker.username) if worker else "",
    )
    return replace(line, medicine=dose_text(dose), last_dose_on=dose.on) if dose else line


def _bare(patient: Patient) -> Line:
    return Line(
        patient_uid=patient.uid,
        code=format_code(patient.code),
        state="quiet",
        state_label=str(_("Not yet referred")),
    )

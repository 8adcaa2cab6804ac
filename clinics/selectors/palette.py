"""The palette: one field that finds a code, a page, or an act about the patient at hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.selectors.acts import episode_acts, patient_acts
from clinics.selectors.caseload import FEWEST_DIGITS, patients_by_code, scanned
from clinics.selectors.parts import parts_of
from clinics.selectors.roots import visible_episodes, visible_patients
from clinics.vocabulary import EpisodeState
from kernel.models import User
from kernel.permissions import Permission, has_somewhere


MOST = 12
EPISODE_ACTS: dict[str, tuple[str | Promise, str]] = {
    "contact": (gettext_lazy("Log a contact"), "work:log-contact"),
    "dose": (gettext_lazy("Give a dose"), "work:give-dose"),
    "test": (gettext_lazy("Record a drug test"), "work:record-test"),
    "appointment": (gettext_lazy("Make an appointment"), "work:make-appointment"),
    "demand": (gettext_lazy("Treatment demand"), "work:demand"),
    "assess": (gettext_lazy("Assess"), "work:assess"),
    "admit": (gettext_lazy("Admit"), "work:admit"),
    "interrupt": (gettext_lazy("Interrupt treatment"), "work:interrupt"),
    "resume": (gettext_lazy("Record return"), "work:resume"),
    "discharge": (gettext_lazy("Discharge"), "work:discharge"),
}
PATIENT_ACTS: dict[str, tuple[str | Promise, str]] = {
    "refer": (gettext_lazy("Refer"), "work:refer"),
    "consent": (gettext_lazy("Record consent"), "work:consent"),
}
GENERAL_ACTS: tuple[tuple[str | Promise, str, Permission], ...] = (
    (gettext_lazy("Register a patient"), "work:register", Permission.PATIENT_REGISTER),
    (gettext_lazy("Find by name"), "work:find", Permission.IDENTITY_FIND),
    (gettext_lazy("Merges"), "work:merges", Permission.PATIENT_MERGE),
    (gettext_lazy("Begin a group"), "work:group-make", Permission.APPOINTMENT_WRITE),
)


@dataclass(frozen=True)
class Choice:
    """One thing that the palette offers."""

    label: str
    url: str
    about: str
    """What kind of thing it is, in a word."""
    code: str = ""


def palette(
    *, viewer: User, typed: str, places: Iterable[tuple[str, str]], about: str = ""
) -> list[Choice]:
    """What fits the words typed: codes for digits, otherwise acts and pages, at most twelve.

    `places` are the labels and addresses of the rail, `about` the uid of the patient whose page is
    open. Nothing of the record is read for acts; who is found by code leaves an event.

    Raises:
        WrongCode: ten digits, of which one is wrong.
    """
    text = typed.strip()
    digits = scanned(text)
    if digits.isdecimal():
        return _codes(viewer, text) if len(digits) >= FEWEST_DIGITS else []
    own = _acts_about(viewer, about)
    general = [
        Choice(str(label), reverse(name), _("Act"))
        for label, name, permission in GENERAL_ACTS
        if has_somewhere(viewer, permission)
    ]
    pages = [Choice(str(label), url, _("Page")) for label, url in places]
    return _fitting([*own, *pages, *general], text)[:MOST]


def _codes(viewer: User, typed: str) -> list[Choice]:
    return [
        Choice(line.state_label, reverse("work:patient", args=[line.patient_uid]), "", line.code)
        for line in patients_by_code(viewer=viewer, typed=typed)
    ]


def _acts_about(viewer: User, about: str) -> list[Choice]:
    """The acts and parts of the patient whose page is open, as the page offers them."""
    try:
        uid = UUID(about)
    except ValueError:
        return []
    patient = visible_patients(viewer=viewer).filter(uid=uid).first()
    if patient is None:
        return []
    choices = []
    episodes = visible_episodes(viewer=viewer).filter(patient=patient)
    episode = episodes.exclude(state=EpisodeState.VOIDED).order_by("-referred_on", "-pk").first()
    if episode is not None:
        may = episode_acts(viewer=viewer, episode=episode)
        may["appointment"] = may["contact"]
        choices = _acts(EPISODE_ACTS, may, episode.uid)
    choices += _acts(PATIENT_ACTS, patient_acts(viewer=viewer, patient=patient), patient.uid)
    tabs = parts_of(viewer=viewer, patient=patient, here="")
    return [*choices, *(Choice(tab.label, tab.url, _("Of this patient")) for tab in tabs)]


def _acts(
    offered: dict[str, tuple[str | Promise, str]], may: dict[str, bool], subject: UUID
) -> list[Choice]:
    found = []
    for act, (label, name) in offered.items():
        if not may.get(act):
            continue
        try:
            found.append(Choice(str(label), reverse(name, args=[subject]), _("Of this patient")))
        except NoReverseMatch:
            continue
    return found


def _fitting(choices: list[Choice], text: str) -> list[Choice]:
    """Those whose label has every word typed: labels that begin with the text come first."""
    words = text.casefold().split()
    found = [each for each in choices if all(word in each.label.casefold() for word in words)]
    unique = {(each.url, each.label): each for each in found}
    return sorted(
        unique.values(), key=lambda each: not each.label.casefold().startswith(text.casefold())
    )

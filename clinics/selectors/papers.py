"""What the papers of one patient say, and which of them a viewer may print."""

from dataclasses import dataclass
from datetime import date

from clinics.choices import Document, TransferPart
from clinics.models import Patient
from clinics.selectors.bundles import Section, bundle_of, in_words
from clinics.selectors.roots import visible_episodes
from clinics.selectors.wording import person_text
from clinics.vocabulary import EpisodeState, IdentityStatus
from kernel.models import User
from kernel.permissions import Permission, has_permission, require
from vault import api as vault


NEEDS = {Document.CARD: Permission.PATIENT_REGISTER}
"""A card holds nothing but the code; every other paper holds a part of the record."""
USUAL = (TransferPart.DEMAND, TransferPart.DOSES, TransferPart.TESTS, TransferPart.HEALTH)


@dataclass(frozen=True)
class Summary:
    """The last episode in words, without a name and without a note."""

    code: str
    person: str
    clinic: str
    site: str
    state: str
    since: date | None
    until: date | None
    sections: list[Section]


def code_of(patient: Patient) -> str:
    """The patient's code as people read it: 4821 9037 57."""
    return vault.format_code(patient.code)


def needed_for(document: Document) -> Permission:
    """The permission that printing a paper takes."""
    return NEEDS.get(document, Permission.RECORD_PRINT)


def papers_for(*, viewer: User, patient: Patient) -> dict[str, bool]:
    """Which papers of a patient the viewer may print, by name in lower case."""
    at = patient.organisation
    return {
        document.value.lower(): has_permission(viewer, needed_for(document), at=at)
        for document in Document
    }


def summary_of(
    *, viewer: User, patient: Patient, parts: list[str] | None = None, today: date
) -> Summary:
    """The patient's last episode, with the given parts or all of them.

    Raises:
        NotPermitted: the viewer prints no records here.
    """
    require(viewer, Permission.RECORD_PRINT, at=patient.organisation)
    episodes = visible_episodes(viewer=viewer).filter(patient=patient)
    last = episodes.exclude(state=EpisodeState.VOIDED).order_by("-referred_on", "-pk").first()
    chosen = list(TransferPart.values) if parts is None else parts
    bundle = bundle_of(last, parts=chosen, today=today) if last else {}
    return Summary(
        code=code_of(patient),
        person=person_text(patient, today=today),
        clinic=patient.organisation.name,
        site=last.site.name if last else "",
        state=str(last.get_state_display()) if last else "",
        since=last.started_on or last.admitted_on if last else None,
        until=last.ended_on if last else None,
        sections=in_words(bundle)[1:] if bundle else [],
    )


def name_for_letter(*, viewer: User, patient: Patient) -> tuple[str, date | None]:
    """Name and birth date for a referral letter, empty where there is none. The vault logs it.

    Raises:
        NotPermitted: the viewer reads no names here.
        vault.Locked: the vault is locked.
    """
    require(viewer, Permission.IDENTITY_LABEL, at=patient.organisation)
    if patient.identity_status != IdentityStatus.NAMED:
        return "", None
    context = vault.Context(
        by=viewer, organisation=patient.organisation, purpose=vault.Purpose.REFERRAL_LETTER
    )
    label = vault.labels(context, patient_uids=[patient.uid]).get(patient.uid)
    return (label.name, label.birth_date) if label else ("", None)

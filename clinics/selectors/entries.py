"""Lines of a record in words: contacts, doses and drug tests, one page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from clinics.models import Contact, Dose, DrugTest, Episode, Patient
from clinics.selectors.paging import Page, page_of
from clinics.selectors.roots import holding, visible_contacts, visible_doses, visible_drug_tests
from clinics.selectors.wording import (
    amount_text,
    contact_act,
    contact_circumstances,
    contact_length,
    mode_text,
)
from clinics.vocabulary import Analyte, Finding, Matrix, Medicine, OverrideReason
from kernel.models import User
from kernel.permissions import Permission, organisations_where


PAGE_SIZE = 50


@dataclass(frozen=True)
class Entry:
    """One contact, dose or drug test in words."""

    uid: UUID
    on: date
    act: str
    length: str = ""
    detail: str = ""
    note: str = ""
    by: str = ""
    is_found: bool = False
    url: str = ""
    """Where the entry is corrected; empty for those who may not."""


@dataclass(frozen=True)
class Entries:
    """One page of entries and the ways on."""

    rows: list[Entry]
    earlier: str = ""
    later: str = ""


def contacts_page(*, viewer: User, patient: Patient, before: str = "", after: str = "") -> Entries:
    """Contacts of all episodes of the patient, newest first."""
    rows = holding(visible_contacts(viewer=viewer)).filter(episode__patient=patient)
    page = page_of(rows, day="on", before=before, after=after, size=PAGE_SIZE)
    return _page(viewer, page, [contact_entry(row) for row in page.rows], "contact")


def doses_page(*, viewer: User, patient: Patient, before: str = "", after: str = "") -> Entries:
    """Doses of all episodes of the patient, newest first."""
    rows = holding(visible_doses(viewer=viewer)).filter(patient=patient)
    page = page_of(rows, day="on", before=before, after=after, size=PAGE_SIZE)
    return _page(viewer, page, [dose_entry(row) for row in page.rows], "dose")


def drug_tests_page(
    *, viewer: User, patient: Patient, before: str = "", after: str = ""
) -> Entries:
    """Drug tests of all episodes of the patient, newest first."""
    rows = holding(visible_drug_tests(viewer=viewer)).filter(episode__patient=patient)
    page = page_of(
        rows.prefetch_related("results"), day="on", before=before, after=after, size=PAGE_SIZE
    )
    return _page(viewer, page, [drug_test_entry(row) for row in page.rows], "test")


def latest_contacts(*, viewer: User, episode: Episode, most: int) -> tuple[list[Entry], int]:
    """The newest contacts of one episode, and how many there are in all; one query."""
    contacts = holding(visible_contacts(viewer=viewer)).filter(episode=episode)
    counted: Any = contacts.annotate(of=Window(Count("pk"))).order_by("-on", "-pk")
    rows = list(counted[:most])
    entries = [contact_entry(row) for row in rows]
    count = rows[0].of if rows else 0
    return with_links(viewer, episode.organisation_id, entries, "contact"), count


def contact_entry(contact: Contact) -> Entry:
    """A contact in words: what, how long, when and who."""
    when = [date_format(contact.on, "SHORT_DATE_FORMAT")]
    if contact.at:
        when.append(time_format(contact.at, "H:i"))
    by = contact.recorded_by.staff_code or contact.recorded_by.username
    return Entry(
        uid=contact.uid,
        on=contact.on,
        act=contact_act(contact),
        length=contact_length(contact),
        detail=", ".join([" ".join(when), by, *contact_circumstances(contact)]),
        note=contact.note,
        by=by,
    )


def dose_entry(dose: Dose) -> Entry:
    """A dose in words."""
    when = [date_format(dose.on, "SHORT_DATE_FORMAT")]
    if dose.at:
        when.append(time_format(dose.at, "H:i"))
    reason = str(OverrideReason(dose.override_reason).label) if dose.override_reason else ""
    return Entry(
        uid=dose.uid,
        on=dose.on,
        act=amount_text(dose.amount, dose.unit),
        length=str(Medicine(dose.medicine).label),
        detail=", ".join(filter(None, [" ".join(when), mode_text(dose)])),
        note=reason,
        by=dose.recorded_by.staff_code or dose.recorded_by.username,
    )


def drug_test_entry(test: DrugTest) -> Entry:
    """A drug test in words: what was found, and what was not."""
    results = list(test.results.all())
    parts = [
        (_("Found: %(names)s"), Finding.FOUND),
        (_("Not found: %(names)s"), Finding.NOT_FOUND),
        (_("Invalid: %(names)s"), Finding.INVALID),
    ]
    words = [
        text % {"names": ", ".join(names)}
        for text, finding in parts
        if (names := [str(Analyte(r.analyte).label) for r in results if r.finding == finding])
    ]
    return Entry(
        uid=test.uid,
        on=test.on,
        act=". ".join(words) or _("No result"),
        length=str(Matrix(test.matrix).label),
        detail=date_format(test.on, "SHORT_DATE_FORMAT"),
        by=test.recorded_by.staff_code or test.recorded_by.username,
        is_found=any(result.finding == Finding.FOUND for result in results),
    )


WRITTEN_WITH = {
    "contact": Permission.CONTACT_WRITE,
    "dose": Permission.DOSE_GIVE,
    "test": Permission.TEST_WRITE,
}
"""Who writes a kind of entry corrects it; the actions ask the same."""


def with_links(
    viewer: User, organisation_id: int, entries: Iterable[Entry], kind: str
) -> list[Entry]:
    """Let entries lead to their correction, for those who may correct."""
    needed = (Permission.RECORD_CORRECT, WRITTEN_WITH[kind])
    if any(organisation_id not in organisations_where(viewer, each) for each in needed):
        return list(entries)
    return [
        replace(entry, url=reverse(f"work:{kind}-correct", args=[entry.uid])) for entry in entries
    ]


def _page(viewer: User, page: Page, entries: list[Entry], kind: str) -> Entries:
    if page.rows:
        entries = with_links(viewer, page.rows[0].organisation_id, entries, kind)
    return Entries(entries, page.earlier, page.later)

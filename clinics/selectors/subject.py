"""All that is held on a patient, in plain words, for the patient's own print.

Left out are answers about violence and concerns for children: paper goes home, where it may be read
by whoever they are about. The print says that such answers, if any, are told in person.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics import models
from clinics.models import Dose, DrugTest, Patient
from clinics.models.demand import CODED, NUMBERS
from clinics.selectors.bundles import word
from clinics.selectors.doses import is_taken
from clinics.selectors.wording import amount_text
from clinics.vocabulary import DoseMode, Medicine, NullFlavour, RecordState, Substance
from kernel.models import User
from kernel.permissions import Permission, require


RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Table:
    """One kind of entries: a heading, the names of its columns and its rows, all in words."""

    title: str
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Kind:
    """Which entries of which table are printed, and which columns of them."""

    title: Any
    model: type[Model]
    columns: tuple[str, ...]
    by: str = "episode__patient"
    order: str = "on"


DEMAND = ("as_of", *CODED, *NUMBERS)
KINDS: tuple[Kind, ...] = (
    Kind(gettext_lazy("Consents"), models.Consent,
         ("purpose", "text_version", "given_on", "withdrawn_on"), "patient", "given_on"),
    Kind(gettext_lazy("Triage"), models.Triage,
         ("on", "reason", "pregnant", "injecting", "overdose", "released", "urgency")),
    Kind(gettext_lazy("Treatments"), models.Intervention,
         ("started_on", "ended_on", "modality", "setting", "medicine"), order="started_on"),
    Kind(gettext_lazy("Contacts"), models.Contact,
         ("on", "at", "kind", "mode", "attendance", "absence_reason", "minutes", "note")),
    Kind(gettext_lazy("Prescriptions"), models.Prescription,
         ("starts_on", "ends_on", "ended_on", "medicine", "dose", "unit", "interval",
          "end_reason"), order="starts_on"),
    Kind(gettext_lazy("Agreements on doses to take home"), models.TakeHomeAgreement,
         ("starts_on", "ends_on", "most_days", "storage_explained", "naloxone_explained"),
         order="starts_on"),
    Kind(gettext_lazy("Days without a dose by decision"), models.DoseHold, ("on", "reason")),
    Kind(gettext_lazy("Plans"), models.Plan,
         ("on", "review_on", "participated", "agreed", "is_review")),
    Kind(gettext_lazy("Goals"), models.Goal,
         ("plan", "problem", "goal", "action", "due_on", "progress"), "plan__episode__patient",
         "plan__on"),
    Kind(gettext_lazy("Tests of infections"), models.InfectionTest,
         ("on", "infection", "kind", "result", "result_on", "copies")),
    Kind(gettext_lazy("Care of infections"), models.InfectionCare, ("on", "infection", "step")),
    Kind(gettext_lazy("Vaccinations"), models.Vaccination, ("on", "number")),
    Kind(gettext_lazy("Pregnancy"), models.Pregnancy, ("on", "status", "weeks")),
    Kind(gettext_lazy("Children"), models.ChildrenSummary,
         ("on", "children", "living_with_patient", "in_care")),
    Kind(gettext_lazy("Overdoses"), models.Overdose, ("on", "place", "outcome", "intent")),
    Kind(gettext_lazy("Naloxone"), models.NaloxoneEvent, ("on", "step", "kits", "expires_on")),
    Kind(gettext_lazy("Diagnoses"), models.Diagnosis,
         ("on", "system", "code", "role", "ended_on")),
    Kind(gettext_lazy("Appointments"), models.Appointment,
         ("starts_at", "minutes", "kind", "state", "absence_reason"), order="starts_at"),
    Kind(gettext_lazy("Groups"), models.GroupMember, ("group", "joined_on", "left_on"),
         order="joined_on"),
    Kind(gettext_lazy("Transfers"), models.Transfer,
         ("on", "to_organisation", "state", "refusal"), order="on"),
)  # fmt: skip
LINKED = {"group": "name", "to_organisation": "name", "plan": "on"}
"""Columns that point at another row, and what is said of that row."""


def held_on(*, viewer: User, patient: Patient, today: date) -> list[Table]:
    """Everything that is held on a patient, kind by kind; a kind with no entry is left out.

    Raises:
        NotPermitted: the viewer prints no records here.
    """
    require(viewer, Permission.RECORD_PRINT, at=patient.organisation)
    tables = [
        _person(patient), *_episodes(patient), *_demands(patient),
        *(_table(kind, patient) for kind in KINDS), _measures(patient),
        _doses_by_month(patient), _recent_doses(patient, today), _drug_tests(patient),
    ]  # fmt: skip
    return [table for table in tables if table.rows]


def _person(patient: Patient) -> Table:
    names = ("sex", "birth_year", "birth_country", "identity_status")
    rows = [[label(Patient, name), _said(patient, name)] for name in names]
    registered = date_format(localtime(patient.registered_at), "SHORT_DATE_FORMAT")
    return Table(_("You"), [], [*rows, [_("Registered"), registered]])


def _episodes(patient: Patient) -> list[Table]:
    columns = ("referred_on", "referral_source", "first_contact_on", "assessed_on", "admitted_on",
               "started_on", "ended_on", "discharge_reason", "not_admitted_reason")  # fmt: skip
    found = patient.episodes.select_related("site").order_by("referred_on", "pk")
    return [
        Table(
            _("Episode %(number)s") % {"number": number},
            [],
            [
                [_("State"), str(episode.get_state_display())],
                [_("Site"), episode.site.name],
                *([label(type(episode), c), said] for c in columns if (said := _said(episode, c))),
            ],
        )
        for number, episode in enumerate(found, start=1)
    ]


def _demands(patient: Patient) -> list[Table]:
    """The answers of each day, with the substances."""
    rows = models.TreatmentDemand.objects.filter(episode__patient=patient)
    tables = []
    for row in rows.prefetch_related("substances").order_by("as_of", "pk"):
        lines = [[label(type(row), c), said] for c in DEMAND if (said := _said(row, c))]
        for use in row.substances.all():
            facts = ("substance", "as_said", "route", "frequency", "age_first_use")
            said = ", ".join(filter(None, (_said(use, name) for name in facts)))
            lines.append([_("Substance %(rank)s") % {"rank": use.rank}, said])
        tables.append(Table(f"{_('Answers about yourself')}{_mark(row)}", [], lines))
    return tables


def _table(kind: Kind, patient: Patient) -> Table:
    rows: QuerySet[Any] = kind.model._default_manager.filter(**{kind.by: patient})
    linked = [name for name in kind.columns if name in LINKED]
    found = list(rows.select_related(*linked).order_by(kind.order, "pk"))
    used = [name for name in kind.columns if any(_said(row, name) for row in found)]
    return Table(
        str(kind.title),
        [label(kind.model, name) for name in used],
        [
            [f"{_said(row, name)}{_mark(row) if place == 0 else ''}"
             for place, name in enumerate(used)]
            for row in found
        ],
    )  # fmt: skip


def _measures(patient: Patient) -> Table:
    rows = models.Measure.objects.filter(episode__patient=patient).order_by("on", "pk")
    return Table(
        _("Questionnaires"),
        [_("Day"), _("Questionnaire"), _("When"), _("Score")],
        [
            [
                f"{_said(row, 'on')}{_mark(row)}", row.instrument, _said(row, "occasion"),
                ", ".join(filter(None, [_said(row, "total"), *(
                    f"{name}: {points}" for name, points in row.scales.items() if points is not None
                )])),
            ]
            for row in rows
        ],
    )  # fmt: skip


def _doses_by_month(patient: Patient) -> Table:
    """Each month and medicine: how many doses were taken, from how much to how much; the others."""
    months: dict[tuple[str, str, str], list[Dose]] = defaultdict(list)
    for dose in Dose.objects.current().filter(patient=patient).order_by("on", "pk"):
        months[(f"{dose.on:%Y-%m}", dose.medicine, dose.unit)].append(dose)
    rows = []
    for (month, medicine, unit), doses in months.items():
        taken = [dose.amount for dose in doses if is_taken(dose)]
        others = Counter(dose.mode for dose in doses if not is_taken(dose))
        span = (
            dict.fromkeys(amount_text(a, unit) for a in (min(taken), max(taken))) if taken else ()
        )
        said = [f"{mode.label}: {others[mode]}" for mode in DoseMode if others[mode]]
        rows.append([month, str(Medicine(medicine).label), str(len(taken)), " – ".join(span),
                     ", ".join(said)])  # fmt: skip
    head = [_("Month"), _("Medicine"), _("Doses taken"), _("Amount"), _("Not taken")]
    return Table(_("Doses by month"), head, rows)


def _recent_doses(patient: Patient, today: date) -> Table:
    found = Dose.objects.filter(patient=patient, on__gt=today - RECENT).order_by("on", "pk")
    return Table(
        _("Doses of the last 30 days"),
        [_("Day"), _("Medicine"), _("Amount"), _("How")],
        [
            [f"{_said(dose, 'on')}{_mark(dose)}", _said(dose, "medicine"),
             amount_text(dose.amount, dose.unit), _said(dose, "mode")]
            for dose in found
        ],
    )  # fmt: skip


def _drug_tests(patient: Patient) -> Table:
    found = DrugTest.objects.filter(episode__patient=patient).prefetch_related("results")
    return Table(
        _("Drug tests"),
        [_("Day"), _("Sample"), _("Result")],
        [
            [f"{_said(test, 'on')}{_mark(test)}", _said(test, "matrix"),
             ", ".join(f"{_said(r, 'analyte')}: {_said(r, 'finding')}" for r in test.results.all())]
            for test in found.order_by("on", "pk")
        ],
    )  # fmt: skip


def label(model: type[Model], name: str) -> str:
    """A column's name as a heading."""
    text = str(getattr(model._meta.get_field(name), "verbose_name", name))
    return text[:1].upper() + text[1:]


def _said(row: Any, name: str) -> str:
    """What a column of a row says, in words; why an answer is missing, where that is known."""
    value = getattr(row, name)
    if name in LINKED:
        value, name, row = getattr(value, LINKED[name]), LINKED[name], value
    if value in (None, ""):
        null = getattr(row, f"{name}_null", "")
        asked = null in (NullFlavour.UNK, NullFlavour.REF)
        return str(NullFlavour(null).label) if asked else ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if hasattr(value, "tzinfo") and hasattr(value, "date"):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    if hasattr(value, "hour"):
        return time_format(value, "H:i")
    if name == "substances":
        return ", ".join(str(Substance(code).label) for code in value)
    return word(type(row), name, value)


def _mark(row: Any) -> str:
    """Whether an entry was corrected later, or does not count."""
    state = getattr(row, "state", "")
    if state == RecordState.SUPERSEDED:
        return f" ({_('corrected later')})"
    return f" ({_('does not count')})" if state == RecordState.VOIDED else ""

"""The treatment record's tables."""

from clinics.models.appointments import (
    Appointment,
    Group,
    GroupAttendance,
    GroupMember,
    GroupSession,
    Reminder,
)
from clinics.models.code_lists import Code, CodeList
from clinics.models.demand import SubstanceUse, TreatmentDemand
from clinics.models.drafts import Draft, SavedFilter
from clinics.models.episodes import Episode, EpisodeStep, Intervention
from clinics.models.events import Contact, Dose, DrugTest, DrugTestResult
from clinics.models.health import (
    ChildrenSummary,
    Diagnosis,
    InfectionCare,
    InfectionTest,
    NaloxoneEvent,
    Overdose,
    Pregnancy,
    SafeguardingConcern,
    Vaccination,
    ViolenceScreen,
)
from clinics.models.imports import ImportBatch, ImportRun
from clinics.models.measures import InstrumentText, Measure, MeasureSchedule
from clinics.models.pathways import PatientMerge, Transfer, Triage
from clinics.models.patients import Consent, Patient, Registration
from clinics.models.plans import Goal, Plan
from clinics.models.prescriptions import DoseHold, MissedDoseRule, Prescription, TakeHomeAgreement
from clinics.models.stock import (
    StockBatch,
    StockCount,
    StockDay,
    StockEntry,
    StockLine,
    StockTolerance,
)
from clinics.models.substances import AddedSubstance, TermResolution, UnknownTerm


__all__ = [
    "AddedSubstance",
    "Appointment",
    "ChildrenSummary",
    "Code",
    "CodeList",
    "Consent",
    "Contact",
    "Diagnosis",
    "Dose",
    "DoseHold",
    "Draft",
    "DrugTest",
    "DrugTestResult",
    "Episode",
    "EpisodeStep",
    "Goal",
    "Group",
    "GroupAttendance",
    "GroupMember",
    "GroupSession",
    "ImportBatch",
    "ImportRun",
    "InfectionCare",
    "InfectionTest",
    "InstrumentText",
    "Intervention",
    "Measure",
    "MeasureSchedule",
    "MissedDoseRule",
    "NaloxoneEvent",
    "Overdose",
    "Patient",
    "PatientMerge",
    "Plan",
    "Pregnancy",
    "Prescription",
    "Registration",
    "Reminder",
    "SafeguardingConcern",
    "SavedFilter",
    "StockBatch",
    "StockCount",
    "StockDay",
    "StockEntry",
    "StockLine",
    "StockTolerance",
    "SubstanceUse",
    "TakeHomeAgreement",
    "TermResolution",
    "Transfer",
    "TreatmentDemand",
    "Triage",
    "UnknownTerm",
    "Vaccination",
    "ViolenceScreen",
]

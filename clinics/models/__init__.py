"""The treatment record's tables."""

from clinics.models.code_lists import Code, CodeList
from clinics.models.demand import SubstanceUse, TreatmentDemand
from clinics.models.episodes import Episode, EpisodeStep, Intervention
from clinics.models.events import Contact, Dose, DrugTest, DrugTestResult
from clinics.models.imports import ImportBatch, ImportRun
from clinics.models.patients import Consent, Patient, Registration


__all__ = [
    "Code",
    "CodeList",
    "Consent",
    "Contact",
    "Dose",
    "DrugTest",
    "DrugTestResult",
    "Episode",
    "EpisodeStep",
    "ImportBatch",
    "ImportRun",
    "Intervention",
    "Patient",
    "Registration",
    "SubstanceUse",
    "TreatmentDemand",
]

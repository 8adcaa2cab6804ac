"""Programmes, their delivery, questionnaires and where help is."""

from prevention.models.catalogue import (
    CoreComponent,
    EvidenceRating,
    FidelityItem,
    Instrument,
    Programme,
    ProgrammeText,
    ProgrammeVersion,
    SessionPlan,
    Study,
)
from prevention.models.consent import ConsentRules
from prevention.models.incidents import Incident
from prevention.models.reference import InterventionType, InterventionTypeName
from prevention.models.runs import (
    Cohort,
    Cost,
    DeliverySite,
    Implementation,
    Participant,
    QualityAnswer,
    WarningOverride,
)
from prevention.models.services import ServicePoint, ServicePointText
from prevention.models.sessions import (
    Adaptation,
    Attendance,
    Facilitator,
    Fidelity,
    FidelityScore,
    Session,
    Training,
)
from prevention.models.surveys import (
    Answer,
    CodeElement,
    OutcomeResult,
    Questionnaire,
    QuestionnaireItem,
    Response,
    ResponseLink,
    Wave,
    WaveDay,
)


__all__ = [
    "Adaptation",
    "Answer",
    "Attendance",
    "CodeElement",
    "Cohort",
    "ConsentRules",
    "CoreComponent",
    "Cost",
    "DeliverySite",
    "EvidenceRating",
    "Facilitator",
    "Fidelity",
    "FidelityItem",
    "FidelityScore",
    "Implementation",
    "Incident",
    "Instrument",
    "InterventionType",
    "InterventionTypeName",
    "OutcomeResult",
    "Participant",
    "Programme",
    "ProgrammeText",
    "ProgrammeVersion",
    "QualityAnswer",
    "Questionnaire",
    "QuestionnaireItem",
    "Response",
    "ResponseLink",
    "ServicePoint",
    "ServicePointText",
    "Session",
    "SessionPlan",
    "Study",
    "Training",
    "WarningOverride",
    "Wave",
    "WaveDay",
]

"""Choices of the clinician's workspace that no exchange standard codes: the product's own.

What TDI, TEDS or ICD code stands in `clinics.vocabulary` with its lists of codes. Stored codes are
stable and upper-case; labels are translated.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Administered(TextChoices):
    """Who filled a measure in."""

    INTERVIEW = "INTERVIEW", _("Asked by staff")
    SELF = "SELF", _("Filled in by the patient")
    OBSERVED = "OBSERVED", _("Observed by staff")


class Occasion(TextChoices):
    """When in an episode a measure is taken."""

    ENTRY = "ENTRY", _("At entry")
    REVIEW = "REVIEW", _("At a review")
    EXIT = "EXIT", _("At exit")
    POST_EXIT = "POST_EXIT", _("After exit")
    OTHER = "OTHER", _("At another time")


class SafetyAction(TextChoices):
    """What was done the same day when a patient told of thoughts of suicide (V38)."""

    ASSESSED_SAFE = "ASSESSED_SAFE", _("Risk assessed, safe to go home")
    SAFETY_PLAN = "SAFETY_PLAN", _("Safety plan made")
    PRESCRIBER_TOLD = "PRESCRIBER_TOLD", _("Doctor called at once")
    EMERGENCY = "EMERGENCY", _("Emergency care called")


class Problem(TextChoices):
    """What a goal of the plan is about."""

    SUBSTANCE_USE = "SUBSTANCE_USE", _("Substance use")
    HEALTH = "HEALTH", _("Physical health")
    MENTAL_HEALTH = "MENTAL_HEALTH", _("Mental health")
    FAMILY = "FAMILY", _("Family and relationships")
    CHILDREN = "CHILDREN", _("Children")
    HOUSING = "HOUSING", _("Housing")
    WORK = "WORK", _("Work and education")
    MONEY = "MONEY", _("Money and documents")
    LEGAL = "LEGAL", _("Law")
    SAFETY = "SAFETY", _("Safety")
    OTHER = "OTHER", _("Other")


class Progress(TextChoices):
    """How far a goal is."""

    OPEN = "OPEN", _("Not begun")
    UNDER_WAY = "UNDER_WAY", _("Under way")
    REACHED = "REACHED", _("Reached")
    CHANGED = "CHANGED", _("Changed")
    SET_ASIDE = "SET_ASIDE", _("Set aside")


class DoseInterval(TextChoices):
    """On which days a prescribed dose is due."""

    DAILY = "DAILY", _("Every day")
    ALTERNATE = "ALTERNATE", _("Every second day")
    WEEKDAYS = "WEEKDAYS", _("On chosen days of the week")
    MONTHLY = "MONTHLY", _("Every four weeks")


class PrescriptionEnd(TextChoices):
    """Why a prescription ended."""

    CHANGED = "CHANGED", _("Changed by another")
    STOPPED = "STOPPED", _("Stopped")
    REINDUCTION = "REINDUCTION", _("Treatment begins anew")
    DISCHARGED = "DISCHARGED", _("The episode ended")
    MISTAKE = "MISTAKE", _("Written by mistake")


class MissedAdvice(TextChoices):
    """What a rule on missed days asks for before the next dose."""

    NONE = "NONE", _("The usual dose")
    CHECK = "CHECK", _("The usual dose when not intoxicated")
    HALVE = "HALVE", _("Half the dose, after the prescriber agreed")
    PRESCRIBER = "PRESCRIBER", _("The prescriber sees the patient and sets a lower dose")
    REINDUCTION = "REINDUCTION", _("Treatment begins anew")


class HoldReason(TextChoices):
    """Why nothing is dispensed for now."""

    INTOXICATED = "INTOXICATED", _("Looks intoxicated or sedated")
    WITHDRAWAL = "WITHDRAWAL", _("Withdrawal to be assessed first")
    PRESCRIBER = "PRESCRIBER", _("The prescriber wants to see the patient")
    OTHER = "OTHER", _("Other reason")


class StockKind(TextChoices):
    """What moves controlled medicine."""

    RECEIPT = "RECEIPT", _("Received")
    DISPENSING = "DISPENSING", _("Dispensed")
    RETURN = "RETURN", _("Returned by a patient")
    SPILLAGE = "SPILLAGE", _("Spilled or broken")
    DESTRUCTION = "DESTRUCTION", _("Destroyed")
    TRANSFER_OUT = "TRANSFER_OUT", _("Sent to another site")
    ADJUSTMENT = "ADJUSTMENT", _("Difference found at a count")
    REVERSAL = "REVERSAL", _("Reversed")


class StockAccount(TextChoices):
    """Where controlled medicine is, or went: the two sides of every entry."""

    CABINET = "CABINET", _("Cabinet")
    QUARANTINE = "QUARANTINE", _("Quarantine")
    SUPPLIER = "SUPPLIER", _("Supplier")
    PATIENTS = "PATIENTS", _("Patients")
    WASTE = "WASTE", _("Spilled")
    DESTROYED = "DESTROYED", _("Destroyed")
    OTHER_SITE = "OTHER_SITE", _("Another site")
    DIFFERENCE = "DIFFERENCE", _("Unexplained difference")


class Infection(TextChoices):
    """Infections that the record follows from offer to outcome."""

    HIV = "HIV", _("HIV")
    HCV = "HCV", _("Hepatitis C")
    HBV = "HBV", _("Hepatitis B")
    TB = "TB", _("Tuberculosis")
    SYPHILIS = "SYPHILIS", _("Syphilis")


class InfectionTestKind(TextChoices):
    """What kind of test was done."""

    RAPID = "RAPID", _("Rapid test")
    ANTIBODY = "ANTIBODY", _("Antibodies")
    ANTIGEN = "ANTIGEN", _("Antigen")
    RNA = "RNA", _("RNA or DNA")
    VIRAL_LOAD = "VIRAL_LOAD", _("Viral load")
    SYMPTOMS = "SYMPTOMS", _("Four symptoms")
    XRAY = "XRAY", _("Chest X-ray")
    XPERT = "XPERT", _("Xpert or culture")
    SVR12 = "SVR12", _("RNA 12 weeks after treatment")
    CONFIRMATION = "CONFIRMATION", _("Confirming test")


class InfectionResult(TextChoices):
    """What a test of an infection says."""

    AWAITED = "AWAITED", _("Awaited")
    NEGATIVE = "NEGATIVE", _("Negative")
    POSITIVE = "POSITIVE", _("Positive")
    UNCLEAR = "UNCLEAR", _("Not clear")
    DECLINED = "DECLINED", _("Test declined")


class CareStep(TextChoices):
    """A step of the care of an infection."""

    REFERRED = "REFERRED", _("Referred")
    LINKED = "LINKED", _("In specialist care")
    STARTED = "STARTED", _("Treatment started")
    PREVENTIVE = "PREVENTIVE", _("Preventive treatment started")
    STOPPED = "STOPPED", _("Treatment stopped")
    COMPLETED = "COMPLETED", _("Treatment completed")
    CURED = "CURED", _("Cured")
    SUPPRESSED = "SUPPRESSED", _("Viral load suppressed")
    FAILED = "FAILED", _("Treatment failed")
    LOST = "LOST", _("Lost to follow-up")
    DIED = "DIED", _("Died")


class PregnancyStatus(TextChoices):
    """Pregnancy, as of a day."""

    PREGNANT = "PREGNANT", _("Pregnant")
    NOT_PREGNANT = "NOT_PREGNANT", _("Not pregnant")
    POSSIBLE = "POSSIBLE", _("Perhaps pregnant, test advised")
    BIRTH = "BIRTH", _("Gave birth")
    ENDED = "ENDED", _("Pregnancy ended otherwise")


class OverdosePlace(TextChoices):
    """Where an overdose happened."""

    HOME = "HOME", _("At home")
    STREET = "STREET", _("In the street or another public place")
    SERVICE = "SERVICE", _("In a service")
    DETENTION = "DETENTION", _("In detention")
    OTHER = "OTHER", _("Elsewhere")


class OverdoseOutcome(TextChoices):
    """How an overdose ended."""

    RECOVERED = "RECOVERED", _("Recovered")
    HOSPITAL = "HOSPITAL", _("Taken to hospital")
    DIED = "DIED", _("Died")


class Intent(TextChoices):
    """Whether an overdose was meant."""

    ACCIDENT = "ACCIDENT", _("By accident")
    INTENDED = "INTENDED", _("Intended")
    UNCLEAR = "UNCLEAR", _("Not clear")


class NaloxoneStep(TextChoices):
    """What happened with take-home naloxone."""

    TRAINED = "TRAINED", _("Trained")
    SUPPLIED = "SUPPLIED", _("Kit supplied")
    REPLACED = "REPLACED", _("Kit replaced")
    USED = "USED", _("Kit used")
    LOST = "LOST", _("Kit lost or expired")


class DiagnosisSystem(TextChoices):
    """Which classification a diagnosis is coded in."""

    ICD10 = "ICD10", "ICD-10"
    ICD11 = "ICD11", "ICD-11"


class DiagnosisRole(TextChoices):
    """What a diagnosis is in the episode."""

    PRIMARY = "PRIMARY", _("Main")
    SECONDARY = "SECONDARY", _("Further substance")
    COMORBID = "COMORBID", _("Co-occurring")


class AppointmentState(TextChoices):
    """What became of an appointment."""

    PLANNED = "PLANNED", _("Planned")
    KEPT = "KEPT", _("Kept")
    MISSED = "MISSED", _("Did not come")
    CANCELLED = "CANCELLED", _("Cancelled")


class Repeat(TextChoices):
    """How an appointment comes again."""

    ONCE = "ONCE", _("Once")
    DAILY = "DAILY", _("Every day")
    WEEKLY = "WEEKLY", _("Every week")
    FORTNIGHTLY = "FORTNIGHTLY", _("Every second week")
    MONTHLY = "MONTHLY", _("Every four weeks")


class ReminderChannel(TextChoices):
    """How a patient is reminded."""

    SLIP = "SLIP", _("Printed slip")
    SMS = "SMS", _("Text message")
    EMAIL = "EMAIL", _("E-mail")


class ReferralReason(TextChoices):
    """What a person comes for, in a word."""

    TREATMENT = "TREATMENT", _("Treatment of substance use")
    CONTINUATION = "CONTINUATION", _("Continuing treatment begun elsewhere")
    WITHDRAWAL = "WITHDRAWAL", _("Withdrawal")
    OVERDOSE = "OVERDOSE", _("After an overdose")
    PREGNANCY = "PREGNANCY", _("Pregnancy")
    RELEASE = "RELEASE", _("After release from prison")
    COURT = "COURT", _("Decision of a court")
    OTHER = "OTHER", _("Other")


class Urgency(TextChoices):
    """How soon a person on the waiting list is offered a place."""

    TODAY = "TODAY", _("Today")
    WEEK = "WEEK", _("Within a week")
    ROUTINE = "ROUTINE", _("In turn")


class TransferState(TextChoices):
    """Where a transfer to another clinic stands."""

    OFFERED = "OFFERED", _("Offered")
    ACCEPTED = "ACCEPTED", _("Accepted")
    DECLINED = "DECLINED", pgettext_lazy("transfer", "Declined")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class TransferPart(TextChoices):
    """What travels with a patient, when the patient agrees."""

    DEMAND = "DEMAND", _("Answers at entry")
    DOSES = "DOSES", _("Medicine and doses of the last 14 days")
    TESTS = "TESTS", _("Drug tests of the last 90 days")
    MEASURES = "MEASURES", _("Measures")
    PLAN = "PLAN", _("Treatment plan")
    HEALTH = "HEALTH", _("Infections and diagnoses")


class TransferRefusal(TextChoices):
    """Why a clinic does not take a patient."""

    NO_PLACE = "NO_PLACE", _("No place")
    NOT_OFFERED = "NOT_OFFERED", _("This treatment is not offered here")
    NOT_REACHED = "NOT_REACHED", _("The patient did not come")
    OTHER = "OTHER", _("Other")


class Document(TextChoices):
    """A paper that is printed of one patient's record."""

    CARD = "CARD", _("Patient card")
    SUMMARY = "SUMMARY", _("Clinical summary")
    LETTER = "LETTER", _("Referral letter")
    SUBJECT = "SUBJECT", _("Everything that is held, for the patient")


class MergeEvidence(TextChoices):
    """Why two records are taken for one person's."""

    SAME_DOCUMENT = "SAME_DOCUMENT", _("Same document seen")
    PATIENT_SAYS = "PATIENT_SAYS", _("The patient says so")
    CARD = "CARD", _("The patient holds both cards")
    STAFF_KNOW = "STAFF_KNOW", _("Staff know the patient")


class MergeState(TextChoices):
    """Where a merge stands."""

    PROPOSED = "PROPOSED", _("Proposed")
    DONE = "DONE", _("Merged")
    REFUSED = "REFUSED", _("Not agreed")
    UNDONE = "UNDONE", _("Undone")


class TermState(TextChoices):
    """Where an unknown name of a substance stands."""

    OPEN = "OPEN", _("To be resolved")
    RESOLVED = "RESOLVED", _("Resolved")
    SET_ASIDE = "SET_ASIDE", _("No substance")


class Resolution(TextChoices):
    """How a name that was said became a substance."""

    AUTO = "AUTO", _("Known name")
    CONFIRMED = "CONFIRMED", _("Confirmed by staff")
    CLASS_LEVEL = "CLASS_LEVEL", _("Class only")
    UNRESOLVED = "UNRESOLVED", _("Waits for the expert")
    EXPERT = "EXPERT", _("Resolved by the expert")


class Evidence(TextChoices):
    """On what a resolution rests, from weak to strong."""

    SELF_REPORT = "SELF_REPORT", _("What patients say")
    TEST_STRIP = "TEST_STRIP", _("Test strip")
    LABORATORY = "LABORATORY", _("Laboratory")


class LockReason(TextChoices):
    """Why the names are locked."""

    DEVICE_LOST = "DEVICE_LOST", _("A device was lost or stolen")
    ACCOUNT_MISUSED = "ACCOUNT_MISUSED", _("An account is used by somebody else")
    PREMISES_SEARCHED = "PREMISES_SEARCHED", _("The premises are searched or threatened")
    INTRUSION = "INTRUSION", _("Somebody seems to be in the system")
    EXERCISE = "EXERCISE", _("Exercise")
    OTHER = "OTHER", _("Something else")

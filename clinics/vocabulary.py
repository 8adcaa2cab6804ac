"""Coded choices of the treatment record, each with the standard its code comes from.

Stored codes are stable and upper-case; labels are translated. Mappings to TDI, TEDS, ICD-10 and
ICD-11 stand beside each code in `clinics/code_lists/*.csv`, which fill the versioned tables
`CodeList` and `Code`. Every record stores the version of the vocabulary it was coded with.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


VERSION = "2026.1"
"""Version of all lists below; a changed list makes a new version, old records keep theirs."""


class NullFlavour(TextChoices):
    """Why an answer is missing. Never 0, never 99, never an empty field."""

    UNK = "UNK", _("Unknown")
    REF = "REF", _("Declined")
    NASK = "NASK", _("Not asked")
    NA = "NA", _("Does not apply")


class RecordState(TextChoices):
    """Whether a row is what holds now. Nothing is deleted."""

    CURRENT = "CURRENT", _("Current")
    SUPERSEDED = "SUPERSEDED", _("Corrected")
    VOIDED = "VOIDED", _("Voided")


class VoidReason(TextChoices):
    """Why a row does not count."""

    WRONG_PATIENT = "WRONG_PATIENT", _("Entered for another patient")
    DUPLICATE = "DUPLICATE", _("Entered twice")
    DID_NOT_HAPPEN = "DID_NOT_HAPPEN", _("Did not happen")
    TEST_ENTRY = "TEST_ENTRY", _("Entered to try the system")


class CorrectionReason(TextChoices):
    """Why a row was replaced by another."""

    TYPING_ERROR = "TYPING_ERROR", _("Typing error")
    WRONG_DATE = "WRONG_DATE", _("Wrong date or time")
    NEW_INFORMATION = "NEW_INFORMATION", _("New information")


class OverrideReason(TextChoices):
    """Why a rule of practice was set aside."""

    PRESCRIBER = "PRESCRIBER", _("The prescriber decided")
    SPLIT_DOSE = "SPLIT_DOSE", _("Split dose agreed")
    REPLACEMENT = "REPLACEMENT", _("Replaces a vomited or spilled dose")
    EMERGENCY = "EMERGENCY", _("Emergency")
    HISTORIC = "HISTORIC", _("Historic record")


class IdentityStatus(TextChoices):
    """What the clinic knows of who the patient is."""

    ANONYMOUS = "ANONYMOUS", _("Without a name")
    NAMED = "NAMED", _("Name in the vault")


class EpisodeState(TextChoices):
    """Where an episode stands; section 9.2 of the treatment record reference."""

    REFERRAL = "REFERRAL", _("Referral")
    WAITING = "WAITING", _("Waiting")
    ASSESSMENT = "ASSESSMENT", _("Assessment")
    ADMITTED = "ADMITTED", _("Admitted")
    IN_TREATMENT = "IN_TREATMENT", _("In treatment")
    INTERRUPTED = "INTERRUPTED", _("Interrupted")
    DISCHARGED = "DISCHARGED", _("Discharged")
    FOLLOW_UP = "FOLLOW_UP", _("Follow-up")
    CLOSED = "CLOSED", _("Closed")
    CLOSED_NOT_ADMITTED = "CLOSED_NOT_ADMITTED", _("Not admitted")
    VOIDED = "VOIDED", _("Voided")


class ReferralSource(TextChoices):
    """TDI item 4, in the order of the template's columns; police and prosecutor are JUSTICE."""

    JUSTICE = "JUSTICE", _("Court, probation or police")
    GP = "GP", _("General practitioner")
    DRUG_SERVICE = "DRUG_SERVICE", _("Drug treatment centre")
    HEALTH_SOCIAL = "HEALTH_SOCIAL", _("Other health, medical or social service")
    EDUCATION = "EDUCATION", _("Educational service")
    SELF_FAMILY = "SELF_FAMILY", _("Self, family or friends")
    OTHER = "OTHER", _("Other")


class PreviouslyTreated(TextChoices):
    """TDI item 3: ever treated for drug use, in the person's lifetime, anywhere."""

    NEVER = "NEVER", _("Never treated before")
    PREVIOUSLY = "PREVIOUSLY", _("Treated before")


class LivingWith(TextChoices):
    """TDI item 7: with whom the person lives."""

    ALONE = "ALONE", _("Alone")
    FAMILY_OF_ORIGIN = "FAMILY_OF_ORIGIN", _("Family of origin")
    PARTNER_CHILDREN = "PARTNER_CHILDREN", _("Partner or children")
    FRIENDS = "FRIENDS", _("Friends or others, not related")
    DETENTION = "DETENTION", _("In detention")
    INSTITUTION = "INSTITUTION", _("Institution or shelter")


class YesNo(TextChoices):
    """Yes or no; what is not known has its null flavour."""

    YES = "YES", _("Yes")
    NO = "NO", _("No")


class Accommodation(TextChoices):
    """TDI item 9: where the person lives."""

    STABLE = "STABLE", _("Stable")
    UNSTABLE = "UNSTABLE", _("Unstable or homeless")
    DETENTION = "DETENTION", _("In detention")
    OTHER = "OTHER", _("Other")


class Labour(TextChoices):
    """TDI item 10: labour status."""

    OCCASIONAL = "OCCASIONAL", _("Works occasionally")
    REGULAR = "REGULAR", _("Works regularly")
    STUDENT = "STUDENT", _("Student")
    UNEMPLOYED = "UNEMPLOYED", _("Unemployed")
    INACTIVE = "INACTIVE", _("Benefits, pension, at home or disabled")
    OTHER = "OTHER", _("Other")


class Education(TextChoices):
    """TDI item 11, ISCED 1997 levels."""

    NONE = "NONE", _("Primary not completed")
    PRIMARY = "PRIMARY", _("Primary")
    SECONDARY = "SECONDARY", _("Secondary")
    HIGHER = "HIGHER", _("Higher")


class Substance(TextChoices):
    """The rows of the TDI template, section 1.3; alcohol is never a primary drug."""

    HEROIN = "HEROIN", _("Heroin")
    METHADONE_MISUSED = "METHADONE_MISUSED", _("Methadone, not as prescribed")
    BUPRENORPHINE_MISUSED = "BUPRENORPHINE_MISUSED", _("Buprenorphine, not as prescribed")
    FENTANILS = "FENTANILS", _("Fentanils")
    OPIOIDS_OTHER = "OPIOIDS_OTHER", _("Other opioids")
    OPIOIDS = "OPIOIDS", _("Opioids, not specified")
    COCAINE_POWDER = "COCAINE_POWDER", _("Cocaine powder")
    CRACK = "CRACK", _("Crack cocaine")
    COCAINE_OTHER = "COCAINE_OTHER", _("Other cocaine")
    COCAINE = "COCAINE", _("Cocaine, not specified")
    AMPHETAMINES = "AMPHETAMINES", _("Amphetamines")
    METHAMPHETAMINE = "METHAMPHETAMINE", _("Methamphetamine")
    MDMA = "MDMA", _("MDMA and derivatives")
    CATHINONES = "CATHINONES", _("Synthetic cathinones")
    STIMULANTS_OTHER = "STIMULANTS_OTHER", _("Other stimulants")
    BARBITURATES = "BARBITURATES", _("Barbiturates, not as prescribed")
    BENZODIAZEPINES = "BENZODIAZEPINES", _("Benzodiazepines, not as prescribed")
    GHB = "GHB", _("GHB or GBL")
    SEDATIVES_OTHER = "SEDATIVES_OTHER", _("Other hypnotics and sedatives")
    LSD = "LSD", _("LSD")
    KETAMINE = "KETAMINE", _("Ketamine")
    HALLUCINOGENS_OTHER = "HALLUCINOGENS_OTHER", _("Other hallucinogens")
    INHALANTS = "INHALANTS", _("Volatile inhalants")
    CANNABIS = "CANNABIS", _("Cannabis, herb or resin")
    SYNTHETIC_CANNABINOIDS = "SYNTHETIC_CANNABINOIDS", _("Synthetic cannabinoids")
    CANNABIS_OTHER = "CANNABIS_OTHER", _("Other cannabinoids")
    ALCOHOL = "ALCOHOL", _("Alcohol")
    OTHER = "OTHER", _("Other substance")


class Route(TextChoices):
    """TDI item 13: usual route of the substance."""

    INJECT = "INJECT", _("Inject")
    SMOKE = "SMOKE", _("Smoke or inhale")
    EAT = "EAT", _("Eat or drink")
    SNIFF = "SNIFF", _("Sniff")
    OTHER = "OTHER", _("Other")


class Frequency(TextChoices):
    """TDI item 14: how often in the last 30 days."""

    DAILY = "DAILY", _("Every day")
    DAYS_4_6 = "DAYS_4_6", _("4 to 6 days a week")
    DAYS_2_3 = "DAYS_2_3", _("2 to 3 days a week")
    WEEKLY = "WEEKLY", _("Once a week or less")
    NOT_USED = "NOT_USED", _("Not in the last 30 days")


class Recency(TextChoices):
    """TDI items 16 and 22: injecting, and sharing needles and syringes."""

    NEVER = "NEVER", _("Never")
    BEFORE_YEAR = "BEFORE_YEAR", _("More than 12 months ago")
    LAST_YEAR = "LAST_YEAR", _("In the last 12 months, not the last 30 days")
    CURRENT = "CURRENT", _("In the last 30 days")
    EVER = "EVER", _("Some time, not known when")


class Testing(TextChoices):
    """TDI items 20 and 21: when last tested for HIV and hepatitis C. Never the result."""

    NEVER = "NEVER", _("Never tested")
    BEFORE_YEAR = "BEFORE_YEAR", _("More than 12 months ago")
    LAST_YEAR = "LAST_YEAR", _("In the last 12 months")
    EVER = "EVER", _("Some time, not known when")


class OatHistory(TextChoices):
    """TDI item 23: opioid agonist treatment so far."""

    NEVER = "NEVER", _("Never")
    EVER = "EVER", _("In the past, not now")
    CURRENT = "CURRENT", _("Now")


class Modality(TextChoices):
    """What is done: WHO/UNODC International Standards 2020."""

    SCREENING_BRIEF = "SCREENING_BRIEF", _("Screening and brief intervention")
    WITHDRAWAL = "WITHDRAWAL", _("Withdrawal management")
    OPIOID_AGONIST = "OPIOID_AGONIST", _("Opioid agonist treatment")
    ANTAGONIST = "ANTAGONIST", _("Antagonist treatment")
    PSYCHOSOCIAL = "PSYCHOSOCIAL", _("Psychosocial treatment")
    OVERDOSE_PREVENTION = "OVERDOSE_PREVENTION", _("Overdose prevention")
    COMORBIDITY = "COMORBIDITY", _("Care for co-occurring conditions")
    HARM_REDUCTION = "HARM_REDUCTION", _("Harm reduction")
    AFTERCARE = "AFTERCARE", _("Aftercare")


class Setting(TextChoices):
    """Where it is done: WHO/UNODC International Standards 2020."""

    OUTREACH = "OUTREACH", _("Community outreach")
    NON_SPECIALISED = "NON_SPECIALISED", _("Primary care or hospital")
    OUTPATIENT = "OUTPATIENT", _("Specialised outpatient")
    INPATIENT = "INPATIENT", _("Short-term inpatient")
    RESIDENTIAL = "RESIDENTIAL", _("Long-term residential")
    PRISON = "PRISON", _("Prison")
    RECOVERY = "RECOVERY", _("Recovery management")


class Medicine(TextChoices):
    """Medicines dispensed."""

    METHADONE = "METHADONE", _("Methadone")
    BUPRENORPHINE = "BUPRENORPHINE", _("Buprenorphine")
    BUPRENORPHINE_NALOXONE = "BUPRENORPHINE_NALOXONE", _("Buprenorphine with naloxone")
    NALTREXONE_DEPOT = "NALTREXONE_DEPOT", _("Naltrexone, extended release")
    NOT_STATED = "NOT_STATED", _("Medicine not stated")


class DoseUnit(TextChoices):
    """What an amount counts."""

    MG = "MG", _("mg")
    INJECTION = "INJECTION", _("injection")


class DoseMode(TextChoices):
    """How a dose left the clinic, or did not."""

    SUPERVISED = "SUPERVISED", _("At the clinic")
    TAKE_HOME = "TAKE_HOME", _("Take-home")
    HOSPITAL = "HOSPITAL", _("In hospital")
    MISSED = "MISSED", _("Missed")
    REFUSED = "REFUSED", _("Not wanted by the patient")
    WITHHELD = "WITHHELD", _("Withheld by staff")
    VOMITED = "VOMITED", _("Vomited")
    SPILLED = "SPILLED", _("Spilled")


CONSUMED = (DoseMode.SUPERVISED, DoseMode.TAKE_HOME, DoseMode.HOSPITAL)
"""Modes that count as taken; a mode not stated counts as taken too."""


class ContactKind(TextChoices):
    """What a contact was about."""

    PLANNED_VISIT = "PLANNED_VISIT", _("Planned visit")
    COUNSELLING = "COUNSELLING", _("Counselling")
    MEDICAL = "MEDICAL", _("Doctor")
    NURSING = "NURSING", _("Nurse")
    CASE_MANAGEMENT = "CASE_MANAGEMENT", _("Case management")
    GROUP = "GROUP", _("Group session")
    FAMILY = "FAMILY", _("Family session")
    ASSESSMENT = "ASSESSMENT", _("Assessment")
    REVIEW = "REVIEW", _("Review")
    OTHER = "OTHER", _("Other")


class ContactMode(TextChoices):
    """How the people met."""

    FACE_TO_FACE = "FACE_TO_FACE", _("Face to face")
    PHONE = "PHONE", _("By phone")
    ONLINE = "ONLINE", _("Online")
    HOME = "HOME", _("At home or in the community")
    LETTER = "LETTER", _("Message or letter")


class Attendance(TextChoices):
    """Whether the patient came."""

    ATTENDED = "ATTENDED", _("Came")
    ABSENT = "ABSENT", _("Did not come")


class AbsenceReason(TextChoices):
    """Why the patient did not come."""

    NO_REASON = "NO_REASON", _("No reason given")
    FORGOT = "FORGOT", _("Forgot")
    ILL = "ILL", _("Ill")
    HOSPITAL = "HOSPITAL", _("In hospital")
    CUSTODY = "CUSTODY", _("In custody")
    MOVED = "MOVED", _("Moved away")
    TRAVEL = "TRAVEL", _("Away")
    LEFT_TREATMENT = "LEFT_TREATMENT", _("Left treatment")
    LONG_ABSENCE = "LONG_ABSENCE", _("Absent for 14 days or more")
    UNABLE = "UNABLE", _("Not able to come")
    NO_FUNDING = "NO_FUNDING", _("No funding")
    OUT_OF_WINDOW = "OUT_OF_WINDOW", _("Outside the time planned for it")
    DIED = "DIED", _("Died")
    OTHER = "OTHER", _("Other")


class Matrix(TextChoices):
    """What was tested."""

    URINE = "URINE", _("Urine")
    SALIVA = "SALIVA", _("Saliva")
    BREATH = "BREATH", _("Breath")
    BLOOD = "BLOOD", _("Blood")


class Analyte(TextChoices):
    """What a drug test looks for."""

    OPIOIDS = "OPIOIDS", _("Opioids")
    METHADONE = "METHADONE", _("Methadone")
    BUPRENORPHINE = "BUPRENORPHINE", _("Buprenorphine")
    COCAINE = "COCAINE", _("Cocaine")
    AMPHETAMINES = "AMPHETAMINES", _("Amphetamines")
    BENZODIAZEPINES = "BENZODIAZEPINES", _("Benzodiazepines")
    BARBITURATES = "BARBITURATES", _("Barbiturates")
    CANNABIS = "CANNABIS", _("Cannabis")
    CATHINONES = "CATHINONES", _("Synthetic cathinones")
    ALCOHOL = "ALCOHOL", _("Alcohol")


class Finding(TextChoices):
    """What a test says of one analyte."""

    FOUND = "FOUND", _("Found")
    NOT_FOUND = "NOT_FOUND", _("Not found")
    INVALID = "INVALID", _("Invalid")


class SampleTemperature(TextChoices):
    """Whether a fresh urine sample had a plausible temperature."""

    IN_RANGE = "IN_RANGE", _("In range")
    OUT_OF_RANGE = "OUT_OF_RANGE", _("Out of range")


class DischargeReason(TextChoices):
    """How an episode ended; section 9.2."""

    COMPLETED = "COMPLETED", _("Completed")
    COMPLETED_REDUCED_USE = "COMPLETED_REDUCED_USE", _("Completed with reduced use")
    TRANSFERRED_TREATMENT = "TRANSFERRED_TREATMENT", _("Transferred to another service")
    TRANSFERRED_CUSTODY = "TRANSFERRED_CUSTODY", _("Transferred to custody")
    DROPPED_OUT = "DROPPED_OUT", _("Left before the end")
    PROVIDER_WITHDREW = "PROVIDER_WITHDREW", _("Ended by the service")
    DECLINED = "DECLINED", _("Decided against treatment")
    MOVED = "MOVED", _("Moved away")
    DIED = "DIED", _("Died")
    OTHER = "OTHER", _("Other")


class NotAdmittedReason(TextChoices):
    """Why an episode ended before admission."""

    DECLINED = "DECLINED", _("Decided against treatment")
    NO_PLACE = "NO_PLACE", _("No place")
    REFERRED_ON = "REFERRED_ON", _("Sent to another service")
    DIED = "DIED", _("Died")
    INELIGIBLE = "INELIGIBLE", _("Not eligible")
    NOT_STATED = "NOT_STATED", _("Not stated")


class InterruptReason(TextChoices):
    """Why an episode is interrupted; section 9.2."""

    NO_CONTACT = "NO_CONTACT", _("No contact for 30 days")
    PLANNED_PAUSE = "PLANNED_PAUSE", _("Planned pause")


class CloseReason(TextChoices):
    """How a follow-up ended; section 9.2."""

    WINDOW_ENDED = "WINDOW_ENDED", _("Follow-up completed")
    LOST = "LOST", _("Could not be reached")
    RETURNED = "RETURNED", _("Returned to treatment")
    DIED = "DIED", _("Died")


class ConsentPurpose(TextChoices):
    """What a consent is for; one row each, never a flag."""

    CARE = "CARE", _("Treatment")
    NGO_SHARING = "NGO_SHARING", _("Sharing with an organisation")
    NATIONAL_COUNT = "NATIONAL_COUNT", _("National statistics")
    STUDY = "STUDY", _("Research")
    CONTACT = "CONTACT", _("Being contacted")

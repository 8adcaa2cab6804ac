"""Coded answers of prevention. Stored codes are stable; labels are translated.

Stages, settings and levels follow the UNODC/WHO International Standards on Drug Use Prevention,
second updated edition (2018); registries keep their own scales apart.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    """Stage of life that an intervention is for."""

    INFANCY = "infancy", _("Infancy and early childhood")
    MIDDLE_CHILDHOOD = "middle_childhood", _("Middle childhood")
    EARLY_ADOLESCENCE = "early_adolescence", _("Early adolescence")
    ADOLESCENCE_ADULTHOOD = "adolescence_adulthood", _("Adolescence and adulthood")


class Setting(TextChoices):
    """Where an intervention happens."""

    FAMILY = "family", _("Family")
    KINDERGARTEN = "kindergarten", _("Kindergarten")
    SCHOOL = "school", _("School")
    HEALTH = "health", _("Health services")
    WORKPLACE = "workplace", _("Workplace")
    COMMUNITY = "community", _("Community")
    SPORT = "sport", _("Sport")
    YOUTH_WORK = "youth_work", _("Youth work")
    TREATMENT = "treatment", _("Treatment services")
    PRISON = "prison", _("Prison and probation")
    ONLINE = "online", _("Online")
    DIGITAL = "digital", _("Digital spaces")
    SOCIETY = "society", _("Whole society")


class Level(TextChoices):
    """Whom an intervention addresses."""

    UNIVERSAL = "U", _("Universal: everybody")
    SELECTIVE = "S", _("Selective: groups at higher risk")
    INDICATED = "I", _("Indicated: people with first signs")


class ProgrammeKind(TextChoices):
    """Whether something can be a programme at all (rule W10)."""

    PROGRAMME = "programme", _("Programme")
    AWARENESS_EVENT = "awareness_event", _("Awareness event")


class CatalogueStatus(TextChoices):
    """How far the scientific check of a catalogue entry has come."""

    UNCHECKED = "draft_unchecked", _("Not yet checked")
    CHECKED = "checked", _("Checked")
    RETIRED = "retired", pgettext_lazy("catalogue", "Retired")


class Registry(TextChoices):
    """Who rates programmes. Scales are never merged."""

    XCHANGE = "XCHANGE", "EUDA Xchange"
    BLUEPRINTS = "BLUEPRINTS", "Blueprints for Healthy Youth Development"
    GRUENE_LISTE = "GRUENE_LISTE", "Grüne Liste Prävention"
    EIF = "EIF", "EIF Guidebook"
    LOCAL = "LOCAL", _("Own country, from this system")


class SessionKind(TextChoices):
    """What a session of a manual is."""

    CORE = "core", _("Core session")
    BOOSTER = "booster", _("Booster session")
    PARENT = "parent", _("Session for parents")


class SiteKind(TextChoices):
    """Where a programme is delivered."""

    SCHOOL = "school", _("School")
    VOCATIONAL = "vocational", _("Vocational college")
    UNIVERSITY = "university", _("University")
    COMMUNITY = "community", _("Mahalla or community centre")
    SPORT = "sport", _("Sport club")
    CLINIC = "clinic", _("Clinic")
    PRISON = "prison", _("Prison or probation")
    ONLINE = "online", _("Online")


class ArmDesign(TextChoices):
    """Whether anybody is compared with those who took part."""

    NONE = "none", _("No comparison group")
    COMPARISON = "comparison", _("Comparison group")
    WAITLIST = "waitlist", _("Waiting list as comparison")


class Arm(TextChoices):
    """Which side of a comparison a group is on."""

    INTERVENTION = "intervention", _("Takes part")
    COMPARISON = "comparison", _("Comparison")


class ConsentRoute(TextChoices):
    """Who agrees that a young person takes part. The child's own assent is always asked."""

    ACTIVE = "active", _("Parents sign that they agree")
    PASSIVE = "passive", _("Parents may say no")
    AUTHORITY = "authority", _("School authority only")
    SELF = "self", _("The participant's own consent")


class ImplementationStatus(TextChoices):
    """The life of an implementation."""

    PLANNED = "planned", _("Planned")
    READY = "ready", _("Ready")
    RUNNING = "running", _("Running")
    SUSPENDED = "suspended", _("Suspended")
    DELIVERED = "delivered", _("Delivered")
    EVALUATED = "evaluated", _("Evaluated")
    REPORTED = "reported", pgettext_lazy("implementation", "Reported")
    CANCELLED = "cancelled", _("Cancelled")


class EnrolmentMode(TextChoices):
    """How a group is counted; chosen once, never mixed."""

    HEADCOUNT = "headcount", _("By head count, nobody listed")
    NAMED = "named", _("By a numbered register")


class CohortStatus(TextChoices):
    """The life of a group."""

    RECRUITING = "recruiting", _("Recruiting")
    ACTIVE = "active", _("Active")
    COMPLETED = "completed", pgettext_lazy("group", "Completed")
    DISSOLVED = "dissolved", _("Dissolved")


class SessionStatus(TextChoices):
    """The life of a session."""

    SCHEDULED = "scheduled", _("Scheduled")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


class Gender(TextChoices):
    """Gender as a participant states it."""

    GIRL = "f", pgettext_lazy("participant", "Girl or woman")
    BOY = "m", pgettext_lazy("participant", "Boy or man")
    OTHER = "o", pgettext_lazy("participant", "Other or not stated")


class AgeBand(TextChoices):
    """Age in years at enrolment, in bands."""

    UNDER_10 = "0-9", "0-9"
    FROM_10 = "10-12", "10-12"
    FROM_13 = "13-15", "13-15"
    FROM_16 = "16-18", "16-18"
    FROM_19 = "19-24", "19-24"
    ADULT = "25+", "25+"
    UNKNOWN = "", _("Not stated")


class Rater(TextChoices):
    """Who fills in a fidelity list; kept apart in every figure."""

    SELF = "self", _("The facilitator")
    OBSERVER = "observer", _("An observer")


class Delivered(TextChoices):
    """Whether an item of the fidelity list was delivered."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    NOT_APPLICABLE = "na", _("Does not apply")


class AdaptationKind(TextChoices):
    """What was changed."""

    CONTENT = "content", _("Content")
    ORDER = "order", _("Order")
    LENGTH = "length", _("Length")
    LANGUAGE = "language", _("Language")
    SETTING = "setting", pgettext_lazy("adaptation", "Setting")
    AUDIENCE = "audience", _("Audience")


class AdaptationVerdict(TextChoices):
    """Whether a change keeps to the programme; a programme manager decides."""

    OPEN = "open", _("Not yet judged")
    CONSISTENT = "consistent", _("Keeps to the programme")
    INCONSISTENT = "inconsistent", _("Departs from the programme")


class FacilitatorRole(TextChoices):
    """What a facilitator is by profession (rule W05)."""

    TEACHER = "teacher", _("Teacher")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    HEALTH_WORKER = "health_worker", _("Health worker")
    COACH = "coach", _("Coach")
    PEER = "peer", _("Peer")
    POLICE = "police", _("Police or security")
    OTHER = "other", _("Other")


class TrainingKind(TextChoices):
    """What a training qualifies for."""

    UPC = "UPC", _("Universal Prevention Curriculum")
    EUPC = "EUPC", _("European Prevention Curriculum")
    PROGRAMME_TOT = "PROGRAMME_TOT", _("Trainer of a programme")
    PROGRAMME_FACILITATOR = "PROGRAMME_FACILITATOR", _("Facilitator of a programme")
    ETHICS_SAFEGUARDING = "ETHICS_SAFEGUARDING", _("Ethics and safeguarding")
    DATA_COLLECTION = "DATA_COLLECTION", _("Data collection")


class CostCategory(TextChoices):
    """What money or time went into."""

    TRAINING = "training", _("Training")
    FACILITATORS = "facilitators", _("Facilitators' time")
    MATERIALS = "materials", _("Materials")
    TRANSLATION = "translation", _("Translation")
    VENUE = "venue", _("Venue")
    SUPPORT = "support", _("Food, childcare, transport")
    TRAVEL = "travel", _("Travel")
    SUPERVISION = "supervision", _("Supervision")
    EVALUATION = "evaluation", _("Evaluation")
    OVERHEAD = "overhead", _("Overhead")


class Verdict(TextChoices):
    """Answer to a question of the quality cycle (EDPQS)."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    NOT_APPLICABLE = "na", _("Does not apply")


class WaveKind(TextChoices):
    """When a questionnaire is asked."""

    PRE = "pre", _("Before the first session")
    POST = "post", _("After the last session")
    FOLLOW_UP_6 = "fu6", _("Six months later")
    FOLLOW_UP_12 = "fu12", _("Twelve months later")


class WaveStatus(TextChoices):
    """The life of a wave; nothing goes back."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    LINKED = "linked", _("Linked")
    CODES_DESTROYED = "codes_destroyed", _("Codes destroyed")


class AnswerSource(TextChoices):
    """How an answered questionnaire came in."""

    PAPER = "paper", _("Typed in from paper")
    DEVICE = "device", _("On the participant's own device")
    IMPORT = "import", _("Imported")


class ItemKind(TextChoices):
    """What a question asks for."""

    CHOICE = "choice", _("One of several answers")
    NUMBER = "number", _("A number")


class ItemRole(TextChoices):
    """What an item is for in the analysis."""

    ITEM = "item", pgettext_lazy("questionnaire", "Item")
    USE = "use", _("Use of a substance")
    FICTITIOUS = "fictitious", _("A drug that does not exist")


class LicenceStatus(TextChoices):
    """Whether the text of an instrument may be kept; only the first two may."""

    OPEN = "open", _("Free to use")
    PERMISSION = "permission_on_file", _("Permission on file")
    NOT_ELECTRONIC = "forbidden_electronic", _("No electronic version allowed")
    UNKNOWN = "unknown", _("Not known")


class IncidentKind(TextChoices):
    """What happened around a group, as the safeguarding log keeps it."""

    DISCLOSURE = "disclosure", _("Somebody told of violence, neglect or abuse")
    SELF_HARM = "self_harm", _("Self-harm, or talk of suicide")
    VIOLENCE = "violence", _("Violence or bullying during the programme")
    INFLUENCE = "influence", _("Somebody came under the influence of a substance")
    INJURY = "injury", _("Injury or sudden illness")
    STAFF = "staff", _("Conduct of somebody who delivers")
    PRIVACY = "privacy", _("Confidential words or papers reached others")
    OTHER = "other", pgettext_lazy("incident", "Something else")


class Referral(TextChoices):
    """Who was told of an incident, or to whom somebody was referred."""

    NOBODY = "nobody", _("Nobody: it was settled on the spot")
    CARERS = "carers", _("Parents or carers")
    SITE = "site", _("The head of the school or centre")
    PSYCHOLOGIST = "psychologist", _("A psychologist")
    HEALTH = "health", _("A health service")
    CHILD_PROTECTION = "child_protection", _("Child protection")
    POLICE = "police", _("The police")
    OTHER = "other", pgettext_lazy("referral", "Another service")


class ServiceKind(TextChoices):
    """What a service point is."""

    NARCOLOGY = "narcology", _("Addiction clinic")
    NGO = "ngo", _("Non-governmental organisation")
    HOTLINE = "hotline", _("Telephone help")
    AGONIST = "agonist", _("Treatment with methadone or buprenorphine")
    REHABILITATION = "rehabilitation", _("Rehabilitation")
    SELF_HELP = "self_help", _("Self-help group")
    YOUTH = "youth", _("Youth-friendly service")
    CRISIS = "crisis", _("Crisis centre")


class Served(TextChoices):
    """Whom a service point is for."""

    ALL = "all", _("Everybody")
    WOMEN = "women", _("Women only")
    MOTHERS = "mothers", _("Women with children")
    MEN = "men", _("Men only")


class Anonymity(TextChoices):
    """What a service point asks to know."""

    ANONYMOUS = "anonymous", _("No name needed")
    NAME_ASKED = "name_asked", _("A name is asked for, papers are not")
    PAPERS_ASKED = "papers_asked", _("Papers are asked for")
    UNKNOWN = "unknown", _("Ask first")

"""The tables of facts of prevention: every column with its type, its code list and its meaning.

A fact is a number, a day or a code. No row tells of a person: answers appear as counts of at
least ten people, all else as head counts. `docs/prevention-facts.md` is drawn from this file.
"""

from collections.abc import Mapping, Sequence

from django.db.models import TextChoices

from kernel.fact_tables import CODED, DAY, NUMBER, TRUTH, Column, FactTable
from prevention import choices


VERSION = "2026.2"
"""Version of all tables below: a changed column or meaning makes a new one."""
LEAST_PEOPLE = 10
"""In a row of questionnaires; groups with fewer are not told of."""

REGION = "REGION"
"""The list that no vocabulary holds: the subdivisions (ISO 3166-2) of the country that is read."""
QUESTION = "QUESTION"
PROGRAMME = "PROGRAMME"
OPEN_LISTS: Mapping[str, str] = {
    QUESTION: "the codes of the questions that were asked",
    PROGRAMME: "the codes of the programmes that were delivered, as the catalogue names them",
}
"""Codes as questionnaires and the catalogue name them: a list of its own in each block."""
LISTS: Mapping[str, type[TextChoices]] = {
    "ARM": choices.Arm,
    "ARM_DESIGN": choices.ArmDesign,
    "CONSENT_ROUTE": choices.ConsentRoute,
    "GENDER": choices.Gender,
    "SITE_KIND": choices.SiteKind,
    "STATUS": choices.ImplementationStatus,
    "WAVE": choices.WaveKind,
}


def codes_of(column: Column, regions: Sequence[str]) -> tuple[str, ...]:
    """The codes of a coded column in their order; `regions` are those of the country."""
    if column.code_list == REGION:
        return tuple(regions)
    return tuple(LISTS[column.code_list].values)


def _coded(name: str, code_list: str, meaning: str, *, may_miss: bool = False) -> Column:
    return Column(name, CODED, meaning, code_list, may_miss=may_miss)


def _heads(name: str, meaning: str, *, may_miss: bool = False) -> tuple[Column, ...]:
    return tuple(
        Column(f"{name}_{who}", NUMBER, f"{meaning}: {words}.", may_miss=may_miss)
        for who, words in (("girls", "girls"), ("boys", "boys"), ("others", "other or not stated"))
    )


RUN = Column("implementation", NUMBER, "The implementation, by its number.")
ORGANISATION = Column("organisation", NUMBER, "Who delivers, by its number.")

IMPLEMENTATIONS = FactTable(
    "implementations",
    "One implementation that begins in the period, with what was delivered until it was read.",
    (
        RUN,
        ORGANISATION,
        Column("starts_on", DAY, "First day."),
        Column("ends_on", DAY, "Last day."),
        _coded("status", "STATUS", "Where it stands."),
        _coded("arm_design", "ARM_DESIGN", "Whether anybody is compared."),
        _coded("consent_route", "CONSENT_ROUTE", "Who agrees to taking part.", may_miss=True),
        Column("is_event", TRUTH, "An awareness event: never counted as a programme."),
        *(
            Column(
                f"is_{level.name.lower()}", TRUTH, f"Of a programme that is {level.name.lower()}."
            )
            for level in choices.Level
        ),
        Column("sites", NUMBER, "Sites with a group that takes part."),
        Column("groups", NUMBER, "Groups that take part."),
        Column("sessions_planned", NUMBER, "Sessions planned, over all groups."),
        Column("sessions_delivered", NUMBER, "Sessions delivered."),
        *_heads("eligible", "Could take part"),
        *_heads("reached", "Came at least once; at least so many where counted by heads"),
        *_heads("enrolled", "On registers"),
        *_heads("completed", "Of those on registers, completed", may_miss=True),
    ),
)

SESSIONS = FactTable(
    "sessions",
    "One session delivered in the period, with how many came.",
    (
        RUN,
        ORGANISATION,
        _coded("region", REGION, "Region of the site.", may_miss=True),
        _coded("site_kind", "SITE_KIND", "Kind of the site."),
        Column("on", DAY, "Day of the session."),
        Column("minutes", NUMBER, "How long it was."),
        Column("girls", NUMBER, "Girls who came."),
        Column("boys", NUMBER, "Boys who came."),
        Column("others", NUMBER, "Other or not stated who came."),
    ),
)

DELIVERIES = FactTable(
    "deliveries",
    "What one implementation that begins in the period did at one site, until it was read.",
    (
        RUN,
        ORGANISATION,
        Column("site", NUMBER, "The site, by its number: to tell how many stand behind a figure."),
        _coded("programme", PROGRAMME, "The programme."),
        _coded("site_kind", "SITE_KIND", "Kind of the site."),
        _coded("region", REGION, "Region of the site.", may_miss=True),
        Column("is_event", TRUTH, "An awareness event: never counted as a programme."),
        Column("groups", NUMBER, "Groups that take part."),
        Column("sessions_planned", NUMBER, "Sessions planned, over all groups."),
        Column("sessions_delivered", NUMBER, "Sessions delivered."),
        *_heads("eligible", "Could take part"),
        *_heads("reached", "Came at least once; at least so many where counted by heads"),
        *_heads("enrolled", "On registers"),
        *_heads("completed", "Of those on registers, completed", may_miss=True),
        Column("own_lists", NUMBER, "Fidelity lists that facilitators filled in."),
        Column("own_asked", NUMBER, "Weight of the core items they were asked, in halves."),
        Column("own_delivered", NUMBER, "Of it, delivered, in halves."),
        Column("observed_lists", NUMBER, "Fidelity lists that observers filled in."),
        Column("observed_asked", NUMBER, "Weight of the core items they were asked, in halves."),
        Column("observed_delivered", NUMBER, "Of it, delivered, in halves."),
        *_heads("answered", "Questionnaires of the first wave, if a last one is linked to it"),
        *_heads("linked", "Of them, linked to one of the last wave"),
    ),
)

RESPONSES = FactTable(
    "responses",
    "Answers of one gender of one side to one question of a wave that opened in the period and is "
    "linked, or asked for no code. Who cannot be believed is left out; of fewer than ten people "
    "there is no row.",
    (
        RUN,
        ORGANISATION,
        _coded("wave", "WAVE", "When it was asked."),
        _coded("arm", "ARM", "Side of the comparison."),
        _coded("gender", "GENDER", "Gender as stated."),
        _coded("question", QUESTION, "The question, by its code."),
        Column("people", NUMBER, "Who answered it."),
        Column("positive", NUMBER, "Of them, from where on an answer counts.", may_miss=True),
        Column("total", NUMBER, "Sum of their answers; those of a reversed score turned round."),
    ),
)

TABLES = (IMPLEMENTATIONS, DELIVERIES, SESSIONS, RESPONSES)
"""All tables."""

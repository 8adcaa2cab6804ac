"""Entries about health and unknown names for tests, without going through the actions."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from clinics.models import (
    ChildrenSummary,
    Diagnosis,
    InfectionCare,
    InfectionTest,
    NaloxoneEvent,
    Overdose,
    Pregnancy,
    SafeguardingConcern,
    UnknownTerm,
    Vaccination,
    ViolenceScreen,
)
from tests.factories.clinics import OfEpisode


ON = date(2026, 3, 10)


class InfectionTestFactory(OfEpisode):
    """Antibodies against hepatitis C were found."""

    class Meta:
        model = InfectionTest

    infection = "HCV"
    kind = "ANTIBODY"
    on = ON
    result = "POSITIVE"


class InfectionCareFactory(OfEpisode):
    """Treatment of hepatitis C began."""

    class Meta:
        model = InfectionCare

    infection = "HCV"
    step = "STARTED"
    on = ON


class VaccinationFactory(OfEpisode):
    """The first dose."""

    class Meta:
        model = Vaccination

    number = 1
    on = ON


class PregnancyFactory(OfEpisode):
    """Pregnant, in the twelfth week."""

    class Meta:
        model = Pregnancy

    on = ON
    status = "PREGNANT"
    weeks = 12


class ChildrenFactory(OfEpisode):
    """Two children, one of whom lives with the patient."""

    class Meta:
        model = ChildrenSummary

    on = ON
    children = 2
    living_with_patient = 1
    in_care = 0


class OverdoseFactory(OfEpisode):
    """An overdose of heroin from which the patient recovered."""

    class Meta:
        model = Overdose

    on = ON
    outcome = "RECOVERED"
    substances = factory.LazyFunction(lambda: ["heroin"])


class NaloxoneFactory(OfEpisode):
    """A kit was supplied."""

    class Meta:
        model = NaloxoneEvent

    on = ON
    step = "SUPPLIED"
    kits = 1


class DiagnosisFactory(OfEpisode):
    """Dependence on opioids."""

    class Meta:
        model = Diagnosis

    on = ON
    system = "ICD10"
    code = "F11.2"
    role = "PRIMARY"


class ViolenceScreenFactory(OfEpisode):
    """One yes, with a safety plan."""

    class Meta:
        model = ViolenceScreen

    on = ON
    humiliation = "NO"
    humiliation_null = ""
    afraid = "YES"
    afraid_null = ""
    rape = "NO"
    rape_null = ""
    kick = "NO"
    kick_null = ""
    safety_plan = "YES"
    safety_plan_null = ""
    referral = "NO"
    referral_null = ""


class SafeguardingFactory(OfEpisode):
    """Somebody is worried."""

    class Meta:
        model = SafeguardingConcern

    on = ON
    concern = "Alone in the evenings"


class UnknownTermFactory(DjangoModelFactory):
    """A name that nobody knows."""

    class Meta:
        model = UnknownTerm

    country = "KZ"
    normalised = factory.Sequence(lambda n: f"бирюза{n}")
    as_said = factory.SelfAttribute("normalised")
    first_said_on = ON
    last_said_on = ON
    due_on = date(2026, 3, 24)


OF_KIND: dict[str, type[OfEpisode]] = {
    "test": InfectionTestFactory,
    "care": InfectionCareFactory,
    "vaccination": VaccinationFactory,
    "pregnancy": PregnancyFactory,
    "children": ChildrenFactory,
    "overdose": OverdoseFactory,
    "naloxone": NaloxoneFactory,
    "diagnosis": DiagnosisFactory,
    "violence": ViolenceScreenFactory,
    "safeguarding": SafeguardingFactory,
}


def the(kind: str, episode: Any, **fields: Any) -> Any:
    """The one entry of a kind in an episode; made when it is asked for first."""
    maker = OF_KIND[kind]
    rows = maker._meta.model.objects.filter(episode=episode, **fields)
    return rows.first() or maker(episode=episode, **fields)


def the_term(country: str) -> UnknownTerm:
    """The one unknown name of a country; made when it is asked for first."""
    found = UnknownTerm.objects.filter(country=country).first()
    return found or UnknownTermFactory(country=country)

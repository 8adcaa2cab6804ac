"""Measures and texts of measures for tests, without going through the actions."""

from datetime import date
from typing import Any

import factory

from clinics.instruments import instrument
from clinics.models import InstrumentText, Measure
from tests.factories.clinics import NOW, OfEpisode
from tests.factories.kernel import OrganisationFactory, UserFactory


PHQ_9 = {f"q{number}": 1 for number in range(1, 9)} | {"q9": 0}
"""A PHQ-9 that comes to 8: mild."""


class MeasureFactory(OfEpisode):
    """A PHQ-9 of 8, asked at a review."""

    class Meta:
        model = Measure

    instrument = "PHQ-9"
    scorer_version = "1999/1"
    on = date(2026, 3, 10)
    occasion = "REVIEW"
    administered = "INTERVIEW"
    answers = factory.LazyFunction(lambda: dict(PHQ_9))
    total = 8
    band = "MILD"
    is_positive = False
    is_complete = True


class InstrumentTextFactory(factory.django.DjangoModelFactory):
    """Ten lines of a PHQ-9 in Kyrgyz, each of them invented."""

    class Meta:
        model = InstrumentText

    organisation = factory.SubFactory(OrganisationFactory)
    instrument = "PHQ-9"
    language = "ky"
    version = 1
    items = factory.LazyFunction(
        lambda: {item.key: f"Line of {item.key}" for item in instrument("PHQ-9").items}
    )
    licence = "Permission of the publisher, 2026"
    pasted_at = NOW
    pasted_by = factory.SubFactory(UserFactory)


def measure_in(episode: Any) -> Measure:
    """The measure of an episode, made when it has none."""
    return Measure.objects.filter(episode=episode).first() or MeasureFactory(episode=episode)

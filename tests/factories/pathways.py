"""Triages and transfers for tests."""

from datetime import date
from typing import Any

import factory

from clinics.choices import TransferPart, Urgency
from clinics.models import Transfer, Triage
from tests.factories.clinics import NOW, ConsentFactory, OfEpisode
from tests.factories.kernel import OrganisationFactory


class TriageFactory(OfEpisode):
    """Nothing that hurries."""

    class Meta:
        model = Triage

    on = date(2026, 1, 2)
    urgency = Urgency.ROUTINE


class TransferFactory(factory.django.DjangoModelFactory):
    """An offer to another clinic of the same country, with the answers at entry."""

    class Meta:
        model = Transfer

    episode: Any = None
    organisation = factory.SelfAttribute("episode.organisation")
    to_organisation = factory.SubFactory(
        OrganisationFactory, country=factory.SelfAttribute("..organisation.country")
    )
    on = date(2026, 3, 10)
    parts = [TransferPart.DEMAND.value]
    bundle = factory.LazyFunction(lambda: {"PERSON": {"sex": "FEMALE", "sex_null": ""}})
    consent = factory.LazyAttribute(
        lambda it: ConsentFactory(patient=it.episode.patient, purpose="NGO_SHARING")
    )
    offered_at = NOW
    offered_by = factory.SelfAttribute("episode.patient.registered_by")

"""Prescriptions, agreements and holds for tests, without going through the actions."""

from datetime import date, timedelta
from decimal import Decimal

import factory

from clinics.choices import HoldReason
from clinics.models import DoseHold, Prescription, TakeHomeAgreement
from clinics.vocabulary import Medicine
from tests.factories.clinics import OfEpisode


class PrescriptionFactory(OfEpisode):
    """60 mg of methadone a day for twelve weeks from 9 March."""

    class Meta:
        model = Prescription

    patient = factory.SelfAttribute("episode.patient")
    medicine = Medicine.METHADONE
    dose = Decimal(60)
    starts_on = date(2026, 3, 9)
    ends_on = factory.LazyAttribute(lambda it: it.starts_on + timedelta(days=84))


class TakeHomeAgreementFactory(OfEpisode):
    """Up to two days at a time, explained."""

    class Meta:
        model = TakeHomeAgreement

    starts_on = date(2026, 3, 9)
    ends_on = factory.LazyAttribute(lambda it: it.starts_on + timedelta(days=84))
    most_days = 2
    storage_explained = True
    naloxone_explained = True


class DoseHoldFactory(OfEpisode):
    """Somebody looked intoxicated."""

    class Meta:
        model = DoseHold

    on = date(2026, 3, 16)
    reason = HoldReason.INTOXICATED

"""Patients, episodes and entries for tests, without going through the actions."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from clinics.models import (
    Consent,
    Contact,
    Dose,
    DrugTest,
    Episode,
    EpisodeStep,
    Intervention,
    Patient,
    SubstanceUse,
    TreatmentDemand,
)
from clinics.vocabulary import (
    ContactKind,
    DischargeReason,
    DoseMode,
    EpisodeState,
    IdentityStatus,
    Matrix,
    Medicine,
    Modality,
)
from tests.factories.kernel import OrganisationFactory, SiteFactory, UserFactory


NOW = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
ADMITTED_ON = date(2026, 1, 5)
CODES = count(1_000_000_000)
BEGUN = (
    EpisodeState.ADMITTED, EpisodeState.IN_TREATMENT, EpisodeState.INTERRUPTED,
    EpisodeState.DISCHARGED, EpisodeState.FOLLOW_UP, EpisodeState.CLOSED,
)  # fmt: skip
OVER = (EpisodeState.DISCHARGED, EpisodeState.FOLLOW_UP, EpisodeState.CLOSED)


class PatientFactory(DjangoModelFactory):
    """An anonymous patient born in 1990."""

    class Meta:
        model = Patient

    organisation = factory.SubFactory(OrganisationFactory)
    code = factory.LazyFunction(lambda: str(next(CODES)))
    identity_status = IdentityStatus.ANONYMOUS
    sex = "FEMALE"
    sex_null = ""
    birth_year = 1990
    birth_year_null = ""
    is_invented = True
    registered_at = NOW
    registered_by = factory.SubFactory(UserFactory)


class EpisodeFactory(DjangoModelFactory):
    """An episode in treatment since January, unless told another state."""

    class Meta:
        model = Episode
        skip_postgeneration_save = True

    class Params:
        admitted = factory.LazyAttribute(lambda it: it.state in BEGUN)

    patient = factory.SubFactory(PatientFactory)
    organisation = factory.SelfAttribute("patient.organisation")
    site = factory.SubFactory(SiteFactory, organisation=factory.SelfAttribute("..organisation"))
    state = EpisodeState.IN_TREATMENT
    referred_on = date(2026, 1, 2)
    admitted_on = factory.LazyAttribute(lambda it: ADMITTED_ON if it.admitted else None)
    started_on = factory.LazyAttribute(
        lambda it: ADMITTED_ON if it.admitted and it.state != EpisodeState.ADMITTED else None
    )
    ended_on = factory.LazyAttribute(lambda it: date(2026, 3, 2) if it.state in OVER else None)
    discharge_reason = factory.LazyAttribute(
        lambda it: DischargeReason.COMPLETED if it.state in OVER else ""
    )

    @factory.post_generation
    def steps(self: Episode, create: bool, extracted: Any) -> None:  # noqa: FBT001 - factory_boy's hook
        """One step that says how the episode came to stand where it does."""
        EpisodeStep.objects.create(
            episode=self, target=self.state, on=self.referred_on, recorded_at=NOW,
            recorded_by=self.patient.registered_by,
        )  # fmt: skip


class OfEpisode(DjangoModelFactory):
    """What every entry of an episode has."""

    class Meta:
        abstract = True

    episode = factory.SubFactory(EpisodeFactory)
    organisation = factory.SelfAttribute("episode.organisation")
    recorded_at = NOW
    recorded_by = factory.SelfAttribute("episode.patient.registered_by")


class ContactFactory(OfEpisode):
    """The patient came to counselling."""

    class Meta:
        model = Contact

    on = date(2026, 3, 10)
    kind = ContactKind.COUNSELLING
    mode = "FACE_TO_FACE"
    mode_null = ""
    attendance = "ATTENDED"
    attendance_null = ""


class DoseFactory(OfEpisode):
    """60 mg of methadone, taken at the clinic."""

    class Meta:
        model = Dose

    patient = factory.SelfAttribute("episode.patient")
    on = date(2026, 3, 10)
    medicine = Medicine.METHADONE
    amount = Decimal(60)
    mode = DoseMode.SUPERVISED
    mode_null = ""


class DrugTestFactory(OfEpisode):
    """A urine sample."""

    class Meta:
        model = DrugTest

    on = date(2026, 3, 10)
    matrix = Matrix.URINE


class InterventionFactory(OfEpisode):
    """Methadone treatment since January."""

    class Meta:
        model = Intervention

    modality = Modality.OPIOID_AGONIST
    medicine = Medicine.METHADONE
    started_on = ADMITTED_ON


class TreatmentDemandFactory(OfEpisode):
    """Nothing was asked but the primary drug: heroin."""

    class Meta:
        model = TreatmentDemand
        skip_postgeneration_save = True

    as_of = date(2026, 1, 5)
    injecting_null = "NASK"

    @factory.post_generation
    def substances(self: TreatmentDemand, create: bool, extracted: Any) -> None:  # noqa: FBT001 - factory_boy's hook
        """Heroin, if nothing else was said."""
        SubstanceUse.objects.create(
            demand=self, organisation=self.organisation, rank=1, substance="HEROIN",
            substance_null="",
        )  # fmt: skip


def demand_in(episode: Episode) -> TreatmentDemand:
    """The answers of an episode, given when it has none."""
    known = TreatmentDemand.objects.filter(episode=episode).first()
    return known or TreatmentDemandFactory(episode=episode)


class ConsentFactory(DjangoModelFactory):
    """A consent to treatment."""

    class Meta:
        model = Consent

    patient = factory.SubFactory(PatientFactory)
    purpose = "CARE"
    text_version = "2026.1"
    given_on = date(2026, 1, 2)
    recorded_at = NOW
    recorded_by = factory.SelfAttribute("patient.registered_by")


def token() -> Any:
    """A form's token."""
    return uuid4()

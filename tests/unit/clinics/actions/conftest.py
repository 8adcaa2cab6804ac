"""A clinic with its people, and a patient at each stage of treatment."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from clinics.models import Episode
from clinics.vocabulary import EpisodeState
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditEvent
from tests.factories import clinics as made
from tests.factories import kernel as people
from tests.factories import stock


@pytest.fixture
def organisation(db: None) -> Organisation:
    return people.clinic()


@pytest.fixture
def doctor(organisation: Organisation) -> User:
    return people.clinician(at=organisation, staff_code="D-01")


@pytest.fixture
def second_doctor(organisation: Organisation) -> User:
    return people.clinician(at=organisation, staff_code="D-02")


@pytest.fixture
def nurse(organisation: Organisation) -> User:
    return people.nurse(at=organisation, staff_code="N-01")


@pytest.fixture
def episode_at(organisation: Organisation) -> Callable[..., Episode]:
    """Build an episode of this clinic in a state: `episode_at(EpisodeState.ADMITTED)`."""

    def build(state: EpisodeState = EpisodeState.IN_TREATMENT, **fields: Any) -> Episode:
        patient = fields.pop("patient", None) or made.PatientFactory(organisation=organisation)
        return made.EpisodeFactory(patient=patient, state=state, **fields)

    return build


@pytest.fixture
def episode(episode_at: Callable[..., Episode]) -> Episode:
    return episode_at()


@pytest.fixture
def rows() -> Callable[[], dict[str, list[Any]]]:
    """Every row of the treatment record and of the audit, to compare before and after."""

    def read() -> dict[str, list[Any]]:
        models = [*apps.get_app_config("clinics").get_models(), AuditEvent]
        return {
            model.__name__: list(model.objects.order_by("pk").values())
            for model in models
            if model.__name__ not in ("Code", "CodeList")
        }

    return read


@pytest.fixture
def told() -> Callable[[], SimpleNamespace]:
    """The last audit event."""

    def last() -> SimpleNamespace:
        return AuditEvent.objects.order_by("-id")[0]

    return last


@pytest.fixture
def cabinet(organisation: Organisation, nurse: User, doctor: User) -> stock.Cabinet:
    """A site with 1000 mg of methadone in its cabinet."""
    site = people.SiteFactory(organisation=organisation)
    return stock.Cabinet(
        site, nurse, doctor, stock.stocked(site=site, by=nurse, seconded_by=doctor)
    )


@pytest.fixture
def treated(cabinet: stock.Cabinet, episode_at: Callable[..., Episode]) -> Episode:
    """An episode in treatment at the site of the cabinet."""
    return episode_at(site=cabinet.site)

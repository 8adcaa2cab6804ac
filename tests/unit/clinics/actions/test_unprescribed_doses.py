"""Doses that nothing prescribes: after the last prescription, in another unit, on an off day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clinics.actions import doses
from clinics.models import Episode
from clinics.rules import RuleBroken
from kernel.models import User
from tests.factories import clinics as made
from tests.factories import prescriptions as written


NOW = made.NOW
TODAY = date(2026, 3, 16)


def days(number: int) -> timedelta:
    return timedelta(days=number)


def give(episode: Episode, by: User, **changes: Any) -> Any:
    usual = {
        "on": TODAY, "medicine": "METHADONE", "amount": Decimal(60), "token": made.token(),
        "now": NOW,
    }  # fmt: skip
    return doses.give_dose(episode=episode, by=by, **(usual | changes))


@pytest.fixture
def treated(episode: Episode) -> Episode:
    """60 mg of methadone since January, the last dose yesterday."""
    for ago in range(1, 8):
        made.DoseFactory(episode=episode, on=TODAY - days(ago))
    return episode


AGREED = {"override_reason": "PRESCRIBER"}


def gives_only_with_a_prescriber(
    episode: Episode, nurse: User, doctor: User, **changes: Any
) -> bool:
    """Whether a nurse is stopped, also with a reason, until a prescriber signs beside her."""
    with pytest.raises(RuleBroken, match="nothing is prescribed") as refusal:
        give(episode, nurse, **changes)
    with pytest.raises(doses.PrescriberNeeded):
        give(episode, nurse, **changes, **AGREED)
    dose = give(episode, nurse, **changes, **AGREED, override_by=doctor)
    return (refusal.value.code, dose.override_by) == ("V43", doctor)


def test_after_the_last_prescription_only_a_prescriber_goes_on(
    treated: Episode, nurse: User, doctor: User
) -> None:
    written.PrescriptionFactory(episode=treated, starts_on=TODAY - days(7), ends_on=TODAY - days(1))

    assert gives_only_with_a_prescriber(treated, nurse, doctor)


def test_another_unit_than_prescribed_is_the_prescribers(
    treated: Episode, nurse: User, doctor: User
) -> None:
    written.PrescriptionFactory(episode=treated)

    assert gives_only_with_a_prescriber(treated, nurse, doctor, unit="INJECTION", amount=Decimal(1))


def test_methadone_in_another_unit_than_mg_is_always_the_prescribers(
    treated: Episode, nurse: User, doctor: User
) -> None:
    assert gives_only_with_a_prescriber(treated, nurse, doctor, unit="INJECTION")


@pytest.mark.parametrize(
    "plan", [{"interval": "ALTERNATE"}, {"interval": "WEEKDAYS", "weekdays": "35"}]
)
def test_a_day_without_a_dose_is_the_prescribers(
    plan: dict[str, str], treated: Episode, nurse: User, doctor: User
) -> None:
    written.PrescriptionFactory(episode=treated, **plan)

    assert gives_only_with_a_prescriber(treated, nurse, doctor)


def test_what_was_given_before_anything_was_prescribed_is_written_late(
    treated: Episode, nurse: User
) -> None:
    written.PrescriptionFactory(episode=treated, starts_on=TODAY)

    assert give(treated, nurse, on=TODAY - days(9), amount=Decimal(30)).override_reason == ""
    assert give(treated, nurse, medicine="NALTREXONE_DEPOT", mode="MISSED").override_reason == ""

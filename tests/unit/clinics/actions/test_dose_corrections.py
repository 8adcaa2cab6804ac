"""Doses that are corrected: what stays, who decides, what makes room for another."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clinics import policies
from clinics.actions import doses
from clinics.actions._entries import TokenReused
from clinics.actions.corrections import void
from clinics.models import Episode
from clinics.rules import RuleBroken
from clinics.vocabulary import EpisodeState as S
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from tests.factories import clinics as made
from tests.factories import kernel as people
from tests.unit.clinics.actions.test_doses import NOW, ON, give


@pytest.fixture
def treated(episode: Episode) -> Episode:
    """Methadone since January: the next dose is not the first."""
    made.DoseFactory(episode=episode, on=date(2026, 1, 5), amount=30)
    return episode


def test_a_correction_keeps_the_old_dose(treated: Episode, nurse: User) -> None:
    old = give(treated, nurse)

    new = doses.correct_dose(dose=old, reason="TYPING_ERROR", amount=Decimal(55), now=NOW, by=nurse)

    old.refresh_from_db()
    assert (old.state, old.amount) == ("SUPERSEDED", Decimal(60))
    assert (new.replaces, new.correction_reason, new.amount) == (
        old, "TYPING_ERROR", Decimal(55),
    )  # fmt: skip
    assert (new.on, new.number, new.recorded_by) == (ON, 1, nurse)
    event = AuditEvent.objects.latest("id")
    assert (event.event, event.fields) == ("clinics.entry.corrected", ["amount"])
    assert event.detail == {"replaces": str(old.uid)}


FREEING = pytest.mark.parametrize(
    "change",
    [
        {"mode": "MISSED"},
        {"mode": "VOMITED"},
        {"mode": "MISSED", "amount": Decimal(0)},
        {"on": date(2026, 3, 15)},
        {"medicine": "NALTREXONE_DEPOT"},
    ],
)


@FREEING
def test_nobody_makes_room_for_another_dose_alone(
    change: dict[str, Any], treated: Episode, nurse: User
) -> None:
    old = give(treated, nurse)
    colleague = people.nurse(at=treated.organisation)
    arguments = {"dose": old, "reason": "TYPING_ERROR", "now": NOW, "by": nurse} | change

    for second in (None, nurse, colleague):
        with pytest.raises(policies.SecondPersonNeeded, match="prescriber corrects it"):
            doses.correct_dose(**arguments, override_reason="PRESCRIBER", override_by=second)

    old.refresh_from_db()
    assert old.state == "CURRENT"
    with pytest.raises(doses.AlreadyDosed):
        give(treated, nurse)


@FREEING
def test_a_prescriber_makes_room_or_signs_for_it(
    change: dict[str, Any], treated: Episode, nurse: User, doctor: User
) -> None:
    made.DoseFactory(episode=treated, on=date(2026, 1, 6), medicine="NALTREXONE_DEPOT")
    arguments = {"reason": "TYPING_ERROR", "now": NOW}
    first = give(treated, nurse)

    signed = doses.correct_dose(
        dose=first, **arguments, **change, override_reason="PRESCRIBER", override_by=doctor,
        by=nurse,
    )  # fmt: skip
    detail = AuditEvent.objects.latest("id").detail
    void(entry=signed, reason="DUPLICATE", now=NOW, by=doctor)
    alone = doses.correct_dose(dose=give(treated, nurse), **arguments, **change, by=doctor)

    assert signed.override_by == doctor
    assert detail == {"replaces": str(first.uid), "decided_by": str(doctor.uid)}
    assert alone.state == "CURRENT"


def test_a_dose_that_was_not_taken_makes_no_room(treated: Episode, nurse: User) -> None:
    missed = give(treated, nurse, mode="MISSED")

    moved = doses.correct_dose(
        dose=missed, reason="WRONG_DATE", on=date(2026, 3, 15), now=NOW, by=nurse
    )

    assert moved.on == date(2026, 3, 15)


def test_a_correction_is_sent_once_and_of_what_holds(treated: Episode, doctor: User) -> None:
    old, token = give(treated, doctor), made.token()
    arguments = {"dose": old, "reason": "WRONG_DATE", "now": NOW, "by": doctor}

    new = doses.correct_dose(**arguments, on=date(2026, 3, 15), token=token)

    assert doses.correct_dose(**arguments, on=date(2026, 3, 15), token=token) == new
    with pytest.raises(TokenReused):
        doses.correct_dose(**arguments, on=date(2026, 3, 14), token=token)
    with pytest.raises(policies.NotCurrent):
        doses.correct_dose(**arguments, on=date(2026, 3, 14))


def test_a_dose_is_not_corrected_into_a_second_one(treated: Episode, nurse: User) -> None:
    give(treated, nurse)
    other = give(treated, nurse, on=date(2026, 3, 15))

    with pytest.raises(doses.AlreadyDosed):
        doses.correct_dose(dose=other, reason="WRONG_DATE", on=ON, now=NOW, by=nurse)

    other.refresh_from_db()
    assert other.state == "CURRENT"


def test_a_corrected_mode_has_an_answer_or_a_reason(
    treated: Episode, nurse: User, doctor: User
) -> None:
    old = give(treated, nurse)

    unknown = doses.correct_dose(
        dose=old, reason="TYPING_ERROR", mode_null="UNK", now=NOW, by=nurse
    )
    same = doses.correct_dose(
        dose=unknown, reason="TYPING_ERROR", mode_null="", mode="MISSED", now=NOW, by=doctor
    )
    kept = doses.correct_dose(
        dose=same, reason="TYPING_ERROR", mode_null="", amount=Decimal(0), now=NOW, by=nurse
    )

    assert (unknown.mode, unknown.mode_null) == ("", "UNK")
    assert (same.mode, same.mode_null) == ("MISSED", "")
    assert kept.mode == "MISSED"


def test_a_decision_holds_while_nothing_that_matters_changes(
    treated: Episode, nurse: User, doctor: User
) -> None:
    first = give(treated, nurse)
    second = give(treated, nurse, override_reason="SPLIT_DOSE", override_by=doctor)
    arguments = {"reason": "WRONG_DATE", "now": NOW, "by": nurse}
    Episode.objects.update(state=S.INTERRUPTED)

    first = doses.correct_dose(dose=first, at=time(8, 0), **arguments)
    second = doses.correct_dose(dose=second, at=time(18, 0), amount=Decimal(60), **arguments)

    assert (first.number, second.number) == (1, 2)
    assert (second.override_reason, second.override_by) == ("SPLIT_DOSE", doctor)
    with pytest.raises(doses.AlreadyDosed):
        doses.correct_dose(dose=second, amount=Decimal(70), **arguments)


def test_a_decision_is_not_taken_along_to_another_amount(
    episode: Episode, nurse: User, doctor: User
) -> None:
    dose = give(episode, doctor, amount=Decimal(40), override_reason="PRESCRIBER")

    with pytest.raises(RuleBroken) as stop:
        doses.correct_dose(dose=dose, reason="TYPING_ERROR", amount=Decimal(60), now=NOW, by=nurse)

    assert stop.value.code == "V42"


def test_a_correction_names_fields_that_exist(treated: Episode, nurse: User) -> None:
    with pytest.raises(TypeError, match="number"):
        doses.correct_dose(
            dose=give(treated, nurse), reason="TYPING_ERROR", number=3, now=NOW, by=nurse
        )


@pytest.mark.parametrize("mode", ["SUPERVISED", "TAKE_HOME"])
def test_a_missed_dose_of_an_interruption_does_not_become_a_taken_one(
    mode: str, treated: Episode, nurse: User
) -> None:
    """Else a nurse writes it as missed, which is possible, and corrects it to given."""
    treated.steps.create(
        source=S.IN_TREATMENT, target=S.INTERRUPTED, on=ON, recorded_at=NOW, recorded_by=nurse
    )
    Episode.objects.filter(pk=treated.pk).update(state=S.INTERRUPTED)
    missed = give(treated, nurse, mode="MISSED")

    with pytest.raises(policies.NotPossibleNow, match="Resume it first"):
        doses.correct_dose(dose=missed, reason="TYPING_ERROR", mode=mode, now=NOW, by=nurse)


def test_a_dose_before_the_interruption_can_still_be_put_right(
    treated: Episode, nurse: User
) -> None:
    missed = give(treated, nurse, mode="MISSED")
    treated.steps.create(
        source=S.IN_TREATMENT, target=S.INTERRUPTED, on=ON + timedelta(days=1),
        recorded_at=NOW, recorded_by=nurse,
    )  # fmt: skip
    Episode.objects.filter(pk=treated.pk).update(state=S.INTERRUPTED)

    taken = doses.correct_dose(
        dose=missed, reason="TYPING_ERROR", mode="SUPERVISED", now=NOW, by=nurse
    )

    assert taken.mode == "SUPERVISED"

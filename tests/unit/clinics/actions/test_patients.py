"""Registering people, in the two databases, whatever is interrupted."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from clinics.actions import patients
from clinics.actions._locking import Stale, once_more_on_conflict
from clinics.models import Patient, Registration
from clinics.rules import RuleBroken
from kernel import audit
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditEvent
from tests.factories import clinics as made
from tests.factories import kernel as people
from vault import api as vault


NOW = made.NOW
AIGUL = vault.Identity(given="Aigul", surname="Testova", birth_date=date(1988, 4, 2), sex="FEMALE")


@pytest.fixture(autouse=True)
def _keys(vault_keys: Any, db: None) -> None:
    vault.make_keys()


def register(organisation: Organisation, by: User, **changes: Any) -> patients.Registered:
    usual = {"key": made.token(), "identity": None, "now": NOW}
    return patients.register_patient(organisation=organisation, by=by, **(usual | changes))


def test_somebody_without_a_name_is_welcome(organisation: Organisation, nurse: User) -> None:
    answer = register(organisation, nurse, sex_null="REF", birth_country="KZ")

    patient = answer.patient
    assert (patient.identity_status, len(patient.code)) == ("ANONYMOUS", 10)
    assert (patient.sex, patient.sex_null, patient.birth_year_null) == ("", "REF", "NASK")
    assert (patient.birth_country, patient.birth_country_null) == ("KZ", "")
    assert answer.duplicates == ()
    assert Registration.objects.get().patient == patient


def test_sex_and_year_come_from_the_identity(organisation: Organisation, nurse: User) -> None:
    patient = register(organisation, nurse, identity=AIGUL, sex="MALE", birth_year=1950).patient

    assert (patient.identity_status, patient.sex, patient.birth_year) == ("NAMED", "FEMALE", 1988)


def test_an_identity_without_them_leaves_what_was_said(
    organisation: Organisation, nurse: User
) -> None:
    name = vault.Identity(given="Aigul")

    patient = register(organisation, nurse, identity=name, sex="FEMALE", birth_year=1988).patient

    assert (patient.sex, patient.birth_year) == ("FEMALE", 1988)


def test_the_same_key_is_the_same_patient(organisation: Organisation, nurse: User) -> None:
    key = made.token()

    first = register(organisation, nurse, key=key, identity=AIGUL)
    second = register(organisation, nurse, key=key, identity=AIGUL)

    assert first.patient == second.patient
    assert AuditEvent.objects.filter(event="clinics.patient.registered").count() == 1


def test_whoever_may_be_the_same_person_is_named(organisation: Organisation, nurse: User) -> None:
    first = register(organisation, nurse, identity=AIGUL).patient

    again = register(organisation, nurse, identity=AIGUL)

    assert [each.code for each in again.duplicates] == [first.code]


@pytest.mark.parametrize("broken", ["vault", "record"])
def test_an_interrupted_registration_is_repeated(
    broken: str, organisation: Organisation, nurse: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = made.token()

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        if broken == "vault":
            patch.setattr(vault, "register", fail)
        else:
            patch.setattr(audit, "record", fail)
        with pytest.raises(OSError):  # noqa: PT011 - the one raised above
            register(organisation, nurse, key=key, identity=AIGUL)
    assert not Patient.objects.exists()

    patient = register(organisation, nurse, key=key, identity=AIGUL).patient

    assert Registration.objects.get().patient == patient
    assert Patient.objects.count() == 1


def test_a_key_belongs_to_one_organisation(organisation: Organisation, nurse: User) -> None:
    key = made.token()
    register(organisation, nurse, key=key)
    elsewhere = people.clinic()

    with pytest.raises(patients.RegistrationElsewhere):
        register(elsewhere, people.nurse(at=elsewhere), key=key)


def test_two_tries_that_begin_together_are_one(
    organisation: Organisation, nurse: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = made.token()
    register(organisation, nurse, key=key)
    monkeypatch.setattr(patients, "_is_begun", lambda key: False)

    register(organisation, nurse, key=key)

    assert Patient.objects.count() == 1


def test_nobody_is_born_in_the_future(organisation: Organisation, nurse: User) -> None:
    with pytest.raises(RuleBroken, match="year of birth"):
        register(organisation, nurse, birth_year=2027)

    assert not Registration.objects.exists()


def test_a_name_is_given_later(organisation: Organisation, nurse: User) -> None:
    patient = register(organisation, nurse, birth_year_null="REF").patient

    named = patients.name_patient(
        patient=patient, identity=AIGUL, row_version=1, now=NOW, by=nurse
    ).patient

    assert (named.identity_status, named.sex, named.birth_year, named.birth_year_null) == (
        "NAMED", "FEMALE", 1988, "",
    )  # fmt: skip
    assert (named.code, named.row_version) == (patient.code, 2)
    event = AuditEvent.objects.latest("id")
    assert "birth_year" in event.fields
    assert "1988" not in str(event.detail)


def test_naming_somebody_named_refuses_and_says_so(organisation: Organisation, nurse: User) -> None:
    patient = register(organisation, nurse, identity=AIGUL).patient
    Patient.objects.update(identity_status="ANONYMOUS")

    with pytest.raises(vault.AlreadyNamed):
        patients.name_patient(patient=patient, identity=AIGUL, now=NOW, by=nurse)

    patient.refresh_from_db()
    assert patient.identity_status == "NAMED"


def test_naming_over_another_change_is_refused(organisation: Organisation, nurse: User) -> None:
    patient = register(organisation, nurse).patient

    with pytest.raises(Stale):
        patients.name_patient(patient=patient, identity=AIGUL, row_version=7, now=NOW, by=nurse)


def test_the_record_follows_a_corrected_identity(organisation: Organisation, doctor: User) -> None:
    patient = register(organisation, doctor, identity=AIGUL).patient

    changed = patients.correct_identity(
        patient=patient, changes={"birth_date": date(1987, 4, 2), "sex": "FEMALE"},
        reason_code="NEW_DOCUMENT", by=doctor,
    )  # fmt: skip
    same = patients.correct_identity(
        patient=patient, changes={"given": "Aygul"}, reason_code="TYPING_ERROR", by=doctor
    )

    assert (changed.birth_year, changed.row_version, same.row_version) == (1987, 2, 2)
    patients.add_former_name(patient=patient, surname="Primerova", by=doctor)


def test_a_conflict_is_tried_once_more() -> None:
    tries = []

    @once_more_on_conflict
    def act() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise IntegrityError
        return len(tries)

    assert act() == 2

"""Correcting: versions are kept, and people are found by the names they had."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from kernel.permissions import NotPermitted
from tests.factories.kernel import case_worker
from vault import api, keys
from vault.models import BlindIndex, Person, SealedIdentity, VaultAuditEvent


pytestmark = pytest.mark.django_db(databases=["default", "vault"])
BORN = date(1987, 3, 14)


@pytest.fixture
def patient(register, aliya):
    return register(aliya).patient_uid


def codes_found(ctx, **query):
    return [hit.patient_uid for hit in api.find(ctx, query=api.Query(**query))]


def test_a_woman_who_married_is_found_by_either_surname_and_by_none(ctx, patient):
    api.correct(
        ctx, patient_uid=patient, changes={"surname": "Юлдашева"}, reason_code="NAME_CHANGED"
    )

    for surname in ("Юлдашева", "Йўлдошева", "Ахметова", "Akhmetova", ""):
        assert codes_found(ctx, given="Алия", surname=surname, birth_date=BORN) == [patient]
    assert codes_found(ctx, given="Ахметова", birth_date=BORN) == [patient]
    identity = api.contacts(ctx, patient_uid=patient)
    assert (identity.surname, identity.former_surnames) == ("Юлдашева", ("Ахметова",))


def test_a_changed_given_name_is_remembered(ctx, patient):
    api.correct(ctx, patient_uid=patient, changes={"given": "Мадина"}, reason_code="PATIENT_ASKED")

    assert codes_found(ctx, given="Алия", birth_date=BORN) == [patient]
    assert codes_found(ctx, given="Мадина", birth_date=BORN) == [patient]
    assert api.contacts(ctx, patient_uid=patient).former_givens == ("Алия",)


def test_a_typing_error_is_no_former_name_but_still_finds(ctx, patient):
    api.correct(
        ctx, patient_uid=patient, changes={"surname": "Оспанова"}, reason_code="TYPING_ERROR"
    )

    assert api.contacts(ctx, patient_uid=patient).former_surnames == ()
    assert codes_found(ctx, given="Ахметова", birth_date=BORN) == [patient]


def test_a_corrected_birth_date_and_number_replace_the_wrong_ones(ctx, patient):
    api.correct(
        ctx,
        patient_uid=patient,
        changes={"birth_date": date(1988, 4, 15), "national_id": "880415400011"},
        reason_code="NEW_DOCUMENT",
    )

    assert codes_found(ctx, given="Алия", birth_date=date(1988, 4, 15)) == [patient]
    assert codes_found(ctx, national_id="880415400011") == [patient]
    assert codes_found(ctx, given="Алия", birth_date=BORN) == []
    assert codes_found(ctx, national_id="870314400010") == []


def test_only_what_changed_gets_a_new_version_and_the_old_stays(ctx, patient):
    api.correct(
        ctx, patient_uid=patient, changes={"phone": "+7 000 999 99 99"}, reason_code="NEW_CONTACT"
    )

    versions = SealedIdentity.objects.order_by("group", "version")
    assert list(versions.values_list("group", "version")) == [
        (1, 1), (2, 1), (3, 1), (4, 1), (4, 2), (5, 1),
    ]  # fmt: skip
    assert Person.objects.get().row_version == 2
    event = VaultAuditEvent.objects.first()
    assert (event.event, event.fields, event.reason_code) == (
        "vault.identity.corrected", ["phone"], "NEW_CONTACT",
    )  # fmt: skip


def test_a_group_about_which_nothing_was_known_can_be_filled(ctx, register):
    patient = register(api.Identity(given="Алия")).patient_uid

    api.correct(
        ctx, patient_uid=patient, changes={"phone": "+7 000 999 99 99"}, reason_code="NEW_CONTACT"
    )

    assert codes_found(ctx, phone="0009999999") == [patient]
    assert list(SealedIdentity.objects.order_by("group").values_list("group", flat=True)) == [
        1,
        2,
        4,
    ]


def test_an_alias_finds_and_is_kept(ctx, patient):
    api.add_alias(ctx, patient_uid=patient, surname="Ким", given="Лена")

    for query in ({"given": "Ким"}, {"given": "Лена"}, {"given": "Алия"}, {"given": "Ахметова"}):
        assert codes_found(ctx, birth_date=BORN, **query) == [patient]
    identity = api.contacts(ctx, patient_uid=patient)
    assert (identity.former_surnames, identity.former_givens) == (("Ким",), ("Лена",))
    event = VaultAuditEvent.objects.get(event="vault.alias.added")
    assert event.fields == ["former_givens", "former_surnames"]


def test_an_alias_twice_or_equal_to_the_name_adds_nothing(ctx, patient):
    api.add_alias(ctx, patient_uid=patient, surname="Ким")
    before = set(BlindIndex.objects.values_list("kind", "token"))

    api.add_alias(ctx, patient_uid=patient, surname="Ким", given="Алия")

    assert api.contacts(ctx, patient_uid=patient).former_surnames == ("Ким",)
    assert set(BlindIndex.objects.values_list("kind", "token")) == before


def test_an_alias_needs_a_name(ctx, patient):
    with pytest.raises(api.IdentityUnusable):
        api.add_alias(ctx, patient_uid=patient, surname=" ")


def test_somebody_with_only_a_year_of_birth_is_found_by_a_former_surname(ctx, register, aliya):
    vague = replace(aliya, birth_date=date(1987, 1, 1), birth_quality="year_only")
    patient = register(vague).patient_uid

    api.correct(
        ctx, patient_uid=patient, changes={"surname": "Юлдашева"}, reason_code="NAME_CHANGED"
    )

    for surname in ("Ахметова", "Юлдашева"):
        assert codes_found(ctx, given="Алия", surname=surname, birth_date=BORN) == [patient]
    assert codes_found(ctx, given="Алия", birth_date=date(1987, 1, 1)) == []


@pytest.mark.parametrize(
    "changes",
    [{"given": "", "surname": ""}, {"nickname": "Аля"}, {"sex": "?"}, {"birth_quality": "guess"}],
)
def test_changes_that_leave_no_identity_are_refused(ctx, patient, changes):
    with pytest.raises(api.IdentityUnusable) as refusal:
        api.correct(ctx, patient_uid=patient, changes=changes, reason_code="PATIENT_ASKED")

    assert "Аля" not in str(refusal.value)
    assert SealedIdentity.objects.filter(version=2).count() == 0


def test_a_reason_is_one_of_the_list(ctx, patient):
    with pytest.raises(ValueError, match="BECAUSE"):
        api.correct(ctx, patient_uid=patient, changes={"given": "Дана"}, reason_code="BECAUSE")


def test_who_may_not_correct_is_refused_and_so_is_everyone_while_locked(ctx, patient):
    colleague = replace(ctx, by=case_worker(at=ctx.organisation))
    with pytest.raises(NotPermitted):
        api.add_alias(colleague, patient_uid=patient, surname="Ким")

    keys.lock()
    with pytest.raises(api.Locked):
        api.add_alias(ctx, patient_uid=patient, surname="Ким")


def test_nobody_is_corrected_who_is_not_here(ctx, register):
    with pytest.raises(api.NoSuchPatient):
        api.add_alias(ctx, patient_uid=uuid4(), surname="Ким")
    with pytest.raises(api.NotNamed):
        api.add_alias(ctx, patient_uid=register(None).patient_uid, surname="Ким")

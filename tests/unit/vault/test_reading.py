"""Reading names and contacts: scoped, sealed to their row, and traced."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from kernel.permissions import NotPermitted
from tests.factories.kernel import clinic, clinician, nurse, privacy_officer
from vault import api, keys, sealing
from vault.models import Person, Pseudonym, SealedIdentity, VaultAuditEvent


pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def test_labels_give_name_and_birth_date_and_leave_one_event(ctx, register, aliya):
    first, second, nameless = (
        register(aliya),
        register(replace(aliya, given="Дана")),
        register(None),
    )
    uids = [first.patient_uid, second.patient_uid, nameless.patient_uid, uuid4()]

    found = api.labels(ctx, patient_uids=uids)

    assert found == {
        first.patient_uid: api.Label("Ахметова Алия Сериковна", date(1987, 3, 14), "stated"),
        second.patient_uid: api.Label("Ахметова Дана Сериковна", date(1987, 3, 14), "stated"),
    }
    event = VaultAuditEvent.objects.first()
    assert event.event == "vault.labels.read"
    assert set(event.object_uids) == {str(first.patient_uid), str(second.patient_uid)}


def test_labels_cost_three_queries_however_many(ctx, register, aliya, django_assert_num_queries):
    uids = [register(replace(aliya, given=f"Алия{n}")).patient_uid for n in range(5)]

    with django_assert_num_queries(5, using="vault"):  # with the two of the savepoint
        api.labels(ctx, patient_uids=uids)


def test_at_most_fifty_labels(ctx):
    with pytest.raises(api.TooManyLabels):
        api.labels(ctx, patient_uids=[uuid4() for _ in range(51)])


def test_labels_of_another_organisation_are_left_out(ctx, register, aliya):
    patient = register(aliya).patient_uid
    other = clinic()
    elsewhere = api.Context(clinician(at=other), other, api.Purpose.CARE)

    assert api.labels(elsewhere, patient_uids=[patient]) == {}
    with pytest.raises(api.NoSuchPatient):
        api.contacts(elsewhere, patient_uid=patient)


def test_contacts_give_everything_and_leave_an_event(ctx, register, aliya):
    patient = register(aliya).patient_uid

    assert api.contacts(ctx, patient_uid=patient) == aliya

    event = VaultAuditEvent.objects.first()
    assert (event.event, event.object_uids) == ("vault.contacts.read", [str(patient)])


def test_contacts_of_the_nameless_and_of_nobody_are_refused(ctx, register):
    with pytest.raises(api.NotNamed):
        api.contacts(ctx, patient_uid=register(None).patient_uid)
    with pytest.raises(api.NoSuchPatient):
        api.contacts(ctx, patient_uid=uuid4())


def test_each_reading_needs_its_permission(ctx, register, aliya):
    patient = register(aliya).patient_uid
    at_the_dose_window = replace(ctx, by=nurse(at=ctx.organisation))
    officer = replace(ctx, by=privacy_officer(at=ctx.organisation))

    assert api.labels(at_the_dose_window, patient_uids=[patient])
    with pytest.raises(NotPermitted):
        api.contacts(at_the_dose_window, patient_uid=patient)
    with pytest.raises(NotPermitted):
        api.labels(officer, patient_uids=[patient])


def test_nothing_is_read_while_locked(ctx, register, aliya):
    patient = register(aliya).patient_uid
    keys.lock()

    with pytest.raises(api.Locked):
        api.labels(ctx, patient_uids=[patient])
    with pytest.raises(api.Locked):
        api.contacts(ctx, patient_uid=patient)


def test_nothing_is_read_without_the_kek(ctx, register, aliya, vault_keys):
    patient = register(aliya).patient_uid
    (vault_keys / "kek.json").unlink()

    with pytest.raises(api.Locked):
        api.labels(ctx, patient_uids=[patient])
    assert api.is_locked()


def test_a_reading_whose_event_cannot_be_written_is_not_answered(ctx, register, aliya, monkeypatch):
    patient = register(aliya).patient_uid

    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError("no audit")

    monkeypatch.setattr(VaultAuditEvent, "save", fail)

    with pytest.raises(OSError, match="no audit"):
        api.labels(ctx, patient_uids=[patient])


class TestBinding:
    """A sealed row opens in its own place and nowhere else."""

    @pytest.fixture
    def two(self, register, aliya) -> list[api.Registration]:
        return [register(aliya), register(replace(aliya, given="Динара"))]

    def rows(self, patient, group) -> SealedIdentity:
        person = Pseudonym.objects.get(patient_uid=patient.patient_uid).person
        return SealedIdentity.objects.get(person=person, group=group)

    def test_a_ciphertext_moved_to_another_person_does_not_open(self, ctx, two):
        one, other = (self.rows(each, 1) for each in two)
        one.ciphertext, other.ciphertext = other.ciphertext, one.ciphertext
        one.save()
        other.save()

        with pytest.raises(api.IdentityDamaged):
            api.contacts(ctx, patient_uid=two[0].patient_uid)

    def test_a_person_moved_with_their_key_does_not_open(self, ctx, two):
        one, other = (Person.objects.get(pk=self.rows(each, 1).person_id) for each in two)
        one.wrapped_dek = other.wrapped_dek
        one.save()

        with pytest.raises(api.IdentityDamaged):
            api.contacts(ctx, patient_uid=two[0].patient_uid)

    def test_a_ciphertext_moved_to_another_group_does_not_open(self, ctx, two):
        SealedIdentity.objects.filter(pk=self.rows(two[0], 1).pk).update(
            ciphertext=self.rows(two[0], 2).ciphertext
        )

        with pytest.raises(api.IdentityDamaged):
            api.contacts(ctx, patient_uid=two[0].patient_uid)

    def test_a_row_given_another_version_does_not_open(self, ctx, two):
        SealedIdentity.objects.filter(pk=self.rows(two[0], 1).pk).update(version=2)

        with pytest.raises(api.IdentityDamaged):
            api.contacts(ctx, patient_uid=two[0].patient_uid)

    @pytest.mark.parametrize("field", ["country", "organisation_uid"])
    def test_a_person_moved_elsewhere_does_not_open(self, ctx, two, field):
        person = self.rows(two[0], 1).person
        setattr(person, field, "KG" if field == "country" else uuid4())
        person.save()

        with pytest.raises(api.IdentityDamaged):
            api.contacts(ctx, patient_uid=two[0].patient_uid)

    def test_equal_people_have_unequal_ciphertexts(self, register, aliya):
        register(aliya)
        register(aliya)

        texts = [
            bytes(text) for text in SealedIdentity.objects.values_list("ciphertext", flat=True)
        ]
        assert len(set(texts)) == len(texts) == 10

    def test_nothing_in_clear_shows_itself(self):
        opened = sealing.Opened(1, 1, {"given": "Алия"})

        assert repr(opened) == "Opened(group=1, version=1)"
        assert repr(api.Identity(given="Алия")) == "Identity()"
        assert "Алия" not in repr(api.Label("Алия", None, "stated"))

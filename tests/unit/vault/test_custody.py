"""Locking, unlocking and rotating: nobody is lost, and nothing goes without a trace."""

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kernel.permissions import NotPermitted
from tests.factories.kernel import nurse
from vault import api, custody, keyfiles, keys
from vault.keyfiles import KeyPurpose
from vault.models import BlindIndex, Person, SealedIdentity, VaultAuditEvent


pytestmark = pytest.mark.django_db(databases=["default", "vault"])
BORN = date(1987, 3, 14)


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("vault_keys", *arguments, stdout=out)
    return out.getvalue()


def find_all(ctx, **query):
    return [hit.patient_uid for hit in api.find(ctx, query=api.Query(**query))]


def test_locking_and_unlocking_leave_events_and_lose_nothing(ctx, register, aliya):
    patient = register(aliya).patient_uid

    api.lock(ctx)
    assert api.is_locked()
    api.unlock(ctx)

    assert not api.is_locked()
    assert api.contacts(ctx, patient_uid=patient) == aliya
    events = [event.event for event in VaultAuditEvent.objects.order_by("id")]
    assert events[1:3] == ["vault.keys.locked", "vault.keys.unlocked"]


def test_who_may_not_lock_may_not_unlock_either(ctx):
    other = replace(ctx, by=nurse(at=ctx.organisation))

    for act in (api.lock, api.unlock):
        with pytest.raises(NotPermitted):
            act(other)
    assert not api.is_locked()


def test_locking_succeeds_though_the_event_cannot_be_written(ctx, monkeypatch):
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError("no audit")

    monkeypatch.setattr(VaultAuditEvent, "save", fail)

    with pytest.raises(OSError, match="no audit"):
        api.lock(ctx)
    assert api.is_locked()
    with pytest.raises(OSError, match="no audit"):
        api.unlock(ctx)
    assert api.is_locked(), "nothing is unlocked without a trace"


def test_unlocking_without_the_kek_says_so(ctx, register, aliya, vault_keys):
    register(aliya)
    (vault_keys / "kek.json").unlink()

    with pytest.raises(api.Locked):
        api.unlock(ctx)


@pytest.fixture
def clientele(register, aliya):
    """Forty people, one of whom changed her name."""
    return {
        number: register(
            replace(aliya, national_id=f"8703144{number:05}", passport="", phone="",
                    birth_date=date(1987, 1 + number % 12, 14))
        ).patient_uid
        for number in range(40)
    }  # fmt: skip


def test_rotating_the_index_key_keeps_everybody_findable(ctx, clientele, monkeypatch):
    monkeypatch.setattr(custody, "BATCH", 7)
    api.correct(
        ctx, patient_uid=clientele[0], changes={"surname": "Юлдашева"}, reason_code="NAME_CHANGED"
    )
    before = set(BlindIndex.objects.values_list("token", flat=True))
    keys.rotate(KeyPurpose.BLIND)

    for when in ("old rows, new key in front", "rebuilt", "old key destroyed"):
        if when == "rebuilt":
            assert custody.refresh(KeyPurpose.BLIND) == 40
        if when == "old key destroyed":
            assert custody.destroy_old_keys(KeyPurpose.BLIND) == 1
        monkeypatch.setattr("vault.search.LIMITS", ())
        for number, patient in clientele.items():
            assert find_all(ctx, national_id=f"8703144{number:05}") == [patient], when
        found = find_all(ctx, given="Ахметова", surname="Алия", birth_date=date(1987, 1, 14))
        assert clientele[0] in found, when
    after = set(BlindIndex.objects.values_list("token", flat=True))
    assert not before & after


def test_people_registered_after_a_rotation_meet_those_before(ctx, register, aliya):
    first = register(aliya)
    keys.rotate(KeyPurpose.BLIND)

    assert [each.code for each in register(aliya).duplicates] == [first.code]


def test_rotating_the_wrapping_key_keeps_every_identity(ctx, clientele, monkeypatch):
    monkeypatch.setattr(custody, "BATCH", 7)
    sealed = list(SealedIdentity.objects.order_by("pk").values_list("ciphertext", flat=True))

    assert custody.rotate(KeyPurpose.DEK_WRAP) == 40
    assert custody.destroy_old_keys(KeyPurpose.DEK_WRAP) == 1

    assert set(Person.objects.values_list("dek_key_id", flat=True)) == {keys.keyring().wrap_id}
    assert api.contacts(ctx, patient_uid=clientele[3]).national_id == "870314400003"
    assert sealed == list(
        SealedIdentity.objects.order_by("pk").values_list("ciphertext", flat=True)
    )
    steps = [event.detail["step"] for event in VaultAuditEvent.objects.filter(action="KEY")]
    assert steps == ["destroyed", "rotated"]


def test_keys_that_rows_need_are_not_destroyed(register, aliya):
    register(aliya)
    keys.rotate(KeyPurpose.DEK_WRAP)

    with pytest.raises(custody.StillInUse):
        custody.destroy_old_keys(KeyPurpose.DEK_WRAP)


def test_somebody_with_nothing_to_be_found_by_survives_a_rebuild(ctx, register):
    patient = register(api.Identity(given="Алия", phone="+7 000 123 45 67")).patient_uid
    api.correct(ctx, patient_uid=patient, changes={"phone": ""}, reason_code="NEW_CONTACT")

    assert custody.rotate(KeyPurpose.BLIND) == 0
    assert api.contacts(ctx, patient_uid=patient).given == "Алия"


def test_the_command_makes_shows_and_rotates(settings):
    settings.KEYS_ON_FIRST_USE = False

    assert "missing" in command("status")
    assert "Names are locked." in command("status")
    assert command("make") == "Keys were made.\n"
    assert command("make") == "All keys exist.\n"
    assert "Names are open." in command("status")
    assert command("rotate", "blind") == "rotate blind: 0\n"
    assert command("refresh", "blind") == "refresh blind: 0\n"
    assert command("destroy-old", "blind") == "destroy-old blind: 1\n"
    assert VaultAuditEvent.objects.filter(event="vault.keys.made").count() == 3


def test_the_command_refuses_in_words(vault_keys):
    with pytest.raises(CommandError, match="which keyset"):
        command("rotate")

    keys.keyring()
    keyfiles.kek_path().unlink()
    with pytest.raises(CommandError, match="Names are locked"):
        command("rotate", "blind")

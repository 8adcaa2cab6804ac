"""Keys: made once, watched on disk, gone when locked, rotated without loss."""

import stat
from pathlib import Path

import pytest
import tink

from vault import keyfiles, keys
from vault.keyfiles import KeyPurpose
from vault.keys import Locked, encode


def test_keys_are_made_on_first_use_and_only_their_owner_may_read_them(vault_keys):
    keys.keyring()

    kek = vault_keys / "kek.json"
    assert stat.S_IMODE(kek.stat().st_mode) == 0o400
    assert stat.S_IMODE(kek.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in (vault_keys / "keyset").iterdir()) == [
        "blind.json",
        "dek-wrap.json",
    ]
    assert not list(vault_keys.rglob(".*"))


def test_without_permission_to_make_keys_there_are_none(settings, vault_keys):
    settings.KEYS_ON_FIRST_USE = False

    with pytest.raises(Locked, match="Names are locked"):
        keys.keyring()
    assert keys.is_locked()
    assert not (vault_keys / "kek.json").exists()


def test_making_keys_is_safe_to_repeat(settings):
    settings.KEYS_ON_FIRST_USE = False

    assert keys.make_keys()
    before = keys.keyring()
    assert not keys.make_keys()
    assert keys.keyring() is before


def test_a_keyset_that_is_missing_is_made_under_the_present_kek():
    keys.keyring()
    keyfiles.keyset_path(KeyPurpose.BLIND).unlink()

    assert keys.make_keys()
    assert not keys.is_locked()


def test_open_keys_stay_open_while_the_files_stay_the_same():
    keys.make_keys()

    assert keys.keyring() is keys.keyring()


def test_taking_the_kek_away_locks_at_the_next_call():
    keys.keyring()
    kek = keyfiles.kek_path()
    away = kek.rename(kek.with_name("away"))

    assert keys.is_locked()
    assert keys._memory.ring is None
    assert not kek.exists(), "no new key may be made beside old keysets"

    away.rename(kek)
    assert not keys.is_locked()


def test_no_new_kek_is_made_for_keysets_of_another():
    keys.keyring()
    keyfiles.kek_path().unlink()

    with pytest.raises(Locked):
        keys.make_keys()
    keyfiles.keyset_path(KeyPurpose.BLIND).unlink()
    with pytest.raises(Locked):
        keys.make_keys()


@pytest.mark.parametrize("content", ["", "{}", "not a key", "ключ"])
def test_a_broken_kek_is_a_locked_vault(content):
    keys.keyring()
    kek = keyfiles.kek_path()
    kek.unlink()
    kek.write_text(content, encoding="utf-8")

    assert keys.is_locked()
    with pytest.raises(Locked):
        keys.rotate(KeyPurpose.BLIND)


def test_another_kek_is_a_locked_vault(settings, tmp_path):
    keys.keyring()
    keysets = settings.VAULT_KEYSET_DIR
    settings.VAULT_KEK_FILE, settings.VAULT_KEYSET_DIR = tmp_path / "b.json", tmp_path / "b"
    keys.keyring()
    settings.VAULT_KEYSET_DIR = keysets

    assert keys.is_locked()


def test_a_keyset_cannot_stand_in_for_another():
    keys.keyring()
    blind, wrap = (keyfiles.keyset_path(p) for p in (KeyPurpose.BLIND, KeyPurpose.DEK_WRAP))
    wrap.unlink()
    wrap.write_bytes(blind.read_bytes())

    assert keys.is_locked()


def test_keys_of_another_installation_do_not_fit(settings, tmp_path):
    wrapped, _key = keys.keyring().new_data_key(b"about")
    settings.VAULT_KEK_FILE, settings.VAULT_KEYSET_DIR = tmp_path / "b.json", tmp_path / "b"

    with pytest.raises(tink.TinkError):
        keys.keyring().open_data_key(wrapped, b"about")


def test_locking_leaves_a_mark_for_other_processes():
    keys.keyring()

    keys.lock()

    assert keys._memory.ring is None
    assert keys._lock_path().exists()
    assert keys.is_locked()
    with pytest.raises(Locked):
        keys.rotate(KeyPurpose.DEK_WRAP)


def test_a_mark_left_by_another_process_locks_this_one():
    keys.keyring()
    keys._lock_path().touch()

    assert keys.is_locked()
    assert keys._memory.ring is None


def test_unlocking_opens_the_same_keys():
    token = keys.keyring().token("a")
    keys.lock()

    keys.unlock()

    assert keys.keyring().token("a") == token


def test_a_disk_that_cannot_be_written_still_locks_this_process(monkeypatch):
    keys.keyring()

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "touch", full)
        keys.lock()

    assert keys.is_locked()
    keys.unlock()
    assert not keys.is_locked()


def test_rotation_puts_a_fresh_key_in_front_and_keeps_the_old():
    ring = keys.keyring()
    wrapped, data_key = ring.new_data_key(b"about")
    sealed, token = data_key.encrypt(b"text", b""), ring.token("field")

    keys.rotate(KeyPurpose.DEK_WRAP)
    blind_id = keys.rotate(KeyPurpose.BLIND)

    after = keys.keyring()
    assert after.blind_id == blind_id != ring.blind_id
    assert after.wrap_id != ring.wrap_id
    assert after.open_data_key(wrapped, b"about").decrypt(sealed, b"") == b"text"
    assert after.tokens("field")[ring.blind_id] == token
    assert after.token("field") != token


def test_a_data_key_is_bound_to_its_owner():
    wrapped, _key = keys.keyring().new_data_key(b"one")

    with pytest.raises(tink.TinkError):
        keys.keyring().open_data_key(wrapped, b"other")


def test_dropped_keys_open_nothing():
    ring = keys.keyring()
    wrapped, _key = ring.new_data_key(b"about")
    fresh = keys.rotate(KeyPurpose.DEK_WRAP)

    assert keyfiles.drop_keys(KeyPurpose.DEK_WRAP, keep=fresh) == 1

    with pytest.raises(tink.TinkError):
        keys.keyring().open_data_key(wrapped, b"about")


def test_fields_cannot_run_together():
    assert encode("ab", "c") != encode("a", "bc") != encode("abc")
    assert encode("я") == b"DP1\x00\x02" + "я".encode()


def test_a_keyring_does_not_show_its_keys():
    assert "Prf" not in repr(keys.keyring())
    assert "Aead" not in repr(keys.keyring())


def test_two_that_make_a_key_at_once_use_the_same(tmp_path):
    keyfiles._place(tmp_path / "k", "first", mode=0o600)
    keyfiles._place(tmp_path / "k", "second", mode=0o600)

    assert (tmp_path / "k").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["k"]


def test_a_fresh_key_never_takes_an_id_in_use(monkeypatch):
    keys.keyring()
    kek = keyfiles.read_kek()
    same = keyfiles.read_keyset(KeyPurpose.BLIND, kek)
    monkeypatch.setattr(tink, "new_keyset_handle", lambda _template: same)

    fresh = keyfiles.add_primary_key(KeyPurpose.BLIND)

    assert fresh != same.keyset_info().primary_key_id
    assert len(keys.keyring().blind) == 2

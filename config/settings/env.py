"""Every environment variable that Umit reads, in one place, with its meaning.

No variable that protects somebody has a default here: `production` demands it and stops with a
sentence that says what is missing; `dev` and `test` bring their own throw-away values.
"""

from dataclasses import dataclass
from pathlib import Path

from environs import Env


BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()


@dataclass(frozen=True)
class Environment:
    """What the process was told, read once when it starts."""

    surface: str
    demo: bool
    secret_key: str
    secret_key_fallbacks: list[str]
    allowed_hosts: list[str]
    trusted_origins: list[str]
    database_url: str
    vault_database_url: str
    databases_given: bool
    vault_kek_file: Path
    vault_keyset_dir: Path
    keys_given: bool
    audit_key_file: Path
    draft_key_file: Path
    series_key_dir: Path
    study_key_dir: Path
    snapshot_dir: Path
    cache_url: str
    trusted_proxies: int
    base_url: str
    public_url: str
    neutral_address: str
    reminder_sender: str
    log_level: str


def read() -> Environment:
    """Read the environment. Empty strings mean: not given."""
    var = Path(env.str("UMIT_VAR", default=str(VAR_DIR)))
    return Environment(
        surface=env.str("SURFACE", default="everything"),
        demo=env.str("UMIT_DEMO", default="").lower() in {"1", "true", "yes", "on"},
        secret_key=env.str("SECRET_KEY", default=""),
        secret_key_fallbacks=env.list("SECRET_KEY_FALLBACKS", default=[]),
        allowed_hosts=env.list("ALLOWED_HOSTS", default=[]),
        trusted_origins=env.list("CSRF_TRUSTED_ORIGINS", default=[]),
        database_url=env.str("DATABASE_URL", default=f"sqlite:///{var / 'umit.sqlite3'}"),
        vault_database_url=env.str(
            "VAULT_DATABASE_URL", default=f"sqlite:///{var / 'vault.sqlite3'}"
        ),
        databases_given=all(
            env.str(name, default="") for name in ("DATABASE_URL", "VAULT_DATABASE_URL")
        ),
        vault_kek_file=Path(env.str("VAULT_KEK_FILE", default=str(var / "keys" / "kek.json"))),
        vault_keyset_dir=Path(env.str("VAULT_KEYSET_DIR", default=str(var / "keyset"))),
        keys_given=all(
            env.str(name, default="")
            for name in ("VAULT_KEK_FILE", "VAULT_KEYSET_DIR", "AUDIT_KEY_FILE")
        ),
        audit_key_file=Path(env.str("AUDIT_KEY_FILE", default=str(var / "keys" / "audit.json"))),
        draft_key_file=Path(env.str("DRAFT_KEY_FILE", default=str(var / "keys" / "drafts.json"))),
        series_key_dir=Path(env.str("SERIES_KEY_DIR", default=str(var / "keys" / "series"))),
        study_key_dir=Path(env.str("STUDY_KEY_DIR", default=str(var / "keys" / "studies"))),
        snapshot_dir=Path(env.str("SNAPSHOT_DIR", default=str(var / "snapshots"))),
        cache_url=env.str("CACHE_URL", default=""),
        trusted_proxies=env.int("TRUSTED_PROXIES", default=0),
        base_url=env.str("BASE_URL", default="http://127.0.0.1:8000"),
        public_url=env.str("PUBLIC_URL", default=""),
        neutral_address=env.str("NEUTRAL_ADDRESS", default="https://www.wikipedia.org/"),
        reminder_sender=env.str("REMINDER_SENDER", default="clinics.reminders.ConsoleSender"),
        log_level=env.str("LOG_LEVEL", default="INFO"),
    )

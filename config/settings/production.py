"""Production: refuses to start when anything that protects somebody is missing or a default."""

import json
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import DEMO, ENVIRONMENT, MIDDLEWARE, SECRET_KEY, SURFACE


def _demand(condition: object, sentence: str) -> None:
    if not condition:
        raise ImproperlyConfigured(sentence)


def _is_key(file: Path) -> bool:
    """Whether a file looks like a keyset; only opening the vault shows whether it is the one."""
    try:
        return "primaryKeyId" in json.loads(file.read_text(encoding="ascii"))
    except (OSError, ValueError, TypeError):
        return False


KEEPS_KEYS = {"work", "worker"}
"""Doors behind which the vault is opened and the audit is sealed."""
LONG, VARIED = 50, 10
"""Fewest characters of SECRET_KEY, and fewest different ones."""

_demand(
    not DEMO,
    "UMIT_DEMO is set. Demonstration accounts must not exist in production: unset it.",
)
_demand(
    SURFACE != "everything",
    "SURFACE=everything is for development. Run one process per door: "
    "SURFACE=public, office, work, ministry or worker.",
)
_demand(
    len(SECRET_KEY) >= LONG and len(set(SECRET_KEY)) >= VARIED and "not-a-secret" not in SECRET_KEY,
    "SECRET_KEY is missing, short or a default. Give at least 50 random characters.",
)
_demand(ENVIRONMENT.allowed_hosts, "ALLOWED_HOSTS is missing. Name the host of this door.")
_demand(
    ENVIRONMENT.databases_given,
    "DATABASE_URL or VAULT_DATABASE_URL is missing. Name both databases.",
)
_demand(
    ENVIRONMENT.database_url != ENVIRONMENT.vault_database_url,
    "VAULT_DATABASE_URL is DATABASE_URL. The vault must be a database of its own.",
)
if SURFACE in KEEPS_KEYS:
    _demand(
        ENVIRONMENT.keys_given,
        "VAULT_KEK_FILE, VAULT_KEYSET_DIR or AUDIT_KEY_FILE is missing. "
        "Say where the keys of this door are.",
    )
    _demand(
        _is_key(ENVIRONMENT.vault_kek_file),
        "VAULT_KEK_FILE does not exist or holds no key. "
        "Make one with `manage.py vault_keys make` and keep it off backups.",
    )

KEYS_ON_FIRST_USE = False
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
PUBLIC_PAGE_SECONDS = 300
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MIDDLEWARE = list(MIDDLEWARE)

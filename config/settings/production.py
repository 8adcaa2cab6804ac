"""Production: refuses to start when anything that protects somebody is missing or a default."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import DEMO, ENVIRONMENT, MIDDLEWARE, SECRET_KEY, SURFACE


def _demand(condition: object, sentence: str) -> None:
    if not condition:
        raise ImproperlyConfigured(sentence)


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
    len(SECRET_KEY) >= LONG and len(set(SECRET_KEY)) >= VARIED and "development" not in SECRET_KEY,
    "SECRET_KEY is missing, short or a default. Give at least 50 random characters.",
)
_demand(ENVIRONMENT.allowed_hosts, "ALLOWED_HOSTS is missing. Name the host of this door.")
_demand(
    ENVIRONMENT.databases_given,
    "DATABASE_URL or VAULT_DATABASE_URL is missing. Name both databases.",
)
_demand(
    ENVIRONMENT.vault_kek_file.exists() or SURFACE in {"public", "office", "ministry"},
    "VAULT_KEK_FILE does not exist. Make one with `manage.py vault_keys` and keep it off backups.",
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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MIDDLEWARE = list(MIDDLEWARE)

"""Tests: nothing from the environment but the databases' addresses, fast hashes, no network."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import database


DEBUG = False
DEMO = False
SECRET_KEY = "test-only-not-a-secret-" + "1" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SECOND_FACTOR_REQUIRED = False
INVENTED_PEOPLE_ENTER = True
KEYS_ON_FIRST_USE = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "pages")
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LANGUAGE_CODE = "en"

if (SERVER := os.environ.get("UMIT_TEST_POSTGRES")) and "DATABASE_URL" not in os.environ:
    # Wagtail's index has other columns on PostgreSQL and looks at the settings when it is imported.
    # A process that was told its databases, as the one that migrates templates, uses those.
    DATABASES = {
        alias: database(f"{SERVER.rstrip('/')}/postgres") for alias in ("default", "vault")
    }

"""Tests: nothing from the environment but the databases' addresses, fast hashes, no network."""

from config.settings.base import *  # noqa: F403


DEBUG = False
DEMO = False
SECRET_KEY = "test-only-not-a-secret-" + "1" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SECOND_FACTOR_REQUIRED = False
INVENTED_PEOPLE_ENTER = True
KEYS_ON_FIRST_USE = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LANGUAGE_CODE = "en"

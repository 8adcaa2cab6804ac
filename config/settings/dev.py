"""Development and demonstration: state in var/, keys made on first use, one port."""

from config.settings.base import *  # noqa: F403
from config.settings.base import CONTENT_SECURITY_POLICY, DEMO, ENVIRONMENT


DEBUG = not DEMO
SECRET_KEY = ENVIRONMENT.secret_key or "development-only-not-a-secret-" + "0" * 30
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
SECOND_FACTOR_REQUIRED = False
INVENTED_PEOPLE_ENTER = True
KEYS_ON_FIRST_USE = True
WHITENOISE_USE_FINDERS = True  # collecting static files takes half a minute; production only
STATIC_ROOT = None
CONTENT_SECURITY_POLICY = dict(CONTENT_SECURITY_POLICY)

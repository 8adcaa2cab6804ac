"""The vault as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    """Identities and pseudonyms, in a database of their own."""

    name = "vault"
    verbose_name = _("Vault")

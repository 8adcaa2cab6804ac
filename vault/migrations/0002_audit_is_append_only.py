"""Refuse to change or delete the vault's audit events."""

from django.db import migrations

from kernel.append_only import guard, unguard

TABLE = "vault_vaultauditevent"


class Migration(migrations.Migration):
    """Triggers on both database engines."""

    dependencies = [("vault", "0001_initial")]

    operations = [migrations.RunPython(guard(TABLE, alias="vault"), unguard(TABLE, alias="vault"))]

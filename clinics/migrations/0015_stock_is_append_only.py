"""Entries of the stock ledger, their lines and closed days are written once."""

from django.db import migrations

from kernel.append_only import guard, unguard


TABLES = (
    "clinics_stockentry", "clinics_stockline", "clinics_stockday", "clinics_stockcount",
)  # fmt: skip


class Migration(migrations.Migration):
    """Triggers that refuse to change or delete rows of the ledger."""

    dependencies = [("clinics", "0014_missed_dose_rules")]

    operations = [
        migrations.RunPython(guard(table, alias="default"), unguard(table, alias="default"))
        for table in TABLES
    ]

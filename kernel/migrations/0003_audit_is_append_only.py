"""Refuse to change or delete audit events and seals."""

from django.db import migrations

from kernel.append_only import guard, unguard

TABLES = ("kernel_auditevent", "kernel_auditseal")


class Migration(migrations.Migration):
    """Triggers on both database engines."""

    dependencies = [("kernel", "0002_regions")]

    operations = [
        migrations.RunPython(guard(table, alias="default"), unguard(table, alias="default"))
        for table in TABLES
    ]

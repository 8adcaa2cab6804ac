"""Fill the tables of code lists, version 2026.1. Codes are never removed, so nothing is undone."""

from django.db import migrations

from clinics.code_lists import load


VERSION = "2026.1"


def fill(apps, schema_editor):
    load(apps.get_model("clinics", "CodeList"), apps.get_model("clinics", "Code"), version=VERSION)


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0001_treatment_record"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

"""Load the regions of the five countries: kernel/data/iso3166_2.csv."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "iso3166_2.csv"


def load(apps, schema_editor):
    """Add every region; one that exists is brought up to date."""
    if schema_editor.connection.alias != "default":
        return
    subdivision = apps.get_model("kernel", "Subdivision")
    with DATA.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            code = row.pop("code")
            subdivision.objects.update_or_create(code=code, defaults=row)


class Migration(migrations.Migration):
    """Regions are data of the product."""

    dependencies = [("kernel", "0001_people_organisations_audit")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

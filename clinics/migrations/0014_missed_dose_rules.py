"""What to do after missed days of methadone, where a country has no rules of its own.

Source: Australian national methadone guideline (reference S27 of the treatment record), the only
published rule that was found. `is_checked` stays false until a country's own protocol replaces it.
For buprenorphine no source was found: it has no row, and the prescriber decides after three days.
"""

from django.db import migrations


SOURCE = "National Guidelines for Medication-Assisted Treatment, Australia 2014 (methadone)"
RULES = (
    (1, 1, "NONE", None),
    (2, 2, "CHECK", None),
    (3, 3, "HALVE", None),
    (4, 4, "PRESCRIBER", 40),
    (5, None, "REINDUCTION", 30),
)


def add(apps, schema_editor):
    """Write the default rules."""
    if schema_editor.connection.alias != "default":
        return
    rules = apps.get_model("clinics", "MissedDoseRule")
    for first, last, advice, most in RULES:
        rules.objects.get_or_create(
            country="", medicine="METHADONE", from_days=first,
            defaults={"to_days": last, "advice": advice, "most_mg": most, "source": SOURCE},
        )  # fmt: skip


def remove(apps, schema_editor):
    """Take the default rules away."""
    if schema_editor.connection.alias == "default":
        apps.get_model("clinics", "MissedDoseRule").objects.filter(country="").delete()


class Migration(migrations.Migration):
    """Default rules on missed doses."""

    dependencies = [("clinics", "0013_drafts")]

    operations = [migrations.RunPython(add, remove)]

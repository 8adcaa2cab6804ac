"""A coordinator of a ministry decides on what the warnings of prevention block."""

from django.db import migrations


class Migration(migrations.Migration):
    """Let the role be held."""

    dependencies = [("kernel", "0004_substance_expert")]

    operations = [
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "ordering": ["name", "pk"],
                "permissions": [
                    ("hold_clinician", "Holds the role clinician here"),
                    ("hold_nurse", "Holds the role nurse here"),
                    ("hold_case_worker", "Holds the role case_worker here"),
                    ("hold_clinic_manager", "Holds the role clinic_manager here"),
                    ("hold_privacy_officer", "Holds the role privacy_officer here"),
                    ("hold_editor", "Holds the role editor here"),
                    ("hold_reviewer", "Holds the role reviewer here"),
                    ("hold_translator", "Holds the role translator here"),
                    ("hold_programme_manager", "Holds the role programme_manager here"),
                    ("hold_facilitator", "Holds the role facilitator here"),
                    ("hold_coordinator", "Holds the role coordinator here"),
                    ("hold_analyst", "Holds the role analyst here"),
                    ("hold_expert", "Holds the role expert here"),
                    ("hold_auditor", "Holds the role auditor here"),
                    ("hold_administrator", "Holds the role administrator here"),
                ],
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
    ]

"""Give the office's roles their rights, the review its steps, and the list its first terms."""

from django.db import migrations

from cms.access import sync_office_groups
from cms.term_rules import RULES


def forwards(apps, schema_editor):
    sync_office_groups(apps)
    rules = apps.get_model("cms", "TermRule").objects
    for language, pattern, severity, suggestion, reason in RULES:
        rules.get_or_create(
            language=language, pattern=pattern,
            defaults={"severity": severity, "suggestion": suggestion, "reason": reason},
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0010_office"),
        ("prevention", "0001_programmes_delivery_surveys"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

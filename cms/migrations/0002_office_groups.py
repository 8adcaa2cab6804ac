"""Give the office's roles their rights in Wagtail and close the groups it ships."""

from django.db import migrations

from cms.access import sync_office_groups


def forwards(apps, schema_editor):
    sync_office_groups(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_pages_and_review"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtail_localize", "0006_create_submit_translation_permission"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

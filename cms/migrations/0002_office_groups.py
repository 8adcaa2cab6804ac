"""Once gave the office's roles their rights; `0011_office_rights` does, with all models there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_pages_and_review"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtail_localize", "0006_create_submit_translation_permission"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]
    operations = []

"""Leave “addiction” and “alcoholic drink” in peace, where the list began with wider patterns."""

from django.db import migrations


NARROWER = {
    "addict*": r"/(?<!\w)addicts?(?!\w)/",
    "alcoholic*": r"/(?<!\w)alcoholics?(?!\w)(?! (?:drink|beverage))/",
}


def forwards(apps, schema_editor):
    rules = apps.get_model("cms", "TermRule").objects.filter(language="en")
    for wide, narrow in NARROWER.items():
        if rules.filter(pattern=narrow).exists():
            rules.filter(pattern=wide).delete()
        rules.filter(pattern=wide).update(pattern=narrow)


class Migration(migrations.Migration):
    dependencies = [("cms", "0011_office_rights")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

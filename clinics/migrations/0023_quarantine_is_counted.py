"""Quarantine is counted beside the cabinet. The table is written anew, and guarded again."""

from django.db import migrations, models

from kernel.append_only import guard, unguard


TABLE = "clinics_stockcount"
ACCOUNTS = [
    ("CABINET", "Cabinet"),
    ("QUARANTINE", "Quarantine"),
    ("SUPPLIER", "Supplier"),
    ("PATIENTS", "Patients"),
    ("WASTE", "Spilled"),
    ("DESTROYED", "Destroyed"),
    ("OTHER_SITE", "Another site"),
    ("DIFFERENCE", "Unexplained difference"),
]


class Migration(migrations.Migration):
    """SQLite copies a table to change it, and its triggers are not copied."""

    dependencies = [("clinics", "0022_called_off_and_changed")]

    operations = [
        migrations.RunPython(unguard(TABLE, alias="default"), guard(TABLE, alias="default")),
        migrations.RemoveConstraint(model_name="stockcount", name="stockcount_once"),
        migrations.AddField(
            model_name="stockcount",
            name="account",
            field=models.CharField(choices=ACCOUNTS, default="CABINET", max_length=12),
        ),
        migrations.AddConstraint(
            model_name="stockcount",
            constraint=models.UniqueConstraint(
                models.F("day"), models.F("batch"), models.F("account"), name="stockcount_once"
            ),
        ),
        migrations.RunPython(guard(TABLE, alias="default"), unguard(TABLE, alias="default")),
    ]

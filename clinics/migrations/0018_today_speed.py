"""Find who left lately, and longest ago among them, without reading everybody who ever left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of episodes by clinic and end."""

    dependencies = [("clinics", "0017_longer_draft_subjects")]

    operations = [
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(fields=["organisation", "ended_on"], name="episode_by_end"),
        ),
    ]

"""Find who is in treatment and who waits without reading everybody who ever was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of episodes by clinic and state."""

    dependencies = [("clinics", "0015_stock_is_append_only")]

    operations = [
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(fields=["organisation", "state"], name="episode_by_state"),
        ),
    ]

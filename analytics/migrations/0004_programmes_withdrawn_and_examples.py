import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0003_figures_of_programmes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="programmerelease",
            name="state",
            field=models.CharField(
                choices=[
                    ("AUDITED", "Audited"),
                    ("SUPERSEDED", "Superseded"),
                    ("WITHDRAWN", "Withdrawn"),
                ],
                default="AUDITED",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="programmerelease",
            name="withdrawal_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("RECORDS", "The records behind it were wrong"),
                    ("METHOD", "It was counted or protected wrongly"),
                    ("DISCLOSURE", "It may tell of single people"),
                    ("MISTAKE", "It was compiled by mistake"),
                ],
                max_length=12,
                verbose_name="why it was withdrawn",
            ),
        ),
        migrations.AddField(
            model_name="programmerelease",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="programmerelease",
            name="withdrawn_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="programmerelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "WITHDRAWN"),
                        ("withdrawal_reason__in", ["RECORDS", "METHOD", "DISCLOSURE", "MISTAKE"]),
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state", "WITHDRAWN"), _negated=True),
                        ("withdrawal_reason", ""),
                        ("withdrawn_at__isnull", True),
                        ("withdrawn_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="programmerelease_withdrawn_with_reason",
            ),
        ),
        migrations.AddField(
            model_name="programmevintage",
            name="is_example",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RemoveConstraint(model_name="programmevintage", name="programme_vintage_once"),
        migrations.AddConstraint(
            model_name="programmevintage",
            constraint=models.UniqueConstraint(
                models.F("series"),
                models.F("since"),
                models.F("before"),
                models.F("is_example"),
                models.F("number"),
                name="programme_vintage_once",
            ),
        ),
    ]

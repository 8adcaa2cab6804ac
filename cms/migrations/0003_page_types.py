# The page types of the public site. What stands in streams is no part of a table (`cms.fields`).

import cms.fields
import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_office_groups"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.AddField(
            model_name="articlepage",
            name="audience",
            field=cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom"),
        ),
        migrations.AddField(
            model_name="articlepage",
            name="social_image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailimages.image",
                verbose_name="picture for messengers",
            ),
        ),
        migrations.AddField(
            model_name="articlepage",
            name="topics",
            field=cms.fields.ManyOf(blank=True, default=list, verbose_name="topics"),
        ),
        migrations.AddField(
            model_name="homepage",
            name="body",
            field=cms.fields.Stream(
                blank=True,
                help_text="Stands beside the self-check: best one number with its source.",
                verbose_name="text",
            ),
        ),
        migrations.AddField(
            model_name="homepage",
            name="emergency_page",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.page",
                verbose_name="what to do while waiting",
            ),
        ),
        migrations.AddField(
            model_name="homepage",
            name="prevention",
            field=models.TextField(
                blank=True,
                help_text="Leads to the programmes.",
                verbose_name="what works in schools",
            ),
        ),
        migrations.AlterField(
            model_name="articlepage",
            name="body",
            field=cms.fields.Stream(blank=True, verbose_name="text"),
        ),
        migrations.AlterField(
            model_name="articlepage",
            name="byline",
            field=models.TextField(
                blank=True,
                help_text="Roles, not names. Say what is unchecked.",
                verbose_name="who wrote and who checked it",
            ),
        ),
        migrations.AlterField(
            model_name="articlepage",
            name="review_by",
            field=models.DateField(
                blank=True,
                help_text="Needed to publish. After this day readers are told that a check is due.",
                null=True,
                verbose_name="next check by",
            ),
        ),
        migrations.AlterField(
            model_name="articlepage",
            name="sources",
            field=cms.fields.Stream(blank=True, verbose_name="sources"),
        ),
        migrations.AlterField(
            model_name="homepage",
            name="sections",
            field=cms.fields.Stream(blank=True, verbose_name="sections"),
        ),
        migrations.CreateModel(
            name="AlertIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "list of alerts",
                "verbose_name_plural": "lists of alerts",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="AlertPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("info", "For information"),
                            ("elevated", "Elevated"),
                            ("urgent", "Urgent"),
                        ],
                        max_length=8,
                        verbose_name="how urgent",
                    ),
                ),
                (
                    "source_type",
                    models.CharField(
                        choices=[
                            ("lab", "Laboratory"),
                            ("clinical", "Clinics and hospitals"),
                            ("police", "Police"),
                            ("self_report", "People’s own reports"),
                        ],
                        max_length=12,
                        verbose_name="where the news comes from",
                    ),
                ),
                ("is_confirmed", models.BooleanField(default=False, verbose_name="confirmed")),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("KZ", "Kazakhstan"),
                            ("KG", "Kyrgyzstan"),
                            ("TJ", "Tajikistan"),
                            ("TM", "Turkmenistan"),
                            ("UZ", "Uzbekistan"),
                        ],
                        help_text="Empty: every country",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="region")),
                (
                    "substance_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("alcohol", "Alcohol"),
                            ("nicotine", "Nicotine"),
                            ("cannabinoid", "Cannabinoid"),
                            ("opioid", "Opioid"),
                            ("stimulant", "Stimulant"),
                            ("sedative", "Sedative"),
                            ("hallucinogen", "Hallucinogen"),
                            ("dissociative", "Dissociative"),
                            ("inhalant", "Inhalant"),
                            ("other", "Other or unknown"),
                        ],
                        max_length=16,
                        verbose_name="what it mainly does",
                    ),
                ),
                (
                    "form_seen",
                    models.CharField(blank=True, max_length=160, verbose_name="form seen"),
                ),
                (
                    "what_happened",
                    wagtail.fields.RichTextField(
                        help_text="No products, sellers, prices, amounts or ways of taking.",
                        verbose_name="what happened",
                    ),
                ),
                ("signs", cms.fields.Stream(verbose_name="signs of poisoning")),
                ("what_to_do", cms.fields.Stream(verbose_name="what to do")),
                (
                    "words",
                    cms.fields.Stream(
                        blank=True,
                        help_text="For the search alone: readers do not see them.",
                        verbose_name="words people use",
                    ),
                ),
                (
                    "professional",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="Never shown on the public site.",
                        verbose_name="for professionals",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="FAQPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                ("questions", cms.fields.Stream(verbose_name="questions")),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "questions and answers",
                "verbose_name_plural": "questions and answers",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="GlossaryPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                ("terms", cms.fields.Stream(verbose_name="words")),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "glossary",
                "verbose_name_plural": "glossaries",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="HelpIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "registration",
                    models.TextField(
                        blank=True,
                        help_text="General words; what a service asks and records stands with each service.",
                        verbose_name="will I be registered?",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "finder of services",
                "verbose_name_plural": "finders of services",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="LeafletPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "leaflet",
                "verbose_name_plural": "leaflets",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NewsIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "list of news",
                "verbose_name_plural": "lists of news",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NewsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "published_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="day"),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "piece of news",
                "verbose_name_plural": "news",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="OrganisationPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("KZ", "Kazakhstan"),
                            ("KG", "Kyrgyzstan"),
                            ("TJ", "Tajikistan"),
                            ("TM", "Turkmenistan"),
                            ("UZ", "Uzbekistan"),
                        ],
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="address")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("website", models.URLField(blank=True, verbose_name="web address")),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ProgrammeIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "list of programmes",
                "verbose_name_plural": "lists of programmes",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="SectionPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="SelfCheckPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "tool",
                    models.CharField(default="audit", max_length=40, verbose_name="questionnaire"),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "self-check",
                "verbose_name_plural": "self-checks",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="StandardPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "page about the site",
                "verbose_name_plural": "pages about the site",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="StoryPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "is_consent_signed",
                    models.BooleanField(
                        default=False,
                        verbose_name="the person has signed that the story may be told",
                    ),
                ),
                ("consent_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="SubstancePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                (
                    "substance_class",
                    models.CharField(
                        choices=[
                            ("alcohol", "Alcohol"),
                            ("nicotine", "Nicotine"),
                            ("cannabinoid", "Cannabinoid"),
                            ("opioid", "Opioid"),
                            ("stimulant", "Stimulant"),
                            ("sedative", "Sedative"),
                            ("hallucinogen", "Hallucinogen"),
                            ("dissociative", "Dissociative"),
                            ("inhalant", "Inhalant"),
                            ("other", "Other or unknown"),
                        ],
                        max_length=16,
                        verbose_name="what it mainly does",
                    ),
                ),
                (
                    "also_known",
                    cms.fields.Stream(
                        blank=True,
                        help_text="For the search alone: readers do not see them.",
                        verbose_name="other names",
                    ),
                ),
                ("first_aid", wagtail.fields.RichTextField(verbose_name="first aid")),
                (
                    "law_note",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="Only what a lawyer of the country has checked, with the day.",
                        verbose_name="law",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "substance",
                "verbose_name_plural": "substances",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="EventPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(verbose_name="introduction")),
                ("body", cms.fields.Stream(blank=True, verbose_name="text")),
                ("audience", cms.fields.ManyOf(blank=True, default=list, verbose_name="for whom")),
                ("topics", cms.fields.ManyOf(blank=True, default=list, verbose_name="topics")),
                ("sources", cms.fields.Stream(blank=True, verbose_name="sources")),
                (
                    "byline",
                    models.TextField(
                        blank=True,
                        help_text="Roles, not names. Say what is unchecked.",
                        verbose_name="who wrote and who checked it",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty until a reviewer has signed.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "review_by",
                    models.DateField(
                        blank=True,
                        help_text="Needed to publish. After this day readers are told that a check is due.",
                        null=True,
                        verbose_name="next check by",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                ("place", models.CharField(max_length=250, verbose_name="place")),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for messengers",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="event_ends_after_it_starts",
                    )
                ],
            },
            bases=("wagtailcore.page",),
        ),
    ]

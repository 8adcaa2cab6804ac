"""Migrate both databases in one process: `python -m tools.migrate`.

`manage.py migrate` does the same more slowly. Django renders every model that is related to a
changed one, and everything is related to a person: with our models in place, each of Wagtail's two
hundred migrations costs a tenth of a second. So what is not ours goes first, while there is little
to render. `vault` needs the migrations of its own app alone.
"""

import os


FIRST = (
    "wagtailcore",
    "wagtailimages",
    "wagtaildocs",
    "wagtailredirects",
    "wagtailsearch",
    "wagtail_localize",
    "wagtailadmin",
    "wagtailembeds",
    "wagtailusers",
    "taggit",
    "guardian",
    "account",
    "mfa",
    "usersessions",
    "django_tasks_database",
)


def migrate() -> None:
    """Bring `default` and `vault` up to date and make the cache table."""
    import django  # noqa: PLC0415 - needs the packages
    from django.core.management import call_command  # noqa: PLC0415 - likewise

    django.setup()
    quietly = {"verbosity": 0, "skip_checks": True, "interactive": False}
    for label in FIRST:
        call_command("migrate", label, **quietly)
    call_command("migrate", **quietly)
    call_command("migrate", "vault", database="vault", **quietly)
    call_command("createcachetable", verbosity=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    migrate()

"""Read a page of the caseload from an index, newest first and never-seen last.

Written in SQL because the engines differ: PostgreSQL puts missing days first in descending order
unless told otherwise, SQLite puts them last and refuses to be told so in an index.
"""

from django.db import migrations


NULLS = {"postgresql": "NULLS LAST", "sqlite": ""}
CREATE = """
CREATE INDEX clinics_episode_caseload
ON clinics_episode (organisation_id, last_seen_on DESC {nulls}, id DESC)
"""


def create(apps, schema_editor):
    """Make the index in the engine's own words."""
    connection = schema_editor.connection
    if connection.alias == "default":
        schema_editor.execute(CREATE.format(nulls=NULLS[connection.vendor]))


def drop(apps, schema_editor):
    """Remove it."""
    if schema_editor.connection.alias == "default":
        schema_editor.execute("DROP INDEX clinics_episode_caseload")


class Migration(migrations.Migration):
    """One index."""

    dependencies = [("clinics", "0002_code_lists")]

    operations = [migrations.RunPython(create, drop)]

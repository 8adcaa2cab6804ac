"""The indexes of words and of references, made whole at once.

Whatever is saved is noted for the worker to index. A load leaves hundreds of such notes, and the
search finds nothing until the worker has read them all.
"""

from datetime import datetime

from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task
from wagtail.tasks import update_reference_index_task


NOTES = (insert_or_update_object_task, update_reference_index_task)


def complete(*, at: datetime) -> None:
    """Index everything now, and drop the notes that were waiting at that moment."""
    call_command("update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
    paths = [task.module_path for task in NOTES]
    DBTaskResult.objects.ready().filter(task_path__in=paths, enqueued_at__lte=at).delete()

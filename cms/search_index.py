"""The search's index, made whole at once.

Whatever is saved is noted for the worker to index. A load leaves hundreds of such notes, and the
search finds nothing until the worker has read them all.
"""

from datetime import datetime

from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task


def complete(*, at: datetime) -> None:
    """Index everything now, and drop the notes that were waiting at that moment."""
    call_command("update_index", verbosity=0)
    notes = DBTaskResult.objects.ready().filter(task_path=insert_or_update_object_task.module_path)
    notes.filter(enqueued_at__lte=at).delete()

"""Answered questionnaires in a new, random order: rows lie in a table in the order they came."""

from collections.abc import Sequence
from secrets import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from prevention.bulk.storing import insert
from prevention.models import Answer, CodeElement, Response, Wave


BATCH = 500
HEAD = ("wave_id", "cohort_id", "gender", "age_band", "entered_on", "source")
PARTS: tuple[tuple[type[Answer | CodeElement], tuple[str, ...]], ...] = (
    (Answer, ("item_id", "value")),
    (CodeElement, ("position", "fine", "coarse", "swapped")),
)
"""What belongs to a response, with the columns that are carried over."""


def shuffle(wave: Wave) -> None:
    """Write the responses of a wave anew, with new keys and without tokens; delete the old rows.

    For the action that closes a wave, inside its transaction and before anything is linked: a link
    would go with the row it points to.
    """
    old: list[tuple[Any, ...]] = list(
        Response.objects.filter(wave=wave).order_by().values_list("pk", *HEAD)
    )
    SystemRandom().shuffle(old)
    batches = [old[at : at + BATCH] for at in range(0, len(old), BATCH)]
    for rows in batches:
        keys: dict[UUID, UUID] = {row[0]: uuid4() for row in rows}
        insert(Response, ("id", *HEAD), [(keys[row[0]], *row[1:]) for row in rows])
        for model, names in PARTS:
            insert(model, ("id", "response_id", *names), _parts(model, names, keys))
    for rows in batches:
        Response.objects.filter(pk__in=[row[0] for row in rows]).delete()


def _parts(
    model: type[Answer | CodeElement], names: Sequence[str], keys: dict[UUID, UUID]
) -> list[tuple[Any, ...]]:
    """The rows of a batch of responses under their new keys, shuffled among themselves."""
    found = model._default_manager.filter(response__in=keys).order_by()
    rows = [
        (uuid4(), keys[response], *values)
        for response, *values in found.values_list("response_id", *names)
    ]
    SystemRandom().shuffle(rows)
    return rows

"""The audit streams: which table in which database holds events. The kernel knows no vault."""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings

from kernel.models import AuditRecord


@dataclass(frozen=True)
class Stream:
    """One table of events in one database."""

    name: str
    """The database's alias; also the stream's name in the chain."""
    model: type[AuditRecord]


def streams() -> list[Stream]:
    """Every stream of `settings.AUDIT_STREAMS` whose app is installed."""
    found = []
    for label, alias in settings.AUDIT_STREAMS:
        try:
            model = apps.get_model(label)
        except LookupError:
            continue
        found.append(Stream(alias, model))
    return found

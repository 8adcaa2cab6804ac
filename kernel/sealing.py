"""The chain over all audit events: one link for each event, of whichever database.

mac = HMAC-SHA-256(audit key, previous mac ‖ canonical JSON of the event). Whoever edits, deletes,
inserts or reorders events without the key breaks the chain at a position that
`kernel.verification` names; cutting off the end is found out by a checkpoint kept elsewhere
(security reference, section 4).
"""

import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connections, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kernel.audit_keys import audit_key
from kernel.errors import Refused
from kernel.models import AuditRecord, AuditSeal
from kernel.streams import Stream, streams


BATCH = 1_000
LATE = {"postgresql": 1_000}
"""How many ids back an event may still appear: PostgreSQL numbers rows before they commit."""
FIELDS = (
    "id", "uid", "at", "event", "action", "actor_uid", "actor", "organisation_uid", "object_type",
    "object_uids", "fields", "purpose", "reason_code", "outcome", "detail", "request_id",
    "session_hash", "surface",
)  # fmt: skip
"""What a link covers. A later column must stay out, or every earlier link would break."""
CHECKPOINT = re.compile(r"umit-audit 1 (\d{1,18}) ([0-9a-f]{64}) (\S{1,40})")


class SealerBusy(Refused):
    """Another sealer is at work; its links and ours collided, and ours were withdrawn."""

    code = "sealer-busy"


class NoCheckpoint(Refused):
    """The text is not a checkpoint line."""

    code = "no-checkpoint"


@dataclass(frozen=True)
class Checkpoint:
    """Where the chain stood: a line to keep off this host."""

    sequence: int
    mac: str
    sealed_at: datetime

    def __str__(self) -> str:
        moment = self.sealed_at.astimezone(UTC).isoformat(timespec="seconds")
        return f"umit-audit 1 {self.sequence} {self.mac} {moment}"

    @classmethod
    def parse(cls, line: str) -> "Checkpoint":
        """Read a line that `str()` wrote.

        Raises:
            NoCheckpoint: the text is something else.
        """
        found = CHECKPOINT.fullmatch(line.strip())
        try:
            moment = datetime.fromisoformat(found[3]) if found else None
        except ValueError:
            moment = None
        if not found or moment is None:
            raise NoCheckpoint(_("This is not a checkpoint line. It begins with “umit-audit 1”."))
        return cls(int(found[1]), found[2], moment)


def seal(*, at: datetime, batch: int = BATCH) -> int:
    """Chain every event that has no link yet, batch by batch; say how many. Safe to repeat.

    Raises:
        AuditKeyMissing: there is no key.
        SealerBusy: another sealer is at work.
    """
    key = audit_key()
    sealed = 0
    for stream in streams():
        while count := _seal_batch(stream, key, at=at, batch=batch):
            sealed += count
    return sealed


def checkpoint() -> Checkpoint | None:
    """Where the chain stands now; nothing when no event was ever sealed."""
    last = AuditSeal.objects.order_by("-sequence").first()
    return Checkpoint(last.sequence, last.mac, last.sealed_at) if last else None


def link(key: bytes, previous: str, stream: str, event: AuditRecord) -> str:
    """The mac of `event` after a link with the mac `previous`."""
    message = previous + canonical(stream, event)
    return hmac.new(key, message.encode(), sha256).hexdigest()


def canonical(stream: str, event: AuditRecord) -> str:
    """The event as JSON in one spelling: sorted keys, no spaces, UTC to the microsecond."""
    values = {name: _plain(getattr(event, name)) for name in FIELDS}
    return json.dumps(
        values | {"stream": stream}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def late(stream: Stream) -> int:
    """How many ids back an event of this stream may still turn up unsealed."""
    return LATE.get(connections[stream.name].vendor, 0)


def highest_sealed(stream: Stream) -> int:
    """The highest event id of the stream that has a link; 0 when none has."""
    found = AuditSeal.objects.filter(stream=stream.name).aggregate(mark=Max("event_id"))
    return found["mark"] or 0


def _seal_batch(stream: Stream, key: bytes, *, at: datetime, batch: int) -> int:
    """One transaction; the sequence is the primary key, so two sealers cannot both commit."""
    try:
        with transaction.atomic():
            last = AuditSeal.objects.order_by("-sequence").first()
            events = _unsealed(stream, batch)
            sequence, mac = (last.sequence, last.mac) if last else (0, "")
            links = []
            for number, event in enumerate(events, start=sequence + 1):
                mac = link(key, mac, stream.name, event)
                links.append(_seal(number, stream, event, mac, at))
            AuditSeal.objects.bulk_create(links)
    except IntegrityError as collision:
        raise SealerBusy(_("Another sealer is at work.")) from collision
    return len(links)


def _seal(number: int, stream: Stream, event: AuditRecord, mac: str, at: datetime) -> AuditSeal:
    return AuditSeal(
        sequence=number,
        stream=stream.name,
        event_uid=event.uid,
        event_id=event.pk,
        mac=mac,
        sealed_at=at,
    )


def _unsealed(stream: Stream, limit: int) -> list[AuditRecord]:
    floor = highest_sealed(stream) - late(stream)
    events = stream.model._default_manager.using(stream.name).filter(pk__gt=floor).order_by("pk")
    known = set(
        AuditSeal.objects.filter(stream=stream.name, event_id__gt=floor).values_list(
            "event_id", flat=True
        )
    )
    fresh = [event for event in events[: limit + len(known)] if event.pk not in known]
    return fresh[:limit]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int | list | dict) else str(value)

"""Walking the chain of audit events again: is it whole, and if not, where does it break?"""

import hmac
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.audit_keys import audit_key
from kernel.models import AuditRecord, AuditSeal, User
from kernel.models.audit_events import AuditAction
from kernel.sealing import Checkpoint, highest_sealed, late, link
from kernel.streams import Stream, streams


CHUNK = 1_000


class Tampering(TextChoices):
    """What a break of the chain looks like."""

    EDITED = "EDITED", _("the event was changed after it was sealed")
    DELETED = "DELETED", _("the event was deleted")
    INSERTED = "INSERTED", _("an event was inserted before sealed ones")
    MOVED = "MOVED", _("the events stand in another order")
    GAP = "GAP", _("a link of the chain is missing")
    TRUNCATED = "TRUNCATED", _("the chain is shorter than the checkpoint says")
    REWRITTEN = "REWRITTEN", _("the chain differs from the checkpoint")


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold."""

    sequence: int
    stream: str
    kind: Tampering


@dataclass
class StreamCount:
    """How many events of one stream the chain covers, and how many wait for the sealer."""

    name: str
    sealed: int = 0
    unsealed: int = 0


@dataclass
class Verdict:
    """What a walk over the chain found."""

    length: int = 0
    """Links that hold, counted from the beginning."""
    first_break: Break | None = None
    streams: list[StreamCount] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return self.first_break is None

    @property
    def unsealed(self) -> int:
        """Events that the sealer has still to take up."""
        return sum(stream.unsealed for stream in self.streams)


@dataclass
class _Walk:
    """Where the walk is."""

    key: bytes
    checkpoint: Checkpoint | None
    sequence: int = 0
    mac: str = ""
    last_ids: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def verify(*, checkpoint: Checkpoint | None = None) -> Verdict:
    """Recompute every link; constant memory, whatever the length.

    Raises:
        AuditKeyMissing: there is no key to recompute with.
    """
    walk = _Walk(audit_key(), checkpoint)
    verdict = Verdict(first_break=_first_bad_link(walk))
    verdict.length = walk.sequence
    if verdict.is_whole and checkpoint and checkpoint.sequence > walk.sequence:
        verdict.first_break = Break(walk.sequence + 1, "", Tampering.TRUNCATED)
    for stream in streams():
        verdict.streams.append(_count(stream))
        if verdict.is_whole:
            verdict.first_break = _first_inserted(stream)
    return verdict


@transaction.atomic
def verify_and_record(*, checkpoint: Checkpoint | None = None, by: User | None) -> Verdict:
    """Verify, and leave a trace that it was done and what came out."""
    verdict = verify(checkpoint=checkpoint)
    broken = verdict.first_break
    audit.record(
        audit.Event.AUDIT_VERIFIED,
        by=by,
        action=AuditAction.READ,
        object_type="kernel.auditseal",
        outcome="OK" if broken is None else str(broken.kind),
        length=verdict.length,
        unsealed=verdict.unsealed,
        break_at=broken.sequence if broken else None,
        checkpoint=checkpoint.sequence if checkpoint else None,
    )
    return verdict


def _first_bad_link(walk: _Walk) -> Break | None:
    models = {stream.name: stream for stream in streams()}
    for seals in _chunks(AuditSeal.objects.order_by("sequence").iterator(chunk_size=CHUNK)):
        events = {
            name: _events(models[name], [seal.event_id for seal in seals if seal.stream == name])
            for name in {seal.stream for seal in seals} & set(models)
        }
        for seal in seals:
            event = events.get(seal.stream, {}).get(seal.event_id)
            kind = _judge(walk, seal, event, late=late(models[seal.stream]) if event else 0)
            if kind:
                return Break(walk.sequence + 1, seal.stream, kind)
            walk.sequence, walk.mac = seal.sequence, seal.mac
            walk.last_ids[seal.stream] = max(walk.last_ids[seal.stream], seal.event_id)
    return None


def _judge(
    walk: _Walk, seal: AuditSeal, event: AuditRecord | None, *, late: int
) -> Tampering | None:
    """What is wrong with this link, if anything."""
    if seal.sequence != walk.sequence + 1:
        return Tampering.GAP
    if event is None:
        return Tampering.DELETED
    if event.uid != seal.event_uid or event.pk <= walk.last_ids[seal.stream] - late:
        return Tampering.MOVED
    if not hmac.compare_digest(link(walk.key, walk.mac, seal.stream, event), seal.mac):
        return Tampering.EDITED
    mark = walk.checkpoint
    if mark and mark.sequence == seal.sequence and not hmac.compare_digest(mark.mac, seal.mac):
        return Tampering.REWRITTEN
    return None


def _events(stream: Stream, ids: list[int]) -> dict[int, AuditRecord]:
    return stream.model._default_manager.using(stream.name).in_bulk(ids)


def _count(stream: Stream) -> StreamCount:
    sealed = AuditSeal.objects.filter(stream=stream.name).count()
    events = stream.model._default_manager.using(stream.name)
    return StreamCount(stream.name, sealed, events.filter(pk__gt=highest_sealed(stream)).count())


def _first_inserted(stream: Stream) -> Break | None:
    """An event without a link among events that have one; recent ids may still be on their way."""
    below = highest_sealed(stream) - late(stream)
    events = stream.model._default_manager.using(stream.name).filter(pk__lte=below)
    seals = AuditSeal.objects.filter(stream=stream.name, event_id__lte=below)
    if events.count() == seals.count():
        return None
    known = seals.order_by("event_id").values_list("event_id", flat=True).iterator()
    found = events.order_by("pk").values_list("pk", flat=True).iterator()
    inserted = next((event_id for event_id in found if next(known, None) != event_id), 0)
    after = AuditSeal.objects.filter(stream=stream.name, event_id__gt=inserted)
    return Break(after.order_by("event_id")[0].sequence, stream.name, Tampering.INSERTED)


def _chunks(seals: Iterator[AuditSeal]) -> Iterator[list[AuditSeal]]:
    while chunk := list(islice(seals, CHUNK)):
        yield chunk

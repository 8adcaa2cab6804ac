"""The vault's tables. Nothing outside the vault imports them; no foreign key leads in or out."""

from vault.models.audit_events import VaultAuditEvent
from vault.models.people import (
    BlindIndex,
    IdentityGroup,
    IndexKind,
    Person,
    PersonStatus,
    SealedIdentity,
)
from vault.models.pseudonyms import Pseudonym, PseudonymState


__all__ = [
    "BlindIndex",
    "IdentityGroup",
    "IndexKind",
    "Person",
    "PersonStatus",
    "Pseudonym",
    "PseudonymState",
    "SealedIdentity",
    "VaultAuditEvent",
]

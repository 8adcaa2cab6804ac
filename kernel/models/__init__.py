"""The kernel's tables."""

from kernel.models.audit_events import AuditEvent, AuditRecord, AuditSeal
from kernel.models.grants import OrganisationGroupGrant, OrganisationUserGrant
from kernel.models.organisations import Organisation, OrganisationKind, Site, Subdivision
from kernel.models.users import Invitation, User


__all__ = [
    "AuditEvent",
    "AuditRecord",
    "AuditSeal",
    "Invitation",
    "Organisation",
    "OrganisationGroupGrant",
    "OrganisationKind",
    "OrganisationUserGrant",
    "Site",
    "Subdivision",
    "User",
]

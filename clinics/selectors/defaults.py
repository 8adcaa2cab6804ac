"""What a form begins with, so that the common case is two taps."""

from clinics.vocabulary import ContactKind
from kernel.models import Organisation, User
from kernel.permissions import Role
from kernel.scope import scope_of


USUAL_KINDS = (
    (Role.NURSE, ContactKind.NURSING),
    (Role.CASE_WORKER, ContactKind.CASE_MANAGEMENT),
    (Role.CLINICIAN, ContactKind.MEDICAL),
)


def usual_contact_kind(*, viewer: User, at: Organisation) -> str:
    """The kind of contact that people of this role mostly log."""
    held = scope_of(viewer).roles_at(at)
    kinds = (kind for role, kind in USUAL_KINDS if role in held)
    return next(kinds, ContactKind.PLANNED_VISIT).value

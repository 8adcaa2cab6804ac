"""Where a person's work begins at the work door."""

from kernel.models import User
from kernel.permissions import Permission, organisations_where


STARTS = (
    (Permission.RECORD_READ, "work:today"),
    (Permission.SUBSTANCE_RESOLVE, "work:terms"),
    (Permission.WORK_OVERSEE, "work:oversight"),
    (Permission.PEOPLE_MANAGE, "work:people"),
    (Permission.AUDIT_READ, "work:audit"),
    (Permission.PROGRAMME_MANAGE, "work:prevention-runs"),
    (Permission.SESSION_DELIVER, "work:prevention-sessions"),
    (Permission.PROGRAMME_COORDINATE, "work:prevention-runs"),
)


def home_of(*, viewer: User) -> str:
    """The name of the view where the viewer's work begins; empty when nothing is there yet."""
    return next(
        (place for permission, place in STARTS if organisations_where(viewer, permission)), ""
    )

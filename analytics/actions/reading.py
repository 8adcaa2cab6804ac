"""Reading figures leaves a trace before they are shown; so does trying in vain."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.models import ProgrammeRelease, Release, ReleaseFile
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require, require_country


PURPOSE = "STATISTICS"


class FilesWithdrawn(Refused):
    """The release was withdrawn, and its files with it."""

    code = "files-withdrawn"


@transaction.atomic(durable=True)
def open_release(*, release: Release | ProgrammeRelease, by: User) -> None:
    """Write that `by` reads a release, of treatment or of programmes; its charts are part of it.

    Raises:
        NotPermitted: these are not figures that `by` may see.
    """
    require_figures(release, by=by)
    audit.record(
        audit.Event.RELEASE_READ,
        by=by,
        action=AuditAction.READ,
        organisation=release.vintage.organisation,
        target=release,
        purpose=PURPOSE,
        label=release.vintage.label,
    )


@transaction.atomic(durable=True)
def take_file(*, file: ReleaseFile, by: User) -> None:
    """Write that `by` takes a file of a release away; the event names it and its checksum.

    Raises:
        NotPermitted: these are not figures that `by` may see.
        FilesWithdrawn: nobody shall use them any more.
    """
    require_figures(file.release, by=by)
    _check_in_use(file.release)
    audit.record(
        audit.Event.RELEASE_DOWNLOADED,
        by=by,
        action=AuditAction.EXPORT,
        organisation=file.release.vintage.organisation,
        target=file.release,
        purpose=PURPOSE,
        file=file.name,
        sha256=file.sha256,
    )


@transaction.atomic(durable=True)
def take_programmes(*, release: ProgrammeRelease, name: str, content: bytes, by: User) -> None:
    """Write that `by` takes a workbook of programmes away; the event names it and its checksum.

    Raises:
        NotPermitted: these are not figures that `by` may see.
        FilesWithdrawn: nobody shall use them any more.
    """
    require_figures(release, by=by)
    _check_in_use(release)
    audit.record(
        audit.Event.RELEASE_DOWNLOADED,
        by=by,
        action=AuditAction.EXPORT,
        target=release,
        purpose=PURPOSE,
        file=name,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _check_in_use(release: Release | ProgrammeRelease) -> None:
    if release.is_withdrawn:
        raise FilesWithdrawn(
            _("%(label)s was withdrawn: its files cannot be downloaded any more.")
            % {"label": release.vintage.label}
        )


def require_figures(release: Release | ProgrammeRelease, *, by: User) -> None:
    """Demand that `by` may see these figures: of the country, or of the clinic's own.

    Raises:
        NotPermitted: `by` may not.
    """
    vintage = release.vintage
    if vintage.organisation:
        require(by, Permission.FIGURES_OWN, at=vintage.organisation)
    else:
        require_country(by, Permission.FIGURES_NATIONAL, vintage.series.country)


@transaction.atomic(durable=True)
def tell_refusal(
    *, outcome: str, act: str, uids: Iterable[UUID], object_type: str, by: User
) -> None:
    """Write that `by` tried what is not theirs; `uids` are those of the address."""
    audit.record(
        audit.Event.ACCESS_REFUSED,
        by=by,
        action=AuditAction.FAIL,
        object_type=object_type,
        object_uids=uids,
        outcome=outcome,
        act=act,
    )

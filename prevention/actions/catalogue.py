"""What people do to the catalogue beside writing: begin a new version, retire what is out of use.

Acts of the nation: somebody of an NGO reads the catalogue, and proposes.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from kernel import audit, public_pages
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import NotPermitted, Permission, countries_where
from prevention.choices import CatalogueStatus
from prevention.models import Programme, ProgrammeVersion


COPIED = (
    "programme", "language", "country", "adaptation", "manual", "manual_reference",
    "completion_threshold", "max_group_size",
)  # fmt: skip
PARTS = ("components", "plans", "fidelity_items")


class VersionExists(Refused):
    """The programme has a version of that name in that language."""

    code = "version-exists"


class NotRetirable(Refused):
    """What is not in use cannot be retired."""

    code = "not-retirable"


@transaction.atomic
def begin_version(*, version: ProgrammeVersion, label: str, by: User) -> ProgrammeVersion:
    """Begin a new version from an approved one: its parts are copied, and it is a draft.

    Raises:
        VersionExists: the label is taken.
    """
    _require_national(by, Permission.CONTENT_EDIT)
    taken = ProgrammeVersion.objects.filter(
        programme=version.programme, label=label, language=version.language
    )
    if not label or taken.exists():
        raise VersionExists(_("Give the new version a label that no version of this one has."))
    new = _copy(version, label)
    new.save_revision(user=by, log_action=False)
    log(instance=new, action="wagtail.create", user=by)
    _record(audit.Event.VERSION_BEGUN, new, by=by, action=AuditAction.CREATE)
    return new


@transaction.atomic
def retire_version(
    *, version: ProgrammeVersion, reason: str, on: date, by: User
) -> ProgrammeVersion:
    """End the use of an approved version in new implementations; those that run go on.

    The reason stands in the office's history of the version.

    Raises:
        NotRetirable: it is a draft, or is retired already.
    """
    _require_national(by, Permission.CONTENT_REVIEW)
    version = ProgrammeVersion.objects.select_for_update().get(pk=version.pk)
    if not version.live or version.retired_on is not None:
        raise NotRetirable(_("Only an approved version that is in use can be retired."))
    version.retired_on = on
    version.save(update_fields=["retired_on"])
    public_pages.outdate()
    log(instance=version, action="prevention.retire", user=by, data={"comment": reason})
    _record(audit.Event.VERSION_RETIRED, version, by=by, action=AuditAction.UPDATE)
    return version


@transaction.atomic
def retire_programme(*, programme: Programme, reason: str, by: User) -> Programme:
    """Take a programme from readers' sight; the reason stands in its history in the office.

    Raises:
        NotRetirable: it is retired already.
    """
    _require_national(by, Permission.CONTENT_REVIEW)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if programme.status == CatalogueStatus.RETIRED:
        raise NotRetirable(_("This programme is retired already."))
    programme.status = CatalogueStatus.RETIRED
    programme.save(update_fields=["status"])
    public_pages.outdate()
    log(instance=programme, action="prevention.retire", user=by, data={"comment": reason})
    _record(audit.Event.PROGRAMME_RETIRED, programme, by=by, action=AuditAction.UPDATE)
    return programme


def _copy(version: ProgrammeVersion, label: str) -> ProgrammeVersion:
    new = ProgrammeVersion(label=label, live=False)
    for name in COPIED:
        setattr(new, name, getattr(version, name))
    for name in PARTS:
        rows = list(getattr(version, name).all())
        for row in rows:
            row.pk = None
        setattr(new, name, rows)
    new.save()
    return new


def _require_national(by: User, permission: Permission) -> None:
    if not countries_where(by, permission):
        raise NotPermitted(_("Your role does not include this act. Ask your manager."))


def _record(event: audit.Event, row: Any, *, by: User, action: AuditAction) -> None:
    audit.record(event, by=by, action=action, object_type=row._meta.label_lower, row=row.pk)

"""Service points: written and verified by who runs them, or by who coordinates the country."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import audit, public_pages
from kernel.errors import Refused
from kernel.models import Organisation, Subdivision, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import (
    NotPermitted,
    Permission,
    countries_where,
    has_permission,
    require,
)
from prevention.actions._rows import Stale
from prevention.models import ServicePoint, ServicePointText


FIELDS = (
    "kind", "country", "region", "phones", "web", "languages", "served", "age_min", "age_max",
    "is_free", "anonymity", "is_low_threshold", "is_step_free", "is_public",
)  # fmt: skip
TEXTS = ("name", "address", "hours", "cost", "registration", "note")


class ServiceIncomplete(Refused):
    """Readers could not use the entry."""

    code = "service-incomplete"


@transaction.atomic
def save_service(
    service: ServicePoint | None,
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    texts: Mapping[str, Mapping[str, str]],
    is_checked: bool,
    on: date,
    version: int | None,
    by: User,
) -> ServicePoint:
    """Write a service point and its texts by language; checked by whoever writes it, or not.

    A change without a check takes an earlier verification back: readers never see a new telephone
    number under an old day.

    Raises:
        NotPermitted: `by` does not edit service points of `organisation`.
        ServiceIncomplete: no name in any language, a region of another country, or public
            without any way to reach it.
        Stale: somebody else saved it meanwhile.
    """
    require(by, Permission.SERVICE_EDIT, at=organisation)
    named = {language: words for language, words in texts.items() if words.get("name")}
    _check(values, texts, named)
    row = _row(service, organisation, version)
    for field in FIELDS:
        setattr(row, field, values[field])
    row.verified_on, row.verified_by = (on, by) if is_checked else (None, None)
    row.save()
    row.texts.exclude(language__in=named).delete()
    for language, words in named.items():
        given = {field: words.get(field, "") for field in TEXTS}
        ServicePointText.objects.update_or_create(service=row, language=language, defaults=given)
    audit.record(
        audit.Event.SERVICE_SAVED,
        by=by,
        action=AuditAction.UPDATE if service else AuditAction.CREATE,
        organisation=organisation,
        target=row,
        is_checked=is_checked,
        languages=sorted(named),
    )
    public_pages.outdate()
    return row


@transaction.atomic
def verify_service(
    service: ServicePoint, *, on: date, version: int | None, by: User
) -> ServicePoint:
    """Say that all that readers see was found right on a day.

    Raises:
        NotPermitted: `by` neither edits it nor coordinates its country.
        Stale: it was changed since `by` looked at it.
    """
    row = _row(service, service.organisation, version)
    _require_care(by, row)
    row.verified_on, row.verified_by = on, by
    row.save(update_fields=["verified_on", "verified_by", "version"])
    audit.record(
        audit.Event.SERVICE_VERIFIED, by=by, action=AuditAction.UPDATE,
        organisation=row.organisation, target=row,
    )  # fmt: skip
    public_pages.outdate()
    return row


@transaction.atomic
def retire_service(
    service: ServicePoint, *, reason: str, at: datetime, version: int | None, by: User
) -> None:
    """Take a service point out of use; it stays for the record with the reason, shown to nobody.

    Raises:
        NotPermitted: `by` neither edits it nor coordinates its country.
        Stale: it was changed since `by` looked at it.
    """
    row = _row(service, service.organisation, version)
    _require_care(by, row)
    row.retired_at, row.retired_because = at, reason
    row.save(update_fields=["retired_at", "retired_because", "version"])
    audit.record(
        audit.Event.SERVICE_RETIRED, by=by, action=AuditAction.UPDATE,
        organisation=row.organisation, target=row,
    )  # fmt: skip
    public_pages.outdate()


def _check(values: Mapping[str, Any], texts: Mapping, named: Mapping) -> None:
    if not named:
        raise ServiceIncomplete(_("Give the name in at least one language."))
    for language, words in texts.items():
        if language not in named and any(words.values()):
            raise ServiceIncomplete(
                _("In “%(language)s” something is written but no name. Give the name, too.")
                % {"language": language}
            )
    region: Subdivision | None = values["region"]
    if region is not None and region.country != values["country"]:
        raise ServiceIncomplete(_("The region lies in another country. Choose one of its own."))
    reached = values["phones"] or values["web"] or any(w.get("address") for w in named.values())
    if values["is_public"] and not reached:
        raise ServiceIncomplete(
            _("Readers could not reach it. Give a telephone number, an address or a web page.")
        )


def _row(
    service: ServicePoint | None, organisation: Organisation, version: int | None
) -> ServicePoint:
    if service is None:
        return ServicePoint(organisation=organisation)
    rows = ServicePoint.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.get(pk=service.pk)
    if row.retired_at or (version is not None and row.version != version):
        raise Stale(_("Somebody else changed this meanwhile. Look at both versions and choose."))
    row.version += 1
    return row


def _require_care(by: User, row: ServicePoint) -> None:
    reach = countries_where(by, Permission.PROGRAMME_COORDINATE)
    if has_permission(by, Permission.SERVICE_EDIT, at=row.organisation):
        return
    if not reach & {"*", row.country}:
        raise NotPermitted(_("Your role does not include this act. Ask your manager."))

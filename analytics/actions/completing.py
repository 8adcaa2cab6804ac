"""Reports that a machine without Pango could not make, added to the release that lacks them.

Nothing that is stored changes: the files are written again from the registry, and only where all
others come out the same byte for byte are the missing ones audited and stored beside them.
"""

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from analytics import registry
from analytics.actions.files import LANGUAGES, store_files, write
from analytics.actions.reading import require_figures
from analytics.auditing import audit
from analytics.documents import Rendered
from analytics.models import Release, ReleaseFile
from kernel import audit as audit_trail
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from ui.checks import has_pango


class NotTheSame(Refused):
    """The other files of a release do not come out as they are stored."""

    code = "not-the-same"


def complete_release(*, release: Release, by: User) -> list[ReleaseFile]:
    """Store the reports that are missing, where this machine can make them; those it stored.

    Raises:
        NotPermitted: these are not figures that `by` may see.
        NotTheSame: names or definitions changed since, or the audit found something.
    """
    require_figures(release, by=by)
    if not missing(release) or not has_pango():
        return []
    files = write(registry.read(release))
    stored = _stored(release)
    added = [file for file in files if file.name not in stored]
    _check(release, files, added, stored)
    with transaction.atomic():
        kept = store_files(Release.objects.select_for_update().get(pk=release.pk), added)
        audit_trail.record(
            audit_trail.Event.RELEASE_COMPLETED,
            by=by,
            action=AuditAction.UPDATE,
            target=release,
            organisation=release.vintage.organisation,
            label=release.vintage.label,
            files=[file.name for file in kept],
        )
    return kept


def missing(release: Release) -> list[str]:
    """The names of the reports that a release lacks."""
    reports = [f"{release.vintage.label}.{language}.pdf" for language in LANGUAGES]
    there = set(
        ReleaseFile.objects.filter(release=release, name__in=reports).values_list("name", flat=True)
    )
    return [name for name in reports if name not in there]


def _stored(release: Release) -> dict[str, str]:
    return dict(ReleaseFile.objects.filter(release=release).values_list("name", "sha256"))


def _check(
    release: Release, files: Sequence[Rendered], added: Sequence[Rendered], stored: dict[str, str]
) -> None:
    """That the other files are what is stored, and the new ones say what the registry says.

    Raises:
        NotTheSame: they are not, or do not.
    """
    again = {file.name: hashlib.sha256(file.content).hexdigest() for file in files}
    if any(again.get(name) != digits for name, digits in stored.items()):
        raise NotTheSame(
            _(
                "The missing reports of %(label)s cannot be added: names of places or definitions "
                "changed since it was stored, so its other files would not be the same. Use "
                "these, or compile the period again after its records change."
            )
            % {"label": release.vintage.label}
        )
    before = [each for each in registry.live(release.vintage) if each.pk < release.pk]
    told = audit(
        {file.name: file.content for file in files},
        earlier=[_reference(each) for each in (*before, *registry.year_earlier(release.vintage))],
    )
    if not told.passed or not added:
        raise NotTheSame(
            _("The missing reports of %(label)s cannot be added: they did not pass the audit.")
            % {"label": release.vintage.label}
        )


def _reference(release: Release) -> dict[str, bytes]:
    names = ReleaseFile.objects.filter(release=release, name__endswith=".json")
    return {file.name: bytes(file.content) for file in names}

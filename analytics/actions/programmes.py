"""Figures of programmes: compiled with those of treatment, read and taken with a trace."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from analytics import programme_registry as registry
from analytics.catalogue.programmes import VERSION
from analytics.models import ProgrammeRelease, ProgrammeVintage, Series
from analytics.programmes import POLICY, Draft, draft
from analytics.sources import Overtaken, prevention
from analytics.vocabulary import PeriodKind
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.periods import Period


def compile_programmes(
    *,
    series: Series,
    period: Period,
    kind: PeriodKind,
    by: User,
    at: datetime,
    is_example: bool = False,
) -> ProgrammeRelease:
    """Freeze what was delivered, count, protect, attack and store it; the same facts, the same.

    What was withdrawn, or made under other definitions, is compiled anew as a version of its own.
    `is_example`: of what was made up for a demonstration, and of nothing else. The caller has made
    sure that `by` may have the figures of the country compiled.

    Raises:
        SeriesKeyMissing: the secret of the series is not there.
        Overtaken: something else of this period was stored meanwhile.
    """
    frozen = partial(
        prevention.freeze, series=series, period=period, kind=kind, at=at, is_example=is_example
    )
    vintage = frozen()
    there = _of_today(vintage)
    if there and not there.is_withdrawn:
        return there
    if vintage.releases.exists():
        vintage = frozen(is_anew=True)
    before = registry.newest(vintage)
    return _store(vintage, draft(vintage), before=before, by=by, at=at)


def _of_today(vintage: ProgrammeVintage) -> ProgrammeRelease | None:
    """The release of a vintage under the definitions and the protection in force."""
    return ProgrammeRelease.objects.filter(
        vintage=vintage, tables_version=VERSION, policy_version=POLICY.version
    ).first()


@transaction.atomic
def _store(
    vintage: ProgrammeVintage,
    made: Draft,
    *,
    before: ProgrammeRelease | None,
    by: User,
    at: datetime,
) -> ProgrammeRelease:
    """Keep it, unless another stored the same, or something that it was not protected with."""
    Series.objects.select_for_update().get(pk=vintage.series_id)
    if there := _of_today(vintage):
        return there
    if registry.newest(vintage) != before:
        raise Overtaken
    release = ProgrammeRelease.objects.create(
        vintage=vintage, tables_version=VERSION, policy_version=POLICY.version, base=POLICY.base,
        names=_names(), together=made.together, left_out=made.left_out,
        is_invented=made.is_invented, is_optimal=made.is_optimal, solver=made.solver,
        attacks=made.attacks, narrowest=made.narrowest, stored_at=at, compiled_by=by,
    )  # fmt: skip
    registry.store(release, made.cells)
    registry.supersede(release)
    audit.record(
        audit.Event.PROGRAMMES_STORED,
        by=by,
        action=AuditAction.CREATE,
        target=release,
        label=vintage.label,
    )
    return release


def _names() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """What programmes and settings are called, in every language: by dimension and code."""
    settings_named: dict[str, dict[str, str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, words in prevention.setting_names().items():
                settings_named.setdefault(code, {})[language] = str(words)
    return {"programme": prevention.programme_names(), "setting": settings_named}

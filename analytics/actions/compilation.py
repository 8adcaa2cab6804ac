"""Compiling a release: from today's records to files that passed the disclosure audit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import registry
from analytics.actions.calendar import check_period, check_place
from analytics.actions.files import store_files, write
from analytics.actions.programmes import compile_programmes
from analytics.actions.rights import check_may_compile
from analytics.auditing import Verdict, audit
from analytics.catalogue import VERSION
from analytics.compiling import POLICY, Draft, Say, draft
from analytics.documents import Rendered
from analytics.models import ProgrammeRelease, Release, ReleaseFile, Series, Vintage
from analytics.sources import Overtaken, freeze
from analytics.vocabulary import PeriodKind, ReleaseState, Step
from kernel import audit as audit_trail
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.periods import Period
from kernel.series_keys import make_series_key


SYSTEM_USERNAME = "umit-figures"
SYSTEM_STAFF_CODE = "figures"


class NotSafe(Refused):
    """The auditor could narrow a small count, or read something that is not in the registry."""

    code = "not-safe"


def system_user() -> User:
    """The account under which figures are compiled from the command line; nobody signs in."""
    user, _is_new = User.objects.get_or_create(
        username=SYSTEM_USERNAME,
        defaults={"is_system": True, "staff_code": SYSTEM_STAFF_CODE, "password": "!"},
    )
    return user


def compile_release(
    *,
    country: str,
    kind: PeriodKind,
    period: Period,
    by: User,
    on: date,
    at: datetime,
    say: Say,
    organisation: Organisation | None = None,
) -> Release:
    """Freeze, count, protect, derive, write, attack and store; the same facts give what there is.

    Nothing is stored unless the audit passed: there is no half-protected release.

    Raises:
        NotPermitted: the person may not see these figures.
        Overlaps, PeriodNotOver, NotACalendarPeriod: this period or place is not released.
        NotProtected: no rounding satisfies all sums.
        NotSafe: the audit found something.
    """
    check_may_compile(by, country=country, organisation=organisation)
    check_place(country=country, organisation=organisation)
    check_period(country=country, organisation=organisation, kind=kind, period=period, on=on)
    say(Step.FREEZE)
    series = _series(country, at=at, by=by)
    if organisation is None:
        compile_programmes(series=series, period=period, kind=kind, by=by, at=at)
    frozen = partial(
        freeze,
        series=series,
        period=period,
        kind=kind,
        cut_on=on,
        at=at,
        organisation=organisation,
    )
    vintage = frozen()
    existing = Release.objects.filter(vintage=vintage).first()
    if existing and _is_of_today(existing) and existing.state != ReleaseState.WITHDRAWN:
        return existing
    return _compile(frozen(is_anew=True) if existing else vintage, by=by, on=on, at=at, say=say)


def compile_examples(
    *, country: str, kind: PeriodKind, period: Period, at: datetime
) -> ProgrammeRelease:
    """Figures of the programmes that were made up for a demonstration, and of nothing else.

    They stand beside all other figures, say what they are, and are in none of them.

    Raises:
        Overtaken: something else of this period was stored meanwhile.
    """
    by = system_user()
    return compile_programmes(
        series=_series(country, at=at, by=by), period=period, kind=kind, by=by, at=at,
        is_example=True,
    )  # fmt: skip


def _is_of_today(release: Release) -> bool:
    """Whether a release was made under the definitions and the protection in force."""
    made = release.catalogue_version, release.policy_version, release.base
    return made == (VERSION, POLICY.version, POLICY.base)


def _series(country: str, *, at: datetime, by: User) -> Series:
    """The running series of a country; the first figures begin it and draw its secret."""
    with transaction.atomic():
        running = Series.objects.select_for_update().filter(country=country).order_by("number")
        if series := running.last():
            return series
        series, is_new = Series.objects.get_or_create(  # two may begin it at once
            country=country, number=1, defaults={"begun_at": at}
        )
        if is_new:
            make_series_key(series.uid)
            audit_trail.record(
                audit_trail.Event.SERIES_BEGUN, by=by, action=AuditAction.CREATE, target=series
            )
        return series


def _compile(vintage: Vintage, *, by: User, on: date, at: datetime, say: Say) -> Release:
    live = registry.live(vintage)
    made = draft(vintage, say=say)
    say(Step.WRITE)
    files = write(made.contents)
    say(Step.AUDIT)
    verdict = _audit(made, vintage, files, live)
    say(Step.STORE)
    return _store(vintage, made, verdict, files, attacked=live, by=by, on=on, at=at)


def _check_still_true(vintage: Vintage, attacked: Sequence[Release], *, on: date) -> None:
    """Hold the series, and refuse if what the audit attacked is no longer what readers hold.

    Raises:
        Overtaken: another release of these days was stored meanwhile.
        Overlaps: it covers the same days in another way.
    """
    Series.objects.select_for_update().get(pk=vintage.series_id)
    check_period(
        country=vintage.series.country,
        organisation=vintage.organisation,
        kind=PeriodKind(vintage.kind),
        period=vintage.period,
        on=on,
    )
    is_new = not Release.objects.filter(vintage=vintage).exists()
    if not is_new or registry.live(vintage) != list(attacked):
        raise Overtaken


def _audit(
    made: Draft, vintage: Vintage, files: Sequence[Rendered], live: Sequence[Release]
) -> Verdict:
    """Attack the files, alone and together with what is in readers' hands.

    Raises:
        NotSafe: a small count can be narrowed, or a file says what the registry does not.
    """
    verdict = audit(
        {file.name: file.content for file in files},
        truth=made.truth,
        known=made.known,
        hashes=made.hashes,
        earlier=[_files_of(release) for release in (*live, *registry.year_earlier(vintage))],
        earlier_hashes=[registry.hashes_of(release) for release in live],
    )
    if verdict.recovered:
        raise NotSafe(
            ngettext(
                "The release was not stored: the audit could narrow %(count)d small number. "
                "Nothing has been published. Tell the statistics unit.",
                "The release was not stored: the audit could narrow %(count)d small numbers. "
                "Nothing has been published. Tell the statistics unit.",
                len(verdict.recovered),
            )
            % {"count": len(verdict.recovered)}
        )
    if not verdict.passed:
        raise NotSafe(
            _(
                "The release was not stored: the disclosure audit did not pass. Nothing has been "
                "published. %(findings)s"
            )
            % {"findings": " ".join(verdict.findings[:5])}
        )
    return verdict


def _files_of(release: Release) -> dict[str, bytes]:
    """The machine-readable file of a release: enough to rebuild what a reader knows."""
    names = ReleaseFile.objects.filter(release=release, name__endswith=".json")
    return {file.name: bytes(file.content) for file in names}


@transaction.atomic
def _store(
    vintage: Vintage,
    made: Draft,
    verdict: Verdict,
    files: Sequence[Rendered],
    *,
    attacked: Sequence[Release],
    by: User,
    on: date,
    at: datetime,
) -> Release:
    _check_still_true(vintage, attacked, on=on)
    head = made.contents.head
    for before in attacked:
        if before.state == ReleaseState.AUDITED:
            before.state = ReleaseState.SUPERSEDED
            before.save(update_fields=["state"])
    release = Release.objects.create(
        vintage=vintage,
        catalogue_version=head.catalogue_version,
        policy_version=head.policy_version,
        base=head.base,
        tables=[table.code for table in made.contents.tables],
        earlier=made.earlier,
        is_provisional=head.is_provisional,
        is_invented=head.is_invented,
        is_optimal=made.is_optimal,
        solver=made.solver,
        cells=len(made.truth),
        relations=made.relations,
        compiled_by=by,
        stored_at=at,
        **_findings(verdict),
    )
    registry.store(release, made.contents, hashes=made.hashes)
    store_files(release, files)
    audit_trail.record(
        audit_trail.Event.RELEASE_STORED,
        by=by,
        action=AuditAction.CREATE,
        target=release,
        organisation=vintage.organisation,
        label=vintage.label,
    )
    return release


def _findings(verdict: Verdict) -> Mapping[str, int]:
    return {
        "attacks": verdict.attacks,
        "narrowest": verdict.narrowest,
        "recovered": len(verdict.recovered),
        "differences": verdict.differences,
        "numbers_read": verdict.numbers_read,
        "numbers_equal": verdict.numbers_equal,
        "low_bases": verdict.low_bases,
    }

"""The report of an implementation: one list of sections for page, paper and workbook."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prevention.choices import ArmDesign, CostCategory
from prevention.models import Implementation, Response, Wave, WaveDay
from prevention.policies.plans import Raised, overridden, plan_of, shown
from prevention.policies.questionnaires import outcome_words
from prevention.rules import heads
from prevention.rules.delivery import (
    OBSERVE_AT_LEAST,
    CostItem,
    MixedCurrencies,
    Money,
    adoption_sites,
    consent_rate,
    cost_per_head,
    dose_delivered,
    minutes_ratio,
    representativeness,
)
from prevention.rules.plans import Result as Reported
from prevention.rules.ratios import Ratio
from prevention.rules.warnings import warnings
from prevention.rules.waves import FOLLOW_UPS
from prevention.selectors.attrition import lost_section
from prevention.selectors.linkage import rates_of
from prevention.selectors.linking import summary_of
from prevention.selectors.measures import Counts, Faithful, counts_of, fidelity_of
from prevention.selectors.quality import stages_of
from prevention.selectors.results import WaveResults, results_of, two
from prevention.selectors.sections import Cell, Section, percent


@dataclass(frozen=True)
class Report:
    """Everything that is told of an implementation."""

    title: str
    facts: list[tuple[str, str]]
    sections: list[Section]
    results: list[WaveResults]
    warned: list[tuple[Raised, bool]]
    """Warnings, and whether a coordinator set each aside."""
    is_example: bool
    on: date
    gaps: list[str] = field(default_factory=list)
    """What cannot be told, in words."""


def report_of(run: Implementation, *, on: date) -> Report:
    """The report as it stands on a day. Who may read it is settled by who finds `run`."""
    counts = counts_of([run.pk])[run.pk]
    results = results_of(run)
    accepted = [group for group in results if group.added_on is None]
    sections = [
        _people(counts), _dose(run, counts), _fidelity(fidelity_of([run.pk],
        delivered=counts.delivered)), _asked(run, counts, accepted), _linked(run),
        lost_section(run, named=lambda wave: _as_linked(wave, run)), _costs(run, counts),
        _quality(run),
    ]  # fmt: skip
    return Report(
        run.title,
        _facts(run),
        [section for section in sections if section is not None],
        results, _warned(run, has_results=bool(accepted)), run.is_example, on,
        _gaps(run, counts, accepted),
    )  # fmt: skip


def _facts(run: Implementation) -> list[tuple[str, str]]:
    version = run.programme_version
    facts = [
        (_("Programme"), f"{version.programme} · {version.label}"),
        (_("Organisation"), run.organisation.name),
        (_("State"), run.get_status_display()),
        (_("Comparison"), run.get_arm_design_display()),
        (_("Primary outcome"), outcome_words(run) or _("not named")),
    ]
    if run.reported_at:
        accepted_on = date_format(timezone.localtime(run.reported_at), "SHORT_DATE_FORMAT")
        facts.append((_("Report accepted on"), accepted_on))
    return facts


def _people(counts: Counts) -> Section:
    reached, eligible = heads.shown_together(counts.reached, counts.eligible)
    shares = heads.shares(reached, eligible)
    rows: list[list[Cell]] = [
        [_("Could take part"), *map(_kept, eligible)],
        [_("Came at least once"), *map(_kept, reached)],
        [_("Reach"), *map(percent, shares)],
    ]
    if counts.completed is not None:
        done, enrolled = heads.shown_together(counts.completed, counts.enrolled)
        rows += [
            [_("On registers"), *map(_kept, enrolled)],
            [_("Completed the programme"), *map(_kept, done)],
            [_("Completion"), *map(percent, heads.shares(done, enrolled))],
        ]
    words = _("Share of girls among those reached over their share among all: %(ratio)s.") % {
        "ratio": two(representativeness(counts.reached, counts.eligible).value)
        if reached.girls is not None else _("kept back")
    }  # fmt: skip
    if counts.is_at_least:
        words += " " + _(
            "Groups counted by heads: the best attended session says how many came at least; who "
            "completed cannot be told."
        )
    return Section(_("Who was reached"), ["", _("Girls"), _("Boys"), _("Both")], rows, words)


def _dose(run: Implementation, counts: Counts) -> Section:
    minutes = minutes_ratio([counts.minutes], [counts.minutes_planned])
    rows: list[list[Cell]] = [
        [_("Groups"), counts.groups],
        [_("Sites that run it"), len(counts.sites)],
        [_("Of the sites invited"), percent(adoption_sites(len(counts.sites), run.sites_invited))],
        [_("Sessions planned"), counts.planned],
        [_("Sessions delivered"), counts.delivered],
        [_("Sessions cancelled"), counts.sessions["cancelled"]],
        [_("Dose delivered"), percent(dose_delivered(counts.delivered, counts.planned))],
        [_("Minutes, of those in the manual"), percent(minutes)],
    ]
    return Section(_("What was delivered"), ["", _("Number")], rows)


def _fidelity(found: Faithful) -> Section:
    pairs = (found.own, found.observed)
    rows: list[list[Cell]] = [
        [_("Lists filled in"), *(each.lists for each in pairs)],
        [_("Adherence to core parts"), *(percent(each.adherence) for each in pairs)],
        [_("Quality, 1 to 5"), *(two(each.quality.value) for each in pairs)],
        [_("How groups took part, 1 to 5"), *(two(each.responsiveness.value) for each in pairs)],
    ]
    words = [
        _("Sessions observed: %(share)s; at least %(least)s are wanted.")
        % {"share": percent(found.observed_share), "least": percent(Ratio(OBSERVE_AT_LEAST, 1))},
        _("Facilitators and observers agree on %(share)s of the items.")
        % {"share": percent(found.agreement)},
        _("Changes to the manual: %(count)s; not yet judged: %(open)s; sessions with a change that "
          "departs from the programme: %(rate)s.")
        % {"count": found.adaptations, "open": found.unjudged,
           "rate": percent(found.adaptation_rate)},
    ]  # fmt: skip
    columns = ["", _("Facilitators say"), _("Observers saw")]
    return Section(_("How faithful it was"), columns, rows, " ".join(words))


def _as_asked(wave: Wave, run: Implementation, accepted: Sequence[WaveResults]) -> str:
    """A wave; told apart where its answers are no part of the report that was accepted."""
    is_later = run.reported_at is not None and wave.kind in FOLLOW_UPS
    return _named(wave, is_later=is_later and wave.pk not in {group.wave.pk for group in accepted})


def _as_linked(wave: Wave, run: Implementation) -> str:
    """A wave; told apart where it was linked after the report was accepted."""
    accepted_at, linked_at = run.reported_at, wave.linked_at
    is_later = accepted_at is not None and linked_at is not None and accepted_at < linked_at
    return _named(wave, is_later=is_later)


def _named(wave: Wave, *, is_later: bool) -> str:
    if is_later:
        return _("%(wave)s, after the report was accepted") % {"wave": wave}
    return str(wave)


def _asked(run: Implementation, counts: Counts, accepted: Sequence[WaveResults]) -> Section:
    """Consent, and how many answered in each wave."""
    rows: list[list[Cell]] = []
    answered = dict(
        Response.objects.filter(wave__implementation=run)
        .order_by()
        .values_list("wave")
        .annotate(n=Count("pk"))
    )
    days = {
        wave: sums
        for wave, *sums in WaveDay.objects.filter(wave__implementation=run)
        .order_by()
        .values_list("wave")
        .annotate(present=Sum("present"), absent=Sum("absent"), refused=Sum("refused"))
    }
    for wave in run.waves.order_by("opens_on", "pk"):
        present, absent, refused = days.get(wave.pk, (None, None, None))
        rate = Ratio(answered.get(wave.pk, 0), present)
        rows.append([
            _as_asked(wave, run, accepted), answered.get(wave.pk, 0), present, absent, refused,
            percent(rate),
        ])  # fmt: skip
    consent = consent_rate(counts.consent_given, counts.consent_asked)
    words = _("Consent: %(route)s; given by %(rate)s of those asked.") % {
        "route": run.get_consent_route_display() or _("not settled"), "rate": percent(consent),
    }  # fmt: skip
    words += " " + _("Active consent lowers participation, and not of everybody alike.")
    columns = [
        _("Wave"), _("Answered"), _("Present"), _("Absent"), _("Did not want to"),
        _("Response rate"),
    ]  # fmt: skip
    return Section(_("Who was asked"), columns, rows, words)


def _linked(run: Implementation) -> Section | None:
    rows: list[list[Cell]] = []
    for wave in run.waves.order_by("opens_on", "pk"):
        summary = summary_of(wave)
        if summary is None:
            continue
        distances = ", ".join(f"{key}: {count}" for key, count in summary.by_distance.items())
        cells = [
            _("kept back") if rate.asked is None else percent(Ratio(rate.linked, rate.asked))
            for rate in rates_of(summary)
        ]
        rows.append([_as_linked(wave, run), *cells, summary.pairs, distances])
    if not rows:
        return None
    columns = [
        _("Wave"), _("Everybody"), _("Girls"), _("Boys"), _("Pairs"),
        _("Pairs by number of elements that differ"),
    ]  # fmt: skip
    words = _("Boys and young people who use substances are linked less often than others.")
    return Section(_("Match rates"), columns, rows, words)


def _costs(run: Implementation, counts: Counts) -> Section | None:
    costs = list(run.costs.all())
    if not costs:
        return None
    items = [
        CostItem(each.amount, each.currency, each.is_recurring, each.is_in_kind) for each in costs
    ]
    try:
        came, finished = _shown_heads(counts)
        reached, done = (cost_per_head(items, people or 0) for people in (came, finished))
    except MixedCurrencies as refusal:
        return Section(_("What it cost"), ["", _("Amount")], [], str(refusal))
    rows: list[list[Cell]] = [
        [str(category.label), sum((c.amount for c in costs if c.category == category), Decimal(0))]
        for category in CostCategory
        if any(c.category == category for c in costs)
    ]
    rows += [
        [_("Altogether"), reached.with_one_off.numerator],
        [_("Of it in kind"), reached.in_kind],
        [_("Per participant"), _per_head(reached.with_one_off, came)],
        [
            _("Per participant, without what comes only once"),
            _per_head(reached.without_one_off, came),
        ],
        [_("Per person who completed"), _per_head(done.with_one_off, finished)],
    ]
    return Section(_("What it cost"), ["", reached.currency], rows)


def _shown_heads(counts: Counts) -> tuple[int | None, int | None]:
    """Girls and boys reached, and completers, as `_people` shows them; None where kept back.

    An amount per head beside the whole amount is the number of heads.
    """
    reached, __ = heads.shown_together(counts.reached, counts.eligible)
    if counts.completed is None:
        return reached.both, 0
    done, __ = heads.shown_together(counts.completed, counts.enrolled)
    return reached.both, done.both


def _per_head(money: Money, people: int | None) -> Cell:
    return _kept(None) if people is None else money.value


def _quality(run: Implementation) -> Section:
    rows: list[list[Cell]] = [
        [stage.title, f"{stage.answered} / {len(stage.questions)}",
         "–" if stage.percent is None else f"{stage.percent} %"]
        for stage in stages_of(run)
    ]  # fmt: skip
    words = _("European drug prevention quality standards. No stage makes up for another.")
    columns = [_("Stage"), _("Answered"), _("Fulfilled")]
    return Section(_("Quality by stage"), columns, rows, words)


def _warned(run: Implementation, *, has_results: bool) -> list[tuple[Raised, bool]]:
    """The warnings of the plan, and W12 where nothing but reach is reported."""
    reported = {Reported.REACH} | ({Reported.OUTCOME} if has_results else set())
    plan = replace(plan_of(run), reported_results=frozenset(reported))
    allowed = overridden(run)
    return [(shown(each), each.code in allowed) for each in warnings(plan)]


def _gaps(run: Implementation, counts: Counts, results: Sequence[WaveResults]) -> list[str]:
    found = []
    if not results:
        found.append(_("No outcome was measured, or none is frozen: what changed is not known."))
    elif run.arm_design == ArmDesign.NONE:
        found.append(
            _("Nobody was compared with: the figures tell a change, not what the programme did. "
              "Use rises with age, so that a rise is to be expected under a good programme, too.")
        )  # fmt: skip
    if not counts.delivered:
        found.append(_("No session has been delivered."))
    return found


def _kept(count: int | None) -> Cell:
    return _("kept back") if count is None else count

"""What prevention cost per head over the implementations of a country (4.4).

Only amounts per head are told, never a sum: beside the number of people a sum is what one
organisation spent. Of fewer than three organisations, or where one spent nearly everything, of
fewer than three sites or of few people there is nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.few_places import may_show_nationally
from prevention.models import Cost, Implementation
from prevention.rules.delivery import CostItem, Money, cost_per_head
from prevention.rules.dominance import is_dominated
from prevention.rules.small_cells import LEAST_PAIRS
from prevention.selectors.measures import Counts, added
from prevention.selectors.sections import Cell, Section
from prevention.selectors.strata import Places


def costs_per_head(runs: Mapping[int, Implementation], places: Places) -> Section:
    """Per participant and per person who completed, by currency; in one query."""
    by_run: dict[int, list[CostItem]] = defaultdict(list)
    rows = Cost.objects.filter(implementation__in=runs).order_by("pk")
    for run, amount, currency, is_recurring, is_in_kind in rows.values_list(
        "implementation", "amount", "currency", "is_recurring", "is_in_kind"
    ):
        by_run[run].append(
            CostItem(amount, currency, is_recurring=is_recurring, is_in_kind=is_in_kind)
        )
    currencies = {run: {item.currency for item in items} for run, items in by_run.items()}
    mixed = sum(len(each) > 1 for each in currencies.values())
    by_currency = {
        currency: [run for run, each in currencies.items() if each == {currency}]
        for currency in sorted(set().union(*(e for e in currencies.values() if len(e) == 1)))
    }
    counts = {
        run: added(each for (own, _site), each in places.items() if own == run) for run in by_run
    }
    columns: list[list[Cell]] = []
    for chosen in by_currency.values():
        spent = {run: by_run[run] for run in chosen}
        registers = {run: spent[run] for run in chosen if not counts[run].is_at_least}
        columns.append([
            len(chosen), *_per_head(spent, runs, counts, who="reached"),
            *_per_head(registers, runs, counts, who="completed"),
        ])  # fmt: skip
    labels = [
        _("Implementations with costs"), _("Per participant"),
        _("Per participant, without what comes only once"), _("Per person who completed"),
        _("Per person who completed, without what comes only once"),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [label, *cells] for label, *cells in zip(labels, *columns, strict=True) if columns
    ]
    words = _words(has_costs=bool(columns), mixed=mixed)
    return Section(_("Costs"), ["", *by_currency], lines, words)


def _per_head(
    spent: Mapping[int, Collection[CostItem]], runs: Mapping[int, Implementation],
    counts: Mapping[int, Counts], *, who: str,
) -> list[Cell]:  # fmt: skip
    """With and without what comes only once; kept back where it would tell of few."""
    if not spent:
        return ["–", "–"]
    heads = [getattr(counts[run], who) for run in spent]
    people = sum(each.girls + each.boys for each in heads if each is not None)
    sites = {site for run in spent for site in counts[run].sites}
    found = cost_per_head([item for items in spent.values() for item in items], people)
    if people < LEAST_PAIRS or not may_show_nationally(len(sites)):
        return [_("kept back"), _("kept back")]
    everything, lasting, once = (
        _by_organisation(spent, runs, kinds) for kinds in ((True, False), (True,), (False,))
    )
    # with and without, subtracted, are what comes only once
    is_apart = not is_dominated(lasting) and not (any(once.values()) and is_dominated(once))
    return [
        _("kept back") if is_dominated(everything) else _amount(found.with_one_off),
        _amount(found.without_one_off) if is_apart else _("kept back"),
    ]


def _by_organisation(
    spent: Mapping[int, Collection[CostItem]], runs: Mapping[int, Implementation],
    kinds: Collection[bool],
) -> dict[int, Decimal]:  # fmt: skip
    """What each organisation spent on what comes again (True), only once (False), or both."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for run, items in spent.items():
        found[runs[run].organisation_id] += sum(
            (item.amount for item in items if item.is_recurring in kinds), Decimal(0)
        )
    return found


def _amount(money: Money) -> Cell:
    return "–" if money.value is None else round(money.value)


def _words(*, has_costs: bool, mixed: int) -> str:
    words = [
        _("No costs were written down.")
        if not has_costs and not mixed
        else _(
            "Gifts in kind are in it. Whole units of each currency; currencies are never added up. "
            "Kept back where fewer than three organisations or sites, or fewer than ten people, "
            "stand behind it, or one organisation spent nearly everything."
        )
    ]
    if mixed:
        words.append(
            _("Implementations left out because their costs are in several currencies: %(count)s.")
            % {"count": mixed}
        )
    return " ".join(words)

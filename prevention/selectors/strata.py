"""Indicators by level, setting and region, and of registers by age (9.4).

A line of fewer than three sites, or of one to four people, is told together with others.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from prevention.choices import AgeBand, Level, Setting
from prevention.models import DeliverySite, Implementation
from prevention.rules.delivery import Heads
from prevention.rules.marginals import OTHERS, Delivery, Shown, Why, told
from prevention.selectors.measures import Counts, Place
from prevention.selectors.sections import Cell, Section


Places = Mapping[Place, Counts]
"""What implementations did at each of their sites."""
Label = Callable[[Implementation, DeliverySite], str]


def by_kind(
    runs: Mapping[int, Implementation], places: Places, *, is_gendered: bool
) -> list[Section]:
    """Implementations, sites, sessions and people reached: by level, by setting, by region."""
    kinds: list[tuple[str, Label]] = [
        (_("By level of prevention"), _level),
        (_("By setting"), _setting),
        (_("By region"), _region),
    ]
    tables = [
        {(run, site): label(runs[run], counts.at[site]) for (run, site), counts in places.items()}
        for _title, label in kinds
    ]
    found = told(
        tables,
        people=[{place: counts.reached for place, counts in places.items()}],
        others=[{place: counts.delivered for place, counts in places.items()}],
        is_gendered=is_gendered,
    )
    columns = [
        "", _("Implementations"), _("Sites"), _("Sessions delivered"), _("Girls reached"),
        _("Boys reached"), _("Both"),
    ]  # fmt: skip

    def row(line: Collection[Delivery], *, is_gendered: bool) -> list[Cell]:
        own = [places[run, site] for run, site in line]
        return [
            len({run for run, _site in line}), len({site for _run, site in line}),
            sum(each.delivered for each in own),
            *people(summed(each.reached for each in own), is_gendered=is_gendered),
        ]  # fmt: skip

    return [
        _section(title, columns, shown, table, row)
        for (title, _label), table, shown in zip(kinds, tables, found, strict=True)
    ]


def by_age(places: Places, *, is_gendered: bool) -> Section:
    """People on registers, and those of them who completed, by age at enrolment."""
    listed = {
        (run, site, band): both
        for (run, site), counts in places.items()
        for band, both in counts.by_age.items()
    }
    enrolled, completed = (
        {key: each[0] for key, each in listed.items()},
        {key: each[1] for key, each in listed.items()},
    )
    table = {key: str(AgeBand(key[2]).label) for key in listed}
    found = told([table], people=[enrolled, completed], is_gendered=is_gendered)
    columns = [
        "", _("Sites"), _("Girls on registers"), _("Boys on registers"), _("Both"),
        _("Girls who completed"), _("Boys who completed"), _("Both"),
    ]  # fmt: skip

    def row(line: Collection[Delivery], *, is_gendered: bool) -> list[Cell]:
        return [
            len({site for _run, site, _band in line}),
            *(
                cell
                for part in (enrolled, completed)
                for cell in people(summed(part[key] for key in line), is_gendered=is_gendered)
            ),
        ]

    words = _("Groups counted by heads tell no age.")
    return _section(_("By age"), columns, found[0], table, row, words=words)


def people(counted: Heads, *, is_gendered: bool) -> list[Cell]:
    """Girls, boys and both as cells; girls and boys only where they may stand apart."""
    both = counted.girls + counted.boys
    if not is_gendered:
        return [_("kept back"), _("kept back"), both]
    return [counted.girls, counted.boys, both]


def summed(found: Iterable[Heads]) -> Heads:
    """People of several places."""
    rows = list(found)
    return Heads(
        sum(each.girls for each in rows), sum(each.boys for each in rows),
        sum(each.others for each in rows),
    )  # fmt: skip


def _section(
    title: str, columns: list[str], shown: Shown, table: Mapping[Delivery, str],
    row: Callable[..., list[Cell]], *, words: str = "",
) -> Section:  # fmt: skip
    if shown.why is not None or not shown.lines:
        return Section(title, columns, [], _reason(shown.why))
    labels = [label for label in shown.lines if label != OTHERS]
    rows = [
        [label, *row(shown.lines[label], is_gendered=shown.is_gendered)] for label in sorted(labels)
    ]
    if OTHERS in shown.lines:
        line = shown.lines[OTHERS]
        rows.append([_("Others together"), *row(line, is_gendered=shown.is_gendered)])
        names = ", ".join(sorted({table[each] for each in line}))
        words = f"{words} {_('Others together')}: {names}.".strip()
    return Section(title, columns, rows, words)


def _reason(why: Why | None) -> str:
    if why == Why.FEW:
        return _("Too few sites or people stand behind its lines to tell them apart.")
    if why == Why.DIFFERENCE:
        return _("Beside the other tables it would tell of one site or two, or of a few people.")
    return _("Nothing was written down.")


def _level(run: Implementation, _site: DeliverySite) -> str:
    return _labels(Level, run.programme_version.programme.levels)


def _setting(run: Implementation, _site: DeliverySite) -> str:
    return _labels(Setting, run.programme_version.programme.settings)


def _region(_run: Implementation, site: DeliverySite) -> str:
    if site.region is None:
        return _("Not stated")
    return site.region.name_ru if get_language() == "ru" else site.region.name


def _labels(choices: Any, codes: Sequence[str]) -> str:
    """The words of one or several codes: a programme of two settings is a line of its own."""
    return "; ".join(str(choices(code).label) for code in codes) or _("Not stated")

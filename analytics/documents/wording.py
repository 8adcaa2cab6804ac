"""Whole sentences made from figures. Where a figure is missing, the sentence says so and why.

Every sentence is one translatable text with named places, so that a language may order its words.
"""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.contents import Contents, Figure, Head
from analytics.documents.numbers import (
    SPACE,
    difference,
    interval,
    is_difference,
    marked,
    measured,
    number,
    percent,
    period,
)
from analytics.vocabulary import TOTAL, UNKNOWN, Mark, Measure, PeriodKind, Who


ABOUT_THE_SAME = {Measure.COUNT: 10, Measure.DAYS: 5}
"""Changes up to this are not told apart (2.9); others: less than one point or year."""
OTHER_LABELS = {
    "RET": gettext_lazy("Still in treatment"),
    "QUA-07": gettext_lazy("Sex other or not stated"),
}
"""Figures that are no indicators of the catalogue."""
OF_100 = {
    "DEM-03": gettext_lazy(
        "%(women)s of 100 women and %(men)s of 100 men came to treatment for the first time."
    ),
    "DEM-10": gettext_lazy(
        "%(women)s of 100 women and %(men)s of 100 men had injected in the last 30 days."
    ),
    "ACC-02": gettext_lazy("%(women)s of 100 women and %(men)s of 100 men waited 21 days or less."),
    "RET-06": gettext_lazy(
        "After six months, %(women)s of 100 women and %(men)s of 100 men were still in treatment."
    ),
    "EXI-02": gettext_lazy(
        "For %(women)s of 100 women and %(men)s of 100 men, treatment ended as planned."
    ),
    "EXI-03": gettext_lazy(
        "For %(women)s of 100 women and %(men)s of 100 men, treatment ended unplanned."
    ),
    "OAT-04": gettext_lazy("%(women)s of 100 women and %(men)s of 100 men had an adequate dose."),
    "TST-01": gettext_lazy(
        "%(women)s of 100 tests of women and %(men)s of 100 tests of men found no opioids."
    ),
}
"""Sentences of shares: women and men side by side, on the same scale of 100."""
MIDDLE_AGES = "25-44"
"""A stratum of age that is no code: both middle groups together."""
WHY = {
    Mark.CONFIDENTIAL: gettext_lazy("too few people to publish, even rounded"),
    Mark.NOT_AVAILABLE: gettext_lazy("too many answers are not known, or it was not recorded"),
    Mark.NOT_APPLICABLE: gettext_lazy("it does not apply"),
}
MEN_PER_WOMAN = "RATIO"
"""The stratum under which the gap of a count is men for each woman."""
OTHER_STRATA = {MIDDLE_AGES: "25–44", MEN_PER_WOMAN: ""}
"""Strata that are no codes; an empty one is about everybody."""
LEAST_BASE = 50
"""People behind a percentage, at least."""
STAYING = "RET"
"""Indicators of staying begin with this."""
EXTREMES = (0, 100)
"""Percentages that say all or nobody, and may be so by rounding alone."""


def title(head: Head) -> str:
    """The name of the report."""
    if head.kind == PeriodKind.QUARTER:
        return _("Treatment and care, %(period)s") % {"period": period(head)}
    return _("Treatment and care %(period)s") % {"period": period(head)}


def subtitle(head: Head) -> str:
    """What the report is, of whom, in one sentence without an end."""
    if head.is_national and head.kind == PeriodKind.YEAR:
        return _(
            "Annual report on people who use drugs: who came, who stayed, and where women and "
            "men fare differently"
        )
    if head.is_national:
        return _("Provisional figures on people who started treatment, women and men")
    return _("The figures of %(clinic)s: who came and who stayed, women and men") % {
        "clinic": head.geography_name
    }


def code_label(contents: Contents, dimension: str, code: str) -> str:
    """A code in words; the total is `All`."""
    if code == TOTAL:
        return _("All")
    return str(contents.dimensions[dimension].code(code).label)


def indicator_label(contents: Contents, code: str) -> str:
    """A figure's name in words; its code where it has none."""
    for indicator in contents.indicators:
        if indicator.code == code:
            return str(indicator.label)
    return str(OTHER_LABELS.get(code, code))


def stratum_label(contents: Contents, figure: Figure) -> str:
    """The group that a figure is about; empty for everybody."""
    if not figure.stratum:
        return ""
    own = [each.dimension for each in contents.indicators if each.code == figure.indicator]
    for name in (*own, "treatment", "region", *sorted(contents.dimensions)):
        codes = {each.code: each for each in contents.dimensions[name].codes} if name else {}
        if figure.stratum in codes and figure.stratum != UNKNOWN:
            return str(codes[figure.stratum].label)
    if figure.stratum in OTHER_STRATA:
        return OTHER_STRATA[figure.stratum]
    clinics = {clinic.code: str(clinic.name) for clinic in contents.clinics}
    return clinics.get(figure.stratum, figure.stratum)


def who_label(figure: Figure) -> str:
    """Whom a figure is about; the gap of a count is women among all, or men for each woman."""
    if figure.who == Who.GAP and figure.measure == Measure.PERCENT:
        return _("Women among all")
    if figure.who == Who.GAP and figure.measure == Measure.RATIO:
        return _("Men for each woman")
    return str(figure.who.label)


def value_text(figure: Figure | None) -> str:
    """The figure as it is printed: 52 %, [u], 52 % [u]; [x] where the release has none."""
    if figure is None:
        return marked(Mark.NOT_AVAILABLE)
    if figure.value is None:
        return marked(figure.mark or Mark.NOT_AVAILABLE)
    return SPACE.join(part for part in (_shown(figure, figure.value), marked(figure.mark)) if part)


def _shown(figure: Figure, value: Decimal) -> str:
    if is_difference(figure):
        return difference(value, figure.measure)
    if figure.who != Who.GAP:
        return measured(value, figure.measure)
    text = _("%(ratio)s men for each woman") if figure.stratum else _("%(share)s women")
    shown = measured(value, figure.measure)
    return text % {"ratio": shown, "share": shown}


def because(figure: Figure | None) -> str:
    """Why a figure is missing, as a part of a sentence."""
    mark = figure.mark if figure else Mark.NOT_AVAILABLE
    if figure is None or mark != Mark.LOW_RELIABILITY:
        return str(WHY.get(mark, WHY[Mark.NOT_AVAILABLE]))
    if _is_small(figure):
        return _("fewer than 50 people stand behind it")
    if figure.indicator.startswith(STAYING):
        return _("too few were still in treatment, or had left, to say")
    return _("too few people on one side to compare")


def briefly(figure: Figure | None) -> str:
    """Why a figure is missing, for the small letters under its mark."""
    mark = figure.mark if figure else Mark.NOT_AVAILABLE
    if figure is None or mark == Mark.NOT_AVAILABLE:
        return _("not recorded") if figure and figure.base == 0 else _("not available")
    if mark != Mark.LOW_RELIABILITY:
        return _("confidential") if mark == Mark.CONFIDENTIAL else ""
    if _is_small(figure):
        return _("too few people")
    if figure.indicator.startswith(STAYING):
        return _("too few still there, or gone")
    return _("too few on one side")


def _is_small(figure: Figure) -> bool:
    return figure.base is not None and figure.base < LEAST_BASE


def is_extreme(figure: Figure) -> bool:
    """Whether a percentage says all or nobody, which may be so by rounding alone."""
    return figure.measure == Measure.PERCENT and figure.value in EXTREMES


def of_100(contents: Contents, code: str, *, stratum: str = "") -> str:
    """Women and men of 100, as a sentence; or that it is not shown, and why."""
    women = contents.figure(code, Who.WOMEN, stratum=stratum)
    men = contents.figure(code, Who.MEN, stratum=stratum)
    text = pair(str(OF_100[code]), indicator_label(contents, code), women, men)
    if any(each and each.value is not None and each.mark for each in (women, men)):
        return f"{text} {_('These figures are weak [u]: many answers are not known.')}"
    return text


def pair(sentence: str, label: str, women: Figure | None, men: Figure | None) -> str:
    """`sentence` with both values, or the one that is known and why the other is not.

    All or nobody is not said of a hundred: it may be so by rounding alone.
    """
    if women and men and women.value is not None and men.value is not None:
        if not is_extreme(women) and not is_extreme(men):
            return sentence % {"women": number(women.value), "men": number(men.value)}
        return _("%(label)s: women %(women)s, men %(men)s (rounded).") % {
            "label": label,
            "women": value_text(women),
            "men": value_text(men),
        }
    if women and women.value is not None:
        return _("%(label)s: women %(value)s. For men it is not shown: %(reason)s.") % {
            "label": label,
            "value": value_text(women),
            "reason": because(men),
        }
    if men and men.value is not None:
        return _("%(label)s: men %(value)s. For women it is not shown: %(reason)s.") % {
            "label": label,
            "value": value_text(men),
            "reason": because(women),
        }
    return _("%(label)s: not shown, as %(reason)s.") % {"label": label, "reason": because(women)}


def gap(figure: Figure | None) -> str:
    """The gap with its interval, and whether chance alone could explain it; empty if unknown."""
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return ""
    text = _("Women minus men: %(gap)s (95 %% interval %(interval)s).") % {
        "gap": value_text(figure),
        "interval": interval(figure),
    }
    if is_clear(figure):
        return f"{text} {_('This is more than chance alone would explain.')}"
    return f"{text} {_('Chance alone could explain this difference.')}"


def is_clear(gap: Figure) -> bool:
    """Whether the interval of a gap leaves out zero."""
    return gap.low is not None and gap.high is not None and not gap.low <= 0 <= gap.high


def medians(contents: Contents) -> str:
    """The median waits of women and men."""
    women, men = (contents.figure("ACC-01", who) for who in (Who.WOMEN, Who.MEN))
    if not (women and men and women.value is not None and men.value is not None):
        return pair("", indicator_label(contents, "ACC-01"), women, men)
    return _("Half of the women waited %(women)s or less, half of the men %(men)s or less.") % {
        "women": value_text(women),
        "men": value_text(men),
    }


def entrants(contents: Contents) -> str:
    """How many people started treatment, and how many of them were women."""
    values = {who: contents.figure("DEM-02", who) for who in (Who.BOTH, Who.WOMEN)}
    total, women = values[Who.BOTH], values[Who.WOMEN]
    if total is None or total.value is None:
        return pair("", indicator_label(contents, "DEM-02"), women, None)
    text = _started(contents.head, int(total.value))
    if women is None or women.value is None or not total.value:
        return text
    return f"{text} {_women(contents.head, int(women.value))}"


def _started(head: Head, people: int) -> str:
    """People who started treatment; a published 0 stands for all numbers under the base."""
    when = {"count": number(people), "period": period(head), "base": head.base}
    if not people:
        return _("Fewer than %(base)s people started treatment in %(period)s.") % when
    text = ngettext(
        "%(count)s person started treatment in %(period)s.",
        "%(count)s people started treatment in %(period)s.",
        people,
    )
    return text % when


def _women(head: Head, women: int) -> str:
    if not women:
        return _("Fewer than %(base)s of them were women.") % {"base": head.base}
    text = ngettext("%(count)s of them was a woman.", "%(count)s of them were women.", women)
    return text % {"count": number(women)}


def change(now: Figure | None, before: Figure | None) -> str:
    """How a figure moved since the earlier release; about the same within its rounding."""
    if before is None or before.value is None:
        return _("not in the earlier release")
    if now is None or now.value is None:
        return _("not known")
    moved = now.value - before.value
    limit = ABOUT_THE_SAME.get(now.measure)
    if abs(moved) <= limit if limit is not None else abs(moved) < 1:
        return _("about the same")
    earlier = measured(before.value, before.measure)
    text = _("up from %(earlier)s") if moved > 0 else _("down from %(earlier)s")
    return text % {"earlier": earlier}


def example(contents: Contents) -> str:
    """One real figure of this release, read aloud; empty where no share has a value."""
    for code in ("ACC-02", "EXI-02", "DEM-10", "DEM-03"):
        figure = contents.figure(code, Who.WOMEN) or contents.figure(code, Who.MEN)
        if figure and figure.value is not None and figure.low is not None and figure.base:
            return _example(contents, code, figure)
    return ""


def _example(contents: Contents, code: str, figure: Figure) -> str:
    people = _("women") if figure.who == Who.WOMEN else _("men")
    return _(
        "“%(label)s: %(value)s of %(base)s %(people)s (%(interval)s)” means: the answer is known "
        "for about %(base)s, and %(value)s is the rounded number of those for whom it is so, "
        "divided by that base. Chance alone could put the figure anywhere between %(low)s and "
        "%(high)s."
    ) % {
        "label": indicator_label(contents, code),
        "value": value_text(figure),
        "base": number(figure.base or 0),
        "people": people,
        "interval": interval(figure),
        "low": percent(figure.low or Decimal(0)),
        "high": percent(figure.high or Decimal(0)),
    }


def no_chart() -> str:
    """What stands in place of a chart that would show too few people."""
    return _(
        "No chart is drawn here: too few people stand behind it, or too many answers are missing."
    )

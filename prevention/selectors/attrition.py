"""Who was lost between the first wave and a later one, on both sides of a comparison."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from prevention.choices import Arm, WaveKind
from prevention.models import Implementation, Response, ResponseLink, Wave
from prevention.rules.attrition import WHO, attrition_by_gender
from prevention.rules.delivery import ATTRITION_DIFFERS_ABOVE, Attrition
from prevention.selectors.sections import Cell, Section, percent


Counts = dict[tuple[str, str], int]


def lost_section(run: Implementation, *, named: Callable[[Wave], str] = str) -> Section | None:
    """Which share of the first questionnaires was found again on each side, wave by wave.

    None where nothing is linked, or nobody was compared with. Three queries; the shares stay when
    codes are destroyed, as the links do.
    """
    later = list(
        run.waves.exclude(kind=WaveKind.PRE).filter(linked_at__isnull=False)
        .order_by("opens_on", "pk")
    )  # fmt: skip
    if not later:
        return None
    asked, linked = _asked(run), _linked(later)
    rows: list[list[Cell]] = []
    apart = []
    for wave in later:
        found = attrition_by_gender(asked, linked[wave.pk])
        if found is None:
            return None
        rows += _rows(named(wave), found)
        if any(each is not None and each.is_flagged for each in found.values()):
            apart.append(named(wave))
    columns = ["", _("Girls and boys"), _("Girls"), _("Boys")]
    return Section(_("Found again, by side"), columns, rows, _words(apart))


def _asked(run: Implementation) -> Counts:
    rows = Response.objects.filter(wave__implementation=run, wave__kind=WaveKind.PRE)
    counted = rows.order_by().values_list("cohort__arm", "gender").annotate(n=Count("pk"))
    return {(arm, gender): n for arm, gender, n in counted}


def _linked(later: Iterable[Wave]) -> dict[int, Counts]:
    rows = ResponseLink.objects.filter(later_wave__in=[wave.pk for wave in later]).order_by()
    counted = rows.values_list("later_wave", "earlier__cohort__arm", "earlier__gender")
    found: dict[int, Counts] = defaultdict(dict)
    for wave, arm, gender, n in counted.annotate(n=Count("pk")):
        found[wave][arm, gender] = n
    return found


def _rows(name: str, found: dict[str, Attrition | None]) -> list[list[Cell]]:
    told = [found[who] for who in WHO]
    kept = _("kept back")
    rows: list[list[Cell]] = [
        [
            f"{name}: {Arm.INTERVENTION.label}",
            *(percent(each.intervention) if each else kept for each in told),
        ],
        [
            f"{name}: {Arm.COMPARISON.label}",
            *(percent(each.comparison) if each else kept for each in told),
        ],
        [
            _("%(wave)s: points apart") % {"wave": name},
            *(_points(each) if each else kept for each in told),
        ],
    ]
    return rows


def _points(found: Attrition) -> str:
    return "–" if found.value is None else number_format(round(100 * found.value), 0)


def _words(apart: list[str]) -> str:
    words = _("Of the questionnaires of the first wave, those that were linked to the later one.")
    limit = {"points": number_format(100 * ATTRITION_DIFFERS_ABOVE, 0)}
    if not apart:
        return f"{words} " + _("Nowhere are the sides more than %(points)s points apart.") % limit
    return f"{words} " + _(
        "More than %(points)s points apart (%(waves)s): who was lost may explain the result."
    ) % (limit | {"waves": ", ".join(apart)})

"""The Treatment Outcomes Profile: days and ratings of the last 28 days, with no total.

Keys are words, because the letters of section 4 differ between versions of the form. A count of
days is given as a total (`q1.opioids`), as four weeks (`q1.opioids.week4`, the most recent, to
`week1`), or as both, which then have to agree (rule V39).
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinics.instruments.base import (
    NO_YES,
    Administration,
    Instrument,
    Item,
    Recall,
    Scale,
    Skip,
    Words,
    span,
)


DAYS_A_WEEK = 7
WEEKS = (4, 3, 2, 1)
"""As on the form: week 4 is the most recent."""
WEEK_LABELS = (_("week 4, the most recent"), _("week 3"), _("week 2"), _("week 1"))

DAYS: dict[str, Words] = {
    "q1.alcohol": _("Alcohol"),
    "q1.opioids": _("Illicit opioids"),
    "q1.crack": _("Crack cocaine"),
    "q1.cocaine": _("Cocaine powder"),
    "q1.amphetamines": _("Amphetamines"),
    "q1.cannabis": _("Cannabis"),
    "q1.other": _("Other substance"),
    "q1.tobacco": _("Tobacco"),
    "q2.injected": _("Injecting"),
    "q3.shoplifting": _("Shoplifting"),
    "q3.drug_selling": _("Selling drugs"),
    "q4.paid_work": _("Paid work"),
    "q4.education": _("College or school"),
}
YES_OR_NO: dict[str, Words] = {
    "q2.needle": _("Used needle or syringe"),
    "q2.paraphernalia": _("Used spoon, water or filter"),
    "q3.vehicle_theft": _("Theft of or from a vehicle"),
    "q3.property_theft": _("Other theft or burglary"),
    "q3.fraud": _("Fraud, forgery or handling"),
    "q3.violence": _("Assault or violence"),
    "q4.housing_problem": _("Acute housing problem"),
    "q4.eviction_risk": _("Risk of eviction"),
}
RATINGS: dict[str, Words] = {
    "q4.psychological_health": _("Psychological health"),
    "q4.physical_health": _("Physical health"),
    "q4.quality_of_life": _("Quality of life"),
}
SHARING = ("q2.needle", "q2.paraphernalia")
BETTER_WHEN_HIGHER = {*RATINGS, "q4.paid_work", "q4.education"}


def _counted(key: str, label: Words) -> tuple[Item, ...]:
    weeks = tuple(f"{key}.week{week}" for week in WEEKS)
    return (
        Item(key, label, span(0, 28), weeks=weeks),
        *(
            Item(week, format_lazy("{}: {}", label, word), span(0, DAYS_A_WEEK), is_scored=False)
            for week, word in zip(weeks, WEEK_LABELS, strict=True)
        ),
    )


def _items() -> tuple[Item, ...]:
    items = [
        *(item for key, label in DAYS.items() for item in _counted(key, label)),
        *(Item(key, label, NO_YES) for key, label in YES_OR_NO.items()),
        *(Item(key, label, span(0, 20)) for key, label in RATINGS.items()),
    ]
    return tuple(sorted(items, key=lambda item: item.key[:2]))


def _scales() -> tuple[Scale, ...]:
    single = [
        Scale(
            key.partition(".")[2],
            label,
            (key,),
            is_higher_better=key in BETTER_WHEN_HIGHER,
        )
        for key, label in {**DAYS, **YES_OR_NO, **RATINGS}.items()
        if key not in SHARING
    ]
    return (*single, Scale("sharing", _("Sharing"), SHARING, is_any=True))


TOP = Instrument(
    code="TOP",
    title=_("Treatment Outcomes Profile"),
    version="2016/1",
    items=_items(),
    recall=Recall.FOUR_WEEKS,
    administration=(Administration.INTERVIEWER,),
    citation=(
        "Marsden J, Farrell M, Bradbury C, Dale-Perera A, Eastwood B, Roxburgh M, Taylor S. "
        "Development of the Treatment Outcomes Profile. Addiction 2008;103:1450-1460."
    ),
    licence="Crown copyright; permission for the form and its translation is to be confirmed.",
    is_text_free=False,
    scales=_scales(),
    skips=(Skip(("q2.injected",), SHARING, is_strict=True),),
    has_total=False,
    is_scheduled=True,
)

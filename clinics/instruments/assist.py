"""ASSIST 3.1 of the WHO: ten substances, seven questions each, and injecting.

The weights change from question to question; copies with 2, 3, 4 for question 4 are wrong.
Tobacco has no question 5. There is no total over substances.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinics.instruments.base import (
    Administration,
    Alert,
    Band,
    BandedBy,
    Instrument,
    Item,
    Option,
    Recall,
    Scale,
    Skip,
    Words,
)


NEVER, TWICE, MONTHLY, WEEKLY, DAILY = (
    _("Never"),
    _("Once or twice"),
    _("Monthly"),
    _("Weekly"),
    _("Daily or almost daily"),
)

SUBSTANCES: dict[str, Words] = {
    "tobacco": _("Tobacco"),
    "alcohol": _("Alcohol"),
    "cannabis": _("Cannabis"),
    "cocaine": _("Cocaine"),
    "amphetamines": _("Amphetamine-type stimulants"),
    "inhalants": _("Inhalants"),
    "sedatives": _("Sedatives"),
    "hallucinogens": _("Hallucinogens"),
    "opioids": _("Opioids"),
    "other": _("Other substance"),
}
"""The substances of question 1, in the order of the form."""

EVER = (Option(0, _("No")), Option(3, _("Yes")))
CONCERN = (
    Option(0, _("No")),
    Option(6, _("Yes, in the last 3 months")),
    Option(3, _("Yes, but not in the last 3 months")),
)
INJECTED = (
    Option(0, _("No")),
    Option(2, _("Yes, in the last 3 months")),
    Option(1, _("Yes, but not in the last 3 months")),
)


def _often(*weights: int) -> tuple[Option, ...]:
    words = (NEVER, TWICE, MONTHLY, WEEKLY, DAILY)
    return tuple(Option(weight, word) for weight, word in zip(weights, words, strict=True))


QUESTIONS: dict[str, tuple[Words, tuple[Option, ...]]] = {
    "q1": (_("ever used"), EVER),
    "q2": (_("frequency of use"), _often(0, 2, 3, 4, 6)),
    "q3": (_("desire to use"), _often(0, 3, 4, 5, 6)),
    "q4": (_("problems from use"), _often(0, 4, 5, 6, 7)),
    "q5": (_("expectations not met"), _often(0, 5, 6, 7, 8)),
    "q6": (_("concern of others"), CONCERN),
    "q7": (_("attempts to cut down"), CONCERN),
}


def _asked(substance: str) -> tuple[str, ...]:
    """The scored items of a substance: tobacco has no question 5."""
    return tuple(
        f"{question}.{substance}"
        for question in QUESTIONS
        if question != "q1" and (question, substance) != ("q5", "tobacco")
    )


def _items() -> tuple[Item, ...]:
    items = [
        Item(
            f"{question}.{substance}",
            format_lazy("{}: {}", name, topic),
            options,
            is_scored=question != "q1",
        )
        for question, (topic, options) in QUESTIONS.items()
        for substance, name in SUBSTANCES.items()
        if (question, substance) != ("q5", "tobacco")
    ]
    return (*items, Item("q8", _("Injecting"), INJECTED, is_scored=False))


def _skips() -> tuple[Skip, ...]:
    """Never used: nothing more is asked. Not used in three months: questions 6 and 7 only."""
    never = [Skip((f"q1.{name}",), _asked(name), is_strict=True) for name in SUBSTANCES]
    lately = [
        Skip(
            (f"q2.{name}",),
            tuple(key for key in _asked(name) if key[:2] in {"q3", "q4", "q5"}),
        )
        for name in SUBSTANCES
    ]
    return (*never, *lately)


def _bands() -> tuple[Band, ...]:
    bands = []
    for name in SUBSTANCES:
        low = 10 if name == "alcohol" else 3
        high = 31 if name == "tobacco" else 39
        bands += [
            Band("LOW", _("Low risk"), 0, low, is_positive=False, of=name),
            Band("MODERATE", _("Moderate risk"), low + 1, 26, is_positive=True, of=name),
            Band("HIGH", _("High risk"), 27, high, is_positive=True, of=name),
        ]
    return tuple(bands)


ASSIST = Instrument(
    code="ASSIST",
    title=_("Alcohol, Smoking and Substance Involvement Screening Test"),
    version="3.1/1",
    items=_items(),
    recall=Recall.THREE_MONTHS,
    administration=(Administration.INTERVIEWER,),
    citation=(
        "Humeniuk R, Henry-Edwards S, Ali R, Poznyak V, Monteiro M. The Alcohol, Smoking and "
        "Substance Involvement Screening Test (ASSIST): manual for use in primary care. "
        "Geneva: World Health Organization; 2010."
    ),
    licence="© WHO 2010. Free to use; reproduction for non-commercial purposes.",
    is_text_free=False,
    scales=tuple(Scale(name, words, _asked(name)) for name, words in SUBSTANCES.items()),
    skips=_skips(),
    bands=_bands(),
    banded_by=BandedBy.SCALE,
    alerts=(Alert("INJECTED_RECENTLY", _("Injected in the last 3 months"), "q8", (2,)),),
    has_total=False,
)

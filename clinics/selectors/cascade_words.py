"""A cascade of infection care in words: where it stands, its stages, and what comes next."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinics import choices
from clinics.models import Episode
from clinics.rules.cascades import Cascade, Next, Stage


def short(day: date | None) -> str:
    """A day as lists write it; nothing for none."""
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


@dataclass(frozen=True)
class Step:
    """One stage of a cascade as `ui/_steps.html` draws it."""

    label: str
    detail: str
    state: str


SAYS = {
    Next.OFFER: lambda: ("quiet", _("Not offered yet")),
    Next.OFFER_AGAIN: lambda: ("quiet", _("Declined; offer it again")),
    Next.RESULT: lambda: ("info", _("Result awaited")),
    Next.RETEST: lambda: ("go", _("Nothing found")),
    Next.REFER: lambda: ("wait", _("Confirmed; to be referred")),
    Next.LINK: lambda: ("wait", _("Referred")),
    Next.TREAT: lambda: ("wait", _("In specialist care; treatment to begin")),
    Next.FOLLOW: lambda: ("info", _("In care")),
    Next.CURE_TEST: lambda: ("wait", _("Test of cure due")),
    Next.NOTHING: lambda: ("go", _("Completed")),
}
CONFIRMING_TEST = {
    choices.Infection.HCV: choices.InfectionTestKind.RNA,
    choices.Infection.HBV: choices.InfectionTestKind.RNA,
    choices.Infection.TB: choices.InfectionTestKind.XPERT,
}
FIRST_TEST = {
    choices.Infection.HBV: choices.InfectionTestKind.ANTIGEN,
    choices.Infection.TB: choices.InfectionTestKind.SYMPTOMS,
}
NEXT_STEP = {
    Next.REFER: choices.CareStep.REFERRED,
    Next.LINK: choices.CareStep.LINKED,
    Next.TREAT: choices.CareStep.STARTED,
}
STAGES = {
    Stage.OFFERED: lambda: _("Offered"),
    Stage.TESTED: lambda: _("Tested"),
    Stage.RESULT: lambda: _("Result"),
    Stage.CONFIRMED: lambda: _("Confirmed"),
    Stage.LINKED: lambda: _("In care"),
    Stage.TREATED: lambda: _("Treated"),
    Stage.OUTCOME: lambda: _("Outcome"),
}


def says_of(found: Cascade) -> tuple[str, str]:
    """The tone and the words of a cascade: what comes next, in one breath."""
    if found.outcome:
        tone = {"CURED": "go", "SUPPRESSED": "go", "COMPLETED": "go"}.get(found.outcome, "wait")
        return tone, str(choices.CareStep(found.outcome).label)
    if found.asks is Next.CONFIRM:
        kind = CONFIRMING_TEST.get(
            choices.Infection(found.infection), choices.InfectionTestKind.CONFIRMATION
        )
        words = _("Due: %(test)s") % {"test": kind.label}
        return ("stop", _("Overdue: %(test)s") % {"test": kind.label}) if found.is_overdue else (
            "wait", words,
        )  # fmt: skip
    tone, words = SAYS[found.asks]()
    if found.asks is Next.RETEST and found.is_overdue:
        return "wait", _("Nothing found; test again")
    if found.asks is Next.CURE_TEST:
        tone = "stop" if found.is_overdue else tone
        words = _("%(what)s from %(day)s") % {"what": words, "day": short(found.due_on)}
    return tone, words


def stages_of(found: Cascade) -> list[Step]:
    """The stages; one that was passed over is skipped, the first one ahead is the current one."""
    stages = found.stages
    last = max((stages.index(stage) for stage in found.reached if stage in stages), default=-1)
    is_open = found.asks is not Next.NOTHING and (found.is_positive or found.asks is Next.RESULT)
    steps = []
    for place, stage in enumerate(stages):
        on = found.reached.get(stage)
        state = "passed" if on else "skipped" if place < last else "ahead"
        if not on and place == last + 1 and is_open:
            state = "current"
        steps.append(Step(str(STAGES[stage]()), short(on), state))
    return steps


def next_of(found: Cascade, episode: Episode | None) -> tuple[str, str]:
    """The words and the address of what comes next, with the form filled in."""
    if episode is None:
        return "", ""
    infection = choices.Infection(found.infection)
    if found.asks in NEXT_STEP:
        step = NEXT_STEP[found.asks]
        url = _form_url("care", episode, care=f"{infection}:{step}")
        return _("Record: %(step)s") % {"step": step.label}, url
    kind = FIRST_TEST.get(infection, choices.InfectionTestKind.RAPID)
    if found.asks is Next.CONFIRM:
        kind = CONFIRMING_TEST.get(infection, choices.InfectionTestKind.CONFIRMATION)
    elif found.asks is Next.CURE_TEST:
        kind = choices.InfectionTestKind.SVR12
    elif found.asks in (Next.FOLLOW, Next.NOTHING):
        return _("Record a step"), _form_url("care", episode, infection=infection.value)
    elif found.asks is Next.RESULT:
        return "", ""
    url = _form_url("test", episode, test=f"{infection}:{kind}")
    return _("Record: %(test)s") % {"test": kind.label}, url


def _form_url(kind: str, episode: Episode, **query: str) -> str:
    return f"{reverse(f'work:health-{kind}', args=[episode.uid])}?{urlencode(query)}"

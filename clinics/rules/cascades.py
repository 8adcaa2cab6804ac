"""How far the care of one infection is: from the offer of a test to the outcome.

Pure: rows in, a cascade out. Source: treatment record reference, section 6. A cascade never ends
at antibodies against hepatitis C: only RNA says whether there is an infection.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from clinics.choices import CareStep, Infection, InfectionResult, InfectionTestKind
from clinics.rules.health import CONFIRMING, SCREENING, antibody_without_rna
from clinics.rules.thresholds import RETEST_AFTER, SVR12_AFTER_TREATMENT


class Stage(StrEnum):
    """The stages of a cascade, in their order."""

    OFFERED = "OFFERED"
    TESTED = "TESTED"
    RESULT = "RESULT"
    CONFIRMED = "CONFIRMED"
    LINKED = "LINKED"
    TREATED = "TREATED"
    OUTCOME = "OUTCOME"


class Next(StrEnum):
    """What the cascade asks for; one thing at a time."""

    OFFER = "OFFER"
    OFFER_AGAIN = "OFFER_AGAIN"
    RESULT = "RESULT"
    RETEST = "RETEST"
    CONFIRM = "CONFIRM"
    REFER = "REFER"
    LINK = "LINK"
    TREAT = "TREAT"
    FOLLOW = "FOLLOW"
    CURE_TEST = "CURE_TEST"
    NOTHING = "NOTHING"


@dataclass(frozen=True)
class Sampled:
    """One test of the infection."""

    kind: str
    on: date
    result: str

    @property
    def is_done(self) -> bool:
        """Whether a sample was taken or the patient was asked."""
        return self.result != InfectionResult.DECLINED

    @property
    def is_known(self) -> bool:
        """Whether it has been answered."""
        return self.result not in (InfectionResult.DECLINED, InfectionResult.AWAITED)


@dataclass(frozen=True)
class Cared:
    """One step of care."""

    step: str
    on: date


@dataclass(frozen=True)
class Cascade:
    """How far the care of an infection is.

    `reached` has the day of every stage that was reached; `asks` what comes next and `due_on`
    since when, None when no day is set. `is_overdue` says that a rule's time has run out.
    """

    infection: str
    reached: dict[Stage, date] = field(default_factory=dict)
    asks: Next = Next.OFFER
    due_on: date | None = None
    is_overdue: bool = False
    is_positive: bool = False
    """Antibodies, symptoms or more were found, and no test has cleared it since."""
    outcome: str = ""
    """The last outcome, a step of care; CURED also after a negative test of cure."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that concern this patient: after a negative test nothing follows."""
        if self.is_positive or self.outcome:
            return tuple(Stage)
        last = max((list(Stage).index(stage) for stage in self.reached), default=-1)
        return tuple(Stage)[: max(last + 1, 3 if self.reached else 0)]


OUTCOMES = (
    CareStep.CURED, CareStep.SUPPRESSED, CareStep.FAILED, CareStep.LOST, CareStep.DIED,
    CareStep.COMPLETED,
)  # fmt: skip
CLEARED = (CareStep.CURED, CareStep.COMPLETED)
"""Outcomes after which a later positive test begins the cascade anew."""
ENDED = (CareStep.COMPLETED, CareStep.STOPPED)
CURABLE = (Infection.HCV, Infection.TB, Infection.SYPHILIS)
CLEARING: dict[str, tuple[str, ...]] = {
    Infection.HIV: (InfectionTestKind.CONFIRMATION, InfectionTestKind.RNA),
    Infection.HCV: (InfectionTestKind.RNA,),
    Infection.HBV: (InfectionTestKind.ANTIGEN,),
    Infection.TB: (InfectionTestKind.XPERT, InfectionTestKind.XRAY),
    Infection.SYPHILIS: (InfectionTestKind.CONFIRMATION,),
}
"""Tests that say, when negative, that what was found before is no infection."""
FOR_LIFE = (Infection.HIV,)
"""Infections that no test takes back once they are confirmed."""
POSITIVE, NEGATIVE = InfectionResult.POSITIVE, InfectionResult.NEGATIVE


def cascade(
    infection: str, tests: Iterable[Sampled], care: Iterable[Cared], *, today: date
) -> Cascade:
    """The cascade of one infection from its tests and steps of care, in any order."""
    history = _History(
        infection,
        tuple(sorted(tests, key=lambda test: test.on)),
        tuple(sorted(care, key=lambda step: step.on)),
    ).since_cured()
    is_positive, outcomes = history.is_positive(), history.outcomes()
    asks, due_on = _care_asks(history) if is_positive else _testing_asks(history)
    return Cascade(
        infection=infection,
        reached=history.reached(),
        asks=asks,
        due_on=due_on,
        is_overdue=_is_overdue(history, asks, due_on, today=today),
        is_positive=is_positive,
        outcome=outcomes[-1][1] if outcomes else "",
    )


@dataclass(frozen=True)
class _History:
    """Tests and care of one infection, by day."""

    infection: str
    tests: tuple[Sampled, ...]
    care: tuple[Cared, ...]

    def since_cured(self) -> "_History":
        """What followed a new infection after the last cure; everything when there was none."""
        cures = self.days(*CLEARED) + [
            test.on for test in self.tests_of(InfectionTestKind.SVR12) if test.result == NEGATIVE
        ]
        if self.infection not in CURABLE or not cures:
            return self
        again = [
            test.on
            for test in self.tests_of(*CONFIRMING[self.infection])
            if test.result == POSITIVE and test.on > max(cures)
        ]
        if not again:
            return self
        return _History(
            self.infection,
            tuple(test for test in self.tests if test.on >= min(again)),
            tuple(step for step in self.care if step.on >= min(again)),
        )

    def tests_of(self, *kinds: str) -> list[Sampled]:
        """The tests of some kinds."""
        return [test for test in self.tests if test.kind in kinds]

    def days(self, *steps: str) -> list[date]:
        """The days of some steps of care."""
        return [each.on for each in self.care if each.step in steps]

    def asked(self) -> list[Sampled]:
        """The tests that ask for this infection."""
        return self.tests_of(*SCREENING[self.infection], *CONFIRMING[self.infection])

    def screened_on(self) -> date | None:
        """The last day on which a first test found something."""
        found = self.tests_of(*SCREENING[self.infection])
        return max((test.on for test in found if test.result == POSITIVE), default=None)

    def confirmed_on(self) -> date | None:
        """The last day on which the infection was confirmed."""
        found = self.tests_of(*CONFIRMING[self.infection])
        return max((test.on for test in found if test.result == POSITIVE), default=None)

    def is_treated(self) -> bool:
        """Whether care of the infection itself began: prevention alone is none."""
        return any(each.step != CareStep.PREVENTIVE for each in self.care)

    def is_positive(self) -> bool:
        """Whether something was found that nothing has cleared since."""
        if self.is_treated():
            return True
        screened, confirmed = self.screened_on(), self.confirmed_on()
        found = [day for day in (screened, confirmed) if day]
        if not found or (confirmed and self.infection in FOR_LIFE):
            return bool(found)
        cleared = [
            test.on for test in self.tests_of(*CLEARING[self.infection]) if test.result == NEGATIVE
        ]
        return not cleared or max(cleared) < max(found)

    def outcomes(self) -> list[tuple[date, str]]:
        """Every outcome with its day, but for those before another treatment.

        A treatment of hepatitis C that ended is none yet: the test of cure decides.
        """
        is_hcv = self.infection == Infection.HCV
        steps = [
            (each.on, str(each.step))
            for each in self.care
            if each.step in OUTCOMES and not (is_hcv and each.step == CareStep.COMPLETED)
        ]
        cures = {NEGATIVE: CareStep.CURED, POSITIVE: CareStep.FAILED}
        steps += [
            (test.on, str(cures[InfectionResult(test.result)]))
            for test in self.tests_of(InfectionTestKind.SVR12)
            if test.result in cures
        ]
        last_start = max(self.days(CareStep.STARTED), default=date.min)
        return sorted((on, step) for on, step in steps if on >= last_start)

    def reached(self) -> dict[Stage, date]:
        """The last day of every stage that was reached."""
        asked = self.asked()
        days: dict[Stage, list[date]] = {
            Stage.OFFERED: [test.on for test in asked],
            Stage.TESTED: [test.on for test in asked if test.is_done],
            Stage.RESULT: [test.on for test in asked if test.is_known],
            Stage.CONFIRMED: [day for day in [self.confirmed_on()] if day],
            Stage.LINKED: self.days(CareStep.LINKED),
            Stage.TREATED: self.days(CareStep.STARTED) or self.days(*ENDED),
            Stage.OUTCOME: [on for on, _step in self.outcomes()],
        }
        return {stage: max(found) for stage, found in days.items() if found}


def _testing_asks(history: _History) -> tuple[Next, date | None]:
    """What comes next while nothing is found."""
    asked = history.asked()
    if not asked:
        return Next.OFFER, None
    last = asked[-1]
    if last.result == InfectionResult.DECLINED:
        return Next.OFFER_AGAIN, last.on
    if last.result == InfectionResult.AWAITED:
        return Next.RESULT, last.on
    if last.result == InfectionResult.UNCLEAR:
        return Next.RETEST, last.on
    return Next.RETEST, last.on + timedelta(days=RETEST_AFTER.value)


def _care_asks(history: _History) -> tuple[Next, date | None]:
    """What comes next once something was found."""
    outcomes = history.outcomes()
    if outcomes:
        is_over = outcomes[-1][1] in (*CLEARED, CareStep.DIED)
        return (Next.NOTHING if is_over else Next.FOLLOW), None
    waiting = [test.on for test in history.tests if test.result == InfectionResult.AWAITED]
    if waiting:
        return Next.RESULT, max(waiting)
    if history.days(CareStep.STARTED, *ENDED):
        return _treatment_asks(history)
    if history.is_treated():
        return _linking_asks(history)
    confirmed_on = history.confirmed_on()
    return (Next.REFER, confirmed_on) if confirmed_on else (Next.CONFIRM, history.screened_on())


def _treatment_asks(history: _History) -> tuple[Next, date | None]:
    ended_on = max(history.days(*ENDED), default=date.min)
    is_over = ended_on >= max(history.days(CareStep.STARTED), default=date.min)
    if history.infection == Infection.HCV and is_over:
        return Next.CURE_TEST, ended_on + timedelta(days=SVR12_AFTER_TREATMENT.value)
    return Next.FOLLOW, None


def _linking_asks(history: _History) -> tuple[Next, date | None]:
    linked, referred = history.days(CareStep.LINKED), history.days(CareStep.REFERRED)
    if linked:
        return Next.TREAT, max(linked)
    return (Next.LINK, max(referred)) if referred else (Next.FOLLOW, None)


def _is_overdue(history: _History, asks: Next, due_on: date | None, *, today: date) -> bool:
    if asks is Next.CONFIRM and history.infection == Infection.HCV:
        return antibody_without_rna(today, due_on, has_rna_since=False)
    return asks in (Next.RETEST, Next.CURE_TEST) and due_on is not None and today > due_on

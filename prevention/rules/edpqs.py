"""The quality cycle of a prevention project: stages, components, and one plain question each.

Stages and names of components follow the European drug prevention quality standards (EDPQS,
EMCDDA Manuals 7); the questions are our own words at the basic level. Each stage has a score;
there is never one total, which would let a strong stage hide a weak one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prevention.choices import Verdict
from prevention.rules.ratios import Ratio


POINTS: dict[str, float] = {Verdict.YES: 1.0, Verdict.PARTLY: 0.5, Verdict.NO: 0.0}


class CycleStage(StrEnum):
    """The stages of the project cycle, and what cuts across all of them."""

    CROSS_CUTTING = "X"
    NEEDS = "1"
    RESOURCES = "2"
    FORMULATION = "3"
    DESIGN = "4"
    MANAGEMENT = "5"
    DELIVERY = "6"
    EVALUATION = "7"
    DISSEMINATION = "8"

    @property
    def label(self) -> Promise:
        """The stage in words."""
        return STAGE_LABELS[self]


STAGE_LABELS: dict[CycleStage, Promise] = {
    CycleStage.CROSS_CUTTING: _("At every stage"),
    CycleStage.NEEDS: _("Needs assessment"),
    CycleStage.RESOURCES: _("Resource assessment"),
    CycleStage.FORMULATION: _("Programme formulation"),
    CycleStage.DESIGN: _("Intervention design"),
    CycleStage.MANAGEMENT: _("Management and mobilisation of resources"),
    CycleStage.DELIVERY: _("Delivery and monitoring"),
    CycleStage.EVALUATION: _("Final evaluations"),
    CycleStage.DISSEMINATION: _("Dissemination and improvement"),
}

BEFORE_DELIVERY = (
    CycleStage.NEEDS,
    CycleStage.RESOURCES,
    CycleStage.FORMULATION,
    CycleStage.DESIGN,
    CycleStage.MANAGEMENT,
)
"""Stages whose questions are answered before an implementation is ready (reference 4.2)."""


@dataclass(frozen=True)
class QualityItem:
    """One component of the cycle, and what is asked about it."""

    code: str
    stage: CycleStage
    component: Promise
    question: Promise


_X, _1, _2, _3, _4, _5, _6, _7, _8 = CycleStage

ITEMS: tuple[QualityItem, ...] = (
    QualityItem(
        "A", _X, _("Sustainability and funding"),
        _("Is it known how the work will be paid for and go on after this funding ends?")),
    QualityItem(
        "B", _X, _("Communication and stakeholder involvement"),
        _("Do those who are concerned, young people and parents too, have a say in the work?")),
    QualityItem(
        "C", _X, _("Staff development"),
        _("Have the staff been trained for this programme, and is there supervision?")),
    QualityItem(
        "D", _X, _("Ethical drug prevention"),
        _("Is taking part voluntary, are data protected, and has possible harm been thought of?")),
    QualityItem(
        "1.1", _1, _("Policy and legislation"),
        _("Does the programme fit the drug policy and the laws of the country and region?")),
    QualityItem(
        "1.2", _1, _("Drug use and community needs"),
        _("Are there figures on substance use and on needs where the programme will run?")),
    QualityItem(
        "1.3", _1, _("Describing the need"),
        _("Is it written down why this programme is needed, and what others already do?")),
    QualityItem(
        "1.4", _1, _("Understanding the target population"),
        _("Is it known how those it is for live, what protects them and what puts them at risk?")),
    QualityItem(
        "2.1", _2, _("Target population and community resources"),
        _("Is it known what participants, families and the community can bring and will support?")),
    QualityItem(
        "2.2", _2, _("Internal capacities"),
        _("Does the organisation have the staff, skills, time and money for it?")),
    QualityItem(
        "3.1", _3, _("Defining the target population"),
        _("Is it said exactly who may take part, and who may not?")),
    QualityItem(
        "3.2", _3, _("Theoretical model"),
        _("Is it said how the activities should lead to less use?")),
    QualityItem(
        "3.3", _3, _("Aims, goals and objectives"),
        _("Are there objectives that can be measured, with a date?")),
    QualityItem(
        "3.4", _3, _("Setting"),
        _("Does the place suit the aims, and has it agreed?")),
    QualityItem(
        "3.5", _3, _("Evidence of effectiveness"),
        _("Has somebody read what studies found on this kind of programme?")),
    QualityItem(
        "3.6", _3, _("Timeline"),
        _("Is there a timetable that can be kept?")),
    QualityItem(
        "4.1", _4, _("Quality and effectiveness"),
        _("Is there a manual with a series of interactive sessions?")),
    QualityItem(
        "4.2", _4, _("Selecting an existing intervention"),
        _("Was a tested programme looked for before something new was made?")),
    QualityItem(
        "4.3", _4, _("Tailoring"),
        _("Has it been adapted to language, culture and age with the core components kept?")),
    QualityItem(
        "4.4", _4, _("Planning final evaluations"),
        _("Is the evaluation planned before the start, with one primary outcome?")),
    QualityItem(
        "5.1", _5, _("Project plan"),
        _("Is there a written plan that says who does what by when?")),
    QualityItem(
        "5.2", _5, _("Financial requirements"),
        _("Is there a budget, and is the money there?")),
    QualityItem(
        "5.3", _5, _("Team"),
        _("Is the team complete, and does everybody know their part?")),
    QualityItem(
        "5.4", _5, _("Recruiting and retaining participants"),
        _("Is it planned how people are invited, how they agree, and what helps them stay?")),
    QualityItem(
        "5.5", _5, _("Materials"),
        _("Are the materials ready, in the right language and in sufficient number?")),
    QualityItem(
        "5.6", _5, _("Programme description"),
        _("Is there a description that outsiders can read?")),
    QualityItem(
        "6.1", _6, _("Pilot"),
        _("Has it been tried out on a small scale, where it is new or was adapted?")),
    QualityItem(
        "6.2", _6, _("Implementing"),
        _("Is it delivered as planned, and is every session written down?")),
    QualityItem(
        "6.3", _6, _("Monitoring"),
        _("Are attendance, fidelity and what participants say looked at while it runs?")),
    QualityItem(
        "6.4", _6, _("Adjusting"),
        _("Are changes decided on what monitoring shows, and written down?")),
    QualityItem(
        "7.1", _7, _("Outcome evaluation"),
        _("Were outcomes measured before and after, with a comparison group if possible?")),
    QualityItem(
        "7.2", _7, _("Process evaluation"),
        _("Has it been assessed how it was delivered, whom it reached and what it cost?")),
    QualityItem(
        "8.1", _8, _("Deciding whether to continue"),
        _("Is it decided on the results whether the programme goes on?")),
    QualityItem(
        "8.2", _8, _("Disseminating"),
        _("Were the results, weak ones too, given to those concerned and to other organisations?")),
    QualityItem(
        "8.3", _8, _("Final report"),
        _("Is there a final report on aims, delivery, results and lessons?")),
)  # fmt: skip


def items_of(stage: CycleStage) -> tuple[QualityItem, ...]:
    """The questions of one stage, in their order."""
    return tuple(item for item in ITEMS if item.stage is stage)


def stage_score(answers: Mapping[str, str], stage: CycleStage) -> Ratio:
    """Points per question answered: yes 1, partly 0.5; what does not apply is left out."""
    given = [answers[item.code] for item in items_of(stage) if answers.get(item.code) in POINTS]
    return Ratio(sum(POINTS[verdict] for verdict in given), len(given))


def stage_scores(answers: Mapping[str, str]) -> dict[CycleStage, Ratio]:
    """The score of every stage; `answers` maps codes of questions to verdicts."""
    return {stage: stage_score(answers, stage) for stage in CycleStage}


def unanswered(
    answers: Mapping[str, str], stages: Iterable[CycleStage] = BEFORE_DELIVERY
) -> tuple[QualityItem, ...]:
    """Questions of `stages` to which nobody has given an answer; "does not apply" is one."""
    return tuple(item for stage in stages for item in items_of(stage) if not answers.get(item.code))

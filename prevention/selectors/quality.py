"""The quality cycle of an implementation (EDPQS): by stage, as a radar, never as one total."""

from collections.abc import Mapping
from dataclasses import dataclass

from prevention.choices import Verdict
from prevention.models import Implementation, QualityAnswer
from prevention.rules.edpqs import (
    BEFORE_DELIVERY,
    CycleStage,
    QualityItem,
    items_of,
    stage_scores,
)
from ui.radar import RadarChart, radar


@dataclass(frozen=True)
class Question:
    """A question with the answer that holds."""

    code: str
    component: str
    text: str
    verdict: str
    verdict_label: str
    evidence: str
    version: int


@dataclass(frozen=True)
class Stage:
    """A stage of the cycle with how much of it is fulfilled."""

    code: str
    name: str
    share: float | None
    answered: int
    questions: list[Question]
    is_needed: bool
    """Whether its questions are answered before the implementation is ready."""

    @property
    def percent(self) -> int | None:
        """The share in per cent; None while nothing that counts is answered."""
        return None if self.share is None else round(100 * self.share)

    @property
    def left(self) -> int:
        """How many questions nobody has answered."""
        return len(self.questions) - self.answered

    @property
    def title(self) -> str:
        """Number and name; what cuts across all stages has no number."""
        if self.code == CycleStage.CROSS_CUTTING:
            return self.name
        return f"{self.code}. {self.name}"


@dataclass(frozen=True)
class Quality:
    """Every stage, and their radar."""

    stages: list[Stage]
    chart: RadarChart


def quality_of(*, run: Implementation, title: str) -> Quality:
    """What has been answered for an implementation."""
    stages = stages_of(run)
    axes = [(stage.code, stage.title, stage.share) for stage in stages]
    return Quality(stages, radar(axes, title=title))


def stages_of(run: Implementation) -> list[Stage]:
    """The stages in order, with their questions; first what cuts across all of them."""
    given = {row.item: row for row in run.quality_answers.all()}
    scores = stage_scores({item: row.verdict for item, row in given.items()})
    return [_stage(stage, scores[stage].value, given) for stage in CycleStage]


def _stage(stage: CycleStage, share: float | None, given: Mapping[str, QualityAnswer]) -> Stage:
    questions = [_question(item, given.get(item.code)) for item in items_of(stage)]
    return Stage(
        stage.value, str(stage.label), share, sum(1 for each in questions if each.verdict),
        questions, stage in BEFORE_DELIVERY,
    )  # fmt: skip


def _question(item: QualityItem, row: QualityAnswer | None) -> Question:
    return Question(
        item.code, str(item.component), str(item.question), row.verdict if row else "",
        str(Verdict(row.verdict).label) if row else "", row.evidence if row else "",
        row.version if row else 0,
    )  # fmt: skip

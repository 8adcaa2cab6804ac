"""The questions of one stage of the quality cycle."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prevention.actions.quality import Answered
from prevention.choices import Verdict
from prevention.selectors.quality import Question
from ui.forms import Form


class Stage(Form):
    """A verdict and what shows it, for each question; one left empty keeps its answer."""

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.newer: dict[str, Question] = {}
        for number, question in enumerate(questions):
            self.fields[f"verdict_{number}"] = forms.ChoiceField(
                label=question.text,
                choices=Verdict.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=question.verdict,
            )
            self.fields[f"evidence_{number}"] = forms.CharField(
                label=_("What shows it"),
                max_length=400,
                required=False,
                initial=question.evidence,
            )
            self.fields[f"seen_{number}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=question.version
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each question with its fields, and what somebody else answered meanwhile."""
        return [
            {
                "question": question,
                "verdict": self[f"verdict_{number}"],
                "evidence": self[f"evidence_{number}"],
                "seen_name": self[f"seen_{number}"].html_name,
                "seen": self.newer.get(question.code, question).version,
                "theirs": self.newer.get(question.code),
            }
            for number, question in enumerate(self.questions)
        ]

    def show_others(self, questions: list[Question]) -> None:
        """Lay beside what was typed what somebody else answered since the page was opened."""
        typed = self.arguments()
        self.newer = {
            now.code: now
            for now in questions
            if now.version != typed["seen"][now.code]
            and (now.verdict, now.evidence)
            != (typed["answers"][now.code].verdict, typed["answers"][now.code].evidence)
        }

    def clean(self) -> dict[str, Any]:
        """What shows an answer is kept with an answer only."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(len(self.questions)):
            if values.get(f"evidence_{number}") and not values.get(f"verdict_{number}"):
                self.add_error(f"verdict_{number}", _("Answer the question, or empty the line."))
        return values

    def arguments(self) -> dict[str, Any]:
        """The arguments of `answer_quality`."""
        values = self.cleaned_data
        answers, seen = {}, {}
        for number, question in enumerate(self.questions):
            answers[question.code] = Answered(
                values[f"verdict_{number}"], values[f"evidence_{number}"]
            )
            seen[question.code] = values[f"seen_{number}"] or 0
        return {"answers": answers, "seen": seen}

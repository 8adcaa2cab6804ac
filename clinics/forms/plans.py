"""Making and reviewing a treatment plan: up to eight goals on one screen, without a script."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.actions.plans import MOST_GOALS, PlannedGoal
from clinics.choices import Problem, Progress
from clinics.forms.fields import EntryForm, RowField, choice, coded, day
from clinics.vocabulary import YesNo
from ui.answers import open_choices, write_dates
from ui.words import speak


SHOWN = 2
"""Goals that stand open on an empty form; the others unfold one by one."""
NEEDED = {
    "goal": _("Write the goal in the patient's words"),
    "problem": _("Choose what the goal is about"),
}
PARTS = ("problem", "goal", "action", "who", "by", "progress")


@dataclass(frozen=True)
class GoalRow:
    """The fields of one goal; `is_open` when it has something in it, or is one of the first."""

    number: int
    problem: forms.BoundField
    goal: forms.BoundField
    action: forms.BoundField
    who: forms.BoundField
    by: forms.BoundField
    progress: forms.BoundField | None
    is_open: bool


class Plan(EntryForm):
    """A plan: its days, who is responsible, whether the patient took part, and the goals."""

    on = day(_("Agreed on"))
    review_on = day(_("Review on"))
    responsible = RowField(label=_("Responsible"))
    participated = coded(_("The patient took part"), YesNo)
    agreed = coded(_("The patient agrees"), YesNo)
    has_progress = False

    def __init__(self, *args: Any, staff: list[Any], carried: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carried = carried
        self.fields["responsible"].offer(staff)  # type: ignore[attr-defined]
        for number in range(1, MOST_GOALS + 1):
            for name, field in self._goal_fields(number, staff):
                for prepare in (open_choices, write_dates, speak):
                    prepare(field)
                if number == 1 and name in NEEDED:
                    field.required = True
                    field.error_messages["required"] = NEEDED[name]
                self.fields[f"{name}_{number}"] = field

    def _goal_fields(self, number: int, staff: list[Any]) -> list[tuple[str, forms.Field]]:
        who = RowField(label=_("Who"), required=False)
        who.offer(staff)
        who.widget, who.initial = forms.Select(), ""
        who.choices = [("", _("Not stated")), *((str(row.uid), str(row)) for row in staff)]
        fields: list[tuple[str, forms.Field]] = [
            ("problem", choice(_("About"), Problem, required=False)),
            ("goal", forms.CharField(
                label=_("Goal, in the patient's words"), required=False, max_length=400,
                widget=forms.Textarea(attrs={"rows": 2}))),
            ("action", forms.CharField(
                label=_("What is done"), required=False, max_length=400,
                widget=forms.Textarea(attrs={"rows": 2}))),
            ("who", who),
            ("by", day(_("Due by"), required=False)),
        ]  # fmt: skip
        if self.has_progress and number <= self.carried:
            fields.append(("progress", choice(_("How far"), Progress)))
        return fields

    def clean(self) -> dict[str, Any]:
        """A goal that has anything has words and is about something; the first one always.

        How far it is is asked of goals that go on; one that is left empty goes.
        """
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, MOST_GOALS + 1):
            if not self._is_begun(number):
                self.errors.pop(f"progress_{number}", None)
                continue
            for name, message in NEEDED.items():
                if not cleaned.get(f"{name}_{number}") and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", message)
        return cleaned

    def _is_begun(self, number: int) -> bool:
        """Whether a goal was written; how far it is says nothing without words."""
        return any(
            self.cleaned_data.get(f"{name}_{number}") for name in PARTS if name != "progress"
        )

    def arguments(self) -> dict[str, Any]:
        """The arguments of `make_plan` and `review_plan`."""
        of_goals = {f"{name}_{n}" for name in PARTS for n in range(1, MOST_GOALS + 1)}
        rest = {name: value for name, value in super().arguments().items() if name not in of_goals}
        return rest | {"goals": self._goals()}

    def _goals(self) -> list[PlannedGoal]:
        sent = self.cleaned_data
        return [
            PlannedGoal(
                problem=sent[f"problem_{n}"],
                goal=sent[f"goal_{n}"],
                action=sent[f"action_{n}"],
                responsible=sent[f"who_{n}"] or None,
                due_on=sent[f"by_{n}"],
                progress=sent.get(f"progress_{n}") or Progress.OPEN.value,
            )
            for n in range(1, MOST_GOALS + 1)
            if self._is_begun(n)
        ]

    def goal_rows(self) -> list[GoalRow]:
        """The goals as they are drawn."""
        return [
            GoalRow(
                number=n,
                problem=self[f"problem_{n}"],
                goal=self[f"goal_{n}"],
                action=self[f"action_{n}"],
                who=self[f"who_{n}"],
                by=self[f"by_{n}"],
                progress=self[f"progress_{n}"] if f"progress_{n}" in self.fields else None,
                is_open=n <= max(SHOWN, self.carried) or self._has_something(n),
            )
            for n in range(1, MOST_GOALS + 1)
        ]

    def in_full(self, name: str) -> Any:
        """A field of a goal with the number of the goal."""
        number, label = name.rpartition("_")[2], self.fields[name].label
        if not number.isdigit():
            return label
        return _("Goal %(number)s: %(label)s") % {"number": number, "label": label}

    def _has_something(self, number: int) -> bool:
        names = [f"{name}_{number}" for name in PARTS if f"{name}_{number}" in self.fields]
        return any(self[name].value() or self[name].errors for name in names)


class Review(Plan):
    """A review: each goal that is carried over says how far it is."""

    has_progress = True
    on = day(_("Reviewed on"))
    review_on = day(_("Next review on"))

"""Forms about the sessions of groups: planning them, and telling what happened."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prevention.choices import AdaptationKind, AdaptationVerdict
from prevention.models import Cohort, SessionPlan
from prevention.selectors.registers import in_words
from ui.fields import day
from ui.forms import Form


_DAYS = re.compile(r"(\d{1,2}\.\d{1,2}\.\d{4})(?:\s*[-–—]\s*(\d{1,2}\.\d{1,2}\.\d{4}))?")
LONGEST = timedelta(days=150)
"""A pause; a longer one is a slip of the finger."""


class DaysField(forms.CharField):
    """Days and stretches of days as people write them: 29.11.2026, 24.12.2026-10.01.2027."""

    def to_python(self, value: Any) -> Any:
        """Every day that is meant."""
        text = str(super().to_python(value) or "")
        if re.search(r"[^\s,;]", _DAYS.sub(" ", text)):
            raise ValidationError(
                _("Write days like 29.11.2026, and a stretch like 24.12.2026-10.01.2027.")
            )
        return sorted({day for pair in _DAYS.findall(text) for day in self._stretch(*pair)})

    def _stretch(self, first: str, last: str) -> Iterable[date]:
        try:
            begin = _day(first)
            end = _day(last) if last else begin
        except ValueError:
            raise ValidationError(_("There is no such day: %(day)s.") % {"day": first}) from None
        if not timedelta(0) <= end - begin <= LONGEST:
            raise ValidationError(_("A stretch ends after it begins, and within five months."))
        return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


def _day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a day has no zone


class Versioned(Form):
    """A form that carries the version of the row that was on the screen."""

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PlanForm(Form):
    """From when, on which weekday, and what to leave out; for one group or for several."""

    cohorts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Groups"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one group.")},
    )  # fmt: skip
    first = day(gettext_lazy("From"))
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"), coerce=int,
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
    )  # fmt: skip
    skipping = DaysField(
        label=gettext_lazy("Days to leave out"), required=False,
        help_text=gettext_lazy("Holidays: 21.03.2027, 24.12.2026-10.01.2027"),
    )  # fmt: skip

    def __init__(self, *args: Any, cohorts: list[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(each.uid): each for each in cohorts}
        asked: Any = self.fields["cohorts"]
        asked.coerce = self.rows.get
        asked.choices = [
            (uid, f"{each.label}, {each.site.name}") for uid, each in self.rows.items()
        ]
        asked.initial = list(self.rows)
        if len(self.rows) == 1:
            asked.widget = forms.MultipleHiddenInput()


class MoveForm(Versioned):
    """Another day."""

    on = day(gettext_lazy("New date"))


class CancelForm(Versioned):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class AddForm(Form):
    """A session that is not in the plan, or one that is given again."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    plan = forms.TypedChoiceField(
        label=gettext_lazy("Session of the manual"), required=False, empty_value=None
    )
    on = day(gettext_lazy("Date"))

    def __init__(self, *args: Any, plans: list[SessionPlan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(each.number): each for each in plans}
        asked: Any = self.fields["plan"]
        asked.coerce = self.rows.get
        asked.widget = forms.Select()
        asked.choices = [
            ("", _("None: an extra session")),
            *((key, f"{key}. {in_words(each, 'title')}") for key, each in self.rows.items()),
        ]


class AdaptationForm(Form):
    """What was done differently."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("What was changed"), choices=AdaptationKind)
    reason = forms.CharField(
        label=gettext_lazy("What and why"), max_length=300,
        help_text=gettext_lazy("No names."),
    )  # fmt: skip
    is_planned = forms.BooleanField(label=gettext_lazy("Planned beforehand"), required=False)
    touches_core = forms.BooleanField(
        label=gettext_lazy("Touches a core component"), required=False
    )


class VerdictForm(Versioned):
    """Whether a change keeps to the programme."""

    verdict = forms.TypedChoiceField(
        label=gettext_lazy("Does the change keep to the programme?"), coerce=AdaptationVerdict,
        choices=[
            choice for choice in AdaptationVerdict.choices if choice[0] != AdaptationVerdict.OPEN
        ],
    )  # fmt: skip

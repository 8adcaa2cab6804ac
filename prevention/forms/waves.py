"""Planning a wave, and counting a group's day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prevention.choices import WaveKind
from prevention.models import Implementation, Questionnaire
from ui.forms import Form
from ui.typed import check_calendar


MOST_PEOPLE = 2000


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    field = forms.DateField(label=label, **kwargs)
    field.validators.append(check_calendar)
    return field


def _number(label: Any, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST_PEOPLE, **kwargs
    )


class _OfQuestionnaire(forms.ModelChoiceField):
    """A questionnaire by its title, language and edition."""

    def label_from_instance(self, row: Any) -> str:
        """Two languages of one questionnaire must look different."""
        return f"{row.title} ({row.get_language_display()}, {row.edition})"


class WaveForm(Form):
    """What is asked, and between which days."""

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    run = forms.ModelChoiceField(
        Implementation.objects.none(), label=_("Implementation"), to_field_name="uid"
    )
    kind = forms.ChoiceField(label=_("When"), choices=WaveKind)
    questionnaire = _OfQuestionnaire(
        Questionnaire.objects.none(), label=_("Questionnaire"), to_field_name="uid",
        help_text=_("Choose the language that the group reads best."),
    )  # fmt: skip
    opens_on = _day(_("Opens"))
    closes_on = _day(_("Closes"), help_text=_("Links of groups end with this day."))

    def __init__(self, *args: Any, runs: Any, questionnaires: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if runs is None:
            del fields["run"]
        else:
            fields["run"].queryset = runs
        fields["questionnaire"].queryset = questionnaires


class DayForm(Form):
    """How many of a group were there."""

    present = _number(_("Present"))
    absent = _number(_("Absent"))
    refused = _number(
        _("Did not want to"), help_text=_("Of those who were present. Nobody has to say why.")
    )

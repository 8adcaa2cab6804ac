"""Telling what happened in a session: on one screen, or for several sessions in a table."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from prevention.actions._fidelity import Rated
from prevention.actions.adaptations import Changed
from prevention.actions.recording import Late, Told
from prevention.choices import AdaptationKind, Delivered, EnrolmentMode
from prevention.models import Cohort, Facilitator, FidelityItem, Participant, Session
from prevention.selectors.registers import in_words
from prevention.selectors.sessions import title_of
from ui.fields import count, day
from ui.forms import Form
from ui.typed import plain_text


MOST_PEOPLE = 999
ANSWERS = [
    *((each.value, each.label) for each in Delivered if each != Delivered.NOT_APPLICABLE),
    (Delivered.NOT_APPLICABLE.value, pgettext_lazy("fidelity: does not apply", "N/A")),
]
"""Short enough to stand beside each other on a phone."""
MARKS = [(str(mark), str(mark)) for mark in range(1, 6)]
COUNTS = {
    "girls": gettext_lazy("Girls"),
    "boys": gettext_lazy("Boys"),
    "others": gettext_lazy("Other or not stated"),
}


def marks(label: Any, help_text: Any) -> forms.TypedChoiceField:
    """A mark from 1 to 5, or none."""
    return forms.TypedChoiceField(
        label=label, choices=MARKS, required=False, coerce=int, empty_value=None,
        widget=forms.RadioSelect, help_text=help_text,
    )  # fmt: skip


class ListForm(Form):
    """A fidelity list: an answer for each line, and two marks. Nothing is chosen beforehand."""

    quality = marks(gettext_lazy("How well it was led"), gettext_lazy("1: poorly, 5: very well"))
    responsiveness = marks(
        gettext_lazy("How the group took part"), gettext_lazy("1: hardly, 5: all of them, actively")
    )

    def __init__(self, *args: Any, items: Collection[FidelityItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[_name(item)] = forms.ChoiceField(
                label=in_words(item), choices=ANSWERS, required=False, widget=forms.RadioSelect
            )

    @classmethod
    def with_all_yes(cls, typed: QueryDict, **kwargs: Any) -> "ListForm":
        """The form as it was typed, with yes wherever the list has no answer; nothing checked."""
        form = cls(**kwargs)
        for name, asked in form.fields.items():
            many = isinstance(asked, forms.MultipleChoiceField)
            form.initial[name] = typed.getlist(name) if many else typed.get(name, "")
        for name in map(_name, form.items):
            form.initial[name] = form.initial[name] or Delivered.YES
        return form

    def lines(self) -> list[BoundField]:
        """The lines of the list, as they are drawn."""
        return [self[_name(item)] for item in self.items]

    def check_list(self) -> None:
        """A list that was begun has an answer in every line: what is left out would flatter."""
        given = self.cleaned_data
        if not self.is_begun():
            return
        for item in self.items:
            if not given.get(_name(item)) and _name(item) not in self.errors:
                self.add_error(_name(item), _("Choose an answer."))

    def is_begun(self) -> bool:
        """Whether anything of the list is filled in."""
        names = [*map(_name, self.items), "quality", "responsiveness"]
        return any(self.cleaned_data.get(name) for name in names)

    def rated(self) -> Rated | None:
        """The list, unless nothing of it is filled in."""
        return self.rated_whole() if self.is_begun() else None

    def rated_whole(self) -> Rated:
        """The list as it was filled in."""
        given = self.cleaned_data
        answers = {item.pk: given[_name(item)] for item in self.items}
        return Rated(answers, given["quality"], given["responsiveness"])


def _name(item: FidelityItem) -> str:
    return f"item_{item.pk}"


class ObserverForm(ListForm):
    """What an observer saw; the version is that of the observer's list, where there is one."""

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A whole list, and not an empty one."""
        given: dict[str, Any] = super().clean() or {}
        if not self.is_begun():
            raise forms.ValidationError(_("Nothing of the list is filled in yet."))
        self.check_list()
        return given


class RecordForm(ListForm):
    """One session: when, how long, who came, how faithful, what was done differently."""

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput)
    on = day(gettext_lazy("Date"))
    minutes = count(gettext_lazy("Minutes"), least=1, most=300)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=400, required=False,
        help_text=gettext_lazy("No names, and nothing about one young person."),
    )  # fmt: skip
    changed_kind = forms.ChoiceField(
        label=gettext_lazy("What was changed"), choices=AdaptationKind, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    changed_reason = forms.CharField(
        label=gettext_lazy("What and why"), max_length=300, required=False
    )
    changed_planned = forms.BooleanField(label=gettext_lazy("Planned beforehand"), required=False)
    changed_core = forms.BooleanField(
        label=gettext_lazy("Touches a core component"), required=False
    )

    def __init__(
        self, *args: Any, register: Collection[Participant] | None, leads: list[Facilitator],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.register, self.leads = register, {str(each.uid): each for each in leads}
        self.fields["on"].help_text = ""
        if register is None:
            for name, label in COUNTS.items():
                self.fields[name] = count(label, most=MOST_PEOPLE)
        else:
            self.fields["absent"] = forms.TypedMultipleChoiceField(
                label=_("Absent"), required=False, coerce=int,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(each.number), str(each.number)) for each in register],
            )  # fmt: skip
        if len(leads) > 1:
            self.fields["delivered_by"] = forms.TypedMultipleChoiceField(
                label=_("Delivered by"), coerce=self.leads.get,
                widget=forms.CheckboxSelectMultiple,
                choices=[(uid, each.name) for uid, each in self.leads.items()],
            )  # fmt: skip

    def counts(self) -> list[BoundField]:
        """The three counts, as they are drawn; none where there is a register."""
        return [self[name] for name in COUNTS if name in self.fields]

    def is_changed_open(self) -> bool:
        """Whether something of the change stands there already, or is wrong."""
        return any(
            self[name].value() or self[name].errors for name in ("changed_kind", "changed_reason")
        )

    def clean(self) -> dict[str, Any]:
        """A whole list, and a change with what and why, or neither."""
        given: dict[str, Any] = super().clean() or {}
        self.check_list()
        kind, reason = given.get("changed_kind"), given.get("changed_reason")
        if kind and not reason:
            self.add_error("changed_reason", _("Say what was done differently, and why."))
        if reason and not kind:
            self.add_error("changed_kind", _("Choose what was changed."))
        return given

    def told(self) -> Told:
        """What the action writes."""
        given = self.cleaned_data
        return Told(
            on=given["on"], minutes=given["minutes"], absent=given.get("absent", ()),
            note=given["note"], facilitators=given.get("delivered_by"), rated=self.rated(),
            changed=self._changed(), **{name: given.get(name, 0) for name in COUNTS},
        )  # fmt: skip

    def _changed(self) -> Changed | None:
        given = self.cleaned_data
        if not given["changed_kind"]:
            return None
        return Changed(
            given["changed_kind"], given["changed_reason"], given["changed_planned"],
            given["changed_core"],
        )  # fmt: skip


@dataclass
class Row:
    """A row of the table of past sessions, as it is drawn."""

    session: Session
    title: str
    fields: list[BoundField]
    version: BoundField


class LateForm(Form):
    """Past sessions of one group, a row each; a row without minutes and counts is left alone."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, cohort: Cohort, sessions: list[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_named = cohort.mode == EnrolmentMode.NAMED
        self.sessions = sessions
        for row in sessions:
            for name, asked in self._asked(row).items():
                asked.widget.attrs["aria-label"] = f"{asked.label}, {title_of(row)}"
                self.fields[f"{name}_{row.pk}"] = asked

    def _asked(self, row: Session) -> dict[str, forms.Field]:
        asked: dict[str, forms.Field] = {
            "version": forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=row.version
            ),
            "on": forms.DateField(
                label=_("Date"), initial=row.on, required=False,
                input_formats=("%d.%m.%Y", "%Y-%m-%d"),
                widget=forms.DateInput(format="%d.%m.%Y", attrs={"class": "u-w6"}),
            ),
            "minutes": self._minutes(row),
        }  # fmt: skip
        if self.is_named:
            asked["absent"] = forms.CharField(
                label=_("Absent, numbers"),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"inputmode": "text", "class": "u-w9"}),
            )
        else:
            asked |= {
                name: count(label, most=MOST_PEOPLE, required=False)
                for name, label in COUNTS.items()
            }
        return asked

    def _minutes(self, row: Session) -> forms.IntegerField:
        asked = count(_("Minutes"), least=1, most=300, required=False)
        if row.plan:
            asked.widget.attrs["placeholder"] = row.plan.minutes
        return asked

    def rows(self) -> list[Row]:
        """The table."""
        names = ["on", "minutes", *(["absent"] if self.is_named else COUNTS)]
        return [
            Row(
                row, title_of(row), [self[f"{name}_{row.pk}"] for name in names],
                self[f"version_{row.pk}"],
            )
            for row in self.sessions
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A row that was begun is whole."""
        given: dict[str, Any] = super().clean() or {}
        for row in self.sessions:
            if not self._is_begun(row):
                continue
            for name in self._needed(row):
                key = f"{name}_{row.pk}"
                if given.get(key) is None and key not in self.errors:
                    self.add_error(key, _("Fill this in, or empty the whole row."))
            if self.is_named and f"absent_{row.pk}" not in self.errors:
                self._clean_absent(f"absent_{row.pk}")
        return given

    def _needed(self, row: Session) -> list[str]:
        """What a row needs; without minutes, those of the manual count."""
        minutes = [] if row.plan else ["minutes"]
        return ["on", *minutes, *([] if self.is_named else ["girls", "boys"])]

    def _is_begun(self, row: Session) -> bool:
        names = ("minutes", "absent") if self.is_named else ("minutes", *COUNTS)
        given = [self.data.get(self.add_prefix(f"{name}_{row.pk}"), "") for name in names]
        return any(plain_text(value).strip() for value in given)

    def _clean_absent(self, key: str) -> None:
        words = self.cleaned_data[key].replace(",", " ").replace(";", " ").split()
        if all(word.isdecimal() for word in words):
            self.cleaned_data[key] = [int(word) for word in words]
        else:
            self.add_error(key, _("Write the numbers of the register: 3, 17."))

    def late(self) -> list[Late]:
        """The rows that say something."""
        return [
            Late(row, self.cleaned_data[f"version_{row.pk}"], self._told(row))
            for row in self.sessions
            if self._is_begun(row)
        ]

    def _told(self, row: Session) -> Told:
        given = self.cleaned_data
        on: date = given[f"on_{row.pk}"]
        minutes = given[f"minutes_{row.pk}"] or (row.plan.minutes if row.plan else 0)
        if self.is_named:
            return Told(on, minutes, absent=given[f"absent_{row.pk}"])
        girls, boys, others = (given[f"{name}_{row.pk}"] or 0 for name in COUNTS)
        return Told(on, minutes, girls=girls, boys=boys, others=others)

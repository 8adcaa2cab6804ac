"""Agreeing on a time, changing it, and saying what became of it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.choices import ReminderChannel, Repeat
from clinics.forms.fields import ActForm, EntryForm, MoveForm, RowField, choice, clock, coded, day
from clinics.forms.fields import offered as among
from clinics.rules.appointments import LONGEST_MINUTES, MOST_AHEAD, is_too_far
from clinics.vocabulary import AbsenceReason, ContactKind, ContactMode
from kernel.models import Site, User


CHANNELS = among(ReminderChannel, (ReminderChannel.SLIP, ReminderChannel.SMS))
"""The vault keeps a phone and no address of e-mail."""


def minutes(label: Any, *, required: bool = True) -> forms.IntegerField:
    """A length of time that an appointment can have."""
    return forms.IntegerField(
        label=label, required=required, min_value=5, max_value=LONGEST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "u-w3"}),
    )  # fmt: skip


def note() -> forms.CharField:
    """A word about what happened."""
    return forms.CharField(
        label=_("Note"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No names: write “mother”, “employer”."),
    )  # fmt: skip


class WhoField(RowField):
    """Somebody who sees patients here; nobody in particular is an answer too."""

    def offer(self, rows: Iterable[Any], words: Callable[[Any], str] = str) -> None:
        """Let the person choose from `rows`, by staff code."""
        self.rows = {str(row.uid): row for row in rows}
        self.coerce = self._row
        named = [(uid, row.staff_code or row.username) for uid, row in self.rows.items()]
        self.choices = [("", _("Nobody in particular")), *named]


class Times(ActForm):
    """When, and with whom."""

    on = day(_("Day"))
    at = clock(_("Time"))
    minutes = minutes(_("Minutes"))
    with_whom = WhoField(label=_("With whom"), required=False, empty_value=None)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].required = True
        who: Any = self.fields["with_whom"]
        who.offer(people)

    def clean_on(self) -> date:
        """A day that is not years ahead."""
        on: date = self.cleaned_data["on"]
        if is_too_far(on, today=timezone.localdate()):
            raise forms.ValidationError(_("Enter a day within the next two years"))
        return on


class Make(Times, EntryForm):
    """A new appointment, or a series of them."""

    kind = choice(_("What"), ContactKind)
    site = RowField(label=_("Where"))
    repeat = choice(_("Again"), Repeat, initial=Repeat.ONCE.value)
    times = forms.IntegerField(
        label=_("How many times"), required=False, min_value=1, max_value=MOST_AHEAD, initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "u-w3"}),
        help_text=_("The first one counted; 26 at most."),
    )  # fmt: skip
    field_order = (
        "kind", "on", "at", "minutes", "with_whom", "site", "repeat", "times", "token",
    )  # fmt: skip

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: Any = self.fields["site"]
        where.offer(sites)

    def clean(self) -> dict[str, Any]:
        """What comes again says how often."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("repeat") not in (None, Repeat.ONCE) and (cleaned.get("times") or 1) < 2:  # noqa: PLR2004 - a series has two
            self.add_error("times", _("Enter how many times, two or more"))
        cleaned["times"] = cleaned.get("times") or 1
        return cleaned


class Move(Times, MoveForm):
    """Another time for the same appointment."""


class Cancel(MoveForm):
    """It does not take place."""

    with_rest = forms.BooleanField(label=_("And all later ones of this series"), required=False)


class Keep(EntryForm):
    """The patient came."""

    mode = coded(_("How"), ContactMode)
    minutes = minutes(_("Minutes"), required=False)
    note = note()


class Miss(EntryForm):
    """The patient did not come."""

    reason = choice(_("Why not"), AbsenceReason, required=False)
    note = note()


class Remind(ActForm):
    """How the patient is reminded, and in which language."""

    channel = choice(_("How"), CHANNELS, initial=ReminderChannel.SLIP.value)
    language = forms.ChoiceField(label=_("Language"))
    room = forms.CharField(
        label=_("Room or address, for the slip"), required=False, max_length=60,
        help_text=_("Nothing that tells what for."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [
            pair for pair in settings.LANGUAGES if pair[0] in settings.INTERFACE_LANGUAGES
        ]

"""Groups: beginning one, letting people join, and writing one meeting."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from clinics.forms.appointments import WhoField, minutes
from clinics.forms.fields import ActForm, EntryForm, RowField, clock, day
from clinics.selectors.groups import Member
from kernel.models import Site, User


class Make(ActForm):
    """A group that meets every week."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Nobody's name: “Morning group”, “Relapse”.")
    )
    site = RowField(label=_("Where"))
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), coerce=int,
        choices=[(number + 1, name) for number, name in sorted(WEEKDAYS.items())],
    )  # fmt: skip
    at = clock(_("Time"))
    minutes = minutes(_("Minutes"))

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: Any = self.fields["site"]
        where.offer(sites)
        self.fields["at"].required = True


class Change(ActForm):
    """When a group meets, who leads it, and what it is called."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Nobody's name: “Morning group”, “Relapse”.")
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), coerce=int,
        choices=[(number + 1, name) for number, name in sorted(WEEKDAYS.items())],
    )  # fmt: skip
    at = clock(_("Time"))
    minutes = minutes(_("Minutes"))
    leader = WhoField(label=_("Led by"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["leader"]
        who.offer(people)
        self.fields["at"].required = True


class Join(ActForm):
    """The whole code of somebody who takes part from now on."""

    code = forms.CharField(
        label=_("Patient code"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class Session(EntryForm):
    """One meeting: everybody came, but those who are ticked."""

    on = day(_("Day"))
    minutes = minutes(_("Minutes"))
    topic = forms.CharField(
        label=_("Topic"), required=False, max_length=120, help_text=_("No names.")
    )
    absent = forms.MultipleChoiceField(
        label=_("Who did not come"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(members)

    def offer(self, members: list[Member]) -> None:
        """Let the person tick among `members`: those on the screen, and nobody else."""
        self.uids = {str(member.episode_uid): member.episode_uid for member in members}
        absent: Any = self.fields["absent"]
        absent.choices = [(str(member.episode_uid), member.code) for member in members]

    def arguments(self) -> dict[str, Any]:
        """The arguments of `hold_session`."""
        values = super().arguments()
        absent = [self.uids[uid] for uid in values["absent"]]
        return values | {"shown": list(self.uids.values()), "absent": absent}

"""Filtering and verifying the audit."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.audit import Event
from kernel.forms.base import Form
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.sealing import Checkpoint, NoCheckpoint
from kernel.trail import Filters, readable_organisations


class Filter(Form):
    """Which events to read."""

    actor = forms.CharField(label=_("Staff code"), max_length=150, required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        to_field_name="uid",
        required=False,
        empty_label=_("Any"),
    )
    event = forms.ChoiceField(
        label=_("Event"),
        choices=[("", _("Any")), *((event.value, event.value) for event in Event)],
        required=False,
    )
    action = forms.ChoiceField(
        label=_("Kind of act"), choices=[("", _("Any")), *AuditAction.choices], required=False
    )
    object_uid = forms.UUIDField(label=_("Record"), required=False)
    first_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    stream = forms.ChoiceField(
        label=_("Database"),
        choices=[("", _("Any")), ("default", _("Records")), ("vault", _("Identities"))],
        required=False,
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_among("organisation", readable_organisations(viewer=viewer))

    def filters(self) -> Filters:
        """What was asked for; nothing valid asks for everything."""
        asked = getattr(self, "cleaned_data", {}) if self.is_valid() else {}
        organisation, last = asked.get("organisation"), asked.get("last_day")
        return Filters(
            event=asked.get("event", ""),
            action=asked.get("action", ""),
            actor=asked.get("actor", ""),
            organisation=organisation.uid if organisation else None,
            object_uid=asked.get("object_uid"),
            since=_midnight(asked.get("first_day")),
            before=_midnight(last + timedelta(days=1) if last else None),
            stream=asked.get("stream", ""),
        )


class Verify(Form):
    """A checkpoint that was kept elsewhere."""

    checkpoint = forms.CharField(
        label=_("Checkpoint"),
        required=False,
        max_length=200,
        help_text=_(
            "A line that was printed when the audit was sealed. It begins with umit-audit 1."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_checkpoint(self) -> Checkpoint | None:
        """The line, read."""
        line = self.cleaned_data["checkpoint"]
        if not line:
            return None
        try:
            return Checkpoint.parse(line)
        except NoCheckpoint as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None

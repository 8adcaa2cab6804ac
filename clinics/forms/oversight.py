"""Choosing what the list of missing things shows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.selectors.quality import Worker
from clinics.selectors.quality_kinds import KINDS
from ui.forms import Form


class Choose(Form):
    """What narrows the list; sent by GET, since nothing of it names a patient. Never judged: what
    an address does not know is left out (`clinics.selectors.quality.chosen_in`)."""

    kind = forms.ChoiceField(
        label=_("What is missing"),
        choices=[("", _("Everything")), *((kind.code, kind.label) for kind in KINDS.values())],
    )  # fmt: skip
    worker = forms.ChoiceField(label=_("Key worker"))

    def __init__(self, *args: Any, workers: Iterable[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["worker"]
        field.widget = forms.Select(attrs=field.widget.attrs)
        field.choices = [("", _("All")), *((each.uid, each.label) for each in workers)]

"""Choosing what the list of missing things shows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.selectors.quality import Worker
from clinics.selectors.quality_kinds import KINDS
from ui.forms import Form


class Choose(Form):
    """What narrows the list; sent by GET, since nothing of it names a patient."""

    kind = forms.ChoiceField(
        label=_("What is missing"), required=False,
        choices=[("", _("Everything")), *((kind.code, kind.label) for kind in KINDS.values())],
    )  # fmt: skip
    worker = forms.ChoiceField(label=_("Key worker"), required=False)

    def __init__(self, *args: Any, workers: Iterable[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["worker"]
        field.choices = [("", _("All")), *((each.uid, each.label) for each in workers)]

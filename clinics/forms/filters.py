"""Choosing which patients a list shows, and keeping the choice under a name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.selectors.filters import UNSEEN
from clinics.vocabulary import Modality
from kernel.models import Site
from ui.forms import Form


NARROW = {"class": "form-select u-w9"}


class Folded(forms.Select):
    """A list that stays folded although it is short: what is open is to be left open again."""


class Choose(Form):
    """What narrows the caseload; sent by GET, since nothing of it names anybody."""

    worker = forms.BooleanField(label=_("My patients"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False, widget=Folded(attrs=NARROW))
    modality = forms.ChoiceField(
        label=_("Treatment"), required=False, choices=[("", _("Any")), *Modality.choices],
        widget=Folded(attrs=NARROW),
    )  # fmt: skip
    unseen = forms.ChoiceField(
        label=_("Not seen for"), required=False, choices=[("", _("Any time")), *UNSEEN],
        widget=Folded(attrs=NARROW),
    )  # fmt: skip
    review = forms.BooleanField(label=_("Plan review due"), required=False)

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site: Any = self.fields["site"]
        site.choices = [("", _("All")), *((str(each.uid), each.name) for each in sites)]
        self.fields["worker"].widget = forms.CheckboxInput(attrs={"value": "me"})
        self.fields["review"].widget = forms.CheckboxInput(attrs={"value": "1"})


class Keep(Form):
    """A name for what is chosen."""

    name = forms.CharField(label=_("Keep as"), max_length=40)

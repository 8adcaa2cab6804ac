"""What an expert decides on a name of a substance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.choices import Evidence
from clinics.forms.fields import MoveForm, choice
from clinics.selectors.terms import Candidate, key_of
from clinics.vocabulary import Substance


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What it rests on. No names of people."),
    )  # fmt: skip


class Resolve(MoveForm):
    """The substance that a name means: one of the candidates, or any other by its name."""

    substance = forms.ChoiceField(label=_("Means"), required=False, widget=forms.RadioSelect)
    other = forms.CharField(
        label=_("Another substance"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("By its name in English or Russian."),
    )  # fmt: skip
    evidence = choice(_("Evidence"), Evidence)
    reason = _reason()

    def __init__(self, *args: Any, candidates: list[Candidate], country: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.country = country
        offered: Any = self.fields["substance"]
        offered.choices = [(each.key, f"{each.label} · {each.counts_as}") for each in candidates]
        if not candidates:
            del self.fields["substance"]
            self.fields["other"].label = _("Means")

    def clean(self) -> dict[str, Any]:
        """Exactly one substance."""
        cleaned = super().clean() or self.cleaned_data
        other, chosen = cleaned.pop("other", ""), cleaned.get("substance", "")
        if other:
            cleaned["substance"] = key_of(other, country=self.country)
            if chosen and chosen != cleaned["substance"]:
                self.add_error("other", _("Choose one substance, or name another: not both"))
            elif not cleaned["substance"]:
                self.add_error("other", _("The list has no one substance of this name"))
        elif not chosen and "substance" not in self.errors:
            self.add_error("other", _("Choose a substance, or name it"))
        return cleaned


class AddSubstance(MoveForm):
    """A substance that the list lacks."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=80)
    group = forms.CharField(
        label=_("Chemical group"), max_length=60, required=False,
        help_text=_("As the UNODC early warning advisory writes it."),
    )  # fmt: skip
    counts_as = choice(_("Counts as"), Substance)
    evidence = choice(_("Evidence"), Evidence)
    reason = _reason()


class SetAside(MoveForm):
    """Why a name is no substance."""

    reason = _reason()

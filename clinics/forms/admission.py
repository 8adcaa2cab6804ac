"""Admission on one screen: the referral, the treatment, the consent and the answers at entry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.actions.admission import Referral, Treatment
from clinics.forms.demand import Demand
from clinics.forms.episodes import MEDICATED
from clinics.forms.fields import RowField, choice, coded, day, spread
from clinics.vocabulary import Medicine, Modality, ReferralSource, Setting
from kernel.models import Site


REFERRAL = ("referred_on", "source", "site")
TREATMENT = ("on", "modality", "setting", "medicine")
CONSENT = ("consents", "consent_text")
CARRIED = _("From last time: check.")


class Admission(Demand):
    """One page from the referral to the answers at entry; what is settled already is left out."""

    referred_on = day(_("Referred on"))
    source = coded(_("Who referred"), ReferralSource)
    site = RowField(label=_("Site"))
    on = day(_("Assessed and admitted on"))
    modality = choice(_("Treatment"), Modality, initial=Modality.OPIOID_AGONIST.value)
    setting = coded(_("Setting"), Setting, required=False)
    medicine = choice(_("Medicine"), Medicine, required=False)
    consents = forms.BooleanField(
        label=_("The patient consents to treatment"),
        error_messages={"required": _("Treatment needs the patient's consent. Ask for it.")},
    )
    consent_text = forms.CharField(
        label=_("Version of the text"), max_length=20, initial="2026.1",
        help_text=_("Printed at the foot of the consent form."),
    )  # fmt: skip
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        sites: list[Site],
        is_referred: bool = False,
        has_consent: bool = False,
        carried: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["as_of"]
        for name in (*(REFERRAL if is_referred else ()), *(CONSENT if has_consent else ())):
            del self.fields[name]
        if not is_referred:
            self.fields["site"].offer(sites)  # type: ignore[attr-defined] # a RowField
        for name in carried & self.fields.keys():
            field = self.fields[name]
            field.help_text = f"{CARRIED} {field.help_text}" if field.help_text else CARRIED

    def clean(self) -> dict[str, Any]:
        """A treatment with a medicine names it; the questions are asked on the day of admission."""
        cleaned = super().clean()
        cleaned["as_of"] = cleaned.get("on")
        if cleaned.get("modality") in MEDICATED and not cleaned.get("medicine"):
            self.add_error("medicine", _("Choose the medicine of this treatment"))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """The arguments of `admit_at_once`, but for the substances."""
        values = self.cleaned_data
        told = super().arguments()
        return {
            "on": values["on"], "answers": told["answers"], "token": told["token"],
            "referral": self._referral(), "treatment": self._treatment(),
            "consent_text": values["consent_text"] if values.get("consents") else "",
            "row_version": values["row_version"],
        }  # fmt: skip

    def _referral(self) -> Referral | None:
        if "site" not in self.fields:
            return None
        given = spread({"source": self.cleaned_data["source"]}, self.fields)
        values = self.cleaned_data
        return Referral(on=values["referred_on"], site=values["site"], **given)

    def _treatment(self) -> Treatment:
        values = {name: self.cleaned_data[name] for name in ("modality", "setting", "medicine")}
        return Treatment(**spread(values, self.fields))

    def steps(self) -> list[dict[str, Any]]:
        """What comes before the questions: the sections that are still to be settled."""
        parts = (
            ("referral", _("Referral"), REFERRAL),
            ("consent", _("Consent"), CONSENT),
            ("treatment", _("Treatment that is agreed"), TREATMENT),
        )
        return [
            {"id": f"a-{ident}", "title": title, "fields": fields}
            for ident, title, names in parts
            if (fields := [self[name] for name in names if name in self.fields])
        ]

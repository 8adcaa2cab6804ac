"""Forms of the stock: what moved, who signs with it, what was counted."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from clinics.forms.fields import ActForm, EntryForm, RowField, choice, day, offered
from clinics.rules.stock import mg_of
from clinics.vocabulary import Medicine


MEDICINES = offered(Medicine, [each for each in Medicine if each != Medicine.NOT_STATED])
SALT = "clinics.stock.count"
NUMBER = {"inputmode": "decimal", "step": "any", "class": "u-w6"}


def units(label: Any, *, lowest: str = "0.001", **kwargs: Any) -> forms.DecimalField:
    """An amount in units of a product: ml, tablets, syringes."""
    return forms.DecimalField(
        label=label, max_digits=9, decimal_places=3,
        validators=[MinValueValidator(Decimal(lowest))],
        widget=forms.NumberInput(attrs=NUMBER), **kwargs,
    )  # fmt: skip


class Signature(forms.Form):
    """The second person signs with their own password."""

    second_username = forms.CharField(
        label=_("Second person's user name"), max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    second_password = forms.CharField(
        label=_("Second person's password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class Receive(Signature, EntryForm):
    """A delivery, as the label and the delivery note say."""

    field_order: tuple[str, ...] = (
        "medicine", "product", "mg_per_unit", "unit_name", "number", "expires_on", "units",
        "reference",
    )  # fmt: skip
    medicine = choice(_("Medicine"), MEDICINES)
    product = forms.CharField(
        label=_("Product and strength"), max_length=80, help_text=_("As on the label.")
    )
    mg_per_unit = forms.DecimalField(
        label=_("Milligrams in one unit"), max_digits=8, decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
        widget=forms.NumberInput(attrs=NUMBER),
    )  # fmt: skip
    unit_name = forms.CharField(
        label=_("Unit"), max_length=20, help_text=_("What you count: ml, tablet, syringe."),
        widget=forms.TextInput(attrs={"class": "u-w9"}),
    )  # fmt: skip
    number = forms.CharField(label=_("Batch number"), max_length=40)
    expires_on = day(_("Use before"))
    units = units(_("How many units"))
    reference = forms.CharField(label=_("Delivery note"), max_length=80)


class Move(Signature, EntryForm):
    """What was spilled, returned or destroyed of a batch."""

    field_order: tuple[str, ...] = ("units", "reference")
    units = units(_("How many units"))
    reference = forms.CharField(
        label=_("Document"), max_length=80,
        help_text=_("Number of the protocol or of the form. No names."),
    )  # fmt: skip


class Send(Move):
    """What is handed over to another site."""

    field_order: tuple[str, ...] = ("site", "units", "reference")
    site = RowField(label=_("To which site"))

    def __init__(self, *args: Any, sites: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].offer(sites)  # type: ignore[attr-defined] # a RowField


class Reverse(Signature, EntryForm):
    """Why an entry is put right."""

    field_order: tuple[str, ...] = ("reference",)
    reference = forms.CharField(
        label=_("Why it was wrong"), max_length=80, help_text=_("No names.")
    )


class Count(ActForm):
    """One number for each batch. What the ledger says is not told before it is counted."""

    def __init__(self, *args: Any, held: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {f"count_{each.key}": each for each in held}
        for name, each in self.held.items():
            self.fields[name] = units(f"{_named(each)} ({each.batch.unit_name})", lowest="0")

    def counts(self) -> dict[Any, Decimal]:
        """What was counted, in mg, by batch and place."""
        return {
            each: mg_of(self.cleaned_data[name], each.batch.mg_per_unit)
            for name, each in self.held.items()
        }


def _named(held: Any) -> str:
    """A batch as its count names it."""
    named = f"{held.batch.product}, {held.batch.number}"
    return f"{named} ({_('quarantine')})" if held.is_quarantine else named


class Close(Signature, ActForm):
    """The count is fixed and sealed; differences are explained, and both people sign."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, differing: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differing = {f"reason_{each.key}": each for each in differing}
        for name, each in self.differing.items():
            named = {"batch": _named(each)}
            self.fields[name] = forms.CharField(
                label=_("What happened to %(batch)s") % named,
                max_length=80, help_text=_("It stands on the sheet of the day. No names."),
            )  # fmt: skip
        self.order_fields([*self.differing])

    def reasons(self) -> dict[Any, str]:
        """What was said of each difference, by batch and place."""
        return {each: self.cleaned_data[name] for name, each in self.differing.items()}


def seal(site: Any, on: Any, counts: Mapping[Any, Decimal]) -> str:
    """A count that nobody changes once the ledger has been shown beside it."""
    told = {each.key: str(mg) for each, mg in counts.items()}
    return signing.dumps([str(site.uid), on.isoformat(), told], salt=SALT, compress=True)


def unseal(sealed: str, site: Any, on: Any, held: list[Any]) -> dict[Any, Decimal] | None:
    """The counts of a sealed form, by batch and place; None when it is of another site or day."""
    try:
        where, when, told = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return None
    if (where, when) != (str(site.uid), on.isoformat()):
        return None
    return {each: Decimal(told[each.key]) for each in held if each.key in told}

"""What is set for a clinic as a whole: when measures are due, whether names can be read."""

from typing import Any

from django import forms
from django.core import signing
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from clinics.choices import LockReason
from clinics.forms.fields import ActForm, choice
from clinics.forms.stock import NUMBER
from clinics.instruments import Points, instruments
from clinics.instruments.schedule import LONGEST_MONTHS
from clinics.selectors.wording import plain


SALT = "clinics.settings.basis"
POINTS = ("at_entry", "every_months", "at_exit", "after_exit")


class MonthsField(forms.Field):
    """Months after the exit, typed one after the other: 3, 6, 12."""

    def to_python(self, value: Any) -> tuple[int, ...]:
        """Whole numbers, in their order, each of them once."""
        words = str(value or "").replace(",", " ").replace(";", " ").split()
        if not all(word.isascii() and word.isdigit() for word in words):
            raise forms.ValidationError(_("Enter months as numbers, such as 3, 6, 12."))
        return tuple(sorted({int(word[:4]) for word in words}))

    def prepare_value(self, value: Any) -> Any:
        """As it is typed."""
        return ", ".join(map(str, value)) if isinstance(value, tuple) else value


class Tolerances(ActForm):
    """How far a count may lie from the ledger, site by site."""

    source = forms.CharField(
        label=_("Source"), max_length=200, required=False,
        help_text=_("The order or instruction that allows it."),
    )  # fmt: skip

    def __init__(self, *args: Any, tolerances: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {f"mg_{each.site.uid}": each.site for each in tolerances}
        for each in tolerances:
            self.fields[f"mg_{each.site.uid}"] = forms.DecimalField(
                label=_("%(site)s, mg") % {"site": each.site.name}, initial=plain(each.mg),
                max_digits=6, decimal_places=2, validators=[MinValueValidator(0)],
                help_text=each.source, widget=forms.NumberInput(attrs=NUMBER),
            )  # fmt: skip
        self.order_fields([*self.sites, "source"])

    def arguments(self) -> dict[str, Any]:
        """The arguments of `set_tolerances`."""
        values = self.cleaned_data
        return {
            "tolerances": {site: values[name] for name, site in self.sites.items()},
            "source": values["source"],
        }


class LockNames(ActForm):
    """All names are locked."""

    reason = choice(_("Why"), LockReason)


class UnlockNames(ActForm):
    """All names can be read again."""


class MeasureSchedule(ActForm):
    """When each questionnaire is due: at entry, every few months, at exit, and after it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in instruments():
            fields = (
                forms.BooleanField(label=_("At entry"), required=False),
                forms.IntegerField(
                    label=_("Every … months"), required=False, min_value=1,
                    max_value=LONGEST_MONTHS,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "u-w3"}),
                ),
                forms.BooleanField(label=_("At exit"), required=False),
                MonthsField(
                    label=_("Months after exit"), required=False,
                    widget=forms.TextInput(attrs={"autocomplete": "off", "class": "u-w9"}),
                ),
            )  # fmt: skip
            self.fields |= {
                f"{each.code}-{name}": field for name, field in zip(POINTS, fields, strict=True)
            }

    def rows(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """Each questionnaire with its four fields."""
        return [
            (each.code, each.title, [self[f"{each.code}-{name}"] for name in POINTS])
            for each in instruments()
        ]

    def arguments(self) -> dict[str, Any]:
        """The arguments of `set_measure_schedule`."""
        values = self.cleaned_data
        return {
            "points": {
                each.code: Points(**{name: values[f"{each.code}-{name}"] for name in POINTS})
                for each in instruments()
            }
        }


def initial_of(points: dict[str, Points]) -> dict[str, Any]:
    """What the form begins with."""
    return {
        f"{code}-{name}": getattr(chosen, name)
        for code, chosen in points.items()
        for name in POINTS
    }


def seal(shown: Any, at: Any) -> str:
    """What a page of a clinic showed, to be sent along with what is typed on it."""
    return signing.dumps([str(at.uid), shown], salt=SALT, compress=True)


def unseal(sealed: str, at: Any) -> Any:
    """What the page showed; None when it does not say, or is another clinic's."""
    try:
        where, shown = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return None
    return shown if where == str(at.uid) else None

"""What the kernel's forms share. `ui` stands above the kernel: only its templates are used."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from kernel.errors import Refused


class Form(forms.Form):
    """A form in the house's look."""

    template_name = "ui/form.html"
    use_required_attribute = False

    def choose_among(self, name: str, rows: QuerySet[Any]) -> None:
        """Let the field `name` choose among `rows`."""
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def refuse(self, refusal: Refused | ValidationError) -> None:
        """Put a refusal, or what `full_clean` found, where the person sees it."""
        if isinstance(refusal, Refused):
            self.add_error(None, str(refusal))
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

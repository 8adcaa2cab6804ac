"""What the forms of prevention share."""

from typing import Any

from django import forms

from ui.forms import Form


class ActForm(Form):
    """A form whose fields are the arguments of one action."""

    def arguments(self) -> dict[str, Any]:
        """The action's keyword arguments."""
        return dict(self.cleaned_data)


class RowForm(ActForm):
    """A form that changes a row: it carries the version that was on the screen."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def prose(label: Any, *, required: bool = True, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A few lines of text."""
    kwargs.setdefault("max_length", 2000)
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )

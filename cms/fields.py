"""Two kinds of field that pages share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import StreamField


class Stream(StreamField):
    """A stream field whose blocks stay out of migrations.

    Blocks change what an editor may add, never a table; written out they would fill a migration
    with every label of every block of twenty page types.
    """

    def __init__(self, block_types: object = (), **kwargs: object) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        """Leave the blocks out."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class ManyOf(models.JSONField):
    """Some of a closed list of words, kept as a list."""

    def __init__(
        self, *args: Any, options: type[models.TextChoices] | None = None, **kwargs: Any
    ) -> None:
        self.options = options
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Offer the words as boxes to tick."""
        return forms.MultipleChoiceField(
            choices=self.options.choices if self.options else (),
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse a word that is not in the list."""
        super().validate(value, model_instance)
        known = set(self.options.values if self.options else ())
        unknown = [word for word in value if word not in known]
        if unknown:
            message = _("Not in the list: %(words)s. Choose from: %(known)s.")
            raise ValidationError(
                message % {"words": ", ".join(map(str, unknown)), "known": ", ".join(sorted(known))}
            )

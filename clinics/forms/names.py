"""The patient's word for a substance: typed as said, with what it may mean offered under it.

Without a script the word is sent as it stands and the page asks when it is not clear. With one,
substances are offered while it is typed; choosing one is never needed.
"""

import json
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


NAMED = "named"
"""The field beside the word that holds the key which was chosen."""


def named_name(said_name: str) -> str:
    """The name of the field of the chosen key, from that of the word: substance-0-named."""
    return f"{said_name.rpartition('-')[0]}-{NAMED}" if "-" in said_name else NAMED


class SaidWidget(forms.TextInput):
    """A line of text, and under it what it may mean as a choice."""

    template_name = "clinics/substances/_said.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false"} | (attrs or {}))
        self.options: list[tuple[str, Any]] = []
        self.chosen = ""

    def offer(self, options: list[tuple[str, Any]], chosen: str = "") -> None:
        """Show these keys and words; `chosen` is the key that is chosen now."""
        self.options, self.chosen = options, chosen

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The line, where finds go, and the finds of now."""
        context = super().get_context(name, value, attrs)
        found_id = f"{context['widget']['attrs'].get('id', name)}_found"
        context["widget"]["attrs"] |= {
            "hx-post": reverse("work:substances"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{found_id}",
            "hx-params": f"{name},field",
            "hx-vals": json.dumps({"field": name}),
            "hx-sync": "this:replace",
        }
        return context | {
            "found_id": found_id,
            "named_name": named_name(name),
            "options": with_none(self.options),
            "chosen": self.chosen,
        }


def with_none(options: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The options and a way to take a choice back; nothing when there are none."""
    return [*options, ("", _("None of these"))] if options else []


class NamedWidget(forms.HiddenInput):
    """Nothing of its own: the word beside it draws the choices under this field's name."""

    template_name = "clinics/substances/_nothing.html"


class NamedField(forms.CharField):
    """The key that a person chose for a word; not asked when the word says it."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {
            "required": False, "max_length": 24, "widget": NamedWidget, "label": "",
        }  # fmt: skip
        super().__init__(**usual | kwargs)

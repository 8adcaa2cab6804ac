"""Going back to the list from which an act was begun: the address names it by a word."""

from typing import Any

from django.urls import reverse


RETURNS = {"today": "work:today", "calendar": "work:calendar"}
"""The only places that `?back=` can name; anything else leads where the act always leads."""


class Returning:
    """An act that leads back to the list where it was begun, and otherwise to its own page."""

    request: Any

    def list_url(self) -> str:
        """The list that the address names, if it names one."""
        place = RETURNS.get(self.request.GET.get("back", ""))
        return reverse(place) if place else ""

    def next_url(self, result: Any) -> str:
        """That list, or the act's own way."""
        return self.list_url() or super().next_url(result)  # type: ignore[misc] # mixed into an Act

    def back_url(self) -> str:
        """That list, or the act's own way back."""
        return self.list_url() or super().back_url()  # type: ignore[misc] # as above

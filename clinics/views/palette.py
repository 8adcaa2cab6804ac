"""The palette: one field for codes, pages and acts. It posts: no code stands in an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.selectors.palette import Choice, palette
from clinics.views.base import note_refusal
from kernel.errors import Refused
from ui import rail


class Palette(TemplateView):
    """What fits the words: options of a list for the script, links of a page without one."""

    template_name = "clinics/palette/page.html"

    def get_template_names(self) -> list[str]:
        """The options alone for the dialog."""
        return ["clinics/palette/_options.html" if self.request.htmx else self.template_name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Everything that can be gone to, but for codes."""
        return self.show("")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What fits; the one patient whose whole code was typed, at once."""
        return self.show(request.POST.get("q", ""))

    def show(self, typed: str) -> HttpResponse:
        """The choices, or what is wrong with the code."""
        error, choices = "", []
        try:
            choices = self.choices(typed)
        except Refused as refusal:
            note_refusal(self, refusal)
            error = str(refusal)
        if len(choices) == 1 and choices[0].code and not self.request.htmx:
            return redirect(choices[0].url)
        return self.render_to_response(
            self.get_context_data(
                title=_("Go to"), choices=choices, error=error, typed=typed,
                about=self.request.POST.get("about", ""),
            )
        )  # fmt: skip

    def choices(self, typed: str) -> list[Choice]:
        """What the person may go to from here."""
        places: list[dict[str, Any]] = rail.places(self.request, "work")
        return palette(
            viewer=self.request.user, typed=typed, about=self.request.POST.get("about", ""),
            places=[(str(place["label"]), place["url"]) for place in places],
        )  # fmt: skip

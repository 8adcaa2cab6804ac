"""Indicators of prevention for who coordinates a country."""

from datetime import date
from typing import Any

from kernel.permissions import Permission
from prevention.forms.indicators import Choose
from prevention.selectors.indicators import coordinated_countries, indicators_of
from prevention.views.base import Room


class Indicators(Room):
    """What was delivered in a country in a period."""

    permissions = (Permission.PROGRAMME_COORDINATE,)
    template_name = "prevention/results/indicators.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """This year of the first country, unless something else is asked."""
        countries = coordinated_countries(viewer=self.request.user)
        begun = {
            "country": countries[0][0], "since": date(self.today.year, 1, 1),
            "until": date(self.today.year, 12, 31),
        }  # fmt: skip
        asked = self.request.GET
        form = Choose(asked if "country" in asked else begun, countries=countries)
        found = None
        if form.is_valid():
            given = form.cleaned_data
            found = indicators_of(
                country=given["country"], since=given["since"], before=form.before()
            )
        return super().get_context_data(form=form, found=found, **kwargs)

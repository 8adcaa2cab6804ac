"""The rules on consent of a country: what holds, what held, a new version."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.permissions import Permission
from prevention.actions.consent import enter_rules
from prevention.forms import consent as forms
from prevention.selectors.consent import consent_rules, coordinated_country, newest_rules
from prevention.views.base import Act, Room


COORDINATES = (Permission.PROGRAMME_COORDINATE,)


class Consent(Room):
    """What holds in the countries that the viewer coordinates."""

    permissions = COORDINATES
    template_name = "prevention/consent/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A sheet for each country."""
        user: Any = self.request.user
        return super().get_context_data(places=consent_rules(viewer=user), **kwargs)


class Enter(Act):
    """A new version; of another country's rules there is no form."""

    permissions = COORDINATES
    form_class = forms.Rules
    verb, done = _("Save as a new version"), _("Saved: this version holds now")
    lead = _(
        "Enter what the law says, after somebody has read it. It holds from now on for every "
        "organisation of the country; earlier versions stay readable."
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know the country and the version that holds in it."""
        super().setup(request, *args, **kwargs)
        user: Any = request.user
        self.country = kwargs["country"]
        self.name = coordinated_country(self.country, viewer=user)
        self.row = newest_rules(self.country) if self.name else None
        self.crumbs = ((_("Consent rules"), self.back_url()),)

    def may_enter(self) -> bool:
        """Who coordinates this country."""
        return super().may_enter() and bool(self.name)

    def stored(self, row: Any) -> dict[str, Any]:
        """What holds now."""
        names = ("self_age", "routes", "source", "checked_on", "note")
        return {name: getattr(row, name) for name in names}

    def get_initial(self) -> dict[str, Any]:
        """What holds now, to be changed; a new version is checked anew."""
        return super().get_initial() | {"checked_on": self.today}

    def row_now(self) -> Any:
        """The version that somebody else entered meanwhile."""
        return newest_rules(self.country)

    def perform(self, form: forms.Rules) -> Any:
        """Enter it."""
        user: Any = self.request.user
        return enter_rules(country=self.country, **form.arguments(), now=self.now, by=user)

    def next_url(self, result: Any) -> str:
        """What holds."""
        return reverse("work:prevention-consent")

    def back_url(self) -> str:
        """What holds."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whose rules these are."""
        title = _("Rules on consent: %(country)s") % {"country": self.name}
        return super().get_context_data(**kwargs) | {"title": title}

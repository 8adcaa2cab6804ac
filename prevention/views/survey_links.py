"""Links under which groups answer on their own devices: shown once, to be printed or passed on."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from prevention.actions.waves import end_link, make_link
from prevention.forms.services import Confirm
from prevention.rules.links import address_of
from prevention.selectors.waves import day_of
from prevention.views.base import Act
from prevention.views.surveys import OfGroup
from ui.qr import drawing_of


class NoPublicAddress(Refused):
    """The work door does not know where the public site is."""

    code = "no-public-address"


class MakeLink(OfGroup, Act):
    """A new link for a group. The page that answers is the only one that ever shows it."""

    form_class = Confirm
    template_name = "prevention/surveys/link_make.html"
    title = _("A link for the group")
    verb = _("Make the link")

    def form_valid(self, form: Confirm) -> HttpResponse:
        """Make it and show it at once: it is kept nowhere, so there is no page to go on to."""
        try:
            site = self.site()
            token = make_link(self.wave, self.cohort, by=self.request.user)
        except Refused as refusal:
            self.refuse(form, refusal)
            return self.form_invalid(form)
        address = address_of(token, site=site)
        context = self.get_context_data(form=form, address=address, qr=drawing_of(address))
        return self.response_class(
            self.request, ["prevention/surveys/link.html"], context, using=self.template_engine
        )

    def site(self) -> str:
        """Where the public site is; this very host where all doors share one."""
        if settings.PUBLIC_URL:
            return str(settings.PUBLIC_URL)
        if settings.SURFACE != "everything":
            raise NoPublicAddress(
                _("PUBLIC_URL is missing: this door does not know the address of the public site. "
                  "Ask who runs the system.")
            )  # fmt: skip
        return self.request.build_absolute_uri("/")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The group, and whether a link lives already."""
        day = day_of(self.wave, self.cohort)
        has_link = bool(day and day.token_hash)
        return super().get_context_data(
            wave=self.wave, cohort=self.cohort, has_link=has_link, **kwargs
        )


class EndLink(OfGroup, Act):
    """Letting a link die before its time."""

    form_class = Confirm
    title = _("End the link of this group?")
    lead = _("Who opens it reads that there is no questionnaire. Answers that came in stay.")
    verb = _("End the link")
    done = _("The link is dead")

    def perform(self, form: Confirm) -> Any:
        """End it."""
        end_link(self.wave, self.cohort, by=self.request.user)

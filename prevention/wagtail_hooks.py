"""Registers the catalogue in the editors' office."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from prevention.snippets import Catalogue


register_snippet(Catalogue)


@hooks.register("register_log_actions")
def name_own_acts(actions: LogActionRegistry) -> None:
    """Say in the history what retiring is."""
    actions.register_action("prevention.retire", _("Retire"), _("Retired"))

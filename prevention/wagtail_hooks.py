"""Registers the catalogue in the editors' office."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry
from wagtail.snippets.models import register_snippet

from prevention.snippets import Catalogue


register_snippet(Catalogue)


@hooks.register("register_log_actions")
def name_own_acts(actions: LogActionRegistry) -> None:
    """Say in the history what retiring is."""

    @actions.register_action("prevention.retire")
    class Retired(LogFormatter):
        """Retiring, with the reason that was given."""

        label, message = _("Retire"), _("Retired")

        def format_comment(self, log_entry: ModelLogEntry) -> str:
            """The reason; acts from before it was asked have none."""
            reason: str = log_entry.data.get("comment", "")
            return reason

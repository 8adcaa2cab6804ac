"""The list of terms in the office, and what it says beside a text."""

from typing import ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import TermRule
from cms.wording import hits


SENT = ("action-submit", "action-restart-workflow")


class TermRules(SnippetViewSet):
    """Words to avoid, by language."""

    model = TermRule
    icon = "warning"
    menu_label = _("Terms to avoid")
    menu_order = 260
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display: ClassVar[list] = [
        "pattern",
        Column("get_language_display", label=_("Language"), sort_key="language"),
        Column("get_severity_display", label=_("What happens"), sort_key="severity"),
        Column("suggestion", label=_("Better")),
    ]
    list_filter: ClassVar[list] = ["language", "severity"]
    search_fields: ClassVar[list] = ["pattern", "suggestion", "reason"]
    search_backend_name = None


def remind(request: HttpRequest, page: Page) -> None:
    """Point whoever sends a text to review at its words; drafts are left in peace."""
    if not any(name in request.POST for name in SENT):
        return
    found = len(hits(page))
    if found:
        messages.warning(
            request,
            ngettext(
                "The reviewer will be asked about %(count)s word of your text.",
                "The reviewer will be asked about %(count)s words of your text.",
                found,
            )
            % {"count": found},
        )

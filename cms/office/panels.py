"""The office's first page: what waits for the person who opened it."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.forms.widgets import Script
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from cms.office import desk
from cms.office.desk import Line
from kernel.models import User


class LinesPanel(Component):
    """A heading and its lines, or a sentence that there are none. Abstract."""

    template_name = "cms/office/panel.html"
    name: str
    heading: Promise
    empty: Promise
    report: str = ""

    def __init__(self, user: User, order: int) -> None:
        super().__init__()
        self.user, self.order = user, order

    def lines(self) -> list[Line]:
        """Ask the desk."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add the lines."""
        return {
            "panel": self,
            "lines": self.lines(),
            "csrf_token": parent_context["csrf_token"],
        }


class MyDrafts(LinesPanel):
    """What the person wrote and readers do not see."""

    name, heading = "my-drafts", _("My drafts")
    empty = _("You have no drafts.")

    def lines(self) -> list[Line]:
        """Drafts, newest first."""
        return desk.my_drafts(self.user)


class WaitsForMe(LinesPanel):
    """What the person is asked to check."""

    name, heading = "waits-for-me", _("Waits for me")
    empty = _("Nothing waits for your check.")

    class Media:
        """What opens the questions of a step beside its line, a date among them."""

        js: ClassVar[list] = [
            Script("wagtailadmin/js/workflow-action.js", **{"data-activate": "dashboard"}),
            "wagtailadmin/js/date-time-chooser.js",
        ]

    def lines(self) -> list[Line]:
        """Steps of the review, longest first."""
        return desk.waiting(self.user)


class DueForReview(LinesPanel):
    """What readers may soon be told is due."""

    name, heading = "due-for-review", _("Due for review")
    empty = _("No check is due within 30 days.")
    report = "cms_office:review_due"

    def lines(self) -> list[Line]:
        """Past and within thirty days, longest past first."""
        return desk.due(self.user, on=timezone.localdate())


class StaleTranslations(LinesPanel):
    """Translations that say what their sources said before."""

    name, heading = "stale-translations", _("Translations that are stale")
    empty = _("Every translation says what its source says.")
    report = "cms_office:translations"

    def lines(self) -> list[Line]:
        """Stale ones."""
        return desk.stale(self.user)


PANELS: tuple[Callable[[User, int], LinesPanel], ...] = (
    WaitsForMe, MyDrafts, DueForReview, StaleTranslations,
)  # fmt: skip


def panels_for(user: User) -> list[LinesPanel]:
    """The first page of a person, in its order."""
    return [panel(user, order) for order, panel in enumerate(PANELS)]

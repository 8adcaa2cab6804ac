"""The second pair of eyes before a page goes live."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page


class ScientificReview(AbstractGroupApprovalTask):
    """Approval by a reviewer who did not write the text.

    Wagtail's own task lets the author approve: somebody who is editor and reviewer at once would
    publish unread.
    """

    class Meta:
        verbose_name = _("scientific review")
        verbose_name_plural = _("scientific reviews")

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ()
        open = ("task_ptr", "groups")

    def get_actions(self, obj: Page, user: AbstractBaseUser) -> list[tuple[str, object, bool]]:
        """Offer nothing to whoever saved the latest text."""
        if obj.latest_revision and obj.latest_revision.user_id == user.pk:
            return []
        return super().get_actions(obj, user)

    @classmethod
    def get_description(cls) -> str:
        """Say what the task asks for."""
        return str(_("A reviewer who did not write the text checks evidence, tone and sources."))

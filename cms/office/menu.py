"""What the editor's menu of actions says differently."""

from django.utils.translation import gettext as _
from wagtail.admin.action_menu import SubmitForModerationMenuItem


class Send(SubmitForModerationMenuItem):
    """Sending to review; again without a step's name: the text passes all that have not seen it."""

    def get_context_data(self, parent_context: dict) -> dict:
        """Change what Wagtail says of a text that was sent back."""
        context = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page else None
        if state is not None and state.status == state.STATUS_NEEDS_CHANGES:
            context["label"] = _("Send to review again")
        return context

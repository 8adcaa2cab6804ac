"""Closing the way past the review.

Wagtail lets superusers, and whoever has the right to publish, publish at once: with the editor's
button, from the list, while copying, in the translator's editor. All ask `PagePermissionTester`.
To be looked at on every upgrade.
"""

from wagtail.models import PagePermissionTester


def publish_by_review_alone() -> None:
    """Let nobody publish by a button; called once, when the apps are ready."""
    PagePermissionTester.can_publish = _never
    PagePermissionTester.can_publish_subpage = _never
    PagePermissionTester.can_set_view_restrictions = _never


def _never(self: PagePermissionTester) -> bool:
    return False

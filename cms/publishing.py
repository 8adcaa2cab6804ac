"""What happens when a review ends well: the text goes live.

Reviewers hold no right to publish by themselves, so Wagtail's own finishing step, which asks for
that right, would refuse. Here the finished review is the right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone


if TYPE_CHECKING:  # Wagtail's models import this module while they load
    from wagtail.models import Revision, WorkflowState

    from kernel.models import User


CHECKED = "checked"


def publish_reviewed(workflow_state: WorkflowState, user: User | None = None) -> None:
    """Publish the text that was reviewed, in the name of the last reviewer.

    A day ahead in `go_live_at` makes it go live then: `publish_scheduled` asks nobody again.
    """
    revision = workflow_state.content_object.get_latest_revision()
    sign(revision, workflow_state)
    revision.publish(user=user, skip_permission_checks=True)


def sign(revision: Revision, workflow_state: WorkflowState) -> None:
    """Write into the reviewed text what the reviewer answered: checked today, again by then."""
    answers = _answers(revision, workflow_state)
    if answers is None:
        return
    day = timezone.localdate().isoformat()
    values = {"checked_on": day, "review_by": answers.review_by.isoformat()}
    if revision.base_content_type.model == "programme":
        values["status"] = CHECKED
    revision.content.update(
        {name: value for name, value in values.items() if name in revision.content}
    )
    revision.save(update_fields=["content"])


def _answers(revision: Revision, workflow_state: WorkflowState) -> object | None:
    from cms.models.review import ReviewAnswers  # noqa: PLC0415 - see the top

    return (
        ReviewAnswers.objects.filter(
            revision=revision,
            workflow_state=workflow_state,
            status=ReviewAnswers.STATUS_APPROVED,
            review_by__isnull=False,
        )
        .order_by("-finished_at")
        .first()
    )

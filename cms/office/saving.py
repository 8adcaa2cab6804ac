"""What the office saves by itself: a text that somebody changed, and no other.

Wagtail compares the form in the browser with what it was two seconds after the page came, and saves
what differs. A slow machine is not ready by then, and a click into a paragraph writes its value in
another spelling: a page that was only looked at became the draft of whoever opened it, and somebody
who checked it had then written it. The server knows better, and asks the form. Editors of the
catalogue, moreover, save whenever somebody approves beside an open text. To be looked at on every
upgrade.
"""

from collections.abc import Callable

from django.db import models
from django.http import HttpResponse, JsonResponse
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.admin.views.pages.edit import EditView


OWN = "overwrite_revision_id"
"""Sent once the browser has saved something: from then on the draft is this person's."""


def save_what_changed_alone() -> None:
    """Leave out what changes nothing; called once, when the apps are ready."""
    EditView.save_action = _page(EditView.save_action)
    mixin = CreateEditViewOptionalFeaturesMixin
    mixin.save_instance = _catalogue(mixin.save_instance)


def _page(save: Callable[[EditView], HttpResponse]) -> Callable[[EditView], HttpResponse]:
    def save_action(view: EditView) -> HttpResponse:
        if view.expects_json_response and not view.has_content_changes and _is_first(view):
            return JsonResponse({"success": True, "pk": view.page.pk})
        return save(view)

    return save_action


def _catalogue(save: Callable) -> Callable:
    def save_instance(view: CreateEditViewOptionalFeaturesMixin) -> models.Model:
        is_no_save = view.expects_json_response or view.action == "workflow-action"
        is_untouched = view.view_name == "edit" and not view.form.has_changed()
        if is_no_save and is_untouched and _is_first(view):
            view.has_content_changes, view.new_revision = False, None
            return view.object
        return save(view)

    return save_instance


def _is_first(view: EditView | CreateEditViewOptionalFeaturesMixin) -> bool:
    return OWN not in view.request.POST

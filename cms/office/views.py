"""Acts of the office that Wagtail has no button for."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from cms.translations import take_over
from cms.wording import hits


@require_POST
def send(request: HttpRequest, page_id: int) -> HttpResponse:
    """Send a draft to review: the translator's editor has no button for it."""
    page = get_object_or_404(Page, pk=page_id).specific
    rights = page.permissions_for_user(request.user)
    if not rights.can_edit():
        raise PermissionDenied
    can_send = rights.can_submit_for_moderation() and not page.workflow_in_progress
    try:
        page = take_over(page, by=request.user) if can_send else page
    except ValidationError as error:
        said = _("A translated line cannot be used: %(why)s Correct it, then send again.")
        messages.error(request, said % {"why": " ".join(error.messages)})
    else:
        _send(request, page, can_send=can_send)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def _send(request: HttpRequest, page: Page, *, can_send: bool) -> None:
    if not (can_send and page.has_unpublished_changes):
        messages.warning(request, _("There is nothing to send, or it is being checked already."))
        return
    state = page.current_workflow_state
    if state is None:
        page.get_workflow().start(page, request.user)
    else:
        state.resume(request.user)
    messages.success(request, _("“%(title)s” is sent to be checked.") % {"title": page.title})


@require_GET
def words(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say what the list of terms finds in the latest text of a page."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return render(request, "cms/office/words.html", {"hits": hits(page)})

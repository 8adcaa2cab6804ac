"""Everybody's own account: signing out, the one-time link, language and colours."""

from typing import TYPE_CHECKING, Any, cast

from allauth.account.views import LogoutView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import FormView

from kernel.actions.people import LinkDead, accept_invitation, living_invitation
from kernel.actions.profiles import choose_look
from kernel.errors import Refused
from kernel.forms.accounts import Look, NewPassword


if TYPE_CHECKING:
    from kernel.models import User


class SignOut(LogoutView):
    """Sign out, and let the browser forget what it kept: the computer may be shared."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """End the session and clear cache and storage."""
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class Accept(FormView):
    """Open a one-time link: looking at it uses nothing up, posting a password does."""

    form_class, template_name = NewPassword, "kernel/accounts/accept.html"

    @method_decorator(sensitive_variables("kwargs"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let no address with a token leave in a Referer header; a dead link gets one answer."""
        try:
            self.invitation = living_invitation(token=kwargs["token"], at=timezone.now())
            response = super().dispatch(request, *args, **kwargs)
        except LinkDead as refusal:
            response = self._dead(request, refusal)
        response["Referrer-Policy"] = "no-referrer"
        return response

    def form_valid(self, form: NewPassword) -> HttpResponse:
        """Set the password and send the person to sign in with it."""
        password = form.cleaned_data["password"]
        try:
            accept_invitation(token=self.kwargs["token"], password=password, at=timezone.now())
        except ValidationError as weak:
            form.add_error("password", weak)
            return self.form_invalid(form)
        messages.success(self.request, _("The password is set. Sign in with it."))
        return redirect("account_login")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show under which name the person will sign in."""
        return super().get_context_data(username=self.invitation.user.username, **kwargs)

    def _dead(self, request: HttpRequest, refusal: Refused) -> HttpResponse:
        return render(request, "kernel/accounts/dead.html", {"reason": refusal}, status=404)


@method_decorator(login_required, name="dispatch")
class Profile(FormView):
    """Language and colours, and the way to password, second factor and sessions."""

    form_class, template_name = Look, "kernel/accounts/profile.html"

    def get_initial(self) -> dict[str, Any]:
        """What the person chose before."""
        user = cast("User", self.request.user)
        return {"language": user.language, "is_dark": user.is_dark}

    def form_valid(self, form: Look) -> HttpResponse:
        """Keep the choice; it holds from the next page on."""
        choose_look(by=cast("User", self.request.user), **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(self.request, _("Your choice is kept."))
        return redirect(reverse("profile"))


sign_out = SignOut.as_view()
accept = Accept.as_view()
profile = Profile.as_view()

"""Acts on the catalogue, as pages of the office."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from kernel.errors import Refused
from kernel.models import User
from prevention.actions.catalogue import begin_version, retire_programme, retire_version


class Confirm(forms.Form):
    """Nothing to fill in."""


class Because(forms.Form):
    """Why something is taken out of use."""

    reason = forms.CharField(
        max_length=300, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the history, where colleagues read it."),
    )  # fmt: skip


class NewVersion(forms.Form):
    """What the new version is called."""

    label = forms.CharField(max_length=80, label=_("Label of the new version"))


class CatalogueAct(WagtailAdminTemplateMixin, FormView):
    """A question and one act. Abstract."""

    viewset: Any = None
    template_name = "prevention/office/act.html"
    form_class: type[forms.Form] = Confirm
    question: Promise | str = ""
    button: Promise | str = ""
    done: Promise | str = ""
    permission: ClassVar[str] = "change"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the question to nobody whom the act would refuse."""
        if not self.viewset.permission_policy.user_has_permission(request.user, self.permission):
            raise PermissionDenied
        self.object = get_object_or_404(self.viewset.model, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Name what it is about."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        url = reverse(self.viewset.get_url_name("list"))
        label = capfirst(self.viewset.model._meta.verbose_name_plural)
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, {"url": url, "label": label}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words."""
        words = {"question": self.question, "button": self.button, "object": self.object}
        return super().get_context_data(**words, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Do it, or say on the form why not."""
        try:
            result = self.act(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.address(result))

    @property
    def by(self) -> User:
        """Who acts: the door lets nobody in who is not signed in."""
        return cast("User", self.request.user)

    def act(self, form: forms.Form) -> Model:
        """Do the act; return what to show then."""
        raise NotImplementedError

    def address(self, result: Model) -> str:
        """Where to go then."""
        return reverse(self.viewset.get_url_name("edit"), args=[quote(result.pk)])


class BeginVersion(CatalogueAct):
    """Begin a new version from an approved one."""

    form_class = NewVersion
    page_title = _("Begin a new version")
    question = _("Core components, sessions and the fidelity list are copied into a draft.")
    button = _("Begin a new version")
    done = _("The new version is a draft. Change it, then send it to review.")
    permission = "add"

    def act(self, form: forms.Form) -> Model:
        """Begin it."""
        label = form.cleaned_data["label"]
        return begin_version(version=self.object, label=label, by=self.by)


class RetireVersion(CatalogueAct):
    """End the use of a version."""

    form_class = Because
    page_title = _("Retire the version")
    question = _("New implementations cannot choose it any more. Those that run go on.")
    button = _("Retire")
    done = _("The version is retired.")

    def act(self, form: forms.Form) -> Model:
        """Retire it from today on."""
        reason = form.cleaned_data["reason"]
        return retire_version(
            version=self.object, reason=reason, on=timezone.localdate(), by=self.by
        )

    def address(self, result: Model) -> str:
        """Back to the version."""
        return reverse(self.viewset.get_url_name("inspect"), args=[quote(result.pk)])


class RetireProgramme(CatalogueAct):
    """Take a programme from readers' sight."""

    form_class = Because
    page_title = _("Retire the programme")
    question = _("Readers do not see it any more. What runs goes on.")
    button = _("Retire")
    done = _("The programme is retired.")

    def act(self, form: forms.Form) -> Model:
        """Retire it."""
        reason = form.cleaned_data["reason"]
        return retire_programme(programme=self.object, reason=reason, by=self.by)

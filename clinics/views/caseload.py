"""The start of the day: the caseload, finding a patient by code or by identity."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from clinics.forms.identities import Code, Find
from clinics.selectors.caseload import FILTER_LABELS, caseload, opening_caseload, patients_by_code
from clinics.selectors.caseload import Caseload as CaseloadPage
from clinics.selectors.identities import find_people, names_are_locked
from clinics.selectors.places import home_of
from clinics.selectors.roots import organisations_to, workplace
from clinics.views.base import note_refusal, refuse
from kernel.errors import Refused
from kernel.permissions import Permission


class Home(View):
    """The first page of the work door: where this person's work begins."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go on to the caseload, to people or to the audit; or say that nothing is here yet."""
        place = home_of(viewer=request.user)
        if place:
            return redirect(place)
        return TemplateView.as_view(template_name="clinics/home.html")(request)


class Caseload(FormView):
    """Who is in care here. A code is sent by POST, so that it stands in no address and no log."""

    form_class = Code
    template_name = "clinics/patients/caseload.html"

    def get_template_names(self) -> list[str]:
        """The list alone for a page that asks for the list alone."""
        return ["clinics/patients/_lines.html" if self.request.htmx else self.template_name]

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the search field of the bar sends counts as well."""
        kwargs = super().get_form_kwargs()
        if self.request.method == "POST":
            kwargs["data"] = {"code": self.request.POST.get("q") or self.request.POST.get("code")}
        return kwargs

    def form_valid(self, form: Code) -> HttpResponse:
        """Open the one patient whose code was typed whole, or list those whose code begins so."""
        try:
            lines = patients_by_code(viewer=self.request.user, typed=form.cleaned_data["code"])
        except Refused as refusal:
            note_refusal(self, refusal)
            refuse(form, refusal)
            return self.form_invalid(form)
        if len(lines) == 1 and not self.request.htmx:
            return redirect("work:patient", lines[0].patient_uid)
        context = self.get_context_data(form=form, lines=lines, is_search=True)
        return self.render_to_response(context)

    def form_invalid(self, form: Code) -> HttpResponse:
        """Say what is wrong with the code; list nobody."""
        context = self.get_context_data(form=form, lines=[], is_search=True)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of the caseload, unless a search has its own lines."""
        show = self.request.GET.get("show", "")
        context: dict[str, Any] = {
            "organisation": workplace(viewer=self.request.user),
            "filters": [{"name": name, "label": label} for name, label in FILTER_LABELS.items()],
        }
        if "lines" not in kwargs:
            show, page = self.page(show)
            base = f"{reverse('work:caseload')}?show={show}"
            context |= {
                "show": show,
                "is_fallback": show == "all" and "show" not in self.request.GET,
                "lines": page.lines,
                "earlier_url": f"{base}&before={page.earlier}" if page.earlier else "",
                "later_url": f"{base}&after={page.later}" if page.later else "",
            }
        return super().get_context_data(**context, **kwargs)

    def page(self, show: str) -> tuple[str, CaseloadPage]:
        """The list that was asked for, or the one that a day begins with."""
        if show not in FILTER_LABELS:
            return opening_caseload(viewer=self.request.user)
        return show, caseload(
            viewer=self.request.user,
            show=show,
            before=self.request.GET.get("before", ""),
            after=self.request.GET.get("after", ""),
        )


class FindPerson(FormView):
    """Who is this? Asked of the vault with a reason; nothing that is typed stands in an address."""

    form_class = Find
    template_name = "clinics/patients/find.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The clinics in which the person may search."""
        found = organisations_to(viewer=self.request.user, permission=Permission.IDENTITY_FIND)
        return super().get_form_kwargs() | {"organisations": found}

    def form_valid(self, form: Find) -> HttpResponse:
        """Show the few who fit, masked, with their codes."""
        try:
            hits = find_people(viewer=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            note_refusal(self, refusal)
            refuse(form, refusal)
            return self.form_invalid(form)
        return self.render_to_response(
            self.get_context_data(form=form, hits=hits, has_searched=True)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether names are locked."""
        return super().get_context_data(
            locked=names_are_locked(),
            title=_("Find by name or number"),
            organisation=workplace(viewer=self.request.user),
            **kwargs,
        )

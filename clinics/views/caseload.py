"""The start of the day: the caseload, finding a patient by code or by identity."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from clinics.actions.filters import forget_filter, save_filter
from clinics.forms import filters as filter_forms
from clinics.forms.identities import Code, Find
from clinics.selectors.caseload import FILTER_LABELS, caseload, opening_caseload, patients_by_code
from clinics.selectors.caseload import Caseload as CaseloadPage
from clinics.selectors.filters import (
    Chosen,
    chosen_in,
    kept_filters,
    own_filter,
    sites_to_see,
)
from clinics.selectors.identities import find_people, names_are_locked
from clinics.selectors.places import home_of
from clinics.selectors.roots import organisations_to, workplace
from clinics.views.base import note_refusal, refuse
from kernel.errors import Refused
from kernel.permissions import Permission


class Home(View):
    """The first page of the work door: where this person's work begins."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go on to today's work, to people or to the audit; or say that nothing is here yet."""
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
        if "lines" in kwargs:
            return super().get_context_data(**self.choosing(Chosen()), **kwargs)
        chosen, page = self.page()
        base = f"{reverse('work:caseload')}?{chosen.query}"
        return super().get_context_data(
            **self.choosing(chosen),
            is_fallback=chosen.show == "all" and "show" not in self.request.GET,
            lines=page.lines,
            earlier_url=f"{base}&before={page.earlier}" if page.earlier else "",
            later_url=f"{base}&after={page.later}" if page.later else "",
            **kwargs,
        )

    def choosing(self, chosen: Chosen) -> dict[str, Any]:
        """The ways to look at the list; a fragment needs none of them."""
        if self.request.htmx:
            return {}
        viewer = self.request.user
        narrow = {name: value for name, value in chosen.words.items() if name != "show"}
        return {
            "show": chosen.show,
            "narrows": chosen.narrows,
            "chosen": chosen.words,
            "kept": kept_filters(viewer=viewer, here=chosen),
            "choose": filter_forms.Choose(narrow, sites=sites_to_see(viewer=viewer)),
            "keep": filter_forms.Keep(),
            "filters": [
                {"name": name, "label": label, "query": replace(chosen, show=name).query}
                for name, label in FILTER_LABELS.items()
            ],
        }

    def page(self) -> tuple[Chosen, CaseloadPage]:
        """The list that was asked for, or the one that a day begins with."""
        asked, viewer = chosen_in(self.request.GET), self.request.user
        if asked.show not in FILTER_LABELS and not asked.narrows:
            show, page = opening_caseload(viewer=viewer)
            return replace(asked, show=show), page
        chosen = asked if asked.show in FILTER_LABELS else replace(asked, show="open")
        return chosen, caseload(
            viewer=viewer,
            show=chosen.show,
            chosen=chosen,
            today=timezone.localdate(),
            before=self.request.GET.get("before", ""),
            after=self.request.GET.get("after", ""),
        )


class Filters(View):
    """Keeping a way to look at the caseload, and forgetting one. Nothing of it names anybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list itself is where one chooses."""
        return redirect("work:caseload")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what is chosen under a name, or forget a filter of one's own."""
        if "forget" in request.POST:
            saved = own_filter(viewer=request.user, uid=request.POST["forget"])
            if saved is not None:
                forget_filter(saved=saved, by=request.user)
            return redirect("work:caseload")
        chosen, form = chosen_in(request.POST), filter_forms.Keep(request.POST)
        if form.is_valid():
            self.keep(form, chosen)
        else:
            messages.warning(request, _("Give the filter a name of at most 40 letters."))
        return redirect(f"{reverse('work:caseload')}?{chosen.query}")

    def keep(self, form: filter_forms.Keep, chosen: Chosen) -> None:
        """Keep it, or say why not."""
        try:
            save_filter(name=form.cleaned_data["name"], chosen=chosen.words, by=self.request.user)
        except Refused as refusal:
            note_refusal(self, refusal)
            messages.warning(self.request, str(refusal))
        else:
            messages.success(self.request, _("Filter kept."))


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

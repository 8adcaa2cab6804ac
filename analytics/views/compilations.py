"""Compiling a release: asking for it, and following the work."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from analytics import selectors
from analytics.actions.reading import tell_refusal
from analytics.forms import Ask
from analytics.models import Compilation
from analytics.presenting.periods import years_of
from analytics.presenting.progress import is_watched, steps_of
from analytics.views.base import Figures
from kernel.errors import Refused
from kernel.permissions import NotPermitted


class Compile(Figures, FormView):
    """Choose a complete period that is free, and set the work going."""

    form_class, template_name = Ask, "analytics/compile.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know what time it is, once for the whole request."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()

    def get_form_kwargs(self) -> dict[str, Any]:
        """The periods of the country or clinic that was chosen."""
        self.places = selectors.geographies(viewer=self.request.user, is_own=self.at.is_own)
        if not self.places:
            raise Http404
        asked = self.request.GET.get("of", "")
        self.place = next((each for each in self.places if each.code == asked), self.places[0])
        self.offers = selectors.offers(geography=self.place, at=self.now)
        return super().get_form_kwargs() | {"offers": self.offers}

    def form_valid(self, form: Ask) -> HttpResponse:
        """Ask; a refusal stands above the form."""
        try:
            order = self._ask(form)
        except Refused as refusal:
            self._note(refusal)
            form.refuse(refusal)
            return self.form_invalid(form)
        return redirect(self.at.url("compilation", order.uid))

    def _ask(self, form: Ask) -> Compilation:
        from analytics.actions.releases import ask  # noqa: PLC0415 - brings pandas and solvers

        offer = form.chosen()
        return ask(
            country=self.place.country,
            organisation=self.place.organisation,
            kind=offer.kind,
            since=offer.period.since,
            before=offer.period.before,
            by=self.request.user,
            at=self.now,
        )

    def _note(self, refusal: Refused) -> None:
        if isinstance(refusal, NotPermitted):
            tell_refusal(
                outcome="NOT_PERMITTED", act="compile", uids=[],
                object_type="analytics.compilation", by=self.request.user,
            )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The periods in their years, and the other countries or clinics."""
        context = super().get_context_data(**kwargs)
        chosen = context["form"]["period"].value() or ""
        return context | {
            "years": years_of(self.offers, chosen=chosen),
            "place": self.place,
            "places": self.places,
            **self.frame(),
        }


class Progress(Figures, TemplateView):
    """How far an order is; a page that is open asks again every two seconds."""

    def get_template_names(self) -> list[str]:
        """The steps alone for a page that asks for them alone."""
        return ["analytics/_progress.html" if self.request.htmx else "analytics/compilation.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The order and its steps. Nobody is kept signed in by a page that waits for nothing."""
        rows = selectors.compilations(viewer=self.request.user, is_own=self.at.is_own)
        order = self.find(rows, kwargs["uid"])
        patience = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        return super().get_context_data(
            order=order,
            period=selectors.period_name(order),
            last_day=selectors.last_day_of(order),
            steps=steps_of(order),
            is_watched=is_watched(order, now=timezone.now(), patience=patience),
            **self.frame(),
            **kwargs,
        )

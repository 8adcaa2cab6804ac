"""The stock of a site: what is in the cabinet, what moved, the count that closes a day."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import stock
from clinics.actions.stock_days import close_day, print_sheet
from clinics.documents import NoPdf
from clinics.documents.balance import balance_sheet
from clinics.forms import stock as forms
from clinics.selectors import stock as selectors
from clinics.views.base import Act, find
from kernel.permissions import Permission, has_permission
from kernel.second_person import second_person


YEARS = range(2000, 2100)


def at_stock(site: Any, on: date | None = None) -> str:
    """The address of a site's stock, or of one day of its ledger."""
    if on is None:
        return reverse("work:stock-at", args=[site.uid])
    return f"{reverse('work:stock-day', args=[site.uid])}?on={on.isoformat()}"


def day_asked(request: HttpRequest, today: date) -> date:
    """The day that an address names, today when it names none; other days do not exist."""
    typed = request.GET.get("on", "")
    try:
        on = parse_date(typed) if typed else today
    except ValueError:
        on = None
    if on is None or on.year not in YEARS:
        raise Http404
    return on


class SitePage(TemplateView):
    """A page about the stock of one site that the person may read."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the site; without one in the address, the first."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.sites = selectors.stock_sites(viewer=request.user)
        self.site: Any = None
        if "site" in kwargs:
            self.site = find(self.sites, request=request, uid=kwargs["site"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The site, and whether the person may write; the address's own words are no context."""
        kwargs.pop("site", None)
        site = self.site
        may_write = bool(site) and has_permission(
            self.request.user, Permission.STOCK_WRITE, at=site.organisation
        )
        return super().get_context_data(
            site=site, organisation=site.organisation.name if site else "", today=self.today,
            may_write=may_write, **kwargs,
        )  # fmt: skip


class Stock(SitePage):
    """What is in the cabinet now, and what moved today."""

    template_name = "clinics/stock/cabinet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The cabinet, today's last movements, differences of the last weeks."""
        sites = list(self.sites)
        self.site = self.site or (sites[0] if sites else None)
        if self.site is None:
            return super().get_context_data(sites=[], **kwargs)
        return super().get_context_data(
            sites=sites if len(sites) > 1 else [],
            shelves=selectors.cabinet(site=self.site, today=self.today),
            returned=selectors.quarantine(site=self.site, today=self.today),
            movements=selectors.movements(site=self.site, on=self.today, size=10),
            incidents=selectors.recent_incidents(site=self.site, today=self.today),
            closed_until=selectors.closed_until(site=self.site),
            day_url=at_stock(self.site, self.today),
            **kwargs,
        )


class StockDay(SitePage):
    """One day of the ledger: its balance, and its entries a page at a time."""

    template_name = "clinics/stock/day.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The day's balance and movements."""
        on = day_asked(self.request, self.today)
        page = selectors.movements(
            site=self.site, on=on, before=self.request.GET.get("before", ""),
            after=self.request.GET.get("after", ""),
        )  # fmt: skip
        here = at_stock(self.site, on)
        return super().get_context_data(
            on=on,
            balance=selectors.balance(site=self.site, on=on),
            movements=page,
            earlier_url=f"{here}&before={page.earlier}" if page.earlier else "",
            later_url=f"{here}&after={page.later}" if page.later else "",
            day_before=at_stock(self.site, selectors.beside(on, -1)),
            day_after=at_stock(self.site, selectors.beside(on, 1)) if on < self.today else "",
            **kwargs,
        )


class Balance(SitePage):
    """The balance sheet of a day as a PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the sheet and say who printed it; without Pango, say what is missing."""
        on = day_asked(request, self.today)
        language = get_language() or "en"
        try:
            made = balance_sheet(
                selectors.balance(site=self.site, on=on), language=language, now=self.now,
                by=request.user,
            )  # fmt: skip
        except NoPdf as refusal:
            messages.error(request, str(refusal))
            return redirect(at_stock(self.site, on))
        print_sheet(site=self.site, on=on, by=request.user)
        name = f"stock-{on.isoformat()}.pdf"
        return HttpResponse(
            made,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class StockAct(Act):
    """An act on the stock that takes two signatures."""

    template_name = "clinics/stock/act.html"
    site: Any = None

    def signed(self, form: Any) -> dict[str, Any]:
        """The form's arguments, with the second person in the place of their password."""
        arguments = form.arguments()
        signature = {name: arguments.pop(f"second_{name}") for name in ("username", "password")}
        who = second_person(self.request, **signature, first=self.request.user)
        return arguments | {"seconded_by": who, "now": self.now, "by": self.request.user}

    def next_url(self, result: Any) -> str:
        """Back to the cabinet."""
        return at_stock(self.site)

    def back_url(self) -> str:
        """The cabinet."""
        return at_stock(self.site)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the act happens."""
        return super().get_context_data(
            site=self.site, organisation=self.site.organisation.name, **kwargs
        )


class SiteAct(StockAct):
    """An act at a site whose stock the person keeps."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the site."""
        super().setup(request, *args, **kwargs)
        sites = selectors.stock_sites(viewer=request.user, permission=Permission.STOCK_WRITE)
        self.site = find(sites, request=request, uid=kwargs["site"])


class Receive(SiteAct):
    """A delivery."""

    form_class = forms.Receive
    title, verb, done = _("Receive medicine"), _("Receive"), _("Received.")

    def perform(self, form: forms.Receive) -> Any:
        """Take it into the cabinet."""
        return stock.receive(site=self.site, **self.signed(form))


class BatchAct(StockAct):
    """An act on one batch."""

    form_class: Any = forms.Move
    action: Any = None
    is_quarantine = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the batch, and with it the site."""
        super().setup(request, *args, **kwargs)
        batches = selectors.stock_batches(viewer=request.user)
        self.batch = find(batches, request=request, uid=kwargs["batch"])
        self.site = self.batch.site

    def perform(self, form: Any) -> Any:
        """Move it."""
        return type(self).action(batch=self.batch, **self.signed(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The batch and how much of it there is."""
        batch = self.batch
        mg = batch.quarantined if self.is_quarantine else batch.on_hand
        return super().get_context_data(
            batch=batch, mg=mg, on_hand=selectors.counted_units(mg, batch),
            is_quarantine=self.is_quarantine, **kwargs,
        )  # fmt: skip


class Spill(BatchAct):
    """Something was spilled or broken."""

    action = staticmethod(stock.spill)
    title, verb, done = _("Spilled or broken"), _("Write off"), _("Written off.")


class Return(BatchAct):
    """A patient brought something back."""

    action = staticmethod(stock.return_by_patient)
    title, verb, done = _("Returned by a patient"), _("Take back"), _("Taken back.")
    lead = _("It goes into quarantine and is never used again: two people destroy it.")


class Destroy(BatchAct):
    """Two people destroyed something."""

    action = staticmethod(stock.destroy)
    title, verb, done = _("Destroy medicine"), _("Write off"), _("Written off.")


class DestroyReturned(BatchAct):
    """Two people destroyed what patients brought back."""

    action = staticmethod(stock.destroy_returned)
    title, verb, done = _("Destroy what was brought back"), _("Write off"), _("Written off.")
    is_quarantine = True


class Send(BatchAct):
    """Medicine goes to another site."""

    form_class = forms.Send
    action = staticmethod(stock.send_to)
    title, verb, done = _("Send to another site"), _("Send"), _("Sent, and received there.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the other sites."""
        sites = selectors.other_sites(viewer=self.request.user, site=self.site)
        return super().get_form_kwargs() | {"sites": sites}


class Reverse(StockAct):
    """An entry was wrong."""

    form_class = forms.Reverse
    title, verb, done = _("Put an entry right"), _("Reverse it"), _("Reversed.")
    lead = _("The wrong entry stays in the ledger, and its mirror is written beside it.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the entry, and with it the site."""
        super().setup(request, *args, **kwargs)
        entries = selectors.stock_entries(viewer=request.user)
        self.entry = find(entries, request=request, uid=kwargs["entry"])
        self.site = self.entry.site

    def perform(self, form: forms.Reverse) -> Any:
        """Write its mirror."""
        return stock.reverse_entry(entry=self.entry, **self.signed(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the entry says."""
        return super().get_context_data(movement=selectors.movement(self.entry), **kwargs)


class CloseDay(SiteAct):
    """Count blind, see what differs, explain it, sign: the day is final."""

    template_name = "clinics/stock/close.html"
    title = _("Count and close the day")
    lines: list[Any]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know the day and what there is to count; a sealed count is the second step."""
        super().setup(request, *args, **kwargs)
        self.on = day_asked(request, self.today)
        self.held = selectors.held_to_count(site=self.site, on=self.on)
        sealed = request.POST.get("sealed", "")
        self.counts = forms.unseal(sealed, self.site, self.on, self.held) if sealed else None

    def get_form(self, form_class: Any = None) -> Any:
        """The count, or once it is sealed the reasons and signatures."""
        kwargs = self.get_form_kwargs()
        if self.counts is None:
            return forms.Count(**kwargs, held=self.held)
        return self.closing(self.counts, kwargs)

    def closing(self, counts: dict[Any, Any], kwargs: dict[str, Any]) -> forms.Close:
        """The form of the second step."""
        self.lines = selectors.compared(held=self.held, counts=counts, on=self.on)
        differing = [line.held for line in self.lines if line.is_discrepancy]
        return forms.Close(**kwargs, differing=differing)

    def form_valid(self, form: Any) -> HttpResponse:
        """From the count to what differs; from there to the closed day."""
        if self.counts is not None:
            return super().form_valid(form)
        self.counts = form.counts()
        initial = {"sealed": forms.seal(self.site, self.on, self.counts)}
        return self.render_to_response(
            self.get_context_data(form=self.closing(self.counts, {"initial": initial}))
        )

    def perform(self, form: forms.Close) -> Any:
        """Close the day."""
        signed = self.signed(form)
        return close_day(
            site=self.site, on=self.on, counts=self.counts or {}, reasons=form.reasons(),
            seconded_by=signed["seconded_by"], now=self.now, by=self.request.user,
        )  # fmt: skip

    def said(self, result: Any) -> Any:
        """What is final now."""
        return _("The day is closed. Print its sheet and sign it.")

    def next_url(self, result: Any) -> str:
        """The closed day."""
        return at_stock(self.site, self.on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The day, and what was counted beside what the ledger says once it is counted."""
        is_counted = self.counts is not None
        lines = self.lines if is_counted else []
        verb = _("Sign and close the day") if is_counted else _("Compare with the ledger")
        return super().get_context_data(**kwargs) | {
            "on": self.on,
            "held": self.held,
            "lines": lines,
            "has_differences": any(line.is_discrepancy for line in lines),
            "is_counted": is_counted,
            "again_url": f"?on={self.on.isoformat()}",
            "verb": verb,
        }

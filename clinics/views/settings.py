"""What is set for a whole clinic: when measures are due, how counts are judged, the lock."""

from dataclasses import astuple
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clinics.actions import measure_schedules, names_lock, stock_tolerances
from clinics.forms import settings as forms
from clinics.instruments import Points
from clinics.selectors.identities import names_are_locked
from clinics.selectors.measure_schedules import points_at
from clinics.selectors.roots import organisations_to
from clinics.selectors.stock import tolerances_at
from clinics.views.base import Act
from kernel.errors import Refused
from kernel.permissions import Permission


class Setting(Act):
    """A setting of one clinic that the person configures; for others the page does not exist.

    The first by name, unless the address names another one of theirs.
    """

    permission = Permission.CLINIC_CONFIGURE
    url_name = ""

    def shown(self) -> dict[str, Any]:
        """What the page showed when it was opened, where it says so: `{"shown": ...}`."""
        told = forms.unseal(self.basis, self.organisation)
        return {} if told is None else {"shown": self.read(told)}

    def read(self, told: dict[str, Any]) -> dict[Any, Any]:
        """What holds now, overlaid with what the page showed."""
        raise NotImplementedError

    def now_shown(self) -> Any:
        """What holds now, for the page to send along; None for acts that write nothing over."""
        return None

    def refuse(self, form: Any, refusal: Refused) -> None:
        """After a refusal that says what holds now, the page begins from that."""
        super().refuse(form, refusal)
        if refusal.code in {"schedule-changed", "tolerance-changed"}:
            self.basis = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Know which clinic is meant."""
        self.clinics = organisations_to(viewer=request.user, permission=self.permission)
        asked = request.GET.get("clinic", "")
        found = [each for each in self.clinics if asked in ("", str(each.uid))]
        if not found:
            raise Http404
        self.organisation = found[0]
        return super().dispatch(request, *args, **kwargs)

    def here(self) -> str:
        """The address of this page, with its clinic."""
        return f"{reverse(self.url_name)}?clinic={self.organisation.uid}"

    def next_url(self, result: Any) -> str:
        """Here again: what was saved is shown."""
        return self.here()

    def back_url(self) -> str:
        """Where the person's work begins."""
        return reverse("work:home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The clinic, and the others that the person configures."""
        others = [each for each in self.clinics if each != self.organisation]
        return super().get_context_data(
            organisation=self.organisation.name,
            sealed_basis=self.basis or forms.seal(self.now_shown(), self.organisation),
            others=[(each.name, f"?clinic={each.uid}") for each in others], **kwargs,
        )  # fmt: skip


class MeasureSchedule(Setting):
    """When each questionnaire is due at a clinic."""

    form_class = forms.MeasureSchedule
    template_name = "clinics/measures/schedule.html"
    url_name = "work:measure-schedule"
    title, verb = _("Measures and when they are due"), _("Save")
    lead = _(
        "What is due appears in Today, in Missing and on the page of the patient. Leave months "
        "empty to switch a point off."
    )
    done = _("Saved. It holds from now on.")

    def get_initial(self) -> dict[str, Any]:
        """What holds now."""
        return forms.initial_of(points_at(self.organisation))

    def perform(self, form: forms.MeasureSchedule) -> Any:
        """Store what was chosen."""
        return measure_schedules.set_measure_schedule(
            at=self.organisation, **form.arguments(), **self.shown(), by=self.request.user
        )

    def now_shown(self) -> Any:
        """The points of each questionnaire."""
        return {code: astuple(points) for code, points in points_at(self.organisation).items()}

    def read(self, told: dict[str, Any]) -> dict[Any, Any]:
        """The points that the page showed."""
        return {
            code: Points(entry, every, leaving, tuple(after))
            for code, (entry, every, leaving, after) in told.items()
        }


class Tolerances(Setting):
    """How far a count of the cabinet may lie from the ledger."""

    form_class = forms.Tolerances
    template_name = "clinics/settings/act.html"
    url_name = "work:stock-tolerances"
    title, verb = _("Tolerance of counts"), _("Save")
    lead = _(
        "A count of one batch that differs by more is an incident, and somebody has to say what "
        "happened. Without a rule of your country it is 0 mg."
    )
    done = _("Saved. It holds for counts from now on.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sites of the clinic."""
        return super().get_form_kwargs() | {"tolerances": tolerances_at(self.organisation)}

    def perform(self, form: forms.Tolerances) -> Any:
        """Store what was set."""
        return stock_tolerances.set_tolerances(
            at=self.organisation, **form.arguments(), **self.shown(), by=self.request.user
        )

    def now_shown(self) -> Any:
        """The tolerance of each site."""
        return {str(each.site.uid): str(each.mg) for each in tolerances_at(self.organisation)}

    def read(self, told: dict[str, Any]) -> dict[Any, Any]:
        """The tolerances that the page showed."""
        sites = [each.site for each in tolerances_at(self.organisation)]
        return {site: Decimal(told[str(site.uid)]) for site in sites if str(site.uid) in told}


class NamesAct(Setting):
    """An act on all names of this installation, whichever clinic the person acts for."""

    permission = Permission.VAULT_LOCK
    template_name = "clinics/settings/names.html"

    def next_url(self, result: Any) -> str:
        """Where names are locked and unlocked: the page says how it stands."""
        return reverse("work:names-lock")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the names are locked now."""
        return super().get_context_data(is_locked=names_are_locked(), **kwargs)


class LockNames(NamesAct):
    """Take the names away from every screen."""

    form_class = forms.LockNames
    url_name = "work:names-lock"
    title, verb = _("Lock all names"), _("Lock all names")
    lead = _(
        "Names, numbers and telephones of all patients disappear from every screen at once, in "
        "every clinic that works with this installation. Work goes on by code, and nothing is lost."
    )
    done = _("All names are locked. Work goes on by code.")

    def perform(self, form: forms.LockNames) -> Any:
        """Lock."""
        names_lock.lock_names(at=self.organisation, **form.arguments(), by=self.request.user)


class UnlockNames(NamesAct):
    """Let the names be read again."""

    form_class = forms.UnlockNames
    url_name = "work:names-unlock"
    title, verb = _("Unlock all names"), _("Unlock all names")
    lead = _("Whoever may read names can read them again, in every clinic of this installation.")
    done = _("Names can be read again.")

    def perform(self, form: forms.UnlockNames) -> Any:
        """Unlock."""
        names_lock.unlock_names(at=self.organisation, by=self.request.user)

    def back_url(self) -> str:
        """The page that says how it stands."""
        return self.next_url(None)

"""The room of service points: list, write, verify, retire."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.paging import Place, page_of
from kernel.permissions import Permission, has_somewhere
from prevention.actions.services import TEXTS, retire_service, save_service, verify_service
from prevention.forms.services import Because, Confirm, ServiceForm
from prevention.selectors.roots import visible_services
from prevention.selectors.services import editing_organisations, line_of
from prevention.views.base import Act, Room, find


MAY_LOOK = (Permission.SERVICE_EDIT, Permission.PROGRAMME_COORDINATE)


class Services(Room):
    """Where help is, as far as the viewer answers for it."""

    permissions = MAY_LOOK
    template_name = "prevention/services/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page, with what readers see of each."""
        asked = self.request.GET
        place = Place(asked.get("after", ""), asked.get("before", ""))
        services = visible_services(viewer=self.request.user).filter(retired_at__isnull=True)
        page = page_of(services, ("country", "pk"), place)
        return super().get_context_data(
            lines=[line_of(service, on=self.today) for service in page.rows],
            may_add=has_somewhere(self.request.user, Permission.SERVICE_EDIT),
            earlier_url=f"?before={page.earlier}" if page.earlier else "",
            later_url=f"?after={page.later}" if page.later else "",
            **kwargs,
        )


class Write(Act):
    """Adding or changing a service point."""

    permissions = (Permission.SERVICE_EDIT,)
    form_class = ServiceForm
    template_name = "prevention/services/write.html"
    title = _("Add a service point")
    done = _("Saved")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know for which organisations the person may write."""
        super().setup(request, *args, **kwargs)
        self.organisations = editing_organisations(viewer=request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The organisations, and the languages that have a text already."""
        first = self.organisations[0] if self.row is None and self.organisations else None
        country = self.row.country if self.row else (first.country if first else "")
        texts = tuple(text.language for text in self.row.texts.all()) if self.row else ()
        return super().get_form_kwargs() | {
            "organisations": self.organisations, "country": country, "texts": texts,
        }  # fmt: skip

    def get_initial(self) -> dict[str, Any]:
        """The only organisation, and its country."""
        only = self.organisations[0] if len(self.organisations) == 1 else None
        begun = {"organisation": only, "country": only.country} if only else {}
        return begun | super().get_initial()

    def perform(self, form: ServiceForm) -> Any:
        """Save."""
        given = form.cleaned_data
        return save_service(
            self.row,
            organisation=self.row.organisation if self.row else given["organisation"],
            values=given,
            texts=form.texts(),
            is_checked=given["is_checked"],
            on=self.today,
            version=given["row_version"] if self.row else None,
            by=self.request.user,
        )

    def next_url(self, result: Any) -> str:
        """Back to the list."""
        return reverse("work:prevention-services")

    def back_url(self) -> str:
        """Likewise."""
        return reverse("work:prevention-services")


class Loaded:
    """A service point that the viewer answers for; others do not exist."""

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Load it, unless it was retired."""
        view: Any = super()
        view.setup(request, *args, **kwargs)
        services = visible_services(viewer=request.user).filter(retired_at__isnull=True)
        self.row = find(services, request=request, uid=kwargs["service"])


class Edit(Loaded, Write):
    """Changing a service point of one's own organisation."""

    title = _("Change a service point")

    def stored(self, row: Any) -> dict[str, Any]:
        """What it says now."""
        same = {
            field: getattr(row, field)
            for field in (
                "organisation", "kind", "country", "region", "phones", "web", "languages",
                "served", "age_min", "age_max", "anonymity", "is_low_threshold", "is_public",
            )
        }  # fmt: skip
        known = {True: "yes", False: "no", None: ""}
        answers = {name: known[getattr(row, name)] for name in ("is_free", "is_step_free")}
        texts = {
            f"{field}_{text.language}": getattr(text, field)
            for text in row.texts.all()
            for field in TEXTS
        }
        return same | answers | texts


class Verify(Loaded, Act):
    """Saying that an entry was found right today."""

    permissions = MAY_LOOK
    form_class = Confirm
    template_name = "prevention/services/confirm.html"
    title = _("Is all of this still right?")
    lead = _("Call, or ask on the spot. Readers see the day on which it was checked.")
    verb = _("Yes, checked today")
    done = _("Verified")

    def perform(self, form: Confirm) -> Any:
        """Verify."""
        return verify_service(
            self.row, on=self.today, version=form.cleaned_data["row_version"], by=self.request.user
        )

    def next_url(self, result: Any) -> str:
        """Back to the list."""
        return reverse("work:prevention-services")

    def back_url(self) -> str:
        """Likewise."""
        return reverse("work:prevention-services")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The entry as readers see it, and the way to take it out of use."""
        retire_url = reverse("work:prevention-service-retire", args=[self.row.uid])
        line = line_of(self.row, on=self.today)
        return super().get_context_data(line=line, retire_url=retire_url, **kwargs)


class Retire(Verify):
    """Taking an entry out of use."""

    form_class = Because
    title = _("Take this entry out of use?")
    lead = _("Readers no longer see it. It stays in the record of what was published.")
    verb = _("Take out of use")
    done = _("Taken out of use")

    def perform(self, form: Confirm) -> Any:
        """Retire."""
        given = form.cleaned_data
        retire_service(
            self.row, reason=given["reason"], at=self.now, version=given["row_version"],
            by=self.request.user,
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """No way from here to itself."""
        return super().get_context_data(**kwargs) | {"retire_url": ""}

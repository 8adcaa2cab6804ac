"""Sites: the list, one more, changing and retiring one."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prevention.actions import sites as actions
from prevention.forms import cohorts as forms
from prevention.forms.fields import RowForm
from prevention.selectors.catalogue import managed_organisations, regions_of
from prevention.selectors.roots import visible_sites
from prevention.selectors.sites import sites_page
from prevention.views.base import Act, Room, find, pager, place_in


class Sites(Room):
    """The sites of the viewer's organisations."""

    template_name = "prevention/sites/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page, those in use or those that were retired."""
        is_retired = "retired" in self.request.GET
        page = sites_page(
            viewer=self.request.user, show_retired=is_retired, place=place_in(self.request)
        )
        address = f"{reverse('work:prevention-sites')}?{'retired&' if is_retired else ''}"
        return super().get_context_data(
            lines=page.rows, is_retired=is_retired, **pager(page, address), **kwargs
        )


class SiteForm(Act):
    """The form of a site."""

    form_class = forms.Site
    template_name = "prevention/sites/form.html"
    organisation: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Say the way here."""
        super().setup(request, *args, **kwargs)
        self.crumbs = ((_("Sites"), reverse("work:prevention-sites")),)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The regions of the country."""
        regions = regions_of(organisation=self.organisation)
        return super().get_form_kwargs() | {"regions": regions}

    def next_url(self, result: Any) -> str:
        """The list."""
        return reverse("work:prevention-sites")

    def back_url(self) -> str:
        """The list."""
        return self.next_url(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whose site it is."""
        return super().get_context_data(organisation=self.organisation.name, **kwargs)


class Add(SiteForm):
    """One more site."""

    title, verb, done = _("Add a site"), _("Save the site"), _("Saved")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Choose the organisation: the only one, or the one that was named."""
        super().setup(request, *args, **kwargs)
        self.organisation = chosen_organisation(request)

    def may_enter(self) -> bool:
        """Who manages programmes of an organisation in use."""
        return super().may_enter() and self.organisation is not None

    def get_initial(self) -> dict[str, Any]:
        """Nobody yet."""
        return super().get_initial() | {"others": 0}

    def perform(self, form: forms.Site) -> Any:
        """Write it down."""
        values = form.arguments()
        values.pop("row_version")
        return actions.add_site(organisation=self.organisation, **values, by=self.request.user)


class Change(SiteForm):
    """Another name or other numbers for a site."""

    title, verb, done = _("Change the site"), _("Save the site"), _("Saved")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the site."""
        super().setup(request, *args, **kwargs)
        self.row = find(visible_sites(viewer=request.user), request=request, uid=kwargs["site"])
        self.organisation = self.row.organisation

    def stored(self, row: Any) -> dict[str, Any]:
        """The site as it stands."""
        values = {name: getattr(row, name) for name in actions.SITE_FIELDS}
        return values | {"region": row.region_id}

    def perform(self, form: forms.Site) -> Any:
        """Write it anew."""
        return actions.change_site(site=self.row, **form.arguments(), by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it can be retired."""
        retire_url = reverse("work:prevention-site-retire", args=[self.row.uid])
        return super().get_context_data(
            retire_url="" if self.row.retired_at else retire_url, **kwargs
        )


class Retire(Act):
    """Offering a site no more."""

    form_class = RowForm
    title, verb, done = _("Retire the site"), _("Retire the site"), _("Retired")
    lead = _("It is offered for new implementations no more. What was delivered there stays.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the site."""
        super().setup(request, *args, **kwargs)
        self.row = find(visible_sites(viewer=request.user), request=request, uid=kwargs["site"])
        self.crumbs = (
            (_("Sites"), reverse("work:prevention-sites")),
            (self.row.name, self.back_url()),
        )

    def perform(self, form: RowForm) -> Any:
        """Retire it."""
        return actions.retire_site(site=self.row, now=self.now, by=self.request.user)

    def next_url(self, result: Any) -> str:
        """The list."""
        return reverse("work:prevention-sites")

    def back_url(self) -> str:
        """The site."""
        return reverse("work:prevention-site", args=[self.row.uid])


def chosen_organisation(request: HttpRequest) -> Any:
    """The organisation that the address names, else the viewer's first; None without any."""
    managed = managed_organisations(viewer=request.user)
    by_uid = {str(each.uid): each for each in managed}
    return by_uid.get(request.GET.get("organisation", "")) or next(iter(managed), None)

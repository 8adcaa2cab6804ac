"""Reports of the office: what is due, what is stale, which words, which pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import PageReportView
from wagtail.images.permissions import permission_policy as picture_policy
from wagtail.models import ReferenceIndex
from wagtail.permissions import page_permission_policy

from cms.models.pages import PublicPage
from cms.office import desk
from cms.terms import Severity
from cms.wording import hits


@dataclass(frozen=True)
class Row:
    """A line of a report: what, where, and up to three more words."""

    title: str
    url: str
    language: str = ""
    first: object = ""
    second: object = ""
    third: object = ""


class OfficeReport(PageReportView):
    """A table that can be taken along as CSV or XLSX. Abstract."""

    results_template_name = "wagtailadmin/reports/base_report_results.html"
    any_permission_required: ClassVar[list[str]] = list(desk.WORK)
    permission_policy = page_permission_policy
    header_icon = "list-ul"
    names: ClassVar[tuple[Promise, ...]] = ()
    """Headings of the words beyond title and language."""
    list_export: ClassVar[list[str]] = []

    def rows(self) -> Iterable[Row]:
        """Ask what the report is about."""
        raise NotImplementedError

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Name the columns."""
        super().setup(request, *args, **kwargs)
        fields = dict(zip(("first", "second", "third"), self.names, strict=False))
        self.columns = [
            TitleColumn("title", label=_("Title"), get_url=lambda row: row.url),
            Column("language", label=_("Language")),
            *(Column(name, label=label) for name, label in fields.items()),
        ]
        self.list_export = ["title", "language", *fields, "url"]
        self.export_headings = {
            "title": _("Title"), "language": _("Language"), **fields, "url": _("Address"),
        }  # fmt: skip

    def get_filtered_queryset(self) -> list[Row]:
        """All rows: the paging of the page and the export take what they need."""
        return list(self.rows())

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        """Take all rows along, not one leaf of them."""
        return super().as_spreadsheet(self.object_list, spreadsheet_format)


class ReviewDue(OfficeReport):
    """When each page is to be checked again: by its own day, not by its last publication."""

    page_title = _("Review due")
    index_url_name = "cms_office:review_due"
    index_results_url_name = "cms_office:review_due_results"
    names = (_("To be checked by"), _("Type"))

    def rows(self) -> Iterable[Row]:
        """Live pages, soonest first."""
        for page in desk.pages_to_check(self.request.user):
            yield Row(
                page.title, _edit(page), page.locale.language_code, page.review_by, _type(page)
            )


class TranslationReport(OfficeReport):
    """Each translation beside its source."""

    page_title = _("Translation status")
    index_url_name = "cms_office:translations"
    index_results_url_name = "cms_office:translations_results"
    names = (_("State"), _("Source taken on"), _("Source published on"))

    def rows(self) -> Iterable[Row]:
        """Stale ones first."""
        for each in desk.translations(self.request.user):
            page = each.page
            yield Row(
                page.draft_title, _edit(page), page.locale.language_code,
                _("Source changed") if each.is_stale else _("Up to date"),
                each.taken_at.date(), _day(each.source_changed_at),
            )  # fmt: skip


class TermsReport(OfficeReport):
    """Pages with words of the list, or passages that tell how to."""

    page_title = _("Terms to look at")
    index_url_name = "cms_office:terms"
    index_results_url_name = "cms_office:terms_results"
    names = (_("Found"), _("Better"), _("Weight"))

    def rows(self) -> Iterable[Row]:
        """The latest texts, page by page."""
        for page in desk.my_pages(self.request.user).order_by("path").specific().iterator(50):
            if isinstance(page, PublicPage):
                for hit in hits(page):
                    yield Row(
                        page.draft_title, _edit(page), page.locale.language_code,
                        hit.around, hit.suggestion or hit.reason, Severity(hit.severity).label,
                    )  # fmt: skip


class MissingAlt(OfficeReport):
    """Pictures without a description for people who do not see them."""

    page_title = _("Missing alt text")
    index_url_name = "cms_office:missing_alt"
    index_results_url_name = "cms_office:missing_alt_results"
    names = (_("Collection"), _("Used"))

    def rows(self) -> Iterable[Row]:
        """Pictures that the person may describe."""
        user = self.request.user
        mine: QuerySet = picture_policy.instances_user_has_permission_for(user, "change")
        bare = mine.filter(description="").select_related("collection").order_by("pk")
        for picture in bare.annotate(times=ReferenceIndex.usage_count_subquery(mine.model)):
            times = picture.times
            yield Row(
                picture.title,
                reverse("wagtailimages:edit", args=[picture.pk]),
                "",
                picture.collection.name,
                ngettext("%(count)s time", "%(count)s times", times) % {"count": times},
            )


REPORTS = (
    ("review_due", "review-due", ReviewDue),
    ("translations", "translations", TranslationReport),
    ("terms", "terms", TermsReport),
    ("missing_alt", "missing-alt", MissingAlt),
)


def urlpatterns() -> list[URLPattern]:
    """A page and its table alone, for each report."""
    return [
        pattern
        for name, where, view in REPORTS
        for pattern in (
            path(f"reports/{where}/", view.as_view(), name=name),
            path(
                f"reports/{where}/results/",
                view.as_view(results_only=True),
                name=f"{name}_results",
            ),
        )
    ]


class ReportItem(MenuItem):
    """A report in the menu of whoever works on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to those whom the report lets in."""
        return page_permission_policy.user_has_any_permission(request.user, set(desk.WORK))


def menu_items() -> list[MenuItem]:
    """The reports, in their order."""
    return [
        ReportItem(
            view.page_title, reverse(f"cms_office:{name}"), name=name, icon_name="list-ul",
            order=100 + order,
        )
        for order, (name, _where, view) in enumerate(REPORTS)
    ]  # fmt: skip


def _edit(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _type(page: Any) -> str:
    return str(page.cached_content_type.model_class()._meta.verbose_name)


def _day(moment: Any) -> date | str:
    return moment.date() if moment else ""

"""The catalogue in the editors' office: programmes, their versions, types, instruments.

What belongs to an NGO (implementations, groups, registers, questionnaires) is not here and must not
be: Wagtail's generic views ask permissions of a model, never of a row.
"""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views import snippets as views
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from prevention.choices import CatalogueStatus, Level, Setting, Stage
from prevention.models import (
    Instrument,
    InterventionType,
    InterventionTypeName,
    Programme,
    ProgrammeVersion,
)
from prevention.office import BeginVersion, RetireProgramme, RetireVersion


LANGUAGES = settings.LANGUAGES


class ReviewedPolicy(ModelPermissionPolicy):
    """Nobody publishes or deletes by a button, superusers neither: the review publishes."""

    REFUSED: ClassVar[frozenset[str]] = frozenset({"publish", "delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Ask the groups, unless it is what nobody may."""
        return action not in self.REFUSED and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Ask of each action that anybody may do."""
        allowed = set(actions) - self.REFUSED
        return bool(allowed) and super().user_has_any_permission(user, allowed)


def _codes(choices: Any, label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices.choices,
        label=capfirst(label),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class OnceEach(WagtailAdminModelForm):
    """A form whose rows differ in one field: the tables refuse twins without a word. Abstract."""

    once: ClassVar[tuple[str, str]]
    twins: ClassVar[Any]

    def clean(self) -> dict[str, Any]:
        """Refuse twins, each at its own row."""
        cleaned = super().clean()
        name, field = self.once
        seen = set()
        for row in self.formsets[name].forms:
            row.is_valid()
            value = getattr(row, "cleaned_data", {}).get(field)
            if row.cleaned_data.get("DELETE") or value is None:
                continue
            if value in seen:
                row.add_error(field, self.twins)
                self.add_error(None, self.twins)
            seen.add(value)
        return cleaned


class VersionForm(OnceEach):
    """A version with its sessions."""

    once = ("plans", "number")
    twins = _("Give each session its own number.")


class ProgrammeForm(OnceEach):
    """The facts of a programme; codes are ticked, not typed."""

    once = ("texts", "language")
    twins = _("Write one text for each language.")
    settings = _codes(Setting, _("settings"))
    levels = _codes(Level, _("levels"))


class TextsForm(OnceEach):
    """The texts of a programme alone."""

    once, twins = ProgrammeForm.once, ProgrammeForm.twins


class TypeForm(WagtailAdminModelForm):
    """An intervention type with its name in every language."""

    stages = _codes(Stage, _("stages"))
    settings = _codes(Setting, _("settings"))
    levels = _codes(Level, _("levels"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {row.language: row.name for row in self.instance.names.all()} if (
            self.instance.pk
        ) else {}  # fmt: skip
        for code, _name in LANGUAGES:
            self.initial.setdefault(f"name_{code}", names.get(code, ""))

    def save(self, commit: bool = True) -> InterventionType:  # noqa: FBT001, FBT002 - Django's
        """Save the names beside the type."""
        kind = super().save(commit=commit)
        if commit:
            for code, _name in LANGUAGES:
                name = self.cleaned_data.get(f"name_{code}", "")
                if name:
                    InterventionTypeName.objects.update_or_create(
                        intervention_type=kind, language=code, defaults={"name": name}
                    )
                else:
                    InterventionTypeName.objects.filter(
                        intervention_type=kind, language=code
                    ).delete()
        return kind


for _code, _own in LANGUAGES:
    TypeForm.base_fields[f"name_{_code}"] = forms.CharField(
        max_length=160, required=False, label=_own
    )

TEXTS = InlinePanel(
    "texts",
    heading=_("Texts"),
    label=_("Language"),
    panels=[
        FieldPanel("language"),
        FieldPanel("name"),
        FieldPanel("abstract"),
        FieldPanel("target_group"),
        FieldPanel("dose"),
        FieldPanel("training"),
        FieldPanel("keep"),
        FieldPanel("avoid"),
        FieldPanel("central_asia"),
        FieldPanel("is_unchecked_translation"),
    ],
)
PROGRAMME_PANELS = [
    MultiFieldPanel(
        [
            FieldPanel("code"),
            FieldPanel("slug"),
            FieldPanel("kind"),
            FieldPanel("developer"),
            FieldPanel("origin"),
            FieldPanel("licence"),
            FieldPanel("contact"),
        ],
        heading=_("Programme"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("types", widget=forms.CheckboxSelectMultiple),
            FieldPanel("settings"),
            FieldPanel("levels"),
            FieldPanel("age_min"),
            FieldPanel("age_max"),
        ],
        heading=_("For whom and where"),
    ),
    TEXTS,
    InlinePanel(
        "ratings",
        heading=_("What the registries say"),
        label=_("Rating"),
        help_text=_(
            "Each in the registry's own words. Without a day in “checked on” readers are told that "
            "the rating is not yet checked."
        ),
        panels=[
            FieldPanel("registry"),
            FieldPanel("code"),
            FieldPanel("rank"),
            FieldPanel("scope_note"),
            FieldPanel("source"),
            FieldPanel("edition"),
            FieldPanel("address"),
            FieldPanel("checked_on"),
        ],
    ),
    InlinePanel("studies", heading=_("Studies"), label=_("Study")),
    FieldPanel("review_by"),
]
VERSION_PANELS = [
    MultiFieldPanel(
        [
            FieldPanel("programme"),
            FieldPanel("label"),
            FieldPanel("language"),
            FieldPanel("country"),
            FieldPanel("adaptation"),
            FieldPanel("manual"),
            FieldPanel("manual_reference"),
            FieldPanel("completion_threshold"),
            FieldPanel("max_group_size"),
        ],
        heading=_("Version"),
    ),
    InlinePanel("components", heading=_("Core components"), label=_("Component")),
    InlinePanel("plans", heading=_("Sessions"), label=_("Session")),
    InlinePanel("fidelity_items", heading=_("Fidelity list"), label=_("Item")),
]


def is_reviewer(user: Any) -> bool:
    """Whether somebody keeps the types of prevention, as scientific reviewers of the nation do."""
    may: bool = user.has_perm("prevention.change_interventiontype")
    return may


def retire_buttons(programme: Programme, user: Any) -> list[Button]:
    """The way to take a programme out of use, for those who may, while it is in use."""
    if programme.status == CatalogueStatus.RETIRED or not is_reviewer(user):
        return []
    url = reverse("wagtailsnippets_prevention_programme:retire", args=[quote(programme.pk)])
    return [Button(_("Retire"), url=url, icon_name="bin", priority=40)]


class ProgrammeList(views.IndexView):
    """The list of programmes, with retiring among the acts of each."""

    def get_list_more_buttons(self, instance: Programme) -> list:
        """Wagtail's own, and retiring."""
        found: list = super().get_list_more_buttons(instance)
        return [*found, *retire_buttons(instance, self.request.user)]


class ProgrammeEdit(views.EditView):
    """Editing a programme: who only translates sees the texts and nothing else."""

    @property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's own, and retiring."""
        return [*super().header_more_buttons, *retire_buttons(self.object, self.request.user)]

    def get_panel(self) -> ObjectList:
        """Show all facts to editors and reviewers, the texts to translators."""
        policy = self.permission_policy
        user = self.request.user
        if is_reviewer(user) or policy.user_has_permission(user, "add"):
            return super().get_panel()
        self.form_class = None
        return ObjectList([TEXTS], base_form_class=TextsForm).bind_to_model(Programme)


class ApprovedIsFixed:
    """A view that changes a version: never one that is approved. A mixin for snippet views."""

    object: ProgrammeVersion
    request: HttpRequest

    def run_before_hook(self) -> HttpResponse | None:
        """Lead from an approved version to its page, and say why."""
        if ProgrammeVersion.objects.filter(pk=self.object.pk, live=True).exists():
            messages.warning(self.request, fixed_sentence())
            return redirect(inspect_address(self.object))
        return super().run_before_hook()  # type: ignore[misc] # the view's


class VersionEdit(ApprovedIsFixed, views.EditView):
    """Editing a draft of a version."""


def fixed_sentence() -> str:
    """Say that an approved version never changes."""
    return _now("This version is approved and does not change. Begin a new version from it.")


def inspect_address(version: ProgrammeVersion) -> str:
    """The page that shows a version."""
    return reverse("wagtailsnippets_prevention_programmeversion:inspect", args=[quote(version.pk)])


class Unpublish(views.UnpublishView):
    """Nothing approved goes back to draft: it is retired."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse."""
        messages.error(request, _now("What is approved is retired, not taken back."))
        return redirect(reverse(self.index_url_name))


def _lines(rows: Any) -> SafeString:
    return format_html_join("", "{}<br>", ((str(row),) for row in rows))


class VersionInspect(views.InspectView):
    """A version with all its parts, and what can be done with it."""

    def get_components_display_value(self) -> SafeString:
        """The core components."""
        return _lines(self.object.components.all())

    def get_plans_display_value(self) -> SafeString:
        """The sessions."""
        return _lines(self.object.plans.all())

    def get_fidelity_items_display_value(self) -> SafeString:
        """The fidelity list."""
        return _lines(self.object.fidelity_items.all())

    @property
    def header_more_buttons(self) -> list[Button]:
        """Edit a draft; begin anew from what is approved, or retire it."""
        space, pk = "wagtailsnippets_prevention_programmeversion", quote(self.object.pk)
        if not self.object.live:
            url = self.get_edit_url()
            return [Button(_("Edit"), url=url, icon_name="edit")] if url else []
        buttons = []
        if self.user_has_permission("add"):
            url = reverse(f"{space}:begin", args=[pk])
            buttons.append(Button(_("Begin a new version"), url=url, icon_name="copy"))
        if self.object.retired_on is None and not self.user_has_permission("add"):
            url = reverse(f"{space}:retire", args=[pk])
            buttons.append(Button(_("Retire"), url=url, icon_name="bin"))
        return buttons


class ReviewedViewSet(SnippetViewSet):
    """What goes through the review. Abstract."""

    copy_view_enabled = False
    unpublish_view_class = Unpublish

    @property
    def permission_policy(self) -> ReviewedPolicy:
        """Nobody publishes by a button."""
        return ReviewedPolicy(self.model)


def state(row: Programme | ProgrammeVersion) -> str:
    """Say what readers see of a row; Wagtail's own column asks the database twice for each row."""
    if not row.live:
        return _now("Draft")
    return _now("Live, with a draft") if row.has_unpublished_changes else _now("Live")


class Programmes(ReviewedViewSet):
    """Programmes."""

    model = Programme
    icon = "list-ul"
    menu_label = _("Programmes")
    add_to_admin_menu = False
    index_view_class = ProgrammeList
    edit_view_class = ProgrammeEdit
    list_display: ClassVar[list] = [
        "__str__",
        Column("code", label=_("Code"), sort_key="code"),
        Column("get_status_display", label=_("Check"), sort_key="status"),
        DateColumn("review_by", label=_("Next check by"), sort_key="review_by"),
        StatusTagColumn("live", label=_("State"), accessor=state, primary=lambda row: row.live),
    ]
    list_filter: ClassVar[list] = ["status", "kind", "types"]
    ordering: ClassVar[list] = ["code"]
    edit_handler = ObjectList(PROGRAMME_PANELS, base_form_class=ProgrammeForm)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the names with the rows."""
        return Programme.objects.prefetch_related("texts")

    def get_urlpatterns(self) -> list:
        """Add retiring."""
        return [
            *super().get_urlpatterns(),
            path("retire/<int:pk>/", RetireProgramme.as_view(viewset=self), name="retire"),
        ]


class Versions(ReviewedViewSet):
    """Versions of programmes."""

    model = ProgrammeVersion
    icon = "doc-full"
    menu_label = _("Versions")
    edit_view_class = VersionEdit
    inspect_view_class = VersionInspect
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list] = [
        "programme", "label", "language", "country", "adaptation", "manual", "manual_reference",
        "completion_threshold", "max_group_size", "retired_on",
        "components", "plans", "fidelity_items",
    ]  # fmt: skip
    list_display: ClassVar[list] = [
        "__str__",
        Column("get_language_display", label=_("Language"), sort_key="language"),
        Column("country", label=_("Country"), sort_key="country"),
        StatusTagColumn("live", label=_("State"), accessor=state, primary=lambda row: row.live),
        DateColumn("retired_on", label=_("Retired on"), sort_key="retired_on"),
    ]
    list_filter: ClassVar[list] = ["language", "country", "live"]
    search_fields: ClassVar[list] = ["label", "programme__code"]
    search_backend_name = None
    edit_handler = ObjectList(VERSION_PANELS, base_form_class=VersionForm)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the programmes with the rows."""
        return ProgrammeVersion.objects.select_related("programme")

    def get_urlpatterns(self) -> list:
        """Add beginning anew and retiring."""
        return [
            *super().get_urlpatterns(),
            path("begin/<int:pk>/", BeginVersion.as_view(viewset=self), name="begin"),
            path("retire/<int:pk>/", RetireVersion.as_view(viewset=self), name="retire"),
        ]


class Types(SnippetViewSet):
    """Intervention types of the International Standards."""

    model = InterventionType
    icon = "tag"
    menu_label = _("Types of prevention")
    copy_view_enabled = False
    list_display: ClassVar[list] = [
        "__str__",
        Column("code", label=_("Code"), sort_key="code"),
        BooleanColumn("stars_checked_on", label=_("Stars checked")),
    ]
    search_fields: ClassVar[list] = ["code", "names__name"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("code"),
            MultiFieldPanel(
                [FieldPanel(f"name_{code}") for code, _own in LANGUAGES], heading=_("Names")
            ),
            FieldPanel("stages"),
            FieldPanel("settings"),
            FieldPanel("levels"),
            FieldPanel("stars"),
            FieldPanel("stars_checked_on"),
            FieldPanel("source"),
            FieldPanel("sort_order"),
        ],
        base_form_class=TypeForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the names with the rows."""
        return InterventionType.objects.prefetch_related("names")


class Instruments(SnippetViewSet):
    """Questionnaires as instruments: whose they are, whether their text may be kept."""

    model = Instrument
    icon = "form"
    menu_label = _("Instruments")
    copy_view_enabled = False
    list_display: ClassVar[list] = [
        "name",
        Column("code", label=_("Code"), sort_key="code"),
        Column("get_licence_status_display", label=_("Licence"), sort_key="licence_status"),
    ]
    list_filter: ClassVar[list] = ["licence_status"]
    search_fields: ClassVar[list] = ["code", "name"]
    search_backend_name = None


class Catalogue(SnippetViewSetGroup):
    """The catalogue in the office's menu."""

    items = (Programmes, Versions, Types, Instruments)
    menu_label = _("Catalogue")
    menu_icon = "list-ul"
    menu_name = "catalogue"
    menu_order = 250

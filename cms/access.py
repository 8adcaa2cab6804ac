"""What people may do in the office, by their groups.

Membership of the groups follows the grants (`kernel.grants`); this module only says what a group
may do. Nobody gets accounts, groups or settings: in Wagtail whoever edits users can make
themselves a superuser. Nobody publishes by a button: a text goes live when the review of somebody
else's text ends.

People of a ministry or of an international body are in one group a role and work on the whole site.
An NGO has groups of its own, which reach its room and nothing else.
"""

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db.models import Model


ROLES = ("editor", "reviewer", "translator")
OFFICE = "wagtailadmin.access_admin"
TRANSLATE = "wagtail_localize.submit_translation"
READ_CATALOGUE = (
    "prevention.view_programme",
    "prevention.view_programmeversion",
    "prevention.view_interventiontype",
    "prevention.view_instrument",
)
OFFICE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "editor": (
        OFFICE, *READ_CATALOGUE,
        "prevention.add_programme", "prevention.change_programme",
        "prevention.add_programmeversion", "prevention.change_programmeversion",
        "cms.add_termrule", "cms.change_termrule", "cms.view_termrule",
    ),
    "reviewer": (
        OFFICE, *READ_CATALOGUE,
        "prevention.change_programme", "prevention.change_programmeversion",
        "prevention.add_interventiontype", "prevention.change_interventiontype",
        "prevention.add_instrument", "prevention.change_instrument",
        "cms.add_termrule", "cms.change_termrule", "cms.delete_termrule", "cms.view_termrule",
    ),
    "translator": (
        OFFICE, TRANSLATE, *READ_CATALOGUE, "prevention.change_programme",
        "cms.change_termrule", "cms.view_termrule",
    ),
}  # fmt: skip
ROOM_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "editor": (OFFICE,),
    "translator": (OFFICE, TRANSLATE),
}
"""What an NGO's people may do beside their room: enter. Catalogue and science are the nation's."""
PAGE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "editor": ("add_page", "change_page"),
    "reviewer": ("lock_page",),
    "translator": ("change_page",),
}
PICTURE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "editor": ("add_image", "change_image", "choose_image"),
    "reviewer": ("choose_image",),
    "translator": ("choose_image",),
}
PAPER_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "editor": ("add_document", "change_document", "choose_document"),
    "reviewer": ("choose_document",),
    "translator": ("choose_document",),
}
STRANGERS = ("Editors", "Moderators")
"""Groups that Wagtail ships: a second, unwatched way to the same rights."""
WORKFLOW = "Health content"
TASKS = (
    ("stylecheck", "Language and style", ("editor", "translator")),
    ("translationcheck", "Check of the translation", ("translator", "editor")),
    ("scientificreview", "Scientific review", ("reviewer",)),
)
"""The steps in their order; each leaves out the texts that it is not for (`cms.models.review`)."""
REVIEWED_MODELS = (("prevention", "programme"), ("prevention", "programmeversion"))


def sync_office_groups(apps: Apps = current_apps) -> None:
    """Give each group exactly what its role may do; safe to repeat.

    `apps` is the historical registry when a migration calls.
    """
    groups = apps.get_model("auth", "Group").objects
    page = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for role in ROLES:
        group, _created = groups.get_or_create(name=role)
        _set(apps, group, OFFICE_PERMISSIONS[role])
        _set_places(apps, group, role, [page], [collection])
    _set_review(apps)
    groups.filter(name__in=STRANGERS).delete()


def sync_room_groups(
    names: dict[str, str], pages: list[Model], collection: Model, apps: Apps = current_apps
) -> None:
    """Give the groups of one NGO (`names` by role) its room and nothing else; safe to repeat."""
    for role, name in names.items():
        group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        _set(apps, group, ROOM_PERMISSIONS[role])
        _set_places(apps, group, role, pages, [collection])


def _permission(apps: Apps, name: str) -> Model:
    """Find a permission; while a fresh database is migrated, most do not exist yet."""
    app_label, codename = name.split(".")
    action, _underscore, model = codename.partition("_")
    permissions = apps.get_model("auth", "Permission").objects
    found = permissions.filter(content_type__app_label=app_label, codename=codename).first()
    if found:
        return found
    kind, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    verbose_name = apps.get_model(app_label, model)._meta.verbose_name
    return permissions.create(
        content_type=kind, codename=codename, name=f"Can {action} {verbose_name}"
    )


def _set(apps: Apps, group: Model, names: tuple[str, ...]) -> None:
    group.permissions.set([_permission(apps, name) for name in names])


def _set_places(
    apps: Apps, group: Model, role: str, pages: list[Model], collections: list[Model]
) -> None:
    """Grant the role's rights at these pages and collections, and nowhere else."""
    on_pages = [f"wagtailcore.{code}" for code in PAGE_PERMISSIONS[role]]
    _grant(apps, "GroupPagePermission", group, on_pages, [("page_id", it.pk) for it in pages])
    in_collections = [f"wagtailimages.{code}" for code in PICTURE_PERMISSIONS[role]]
    in_collections += [f"wagtaildocs.{code}" for code in PAPER_PERMISSIONS[role]]
    places = [("collection_id", it.pk) for it in collections]
    _grant(apps, "GroupCollectionPermission", group, in_collections, places)


def _grant(
    apps: Apps, model: str, group: Model, names: list[str], places: list[tuple[str, int]]
) -> None:
    rows = apps.get_model("wagtailcore", model).objects
    kept = [
        rows.get_or_create(group=group, permission=_permission(apps, name), **{place: pk})[0].pk
        for name in names
        for place, pk in places
    ]
    rows.filter(group=group).exclude(pk__in=kept).delete()


def _set_review(apps: Apps) -> None:
    """Send every page, programme and version through one review."""
    workflows = apps.get_model("wagtailcore", "Workflow").objects
    workflow, _created = workflows.get_or_create(name=WORKFLOW)
    steps = apps.get_model("wagtailcore", "WorkflowTask").objects
    for order, (model, name, roles) in enumerate(TASKS):
        task = _task(apps, model, name, roles)
        steps.update_or_create(workflow=workflow, task_id=task.pk, defaults={"sort_order": order})
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(
        page=root, defaults={"workflow": workflow}
    )
    for app_label, model in REVIEWED_MODELS:
        apps.get_model("wagtailcore", "WorkflowContentType").objects.update_or_create(
            content_type=_content_type(apps, app_label, model), defaults={"workflow": workflow}
        )
    old = ("Moderators approval", "Scientific review")
    workflows.filter(name__in=old).update(active=False)


def _task(apps: Apps, model: str, name: str, roles: tuple[str, ...]) -> Model:
    tasks = apps.get_model("cms", model).objects
    task = tasks.first()
    if task is None:
        task = tasks.create(name=name, content_type=_content_type(apps, "cms", model))
    task.groups.set(apps.get_model("auth", "Group").objects.filter(name__in=roles))
    return task


def _content_type(apps: Apps, app_label: str, model: str) -> Model:
    kinds = apps.get_model("contenttypes", "ContentType").objects
    return kinds.get_or_create(app_label=app_label, model=model)[0]

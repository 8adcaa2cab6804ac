"""What the office's three roles may do to pages.

Membership of the groups follows the grants (`kernel.grants`); this module only says what a group
may do. Nobody gets accounts, groups or settings: in Wagtail whoever edits users can make
themselves a superuser.
"""

from django.apps import apps as current_apps
from django.apps.registry import Apps


OFFICE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "editor": ("wagtailadmin.access_admin",),
    "reviewer": ("wagtailadmin.access_admin",),
    "translator": ("wagtailadmin.access_admin", "wagtail_localize.submit_translation"),
}
PAGE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "editor": ("add_page", "change_page"),
    "reviewer": ("lock_page",),
    "translator": ("change_page",),
}
"""Nobody publishes by a button: a page goes live when the review of somebody else's text ends."""
PICTURE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "editor": ("add_image", "change_image", "choose_image"),
    "reviewer": ("choose_image",),
    "translator": ("choose_image",),
}
STRANGERS = ("Editors", "Moderators")
"""Groups that Wagtail ships: a second, unwatched way to the same rights."""


def sync_office_groups(apps: Apps = current_apps) -> None:
    """Give each group exactly what its role may do; safe to repeat.

    `apps` is the historical registry when a migration calls.
    """
    groups = apps.get_model("auth", "Group").objects
    for name in PAGE_PERMISSIONS:
        group, _created = groups.get_or_create(name=name)
        group.permissions.set([_permission(apps, name) for name in OFFICE_PERMISSIONS[name]])
        _set_page_permissions(apps, group)
        _set_picture_permissions(apps, group)
    _set_review(apps, groups.get(name="reviewer"))
    groups.filter(name__in=STRANGERS).delete()


def _permission(apps: Apps, name: str) -> object:
    app_label, codename = name.split(".")
    return apps.get_model("auth", "Permission").objects.get(
        content_type__app_label=app_label, codename=codename
    )


def _set_page_permissions(apps: Apps, group: object) -> None:
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    rows = apps.get_model("wagtailcore", "GroupPagePermission").objects
    wanted = [_permission(apps, f"wagtailcore.{code}") for code in PAGE_PERMISSIONS[group.name]]
    rows.filter(group=group).exclude(page=root, permission__in=wanted).delete()
    for permission in wanted:
        rows.get_or_create(group=group, page=root, permission=permission)


def _set_picture_permissions(apps: Apps, group: object) -> None:
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    rows = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    wanted = [
        _permission(apps, f"wagtailimages.{code}") for code in PICTURE_PERMISSIONS[group.name]
    ]
    rows.filter(group=group).exclude(collection=root, permission__in=wanted).delete()
    for permission in wanted:
        rows.get_or_create(group=group, collection=root, permission=permission)


def _set_review(apps: Apps, reviewers: object) -> None:
    """Send every page through one scientific review instead of Wagtail's example workflow."""
    tasks = apps.get_model("cms", "ScientificReview").objects
    task = tasks.first()
    if task is None:
        content_type, _created = apps.get_model(
            "contenttypes", "ContentType"
        ).objects.get_or_create(app_label="cms", model="scientificreview")
        task = tasks.create(name="Scientific review", content_type=content_type)
    task.groups.set([reviewers])
    workflow, _created = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(
        name="Scientific review"
    )
    apps.get_model("wagtailcore", "WorkflowTask").objects.get_or_create(
        workflow=workflow, task_id=task.pk, defaults={"sort_order": 0}
    )
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(
        page=root, defaults={"workflow": workflow}
    )
    apps.get_model("wagtailcore", "Workflow").objects.exclude(pk=workflow.pk).filter(
        name="Moderators approval"
    ).update(active=False)

"""What the office's groups may do, and nothing more."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page, WorkflowPage

from cms.access import sync_office_groups
from cms.models import ScientificReview, StyleCheck, TranslationCheck
from prevention.models import Programme, ProgrammeVersion


pytestmark = pytest.mark.django_db

READ = {"view_programme", "view_programmeversion", "view_interventiontype", "view_instrument"}
EXPECTED = {
    "editor": (
        READ | {
            "access_admin", "add_programme", "change_programme", "add_programmeversion",
            "change_programmeversion", "add_termrule", "change_termrule", "view_termrule",
        },
        {"add_page", "change_page"},
    ),
    "reviewer": (
        READ | {
            "access_admin", "change_programme", "change_programmeversion",
            "add_interventiontype", "change_interventiontype", "add_instrument",
            "change_instrument", "add_termrule", "change_termrule", "delete_termrule",
            "view_termrule",
        },
        {"lock_page"},
    ),
    "translator": (
        READ | {
            "access_admin", "submit_translation", "change_programme", "change_termrule",
            "view_termrule",
        },
        {"change_page"},
    ),
}  # fmt: skip


def rights() -> dict[str, tuple[set[str], set[str]]]:
    return {
        group.name: (
            set(group.permissions.values_list("codename", flat=True)),
            set(group.page_permissions.values_list("permission__codename", flat=True)),
        )
        for group in Group.objects.filter(name__in=EXPECTED)
    }


def test_a_migrated_database_gives_each_office_role_its_rights():
    assert rights() == EXPECTED


def test_syncing_again_takes_back_what_was_added_by_hand():
    editors = Group.objects.get(name="editor")
    editors.permissions.add(Permission.objects.get(codename="change_user"))
    GroupPagePermission.objects.create(
        group=editors,
        page=Page.get_first_root_node(),
        permission=Permission.objects.get(codename="publish_page"),
    )

    sync_office_groups()

    assert rights() == EXPECTED


def test_syncing_twice_makes_one_workflow():
    sync_office_groups()
    sync_office_groups()

    assert ScientificReview.objects.count() == 1
    assert WorkflowPage.objects.count() == 1


def test_the_groups_that_wagtail_ships_are_gone():
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()


def test_nobody_in_the_office_may_change_people_or_groups():
    kept = Permission.objects.filter(group__name__in=EXPECTED)

    assert not kept.filter(content_type__model__in=["user", "group", "permission"]).exists()


STEPS = [StyleCheck, TranslationCheck, ScientificReview]


def test_every_page_and_programme_goes_through_the_same_review():
    workflow = Page.get_first_root_node().get_workflow()

    assert [type(task.specific) for task in workflow.tasks] == STEPS
    assert Programme.get_default_workflow() == workflow
    assert ProgrammeVersion.get_default_workflow() == workflow


def test_a_step_that_was_removed_comes_back():
    ScientificReview.objects.all().delete()

    sync_office_groups()

    workflow = Page.get_first_root_node().get_workflow()
    assert [type(task.specific) for task in workflow.tasks] == STEPS

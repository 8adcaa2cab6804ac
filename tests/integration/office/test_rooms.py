"""The room of an NGO: its people write there, and nowhere else."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from guardian.shortcuts import assign_perm
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, TaskState

from cms.models import ArticlePage, OrganisationRoom
from cms.rooms import open_room
from kernel.grants import RoleNotGrantable, give_role, withdraw_role
from kernel.models import Organisation
from kernel.permissions import Role
from tests.factories.cms import load_small_site
from tests.factories.kernel import UserFactory, editor, ministry, ngo, reviewer, translator
from tests.integration.office.writing import Enter, approve, draft, fresh, step


@pytest.fixture
def here(db: None) -> Organisation:
    """An NGO that has an editor."""
    organisation = ngo(name="Hope")
    editor(at=organisation)
    return organisation


def room_of(organisation: Organisation) -> OrganisationRoom:
    return OrganisationRoom.objects.get(organisation=organisation)


def write_in(room: OrganisationRoom, enter: Enter, person: object, **fields: object) -> ArticlePage:
    address = f"/office/pages/add/cms/articlepage/{room.page_id}/"
    response = enter(person).post(address, draft(slug="ours", **fields))
    assert response.status_code == 302
    return ArticlePage.objects.get(slug="ours")


def test_a_room_opens_with_the_first_grant_and_only_once(here: Organisation):
    before = room_of(here)
    translator(at=here)

    room = room_of(here)
    assert (room.page_id, room.collection_id) == (before.page_id, before.collection_id)
    assert (room.page.title, room.page.live) == ("Hope", False)
    assert (str(room), room.collection.name) == ("Hope", "Hope")


def test_the_nation_needs_no_room():
    editor(at=ministry())

    assert not OrganisationRoom.objects.exists()


def test_a_room_gets_its_page_once_there_is_a_site(here: Organisation, settings: object):
    room_of(here).page.delete()

    settings.LANGUAGE_CODE = "fr"
    open_room(here)
    without = room_of(here).page
    settings.LANGUAGE_CODE = "en"
    open_room(here)

    assert without is None
    assert room_of(here).page.title == "Hope"


def test_an_editor_writes_in_the_room_and_nowhere_else(
    enter: Enter, here: Organisation, article: ArticlePage
):
    person = editor(at=here)
    home = article.get_parent()

    page = write_in(room_of(here), enter, person)
    beside = enter(person).post(f"/office/pages/add/cms/articlepage/{home.pk}/", draft())
    other = enter(person).post(f"/office/pages/{article.pk}/edit/", draft(title="Mine"))

    assert page.get_parent().pk == room_of(here).page_id
    assert beside.status_code == 302
    assert other.status_code == 403
    assert not Page.objects.filter(slug="sleep").exists()
    assert fresh(article).title == article.title


def test_a_text_of_an_ngo_passes_the_review_of_the_nation(enter: Enter, here: Organisation):
    nation = ministry()
    page = write_in(room_of(here), enter, editor(at=here), **{"action-submit": "1"})

    approve(enter(editor(at=nation)), page)
    approve(enter(reviewer(at=nation)), page)

    assert fresh(page).live


def test_an_ngo_may_check_the_style_of_its_own_texts_but_not_their_science(
    enter: Enter, here: Organisation
):
    page = write_in(room_of(here), enter, editor(at=here), **{"action-submit": "1"})
    both = reviewer(at=ministry())
    give_role(user=both, role=Role.TRANSLATOR, organisation=here, by=None)

    approve(enter(editor(at=ngo())), page)
    still = step(page)
    approve(enter(editor(at=here)), page)
    approve(enter(both), page)

    assert (still, step(page)) == ("StyleCheck", "ScientificReview")
    assert not TaskState.objects.reviewable_by(both).exists()
    assert TaskState.objects.reviewable_by(reviewer(at=ministry())).exists()


def test_nobody_reviews_science_for_an_ngo_alone(here: Organisation):
    with pytest.raises(RoleNotGrantable):
        reviewer(at=here)


def test_pictures_and_papers_go_into_the_rooms_collection_and_no_other(
    enter: Enter, here: Organisation
):
    there = ngo()
    editor(at=there)
    client = enter(editor(at=here))
    own, foreign = room_of(here).collection_id, room_of(there).collection_id

    for collection in (own, foreign):
        client.post("/office/images/add/", {
            "title": f"Picture {collection}", "collection": collection, "description": "A tree",
            "file": SimpleUploadedFile("a.png", get_test_image_file().file.getvalue(), "image/png"),
        })  # fmt: skip
        client.post("/office/documents/add/", {
            "title": f"Paper {collection}", "collection": collection,
            "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4"),
        })  # fmt: skip

    assert set(Image.objects.values_list("collection_id", flat=True)) == {own}
    assert set(Document.objects.values_list("collection_id", flat=True)) == {own}


def test_people_of_a_room_choose_what_is_theirs_and_what_is_published(
    enter: Enter, here: Organisation, article: ArticlePage
):
    person = editor(at=here)
    write_in(room_of(here), enter, person, title="Ours in draft")
    article.copy(update_attrs={"title": "Draft of the nation", "slug": "d"}, keep_live=False)
    client, home = enter(person), article.get_parent()

    seen = client.get(reverse("wagtailadmin_choose_page_child", args=[home.pk])).json()["html"]
    mine = client.get(
        reverse("wagtailadmin_choose_page_child", args=[room_of(here).page_id])
    ).json()["html"]
    national = (
        enter(editor(at=ministry()))
        .get(reverse("wagtailadmin_choose_page_child", args=[home.pk]))
        .json()["html"]
    )

    assert article.title in seen
    assert "Draft of the nation" not in seen
    assert "Ours in draft" in mine
    assert "Draft of the nation" in national


def test_a_translator_of_the_room_translates_its_pages(enter: Enter, here: Organisation):
    russian = Locale.objects.get(language_code="ru")
    page = write_in(room_of(here), enter, editor(at=here))
    room_of(here).page.specific.copy_for_translation(russian)
    open_room(here)

    response = enter(translator(at=here)).post(
        f"/office/localize/submit/page/{page.pk}/", {"locales": [russian.pk]}
    )

    translated = page.get_translation(russian)
    assert response.status_code == 302
    assert enter(translator(at=here)).get(f"/office/pages/{translated.pk}/edit/").status_code == 200


def test_who_loses_the_role_loses_the_room(enter: Enter, here: Organisation):
    person = editor(at=here)
    give_role(user=person, role=Role.EDITOR, organisation=ngo(), by=None)
    withdraw_role(user=person, role=Role.EDITOR, organisation=here, by=None)

    response = enter(person).get(f"/office/pages/{room_of(here).page_id}/edit/")

    assert response.status_code == 403


def test_bulk_acts_name_their_things(enter: Enter, here: Organisation, article: ArticlePage):
    person = editor(at=here)
    page = write_in(room_of(here), enter, person)
    client = enter(person)
    bulk = "/office/bulk/wagtailcore/page/delete/"

    assert client.get(bulk, {"id": [page.pk]}).status_code == 200
    assert client.get(bulk, {"id": [page.pk, article.pk]}).status_code == 403
    assert client.get(bulk, {"id": "all"}).status_code == 403


def test_loading_the_site_again_leaves_rooms_alone(here: Organisation):
    before = list(here_groups(here))

    load_small_site()

    assert list(here_groups(here)) == before


def test_loading_the_site_opens_the_rooms_of_grants_from_before(db: None):
    organisation, person = ngo(name="Elders"), UserFactory()
    assign_perm(f"hold_{Role.EDITOR}", person, organisation)
    person.groups.add(Group.objects.get(name="editor"))

    load_small_site()

    assert room_of(organisation).page.title == "Elders"
    assert [group.name for group in person.groups.all()] == [f"editor@{organisation.uid}"]


def here_groups(organisation: Organisation) -> list[tuple[str, str]]:
    """The rights of the room's groups, to compare."""
    from wagtail.models import GroupPagePermission  # noqa: PLC0415 - only here

    return list(
        GroupPagePermission.objects.filter(group__name__endswith=str(organisation.uid))
        .order_by("group__name", "permission__codename")
        .values_list("group__name", "permission__codename")
    )

"""Somebody of one NGO walks every address of the office with the numbers of another NGO's things.

Whatever names a thing of the other is refused, and no page shows its name. An address without an
example here fails: whoever adds a screen to the office says what a stranger gets there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.plugin import DjangoDbBlocker
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, TaskState
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from cms.models import ArticlePage, OrganisationRoom, TermRule
from kernel.models import User
from prevention.models import Instrument
from tests.conftest import PAIR
from tests.factories.cms import loaded_site
from tests.factories.kernel import editor, ngo, translator
from tests.factories.prevention import make_version


SECRET = "Quokka"
"""Stands in the name of everything that belongs to the other NGO, and nowhere else."""
SOUGHT = "wombat"
"""Stands there too, and is what a stranger searches for: pages say a searched word again."""
NOT_OF_THE_OFFICE = re.compile(r"accounts/|healthz|i18n/|media/|login/|password_reset|\^\.\*")
"""Sign-in, languages and pictures of published pages, which every door shows."""


@dataclass
class World:
    """Two NGOs: one who walks, one whose things are walked on."""

    walkers: dict[str, User]
    theirs: SimpleNamespace
    before: dict


def patterns(
    found: list[URLPattern | URLResolver], prefix: str = "", names: str = ""
) -> Iterator[tuple[str, str]]:
    for each in found:
        here = prefix + str(each.pattern).removeprefix("^").removesuffix("$")
        if isinstance(each, URLPattern):
            yield f"{names}{each.name}", here
        else:
            space = f"{names}{each.namespace}:" if each.namespace else names
            yield from patterns(each.url_patterns, here, space)


def addresses() -> list[tuple[str, str]]:
    every = patterns(get_resolver("config.urls.office").url_patterns)
    return sorted({(name, path) for name, path in every if not NOT_OF_THE_OFFICE.match(path)})


@pytest.fixture(scope="module")
def world(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """The site, and the two NGOs."""
    with loaded_site(pytestconfig.stash[PAIR], django_db_blocker):
        with django_db_blocker.unblock(), transaction.atomic():
            made = make_world()
        yield made


def make_world() -> World:
    here, there = ngo(name="Ours"), ngo(name=f"{SECRET} {SOUGHT} society")
    author = editor(at=there, username="quokka-author", staff_code="Q-1")
    room = OrganisationRoom.objects.get(organisation=there)
    page = ArticlePage(
        title=f"{SECRET} {SOUGHT} draft", slug="hidden", lead=SECRET, locale=room.page.locale,
        live=False, owner=author,
    )  # fmt: skip
    room.page.add_child(instance=page)
    revision = page.save_revision(user=author, clean=False, log_action=True)
    state = page.get_workflow().start(page, author)
    Page.objects.filter(pk=page.pk).update(locked_by=author)
    image = Image.objects.create(
        title=f"{SECRET} {SOUGHT} picture", file=get_test_image_file(), collection=room.collection
    )
    paper = Document.objects.create(
        title=f"{SECRET} {SOUGHT} paper", file=ContentFile(b"x", name="hidden.pdf"),
        collection=room.collection,
    )  # fmt: skip
    locale, _new = Locale.objects.get_or_create(language_code="kk")
    source, _new = TranslationSource.get_or_create_from_instance(page)
    source.update_from_db()
    translation = Translation.objects.create(source=source, target_locale=locale)
    version = make_version()
    version_revision = version.save_revision()
    kind = ContentType.objects.get_for_model(ArticlePage)
    theirs = SimpleNamespace(
        organisation=there, room=room, page=page, revision=revision, state=state, image=image,
        paper=paper, source=source, translation=translation, kind=kind, version=version,
        version_revision=version_revision, task=state.current_task_state, author=author,
        instrument=Instrument.objects.create(code="AUDIT", name="AUDIT"),
        segment=StringSegment.objects.filter(source=source).first(),
    )  # fmt: skip
    walkers = {"editor": editor(at=here), "translator": translator(at=here)}
    return World(walkers, theirs, facts(theirs))


def facts(theirs: SimpleNamespace) -> dict:
    """Everything of theirs that a stranger could have changed."""
    page = Page.objects.get(pk=theirs.page.pk)
    return {
        "page": (page.title, page.path, page.live, page.latest_revision_id, page.locked,
                 page.locked_by_id, page.draft_title, page.alias_of_id),
        "revisions": page.revisions.count(),
        "task": TaskState.objects.get(pk=theirs.task.pk).status,
        "image": Image.objects.values("title", "collection_id", "file").get(pk=theirs.image.pk),
        "paper": Document.objects.values("title", "collection_id").get(pk=theirs.paper.pk),
        "translation": Translation.objects.filter(pk=theirs.translation.pk, enabled=True).count(),
        "copies": Page.objects.filter(title__contains=SECRET).count(),
        "restrictions": page.get_view_restrictions().count(),
        "term": TermRule.objects.count(),
    }  # fmt: skip


def numbers(name: str, theirs: SimpleNamespace) -> dict[str, object]:
    """What each part of an address is filled with: a thing of theirs, where there is one."""
    space = name.partition(":")[0]
    things = {
        "page_id": theirs.page.pk, "parent_page_id": theirs.room.page.pk,
        "page_to_move_id": theirs.page.pk, "destination_id": theirs.room.page.pk,
        "revision_id": theirs.revision.pk, "task_state_id": theirs.task.pk,
        "task_id": theirs.task.task_id, "workflow_state_id": theirs.state.pk,
        "image_id": theirs.image.pk, "document_id": theirs.paper.pk, "doc_id": theirs.paper.pk,
        "collection_id": theirs.room.collection_id, "translation_id": theirs.translation.pk,
        "translation_source_id": theirs.source.pk, "uploaded_file_id": 1, "session_id": 1,
        "string_segment_id": theirs.segment.pk, "overridable_segment_id": 1,
        "content_type_app_name": "cms", "content_type_model_name": "articlepage",
        "app_label": "cms", "app_name": "taggit", "model_name": "articlepage",
        "action_name": "approve", "action": "delete", "mode": "", "object_id": theirs.page.pk,
        "filter_spec": "width-100", "redirect_id": 1, "page_pk": theirs.page.pk,
        "workflow_pk": theirs.state.workflow_id, "restriction_id": 1, "pk": theirs.page.pk,
        "revision_id_a": theirs.revision.pk, "revision_id_b": "latest",
    }  # fmt: skip
    by_space = {
        "wagtaildocs_chooser": {"pk": theirs.paper.pk},
        "wagtailimages_chooser": {"pk": theirs.image.pk},
        "wagtailadmin_collections": {"pk": theirs.room.collection_id},
        "wagtailsnippets_prevention_programme": {
            "pk": theirs.version.programme_id, "revision_id": theirs.version_revision.pk,
        },
        "wagtailsnippets_prevention_programmeversion": {
            "pk": theirs.version.pk, "revision_id": theirs.version_revision.pk,
        },
        "wagtailsnippets_prevention_instrument": {"pk": theirs.instrument.pk},
        "wagtailadmin_api": {"action_name": "copy"},
        "wagtailusers_users": {"pk": theirs.author.pk},
    }  # fmt: skip
    if name in {"wagtailadmin_api:images:detail"}:
        things["pk"] = theirs.image.pk
    if name in {"wagtailadmin_api:documents:detail"}:
        things["pk"] = theirs.paper.pk
    if name == "wagtail_bulk_action":
        things |= {"app_label": "wagtailcore", "model_name": "page"}
    return things | by_space.get(space, {})


PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
UNNAMED = re.compile(r"\([^()]*\)")


def filled(name: str, path: str, theirs: SimpleNamespace) -> str:
    """Fill an address; a part that nobody gave an example fails."""
    things = numbers(name, theirs)

    def fill(match: re.Match[str]) -> str:
        part = match[1] or match[2]
        assert part in things, f"{name} ({path}): give an example for “{part}”"
        return str(things[part])

    path = PART.sub(fill, path.replace("^", ""))
    in_order = iter([theirs.page.pk, theirs.revision.pk, "latest"])
    if name == "wagtaildocs_serve":
        in_order = iter([theirs.paper.pk, "hidden.pdf"])
    path = UNNAMED.sub(lambda _match: str(next(in_order)), path)
    return "/office/" + path.replace("\\", "").replace("$", "")


BREAKS = {
    "wagtailadmin_error_test": "breaks on purpose, to try out the error page",
    "wagtailadmin_choose_page_external_link": "breaks on a link without a protocol, shows nothing",
}
"""Addresses of Wagtail's that answer 500 by themselves, and why that tells a stranger nothing."""
REFUSED = {302, 403, 404, 405, 400}
TARGETS = re.compile(
    r":(?:page_id|page_to_move_id|image_id|document_id|doc_id|collection_id|task_state_id"
    r"|translation_id|translation_source_id)>"
)
"""Parts of an address that name a thing of theirs and nothing else."""


def refused(response: HttpResponse) -> bool:
    """Whether nothing was shown: sent elsewhere, or told no. What was done, `facts` tells."""
    return response.status_code in REFUSED


def query(theirs: SimpleNamespace) -> dict[str, object]:
    """What a stranger may add to an address to reach for theirs."""
    return {
        "q": SOUGHT, "id": theirs.page.pk, "ids": theirs.page.pk, "search": SOUGHT,
        "collection_id": theirs.room.collection_id, "page_type": "wagtailcore.page",
        "parent_page_id": theirs.room.page.pk, "child_of": theirs.room.page.pk, "term": SOUGHT,
    }  # fmt: skip


def body(response: HttpResponse) -> str:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content).decode(errors="replace")
    return response.content.decode(errors="replace")


def visits(client: Client, address: str, theirs: SimpleNamespace) -> Iterator[HttpResponse]:
    asked = query(theirs)
    yield client.get(address, asked)
    yield client.get(
        address, asked | {"export": "csv"}, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    yield client.post(f"{address}?id={theirs.page.pk}", {"title": "Mine", "confirm": "1"} | asked)


@pytest.mark.parametrize(("name", "path"), addresses(), ids=lambda value: value[:70])
def test_nothing_of_another_ngo_is_shown_or_done(
    world: World, db: None, enter: object, name: str, path: str
):
    theirs = world.theirs
    address = filled(name, path, theirs)
    leaks = []

    for role, walker in world.walkers.items():
        client = enter(walker)
        client.raise_request_exception = False
        for response in visits(client, address, theirs):
            what = f"{role}: {response.request['REQUEST_METHOD']} {response.status_code}"
            if SECRET in body(response):
                leaks.append(f"{what} shows {SECRET}")
            is_broken = response.status_code >= 500 and name not in BREAKS
            if is_broken or (TARGETS.search(path) and not refused(response)):
                leaks.append(f"{what} is no refusal")

    assert leaks == []
    assert facts(theirs) == world.before

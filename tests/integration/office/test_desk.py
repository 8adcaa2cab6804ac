"""What the office shows first, and its reports."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale

from cms.models import ArticlePage, OrganisationRoom, TermRule
from cms.office import desk
from kernel.models import Organisation, User
from prevention.models import Programme
from tests.factories.kernel import editor, ngo, reviewer, translator
from tests.factories.prevention import make_programme
from tests.integration.office.writing import Enter, approve, fresh, write


def today_plus(days: int) -> object:
    return timezone.localdate() + timedelta(days=days)


def check_by(article: ArticlePage, days: int) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(review_by=today_plus(days))


@pytest.fixture
def translated(
    enter: Enter, organisation: Organisation, article: ArticlePage
) -> tuple[User, ArticlePage]:
    """A translator and the article's draft in Kazakh."""
    kazakh, _new = Locale.objects.get_or_create(language_code="kk")
    if not article.get_parent().has_translation(kazakh):
        article.get_parent().copy_for_translation(kazakh)
    person = translator(at=organisation)
    enter(person).post(f"/office/localize/submit/page/{article.pk}/", {"locales": [kazakh.pk]})
    return person, article.get_translation(kazakh)


def publish_again(article: ArticlePage) -> None:
    article.lead = "Said anew."
    article.save_revision().publish()


def test_the_first_page_shows_our_panels_and_none_of_wagtails(
    enter: Enter, organisation: Organisation
):
    html = enter(editor(at=organisation)).get("/office/").text

    for words in ("Waits for me", "My drafts", "Due for review", "Translations that are stale"):
        assert words in html
    assert "Your most recent edits" not in html


def test_a_draft_stands_with_its_author_until_it_is_sent(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    author = editor(at=organisation)
    client = enter(author)
    page = write(client, article)

    (line,) = desk.my_drafts(author)
    client.post(line.send_url)
    (sent,) = desk.my_drafts(author)

    assert (line.title, line.language, line.note) == ("Sleep", "en", "")
    assert (sent.send_url, sent.note) == ("", "is being checked")
    assert fresh(page).workflow_in_progress
    assert desk.my_drafts(editor(at=organisation)) == []


def test_a_programme_that_was_changed_stands_among_the_drafts(organisation: Organisation):
    author = editor(at=organisation)
    programme = make_programme()
    programme.save_revision(user=author)

    (line,) = desk.my_drafts(author)

    assert line.title == "Test programme"
    assert line.url.endswith(f"/prevention/programme/edit/{programme.pk}/")


def test_a_step_waits_for_others_and_never_for_the_author(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    author, second, reads = (
        editor(at=organisation), editor(at=organisation), reviewer(at=organisation),
    )  # fmt: skip
    page = write(enter(author), article, **{"action-submit": "1"})
    first_step = [[line.note for line in desk.waiting(user)] for user in (author, second, reads)]

    approve(enter(second), page)

    assert first_step == [[], ["Language and style"], []]
    assert [line.title for line in desk.waiting(reads)] == ["Sleep"]
    assert desk.waiting(second) == []


def test_a_programme_waits_for_the_reviewer_alone(organisation: Organisation):
    author = editor(at=organisation)
    programme = make_programme()
    programme.save_revision(user=author)
    programme.get_workflow().start(programme, author)

    (line,) = desk.waiting(reviewer(at=organisation))

    assert line.title == "Test programme"
    assert desk.waiting(editor(at=organisation)) == []


@pytest.mark.parametrize(("days", "shown"), [(-1, [True]), (0, [False]), (30, [False]), (31, [])])
def test_a_check_is_shown_from_thirty_days_before(
    organisation: Organisation, article: ArticlePage, days: int, shown: list[bool]
):
    person = editor(at=organisation)
    check_by(article, days)

    mine = [line for line in desk.due(person, on=timezone.localdate()) if "Rest" in line.title]

    assert [line.is_late for line in mine if line.language == "en"] == shown


def test_a_programme_is_due_like_a_page(organisation: Organisation):
    programme = make_programme()
    Programme.objects.filter(pk=programme.pk).update(review_by=today_plus(-400))

    lines = desk.due(reviewer(at=organisation), on=timezone.localdate())

    assert (lines[0].title, lines[0].is_late) == ("Test programme", True)


def test_a_translation_is_stale_once_its_source_is_published_again(
    article: ArticlePage, translated: tuple[User, ArticlePage]
):
    person, page = translated
    before = desk.stale(person)

    publish_again(article)

    assert before == []
    assert [(line.title, line.language) for line in desk.stale(person)] == [
        (page.draft_title, "kk"), ("Сон", "ru")
    ]  # fmt: skip


def test_a_translation_is_up_to_date_once_it_is_published_itself(
    article: ArticlePage, organisation: Organisation
):
    person = translator(at=organisation)
    publish_again(article)
    russian = ArticlePage.objects.get(slug=article.slug, locale__language_code="ru")

    before = desk.stale(person)
    publish_again(russian)

    assert [line.title for line in before] == ["Сон"]
    assert desk.stale(person) == []


def test_what_waits_at_one_ngo_is_not_shown_to_another(enter: Enter, article: ArticlePage):
    here, there = ngo(), ngo()
    author, second, stranger = editor(at=here), editor(at=here), editor(at=there)
    room = OrganisationRoom.objects.get(organisation=here)
    room.page.specific.save_revision(user=author, clean=False)
    room.page.get_workflow().start(room.page.specific, author)

    assert [line.title for line in desk.waiting(second)] == [here.name]
    assert desk.waiting(stranger) == desk.waiting(author) == []
    assert {page.pk for page in desk.my_pages(stranger)}.isdisjoint({room.page_id, article.pk})


REPORTS = ("review_due", "translations", "terms", "missing_alt")


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("make", [editor, reviewer, translator])
def test_each_report_is_a_page_a_table_and_a_file(
    enter: Enter, organisation: Organisation, make: Callable, name: str
):
    client = enter(make(at=organisation))

    page = client.get(reverse(f"cms_office:{name}"))
    table = client.get(reverse(f"cms_office:{name}_results"))
    file = client.get(reverse(f"cms_office:{name}"), {"export": "csv"})

    assert page.status_code == table.status_code == 200
    assert file["Content-Type"].startswith("text/csv")
    assert b"".join(file.streaming_content).decode().startswith("Title,Language")


def test_the_reports_are_in_the_menu(enter: Enter, organisation: Organisation):
    html = enter(editor(at=organisation)).get("/office/").text

    for name in REPORTS:
        assert reverse(f"cms_office:{name}") in html
    assert "/office/reports/aging-pages/" not in html


def test_a_report_can_be_taken_along_as_a_sheet(
    enter: Enter, organisation: Organisation, article: ArticlePage, tmp_path: object
):
    check_by(article, -10_000)
    answer = enter(editor(at=organisation)).get(
        reverse("cms_office:review_due"), {"export": "xlsx"}
    )
    file = tmp_path / "due.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))

    rows = list(load_workbook(file).active.values)

    assert rows[0] == ("Title", "Language", "To be checked by", "Type", "Address")
    assert rows[1][:2] == (article.title, "en")


def test_the_report_of_translations_says_which_sources_changed(
    enter: Enter, article: ArticlePage, translated: tuple[User, ArticlePage]
):
    person, _page = translated
    address = reverse("cms_office:translations")
    before = enter(person).get(address).text

    publish_again(article)

    assert "Up to date" in before
    assert "Source changed" in enter(person).get(address).text


def test_the_report_of_terms_shows_the_place_and_what_is_better(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    TermRule.objects.create(language="en", pattern="lazybones", suggestion="person at rest")
    article.lead = "Advice for lazybones."
    article.save_revision()

    html = enter(editor(at=organisation)).get(reverse("cms_office:terms")).text

    assert "Advice for lazybones." in html
    assert "person at rest" in html


def test_the_report_of_pictures_shows_what_has_no_description(
    enter: Enter, organisation: Organisation
):
    shared = Collection.get_first_root_node()
    for title, description in (("Bare", ""), ("Told", "A tree")):
        Image.objects.create(
            title=title, description=description, file=get_test_image_file(), collection=shared
        )

    html = enter(editor(at=organisation)).get(reverse("cms_office:missing_alt")).text

    assert "Bare" in html
    assert "0 times" in html
    assert "Told" not in html


def test_the_first_page_asks_no_more_for_twenty_drafts(
    enter: Enter,
    organisation: Organisation,
    article: ArticlePage,
    django_assert_max_num_queries: Callable,
):
    author = editor(at=organisation)
    client = enter(author)
    for number in range(12):
        write(client, article, slug=f"sleep-{number}")
    client.get("/office/")

    with django_assert_max_num_queries(45):
        client.get("/office/")

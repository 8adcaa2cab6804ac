"""Articles, their checking and their review."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from wagtail.models import Locale, Page

from cms.models import ArticlePage, HomePage, ScientificReview
from tests.factories.kernel import editor, ministry, ngo, reviewer


@pytest.mark.parametrize(
    ("review_by", "is_due"),
    [(date(2026, 3, 15), True), (date(2026, 3, 16), False), (None, False)],
)
def test_a_check_is_due_from_the_day_after(review_by: date | None, is_due: object, today: date):
    assert ArticlePage(review_by=review_by).is_check_due(on=today) is is_due


def test_an_article_without_the_day_of_its_next_check_cannot_be_published(article: ArticlePage):
    article.review_by = None

    with pytest.raises(ValidationError, match="review_by"):
        article.full_clean()


def test_a_page_hides_behind_no_password():
    assert HomePage.private_page_options == ArticlePage.private_page_options == []


def test_a_page_names_only_the_languages_it_is_published_in(article: ArticlePage):
    request = RequestFactory().get("/")
    codes = [language.code for language in article.languages(request)]
    article.get_translations().get().unpublish()

    left = article.languages(request)

    assert codes == ["en", "ru"]
    assert [(language.code, language.is_current) for language in left] == [("en", True)]


@pytest.mark.django_db
def test_a_page_outside_any_tree_has_no_home():
    assert ArticlePage(path="0001", depth=1, locale=Locale(language_code="en")).home() is None


def test_the_author_of_the_latest_text_cannot_approve_it(article: ArticlePage):
    both = editor(at=ngo())
    both.groups.add(*reviewer(at=ministry()).groups.all())
    article.save_revision(user=both)
    task = ScientificReview.objects.get()

    assert task.get_actions(article, both) == []


def test_another_reviewer_can_approve(article: ArticlePage):
    article.save_revision(user=editor(at=ministry()))
    task = ScientificReview.objects.get()

    offered = {name for name, _label, _modal in task.get_actions(article, reviewer(at=ministry()))}

    assert offered == {"approve", "reject"}
    assert "did not write" in ScientificReview.get_description()


def test_a_text_without_revision_is_judged_by_the_group_alone(site: None):
    task = ScientificReview.objects.get()

    assert task.get_actions(Page(), editor(at=ngo())) == []

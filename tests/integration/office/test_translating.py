"""From segments to readers: what translators enter is what is checked and what goes live."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from cms.models import ArticlePage
from cms.office import desk
from kernel.models import Organisation, User
from tests.factories.kernel import reviewer, translator
from tests.integration.office.writing import Enter, approve, fresh, step


@pytest.fixture
def person(organisation: Organisation) -> User:
    """Who translates."""
    return translator(at=organisation)


@pytest.fixture
def page(enter: Enter, person: User, article: ArticlePage) -> ArticlePage:
    """The article's draft in Kazakh, which says what the source says."""
    kazakh = Locale.objects.create(language_code="kk")
    article.get_parent().copy_for_translation(kazakh)
    enter(person).post(f"/office/localize/submit/page/{article.pk}/", {"locales": [kazakh.pk]})
    return article.get_translation(kazakh)


def enter_line(client: Client, field: str, words: str) -> None:
    """Translate one segment, as the translators' editor does."""
    translation = Translation.objects.get()
    segment = translation.source.stringsegment_set.get(context__path=field)
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    sent = client.put(address, f"value={words}", content_type="application/x-www-form-urlencoded")
    assert sent.status_code in {200, 201}


def send(client: Client, page: ArticlePage) -> None:
    """Send the translation to be checked."""
    client.post(reverse("cms_office:send", args=[page.pk]))


def pass_the_review(enter: Enter, organisation: Organisation, page: ArticlePage) -> None:
    """A second speaker and a reviewer approve."""
    approve(enter(translator(at=organisation)), fresh(page))
    approve(enter(reviewer(at=organisation)), fresh(page))


def test_what_was_translated_goes_live(
    enter: Enter, organisation: Organisation, person: User, page: ArticlePage
):
    client = enter(person)
    enter_line(client, "lead", "Қалай демалу керек.")
    send(client, page)
    checked = fresh(page).get_latest_revision_as_object().lead
    pass_the_review(enter, organisation, page)

    assert checked == "Қалай демалу керек."
    assert (fresh(page).live, fresh(page).lead) == (True, "Қалай демалу керек.")


def test_a_live_translation_is_translated_on(
    enter: Enter, organisation: Organisation, person: User, page: ArticlePage
):
    client = enter(person)
    send(client, page)
    pass_the_review(enter, organisation, page)

    enter_line(client, "lead", "Кейін.")
    offered = desk.review_of(fresh(page), person)
    send(client, page)
    before = fresh(page).lead
    pass_the_review(enter, organisation, page)

    assert offered.send_url
    assert (before, fresh(page).lead) == ("How to rest.", "Кейін.")


def test_what_is_entered_during_the_review_is_not_what_is_approved(
    enter: Enter, organisation: Organisation, person: User, page: ArticlePage
):
    client = enter(person)
    send(client, page)

    enter_line(client, "lead", "Басқа сөз.")
    send(client, page)
    pass_the_review(enter, organisation, page)

    assert fresh(page).lead == "How to rest."


def test_a_line_that_is_too_long_is_said_before_it_is_sent(
    enter: Enter, person: User, page: ArticlePage
):
    translation = Translation.objects.get()
    segment = translation.source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.bulk_create([
        StringTranslation(
            translation_of=segment.string, locale=page.locale, context=segment.context,
            data="Ұ" * 300,
        )
    ])  # fmt: skip

    answer = enter(person).post(reverse("cms_office:send", args=[page.pk]))

    (said,) = get_messages(answer.wsgi_request)
    assert "cannot be used" in str(said)
    assert step(page) == ""


def test_the_translators_editor_shows_the_review(
    enter: Enter, organisation: Organisation, person: User, page: ArticlePage
):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    second = translator(at=organisation)

    mine = enter(person).get(address).text
    send(enter(person), page)
    waiting = enter(person).get(address).text
    theirs = enter(second).get(address).text

    assert reverse("cms_office:send", args=[page.pk]) in mine
    assert "is being checked" in waiting
    assert reverse("cms_office:send", args=[page.pk]) not in waiting
    assert "data-workflow-action-url" not in waiting
    assert theirs.count("data-workflow-action-url") == 2


@pytest.mark.parametrize("is_superuser", [False, True])
def test_taking_the_source_over_publishes_nothing(
    enter: Enter, organisation: Organisation, page: ArticlePage, *, is_superuser: bool
):
    client = enter(translator(at=organisation, is_superuser=is_superuser))
    address = reverse(
        "wagtail_localize:update_translations", args=[Translation.objects.get().source_id]
    )

    shown = client.get(address).text
    client.post(address, {"publish_translations": "on"})

    assert "Publish immediately" not in shown
    assert not fresh(page).live


@pytest.mark.parametrize("is_superuser", [False, True])
def test_no_draft_becomes_a_live_alias_of_its_source(
    enter: Enter, organisation: Organisation, page: ArticlePage, *, is_superuser: bool
):
    client = enter(translator(at=organisation, is_superuser=is_superuser))

    client.post(reverse("wagtail_localize:convert_to_alias", args=[page.pk]))

    assert not fresh(page).live
    assert fresh(page).alias_of is None


def test_pages_that_a_text_leads_to_stay_as_they_are(
    enter: Enter, person: User, article: ArticlePage
):
    russian = Locale.objects.get(language_code="ru")
    there = ArticlePage.objects.get(slug="overdose", locale=russian)
    here = there.get_translation(article.locale)
    page = here.copy(update_attrs={"slug": "leads", "title": "Leads"}, user=person)
    page.body = [("help_now", None), ("related", [here])]
    page.save_revision().publish()

    enter(person).post(f"/office/localize/submit/page/{page.pk}/", {"locales": [russian.pk]})

    kept = fresh(there)
    assert page.get_translation(russian).live is False
    assert (kept.lead, kept.title, kept.latest_revision_id) == (
        there.lead, there.title, there.latest_revision_id,
    )  # fmt: skip
    assert list(Translation.objects.values_list("source__object_id", flat=True)) == [
        page.translation_key
    ]

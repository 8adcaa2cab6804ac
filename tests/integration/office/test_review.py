"""From a draft to readers: language, science, and nobody past either."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import streamfield
from wagtail_localize.models import Translation

from cms.models import AlertIndexPage, ArticlePage, ReviewAnswers
from cms.office import desk
from cms.publishing import publish_reviewed
from kernel.models import Organisation, User
from tests.factories.kernel import editor, ngo, reviewer, translator
from tests.integration.office.writing import (
    ANSWERS,
    Enter,
    again,
    approval,
    approve,
    draft,
    fresh,
    step,
    write,
)


@pytest.fixture
def author(organisation: Organisation) -> User:
    """Who writes."""
    return editor(at=organisation)


@pytest.fixture
def submitted(enter: Enter, author: User, article: ArticlePage) -> ArticlePage:
    """A text that was sent to review."""
    return write(enter(author), article, **{"action-submit": "1"})


def test_a_text_passes_language_then_science_then_goes_live(
    enter: Enter, organisation: Organisation, submitted: ArticlePage
):
    seen = [step(submitted)]
    approve(enter(editor(at=organisation)), submitted)
    seen.append(step(submitted))
    approve(enter(reviewer(at=organisation)), submitted)

    page = fresh(submitted)
    assert seen == ["StyleCheck", "ScientificReview"]
    assert page.live
    assert (str(page.review_by), page.checked_on) == ("2027-05-31", timezone.localdate())


def test_approving_beside_an_open_text_does_not_count_as_writing_it(
    enter: Enter, organisation: Organisation, author: User, article: ArticlePage
):
    cited = [
        ("source", {"citation": "A study.", "address": "", "read_on": ""}),
        ("source", {"citation": "A guide.", "address": "", "read_on": "2026-03-01"}),
    ]
    form = draft(sources=streamfield(cited))
    page = write(enter(author), article, **form | {"action-submit": "1"})
    asked = {
        f"{name}-{number}-id": block.id
        for name in ("body", "sources")
        for number, block in enumerate(getattr(page, name))
    } | {"action-workflow-action": "true", "workflow-action-name": "approve"}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    answer = enter(editor(at=organisation)).post(address, form | asked)

    assert answer.status_code == 302
    assert step(page) == "ScientificReview"
    assert fresh(page).latest_revision.user == author


def test_what_the_reviewer_answered_is_kept(
    enter: Enter, organisation: Organisation, submitted: ArticlePage
):
    approve(enter(editor(at=organisation)), submitted)
    approve(enter(reviewer(at=organisation)), submitted, comment="Good.")

    answers = ReviewAnswers.objects.get()
    assert (answers.has_no_fear, answers.has_help, answers.comment) == (True, True, "Good.")
    assert answers.finished_by != submitted.owner


@pytest.mark.parametrize("left_out", sorted(ANSWERS))
def test_a_review_without_an_answer_approves_nothing(
    enter: Enter, organisation: Organisation, submitted: ArticlePage, left_out: str
):
    approve(enter(editor(at=organisation)), submitted)
    client, address = enter(reviewer(at=organisation)), approval(fresh(submitted))
    answers = {name: value for name, value in ANSWERS.items() if name != left_out}

    client.post(address, answers)
    beside_the_text = draft() | {
        "action-workflow-action": "1", "workflow-action-name": "approve",
        "workflow-action-extra-data": "{}",
    }  # fmt: skip
    response = client.post(f"/office/pages/{submitted.pk}/edit/", beside_the_text)

    assert step(submitted) == "ScientificReview"
    assert response.status_code == 302
    assert not fresh(submitted).live


def test_the_questions_are_shown(enter: Enter, organisation: Organisation, submitted: ArticlePage):
    approve(enter(editor(at=organisation)), submitted)

    shown = enter(reviewer(at=organisation)).get(approval(fresh(submitted)))

    html, year = shown.json()["html"], timezone.localdate() + timedelta(days=365)
    assert "Nothing is meant to frighten." in html
    assert 'id="id_next_review_by"' in html
    assert f'value="{year}"' in html
    assert "override_reason" not in html


def test_the_next_check_lies_ahead(
    enter: Enter, organisation: Organisation, submitted: ArticlePage
):
    approve(enter(editor(at=organisation)), submitted)

    approve(enter(reviewer(at=organisation)), submitted, review_by=str(timezone.localdate()))

    assert step(submitted) == "ScientificReview"


def test_a_request_for_changes_needs_its_comment_alone(
    enter: Enter, organisation: Organisation, submitted: ArticlePage
):
    approve(enter(editor(at=organisation)), submitted)
    reject = approval(fresh(submitted)).replace("approve", "reject")

    enter(reviewer(at=organisation)).post(reject, {"comment": "Name the source."})

    assert fresh(submitted).current_workflow_state.status == "needs_changes"


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_approves_their_own_text(
    enter: Enter, organisation: Organisation, article: ArticlePage, *, is_superuser: bool
):
    person = editor(at=organisation, is_superuser=is_superuser)
    person.groups.add(*reviewer(at=organisation).groups.all())
    client = enter(person)
    page = write(client, article, **{"action-submit": "1"})

    approve(client, page)

    assert step(page) == "StyleCheck"


def test_nobody_approves_their_own_text_through_the_address_of_another(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    person, other = editor(at=organisation), editor(at=organisation)
    mine = write(enter(person), article, **{"action-submit": "1"})
    theirs = write(enter(other), article, slug="rest", **{"action-submit": "1"})
    state = fresh(mine).current_workflow_task_state
    crossed = reverse("wagtailadmin_pages:workflow_action", args=(theirs.pk, "approve", state.pk))

    response = enter(person).post(crossed, {"comment": ""})

    assert response.status_code == 302
    assert fresh(mine).current_workflow_task_state.pk == state.pk
    assert step(mine) == "StyleCheck"


def test_a_superuser_publishes_no_text_past_the_review(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    client = enter(editor(at=organisation, is_superuser=True))
    page = write(client, article, **{"action-publish": "1"})

    client.post(f"/office/pages/{page.pk}/edit/", draft(**{"action-publish": "1"}))
    client.post(f"/office/bulk/wagtailcore/page/publish/?id={page.pk}")
    client.post(f"/office/pages/{article.pk}/copy/", {
        "new_title": "Copy", "new_slug": "copy", "publish_copies": "on",
        "new_parent_page": str(article.get_parent().pk),
    })  # fmt: skip

    assert not fresh(page).live
    assert not Page.objects.filter(slug="copy", live=True).exists()
    assert Client().get("/sleep/").status_code == 404


def test_the_author_cannot_write_on_while_others_check(
    enter: Enter, author: User, submitted: ArticlePage
):
    revision = submitted.latest_revision
    client = enter(author)

    client.post(f"/office/pages/{submitted.pk}/edit/", draft(lead="Other words."))
    client.post(
        f"/office/pages/{submitted.pk}/edit/",
        draft(lead="Other words.", overwrite_revision_id=str(revision.pk)),
        headers={"Accept": "application/json"},
    )

    revision.refresh_from_db()
    assert revision.content["lead"] == "How to rest."
    assert fresh(submitted).latest_revision_id == revision.pk


def test_a_text_changed_after_the_language_check_goes_back_to_it(
    enter: Enter, organisation: Organisation, submitted: ArticlePage
):
    approve(enter(editor(at=organisation)), submitted)
    first, second = reviewer(at=organisation), reviewer(at=organisation)

    enter(first).post(f"/office/pages/{submitted.pk}/edit/", draft(lead="Changed."))
    for person in (first, second):
        approve(enter(person), fresh(submitted))
    still = step(submitted)
    again(enter(first), fresh(submitted))

    assert still == "ScientificReview"
    assert step(submitted) == "StyleCheck"
    assert not fresh(submitted).live


def test_whoever_corrects_while_checking_may_finish_and_decides_nothing(
    enter: Enter, organisation: Organisation, submitted: ArticlePage
):
    person = editor(at=organisation)
    client, address = enter(person), f"/office/pages/{submitted.pk}/edit/"

    client.post(address, draft(lead="Corr"))
    client.post(address, draft(lead="Corrected."))
    text = client.get(address).text
    (line,) = desk.waiting(person)

    page = fresh(submitted).get_latest_revision_as_object()
    assert page.lead == "Corrected."
    assert 'data-workflow-action-name="again"' in text
    assert 'data-workflow-action-name="approve"' not in text
    assert 'data-workflow-action-name="reject"' not in text
    assert line.note == "Language and style: the text has changed since"


def test_a_text_sent_again_passes_each_step_once_and_in_order(
    enter: Enter, organisation: Organisation, submitted: ArticlePage, author: User
):
    approve(enter(editor(at=organisation)), submitted)
    reject = approval(fresh(submitted)).replace("approve", "reject")
    enter(reviewer(at=organisation)).post(reject, {"comment": "Name the source."})
    seen = []
    client, address = enter(author), f"/office/pages/{submitted.pk}/edit/"
    button = client.get(address).text
    client.post(address, draft(lead="Changed.", **{"action-submit": "1"}))
    for make in (editor, reviewer):
        seen.append(step(submitted))
        approve(enter(make(at=organisation)), fresh(submitted))

    page = fresh(submitted)
    assert "Send to review again" in button
    assert seen == ["StyleCheck", "ScientificReview"]
    assert (page.live, page.lead, step(page)) == (True, "Changed.", "")


def test_an_untouched_text_sent_again_comes_back_to_who_asked(
    enter: Enter, organisation: Organisation, submitted: ArticlePage, author: User
):
    approve(enter(editor(at=organisation)), submitted)
    reject = approval(fresh(submitted)).replace("approve", "reject")
    enter(reviewer(at=organisation)).post(reject, {"comment": "Why?"})

    fresh(submitted).current_workflow_state.resume(author)

    assert step(submitted) == "ScientificReview"


def test_an_approved_text_changes_for_readers_only_after_another_review(
    enter: Enter, organisation: Organisation, submitted: ArticlePage, author: User
):
    approve(enter(editor(at=organisation)), submitted)
    approve(enter(reviewer(at=organisation)), submitted)

    enter(author).post(
        f"/office/pages/{submitted.pk}/edit/", draft(lead="Later.", **{"action-submit": "1"})
    )

    assert fresh(submitted).lead == "How to rest."
    assert step(submitted) == "StyleCheck"


def test_a_text_goes_live_on_its_day_after_the_review(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    page = write(
        enter(editor(at=organisation)), article,
        go_live_at="2030-01-01 09:00", **{"action-submit": "1"},
    )  # fmt: skip
    approve(enter(editor(at=organisation)), page)
    approve(enter(reviewer(at=organisation)), page)
    waiting = fresh(page)

    waiting.scheduled_revision.__class__.objects.filter(pk=waiting.scheduled_revision.pk).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    revision = waiting.scheduled_revision
    revision.content["go_live_at"] = None
    revision.save(update_fields=["content"])
    call_command("publish_on_time")

    assert not waiting.live
    assert fresh(page).live


def test_an_alert_takes_the_short_way(enter: Enter, organisation: Organisation, author: User):
    index = AlertIndexPage.objects.filter(locale__language_code="en").first()
    alert = index.get_children().first().specific
    alert.save_revision(user=author)
    alert.get_workflow().start(alert, author)

    task = alert.__class__.objects.get(pk=alert.pk).current_workflow_task

    assert type(task).__name__ == "ScientificReview"


@pytest.fixture
def translation(
    enter: Enter, organisation: Organisation, article: ArticlePage
) -> tuple[User, ArticlePage]:
    """A translator and the draft in Kazakh."""
    kazakh = Locale.objects.create(language_code="kk")
    article.get_parent().copy_for_translation(kazakh)
    person = translator(at=organisation)
    enter(person).post(f"/office/localize/submit/page/{article.pk}/", {"locales": [kazakh.pk]})
    return person, article.get_translation(kazakh)


def test_a_translation_is_compared_by_a_second_speaker_then_reviewed(
    enter: Enter, organisation: Organisation, translation: tuple[User, ArticlePage]
):
    person, page = translation

    enter(person).post(reverse("cms_office:send", args=[page.pk]))
    first = step(page)
    approve(enter(person), fresh(page))
    still = step(page)
    approve(enter(translator(at=organisation)), fresh(page))

    assert (first, still, step(page)) == (
        "TranslationCheck", "TranslationCheck", "ScientificReview",
    )  # fmt: skip


def test_a_translation_is_sent_back_and_sent_again_from_the_first_page(
    enter: Enter, organisation: Organisation, translation: tuple[User, ArticlePage]
):
    person, page = translation
    send = reverse("cms_office:send", args=[page.pk])
    second = translator(at=organisation)
    enter(person).post(send)

    (line,) = desk.waiting(second)
    back, _forth = line.deeds
    enter(second).post(back.url, {"comment": "The third word."})
    (mine,) = desk.my_drafts(person)
    enter(person).post(send)

    assert str(back.label) == "Request changes"
    assert (mine.note, mine.send_url) == ("sent back: The third word.", send)
    assert step(page) == "TranslationCheck"
    assert fresh(page).workflow_states.count() == 1


@pytest.mark.parametrize("is_superuser", [False, True])
def test_the_translators_editor_does_not_publish(
    enter: Enter,
    organisation: Organisation,
    translation: tuple[User, ArticlePage],
    *,
    is_superuser: bool,
):
    _person, page = translation
    client = enter(translator(at=organisation, is_superuser=is_superuser))

    client.post(f"/office/pages/{page.pk}/edit/", {"action": "publish"})

    assert Translation.objects.count() == 1
    assert not fresh(page).live


def test_a_draft_is_sent_once_and_only_by_those_who_may_write_it(
    enter: Enter, organisation: Organisation, translation: tuple[User, ArticlePage]
):
    person, page = translation
    send = reverse("cms_office:send", args=[page.pk])

    stranger = enter(editor(at=ngo())).post(send)
    enter(person).post(send)
    again = enter(person).post(send)

    assert stranger.status_code == 403
    assert again.status_code == 302
    assert fresh(page).workflow_states.count() == 1


def test_a_review_without_answers_signs_nothing(submitted: ArticlePage):
    publish_reviewed(submitted.current_workflow_state)

    page = fresh(submitted)
    assert page.live
    assert page.checked_on is None

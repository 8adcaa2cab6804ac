"""Who may do what in the editors' office, and with which policy."""

import pytest
from django.test import Client, override_settings
from wagtail.models import Locale

from cms.models import ArticlePage
from kernel.models import Organisation
from tests.factories.kernel import clinic, clinician, editor, reviewer, translator
from tests.integration.office.writing import approval, approve, draft, write


def test_an_article_goes_from_draft_through_review_to_readers(
    enter: object, organisation: Organisation, article: ArticlePage
):
    page = write(enter(editor(at=organisation)), article, **{"action-submit": "1"})
    assert not page.live

    approve(enter(editor(at=organisation)), page)
    approve(enter(reviewer(at=organisation)), page)

    assert Client().get("/sleep/").status_code == 200


def test_an_editor_cannot_publish(enter: object, organisation: Organisation, article: ArticlePage):
    page = write(enter(editor(at=organisation)), article, **{"action-publish": "1"})

    assert not page.live


def test_a_reviewer_cannot_publish_a_text_of_their_own(
    enter: object, organisation: Organisation, article: ArticlePage
):
    page = write(enter(editor(at=organisation)), article, **{"action-submit": "1"})

    enter(reviewer(at=organisation)).post(
        f"/office/pages/{page.pk}/edit/", draft(lead="Mine.", **{"action-publish": "1"})
    )

    page.refresh_from_db()
    assert not page.live
    assert Client().get("/sleep/").status_code == 404


def test_a_draft_needs_no_day_of_its_next_check(
    enter: object, organisation: Organisation, article: ArticlePage
):
    assert write(enter(editor(at=organisation)), article, review_by="").review_by is None


def test_whoever_wrote_the_text_cannot_approve_it_even_as_reviewer(
    enter: object, organisation: Organisation, article: ArticlePage
):
    both = editor(at=organisation)
    both.groups.add(*reviewer(at=organisation).groups.all())
    client = enter(both)
    page = write(client, article, **{"action-submit": "1"})

    response = client.post(approval(page), {"comment": ""})

    assert response.status_code == 302
    page.refresh_from_db()
    assert not page.live


def test_a_translation_of_a_live_page_starts_as_a_draft(
    enter: object, organisation: Organisation, article: ArticlePage
):
    kazakh = Locale.objects.create(language_code="kk")
    article.get_parent().copy_for_translation(kazakh)
    client = enter(translator(at=organisation))

    response = client.post(
        f"/office/localize/submit/page/{article.pk}/", {"locales": [str(kazakh.pk)]}
    )

    assert response.status_code == 302
    assert not article.get_translation(kazakh).live


@pytest.mark.parametrize("make", [editor, reviewer, translator])
@pytest.mark.parametrize(
    "path", ["users/", "groups/", "sites/", "locales/", "redirects/", "workflows/list/"]
)
def test_nobody_manages_people_or_settings(
    enter: object, organisation: Organisation, make: object, path: str
):
    client = enter(make(at=organisation))

    menu = client.get("/office/")
    response = client.get(f"/office/{path}")

    assert response.status_code == 302
    assert response.url == "/office/"
    assert "/office/users/" not in menu.text
    assert "/office/groups/" not in menu.text


@pytest.mark.parametrize("path", ["login/", "password_reset/", "password_reset/confirm/x/y/"])
def test_wagtails_own_sign_in_takes_no_password(path: str, organisation: Organisation):
    person = editor(at=organisation)
    client = Client()

    response = client.post(
        f"/office/{path}", {"username": person.username, "password": "seven quiet lamps over water"}
    )

    assert response.url.startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_the_account_page_changes_neither_password_nor_address(
    enter: object, organisation: Organisation
):
    html = enter(editor(at=organisation)).get("/office/account/").text

    assert 'type="password"' not in html
    assert 'type="email"' not in html
    assert "gravatar" not in html.lower()


def test_a_clinician_is_refused_at_the_office(enter: object, organisation: Organisation):
    assert enter(clinician(at=clinic())).get("/office/").status_code == 403


@pytest.mark.parametrize("path", ["/work/", "/ministry/"])
def test_an_editor_finds_nothing_at_the_other_doors(
    enter: object, organisation: Organisation, path: str
):
    assert enter(editor(at=organisation)).get(path).status_code == 404


@pytest.mark.parametrize(("language", "word"), [("en", "Dashboard"), ("ru", "Панель управления")])
def test_the_office_speaks_the_persons_language(
    enter: object, organisation: Organisation, language: str, word: str
):
    response = enter(editor(at=organisation, language=language)).get("/office/")

    assert f'<html lang="{language}"' in response.text
    assert word in response.text


def test_the_office_is_called_umit(enter: object, organisation: Organisation):
    html = enter(editor(at=organisation)).get("/office/").text

    assert "- Umit</title>" in html
    assert "cms/mark-light.svg" in html


@pytest.mark.parametrize(
    "path", ["", "pages/{pk}/edit/", "pages/add/cms/articlepage/{home}/", "images/", "account/"]
)
def test_the_office_runs_no_inline_script(
    enter: object, organisation: Organisation, article: ArticlePage, path: str
):
    address = path.format(pk=article.pk, home=article.get_parent().pk)

    response = enter(editor(at=organisation)).get(f"/office/{address}")

    policy = response.headers["Content-Security-Policy"]
    assert response.status_code == 200
    assert "script-src 'self';" in policy + ";"
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "<script>" not in response.text
    assert 'type="text/javascript">' not in response.text


@pytest.mark.parametrize("path", ["submit/page/{pk}/", ""])
def test_translating_runs_no_inline_script(
    enter: object, organisation: Organisation, article: ArticlePage, path: str
):
    client = enter(translator(at=organisation))
    kazakh = Locale.objects.create(language_code="kk")
    article.get_parent().copy_for_translation(kazakh)
    submit = f"/office/localize/submit/page/{article.pk}/"

    before = client.get(submit)
    client.post(submit, {"locales": [str(kazakh.pk)]})
    after = client.get(f"/office/pages/{article.get_translation(kazakh).pk}/edit/")

    for response in (before, after):
        assert response.status_code == 200
        assert "<script>" not in response.text
        assert 'type="text/javascript">' not in response.text


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("urls", ["config.urls.everything", "config.urls.office"])
def test_a_preview_is_shown_in_the_pages_language_and_may_be_framed(
    enter: object, organisation: Organisation, article: ArticlePage, language: str, urls: str
):
    settings = {"ROOT_URLCONF": urls}
    prefix = "/office/"
    if urls == "config.urls.office":
        settings["SURFACE"], prefix = "office", "/"

    with override_settings(**settings):
        client = enter(editor(at=organisation, language=language))
        response = client.get(f"{prefix}pages/{article.pk}/view_draft/")

    assert response.status_code == 200
    assert '<html lang="en">' in response.text
    assert "None" not in "".join(line for line in response.text.splitlines() if "href=" in line)

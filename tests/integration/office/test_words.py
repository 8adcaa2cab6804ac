"""Words that texts avoid: hints while writing, a question at the review."""

import json

import pytest
from django.urls import reverse

from cms.models import ArticlePage, TermRule
from cms.wording import hits
from kernel.models import Organisation
from prevention.models import Programme, ProgrammeText
from tests.factories.kernel import editor, reviewer, translator
from tests.factories.prevention import make_programme
from tests.integration.office.writing import ANSWERS, Enter, approval, approve, fresh, step, write


BAD = "Addicts inject heroin."


def words(page: ArticlePage) -> str:
    return reverse("cms_office:words", args=[page.pk])


def test_a_draft_is_kept_with_its_words_and_shows_them(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    client = enter(editor(at=organisation))
    page = write(client, article, lead=BAD)

    shown = client.get(words(page)).text

    assert "person with a substance use disorder" in shown
    assert "A way of taking or mixing." in shown
    assert "cms/words.js" in client.get(f"/office/pages/{page.pk}/edit/").text


def test_whoever_may_not_write_a_page_sees_not_its_words(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    page = write(enter(editor(at=organisation)), article)

    assert enter(reviewer(at=organisation)).get(words(page)).status_code == 302


def test_sending_says_what_the_reviewer_will_be_asked(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    client = enter(editor(at=organisation))
    write(client, article, lead=BAD, **{"action-submit": "1"})

    assert "The reviewer will be asked about 2 words" in client.get("/office/").text


def test_saving_a_draft_says_nothing(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    client = enter(editor(at=organisation))
    write(client, article, lead=BAD)

    assert "The reviewer will be asked" not in client.get("/office/").text


@pytest.mark.parametrize(("reason", "live"), [("", False), ("  ", False), ("From a law.", True)])
def test_a_reviewer_gives_a_reason_or_approves_nothing(
    enter: Enter, organisation: Organisation, article: ArticlePage, reason: str, *, live: bool
):
    page = write(enter(editor(at=organisation)), article, lead=BAD, **{"action-submit": "1"})
    approve(enter(editor(at=organisation)), page)
    client = enter(reviewer(at=organisation))

    response = client.post(
        approval(fresh(page)), ANSWERS | {"override_reason": reason},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )  # fmt: skip

    shown = json.loads(response.text).get("html", "")
    assert fresh(page).live is live
    assert ("say why these may stay: Addicts, inject" in shown) is not live


def test_words_of_the_list_that_only_warn_ask_for_no_reason(
    enter: Enter, organisation: Organisation, article: ArticlePage
):
    page = write(
        enter(editor(at=organisation)), article, lead="Alcohol abuse.", **{"action-submit": "1"}
    )
    approve(enter(editor(at=organisation)), page)
    approve(enter(reviewer(at=organisation)), page)

    assert step(page) == ""
    assert fresh(page).live


def test_all_of_a_text_is_read_but_not_its_sources(article: ArticlePage):
    article.lead, article.byline = "Rest.", "An addict."
    article.body = [("heading", "Addicts"), ("paragraph", "<p>A <b>junkie</b> rests.</p>")]
    article.sources = [("source", {"citation": "Drug abuse review, Addict press"})]

    found = {hit.found for hit in hits(_saved(article))}

    assert found == {"Addicts", "junkie"}


def _saved(article: ArticlePage) -> ArticlePage:
    article.save_revision(clean=False)
    return ArticlePage.objects.get(pk=article.pk)


def test_a_programme_is_read_in_each_of_its_languages(organisation: Organisation):
    programme = make_programme()
    ProgrammeText.objects.create(programme=programme, language="ru", name="Для наркоманов")
    ProgrammeText.objects.filter(language="en").update(name="For addicts")
    programme = Programme.objects.get()

    assert {hit.found for hit in hits(programme)} == {"addicts", "наркоманов"}


def test_editors_and_reviewers_keep_the_list_translators_mend_it(
    enter: Enter, organisation: Organisation
):
    space = "wagtailsnippets_cms_termrule"
    rule = {"pattern": "wastrel", "severity": "warn", "language": "en"}

    added = enter(editor(at=organisation)).post(reverse(f"{space}:add"), rule)
    refused = enter(translator(at=organisation)).post(
        reverse(f"{space}:add"), rule | {"pattern": "idler"}
    )
    row = TermRule.objects.get(pattern="wastrel")
    enter(translator(at=organisation)).post(
        reverse(f"{space}:edit", args=[row.pk]), rule | {"suggestion": "person at rest"}
    )
    listed = enter(reviewer(at=organisation)).get(reverse(f"{space}:list"))

    row.refresh_from_db()
    assert added.status_code == 302
    assert refused.url == "/office/"
    assert not TermRule.objects.filter(pattern="idler").exists()
    assert row.suggestion == "person at rest"
    assert listed.status_code == 200


@pytest.mark.parametrize("pattern", ["/(/"])
def test_a_wrong_pattern_is_refused_on_the_form(
    enter: Enter, organisation: Organisation, pattern: str
):
    response = enter(editor(at=organisation)).post(
        reverse("wagtailsnippets_cms_termrule:add"), {"pattern": pattern, "severity": "warn"}
    )

    assert "This is no regular expression" in response.text

"""What an alert says to professionals: at the work door, to those who treat, and nowhere else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import AlertPage
from tests.factories.kernel import clinic, clinician, editor, facilitator, ngo


ADDRESS = "/work/alerts/"
SECRET = "Laboratory secret"


def test_who_treats_reads_what_is_for_professionals(enter: object):
    html = enter(clinician(at=clinic())).get(ADDRESS).text

    assert SECRET in html
    assert html.count("<h2 id=") == 1
    assert 'aria-current="page"' in html
    assert "streetword" not in html


def test_an_alert_stands_once_in_the_readers_language_or_else_in_english(enter: object):
    person = clinician(at=clinic())
    browser = enter(person)
    english = AlertPage.objects.get(locale__language_code="en")
    russian = AlertPage.objects.get(locale__language_code="ru")

    both = [browser.get(ADDRESS).text]
    person.language = "ru"
    person.save()
    both += [browser.get(ADDRESS).text]
    russian.unpublish()
    only = browser.get(ADDRESS).text

    assert english.title in both[0]
    assert russian.title in both[1]
    assert russian.title not in both[0]
    assert (
        f'lang="en">\n        <div class="u-pad">\n          <h2 id="alert-{english.pk}">' in only
    )


def test_what_has_ended_is_gone_here_too(enter: object):
    AlertPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))

    html = enter(clinician(at=clinic())).get(ADDRESS).text

    assert SECRET not in html
    assert "No alert stands now" in html


@pytest.mark.parametrize("make", [facilitator, editor])
def test_for_everybody_else_there_is_nothing(enter: object, make: object):
    answer = enter(make(at=ngo())).get(ADDRESS)

    assert answer.status_code == 404
    assert SECRET not in answer.text


def test_more_alerts_ask_no_more_questions(enter: object, django_assert_max_num_queries: object):
    browser = enter(clinician(at=clinic()))
    browser.get(ADDRESS)
    alert = AlertPage.objects.get(locale__language_code="en")
    for number in range(4):
        alert.copy(update_attrs={"slug": f"more-{number}"}, keep_live=True)

    with django_assert_max_num_queries(12):
        html = browser.get(ADDRESS).text

    assert html.count("<h2 id=") == 5

"""Keyset paging: every row once, forwards and back, whatever has no day."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from clinics.models import Episode
from clinics.selectors.paging import page_of
from tests.factories.work import KeptEpisode


pytestmark = pytest.mark.django_db


@pytest.fixture
def episodes():
    """Nine episodes: three days, two seen on each, three never seen."""
    today = timezone.localdate()
    days = [today - timedelta(days=n) for n in (0, 0, 1, 1, 2, 2)] + [None] * 3
    return [KeptEpisode(state="REFERRAL", last_seen_on=day) for day in days]


def walk(size):
    """All pages from the first to the last."""
    page = page_of(Episode.objects.all(), day="last_seen_on", size=size)
    pages = [page]
    while page.later:
        page = page_of(Episode.objects.all(), day="last_seen_on", after=page.later, size=size)
        pages.append(page)
    return pages


@pytest.mark.parametrize("size", [1, 2, 4, 9, 20])
def test_every_row_stands_on_one_page(size, episodes):
    rows = [row for page in walk(size) for row in page.rows]

    assert len(rows) == len(set(rows)) == len(episodes)
    assert [row.last_seen_on is None for row in rows] == [False] * 6 + [True] * 3


@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_way_back_shows_the_same_pages(size, episodes):
    pages = walk(size)

    for before, page in pairwise(pages):
        back = page_of(Episode.objects.all(), day="last_seen_on", before=page.earlier, size=size)
        assert back.rows == before.rows
        assert bool(back.earlier) == (before is not pages[0])
        assert back.later


def test_a_single_page_leads_nowhere(episodes):
    page = page_of(Episode.objects.all(), day="last_seen_on", size=20)

    assert (page.earlier, page.later) == ("", "")


@pytest.mark.parametrize("uid", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_place_gives_the_first_page(uid, episodes):
    first = page_of(Episode.objects.all(), day="last_seen_on", size=2)

    assert page_of(Episode.objects.all(), day="last_seen_on", after=uid, size=2) == first


def test_no_rows_make_an_empty_page():
    assert page_of(Episode.objects.all(), day="last_seen_on").rows == []

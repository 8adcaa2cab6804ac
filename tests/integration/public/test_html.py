"""Public pages are HTML that a strict parser has nothing to say about."""

import html5lib
import pytest
from django.test import Client

from tests.integration.public.test_page_types import ADDRESSES


OTHERS = ["/search/?q=help", "/ru/search/?q=zzzz", "/offline/", "/nothing/", "/help/?country=KG"]
POSTED = [{"age": "minor"}, {}, {"age": "adult", "q1": "0", "q9": "0", "q10": "0"}]


def complaints(html: str) -> list[tuple]:
    """What the parser objects to, with its place."""
    parser = html5lib.HTMLParser()
    parser.parse(html.lstrip())
    return parser.errors


@pytest.mark.parametrize("path", [*ADDRESSES.values(), *OTHERS])
def test_a_page_is_valid(client: Client, path: str):
    assert complaints(client.get(path).text) == []


@pytest.mark.parametrize("given", POSTED)
def test_an_answer_is_valid(client: Client, given: dict):
    assert complaints(client.post("/self-check/audit/", given).text) == []


def test_a_mistake_is_seen():
    assert complaints("<!doctype html><title>x</title><p><div></p>") != []

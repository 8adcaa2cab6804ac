"""The first page of a door weighs at most 100 KiB on the wire."""

import gzip
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.shortcuts import render
from django.test import RequestFactory

from ui.finders import BootstrapFinder
from ui.gallery import material


STATIC = [
    "bootstrap/css/bootstrap.min.css",
    "ui/umit.css",
    "ui/umit.js",
    "ui/mark.svg",
    "django_htmx/htmx-2.min.js",
]


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.fixture
def page() -> bytes:
    request = RequestFactory().get("/work/components/")
    request.user, request.resolver_match, request.door = AnonymousUser(), None, "work"
    return render(request, "ui/gallery.html", material()).content


def test_a_first_page_weighs_at_most_100_kib(page):
    files = sum(weight(Path(finders.find(name)).read_bytes()) for name in STATIC)

    assert files + weight(page) <= 100 * 1024


def test_the_page_loads_what_is_weighed_and_nothing_else(page):
    text = page.decode()

    assert text.count("<script ") == 2
    assert text.count('rel="stylesheet"') == 2
    assert all(f"/static/{name}" in text for name in STATIC)


def test_the_stylesheet_stays_small():
    assert len(Path(finders.find("ui/umit.css")).read_bytes()) <= 34 * 1024


def test_a_page_has_no_inline_style_or_script(page):
    text = page.decode()

    assert " style=" not in text
    assert "<style" not in text
    assert "<script>" not in text
    assert " onclick=" not in text


def test_bootstrap_is_found_in_its_package():
    assert finders.find("bootstrap/css/bootstrap.rtl.min.css")
    assert finders.find("bootstrap/js/bootstrap.min.js") is None
    assert len(BootstrapFinder().find("bootstrap/css/bootstrap.min.css", find_all=True)) == 1
    assert BootstrapFinder().check() == []


def test_bootstrap_is_collected_with_the_rest():
    names = [name for name, _storage in BootstrapFinder().list(None)]

    assert names == ["css/bootstrap.min.css", "css/bootstrap.rtl.min.css"]

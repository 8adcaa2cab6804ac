"""One browser for all that is tested in one."""

import os
from collections.abc import Iterator

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, sync_playwright

from tests.functional.browser import FLAGS


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser that `UMIT_TEST_BROWSER` names.

    Every view is imported before it opens: the first page shall not wait for all of them.
    """
    resolve("/work/figures/")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in this thread
        browser = playwright.chromium.launch(
            executable_path=os.environ["UMIT_TEST_BROWSER"], args=FLAGS
        )
        yield browser
        browser.close()

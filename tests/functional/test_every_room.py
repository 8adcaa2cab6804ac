"""Every address of the work door on a phone, and magnified with scripts off.

The addresses are those of the walker, so that a new one is looked at without being named here.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kernel.models import User
from tests.architecture.test_walker import CARE, EXAMPLES, World, world
from tests.functional.browser import NARROW, ZOOMED, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
OWNERS = sorted({example.owner for example in EXAMPLES.values()})
FILES = ("figures:file", "figures:chart", "stock-balance")
"""Downloads: no page to look at."""
UNUSABLE = """() => {
  const found = [];
  const isSeen = (node) => node.getClientRects().length > 0;
  const name = (node) => node.outerHTML.slice(0, 90);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  if (document.scrollingElement.scrollWidth > innerWidth) { found.push("scrolls sideways"); }
  all("form:not([role=search])").forEach((form) => {
    const sends = Array.from(form.elements).filter((node) => node.type === "submit");
    if (isSeen(form) && !sends.some(isSeen)) { found.push("cannot be sent: " + name(form)); }
  });
  all("a").filter(isSeen).forEach((link) => {
    const target = link.getAttribute("href") || "";
    const place = target.startsWith("#") && document.getElementById(target.slice(1));
    if (!/^[/?h.]/.test(target) && !place) { found.push("leads nowhere: " + name(link)); }
  });
  all("button[type=button]").filter(isSeen).forEach((node) => {
    found.push("does nothing: " + name(node));
  });
  return found;
}"""
"""What cannot be used on a page without a script. A search is sent with Enter: no button needed."""
GALLERY = "components"
"""Shows buttons that are for nothing but looking at."""

__all__ = ["world"]


def addresses(owner: str, world: World) -> Iterator[tuple[str, str]]:
    """The pages of one owner: names and addresses."""
    for name, example in EXAMPLES.items():
        if example.owner == owner and name not in FILES:
            yield name, example.address(name, world.ours)


@pytest.mark.parametrize("owner", OWNERS)
def test_every_room_is_readable_by_all_on_a_phone(
    owner: str,
    live_server,
    world: World,
    chromium: Browser,
):
    person: User = world.people[owner]
    with desk_at(chromium, live_server.url, width=NARROW, session=session_of(person)) as desk:
        for name, address in addresses(owner, world):
            desk.page.goto(live_server.url + address)
            desk.look(name)

        assert desk.complaints() == []


def test_every_room_can_be_used_at_200_percent_with_scripts_off(
    live_server, world: World, chromium: Browser
):
    width, height, scale = ZOOMED
    found = []
    for owner in OWNERS:
        with desk_at(
            chromium, live_server.url, width=width, height=height, scale=scale, scripts=False,
            session=session_of(world.people[owner]),
        ) as desk:  # fmt: skip
            for name, address in addresses(owner, world):
                desk.page.goto(live_server.url + address, wait_until="domcontentloaded")
                faults = desk.page.evaluate(UNUSABLE) if name != GALLERY else []
                found += [f"{name}: {fault}" for fault in faults]
            if owner == CARE:
                desk.page.goto(live_server.url + EXAMPLES["patient"].address("patient", world.ours))
                follow_tabs(desk.page)

    assert found == []


def follow_tabs(page: Page) -> None:
    """Every tab of a record leads to its own part, which says that it is shown."""
    names = page.locator(".u-tabs a").all_inner_texts()
    assert len(names) > 1
    for place in range(len(names)):
        page.locator(".u-tabs a").nth(place).click()
        expect(page.locator(".u-tabs a").nth(place)).to_have_attribute("aria-current", "page")

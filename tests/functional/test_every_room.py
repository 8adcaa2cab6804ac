"""Every address of the work door on a phone: readable by all, quiet, and no wider than the window.

The addresses are those of the walker, so that a new one is looked at without being named here.
"""

import pytest
from playwright.sync_api import Browser

from kernel.models import User
from tests.architecture.test_walker import EXAMPLES, World, world
from tests.functional.browser import NARROW, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
OWNERS = sorted({example.owner for example in EXAMPLES.values()})
FILES = ("figures:file", "figures:chart", "stock-balance")
"""Downloads: no page to look at."""

__all__ = ["world"]


@pytest.mark.parametrize("owner", OWNERS)
def test_every_room_is_readable_by_all_on_a_phone(
    owner: str,
    live_server,
    world: World,
    chromium: Browser,
):
    person: User = world.people[owner]
    with desk_at(chromium, live_server.url, width=NARROW, session=session_of(person)) as desk:
        for name, example in EXAMPLES.items():
            if example.owner != owner or name in FILES:
                continue
            desk.page.goto(live_server.url + example.address(name, world.ours))
            desk.look(name)

        assert desk.complaints() == []

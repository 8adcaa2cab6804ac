"""Every room of prevention on a phone and at a desk: readable by all, no wider than the window."""

import pytest
from playwright.sync_api import Browser

from tests.architecture.prevention_walks import EXAMPLES
from tests.factories.kernel import ministry, ngo
from tests.factories.prevention import make_programme_room
from tests.functional.browser import NARROW, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
OWNERS = sorted({example.owner for example in EXAMPLES.values()})


@pytest.mark.parametrize("owner", OWNERS)
def test_every_room_of_prevention_is_readable_by_all(owner: str, live_server, chromium: Browser):
    room = make_programme_room(ngo(country="KG"), above=ministry(country="KG"))
    session = session_of(getattr(room, owner))

    with desk_at(chromium, live_server.url, width=NARROW, session=session) as desk:
        for name, example in EXAMPLES.items():
            if example.owner != owner or example.is_file:
                continue
            desk.page.goto(live_server.url + example.address(name, room))
            desk.look(name)
            with desk.widened():
                desk.measure(name)

        assert desk.complaints() == []

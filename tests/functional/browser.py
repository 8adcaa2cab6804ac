"""A browser as a test uses it: what the console says is kept, axe looks at what is shown."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from kernel.models import User
from tests.factories.kernel import PASSWORD


FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Axe()
SHOTS = os.environ.get("UMIT_TEST_SHOTS", "")
WIDE, NARROW = 1280, 390
ZOOMED = (640, 480, 2)
"""A screen of 1280 by 960 at 200 %: width and height in the page's own pixels, and their scale."""
NOISE = ("invalid domain", "Service Worker registration blocked")
"""What the browser says of passkeys at an address without a name, and of a worker that a test did
not ask for; not of our pages."""
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (broken) =>
  console.error(`policy: ${broken.effectiveDirective} ${broken.blockedURI} ${broken.sourceFile}`));
"""


@dataclass
class Desk:
    """A person at a browser: what is seen is looked at by axe, what is said is kept."""

    page: Page
    address: str
    said: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Keep an error or a warning; that the page asked for is missing is no news."""
        is_page = message.location.get("url") == self.page.url and "status of 4" in message.text
        if message.type in {"error", "warning"} and not is_page:
            self.said.append(f"{message.type}: {message.text}")

    def look(self, name: str) -> None:
        """Let axe look at the page, and nothing scroll sideways."""
        self.page.wait_for_load_state()
        for found in AXE.run(self.page).response["violations"]:
            if found["impact"] in {"serious", "critical"}:
                targets = [node["target"] for node in found["nodes"]]
                self.found.append(f"{name}: {found['id']} {targets}")
        self.measure(name)
        if SHOTS:
            self.page.screenshot(path=f"{SHOTS}/{name}-{self.width}.png", full_page=True)

    def measure(self, name: str) -> None:
        """Nothing may scroll sideways."""
        if self.page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            self.found.append(f"{name}: scrolls sideways at {self.width}")

    @contextmanager
    def widened(self) -> Iterator[None]:
        """The same page on a desk's screen, without loading it again."""
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": WIDE, "height": before["height"]})
        yield
        self.page.set_viewport_size(before)

    @property
    def width(self) -> int:
        """How wide the window is."""
        return self.page.viewport_size["width"]

    def complaints(self) -> list[str]:
        """What the console said of our pages, and what axe and the ruler found; then forget it."""
        said = [it for it in self.said if not any(noise in it for noise in NOISE)]
        heard = said + self.found
        self.said, self.found = [], []
        return heard

    def sign_in(self, person: User) -> None:
        """Give name and password at the sign-in page that stands before the page at hand."""
        self.page.locator("[name=login]").fill(person.username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[name=password]").press("Enter")

    def go(self, link: str, *, name: str) -> None:
        """Follow a link of the page, and look at where it leads."""
        with self.page.expect_navigation():
            self.page.locator("#main").get_by_role("link", name=link, exact=True).first.click()
        self.look(name)

    def choose(self, label: str) -> None:
        """Tap one of the choices that stand open."""
        choices = self.page.locator(".u-seg label:visible")
        choices.filter(has_text=re.compile(rf"^\s*{label}\s*$")).first.click()

    def press(self, verb: str) -> None:
        """Press the button that says `verb`."""
        self.page.get_by_role("button", name=verb, exact=True).click()

    def expect(self, text: str) -> None:
        """The page says `text`."""
        expect(self.page.get_by_text(text).first).to_be_visible()


@contextmanager
def desk_at(
    browser: Browser,
    address: str,
    *,
    width: int = WIDE,
    height: int = 860,
    scale: int = 1,
    session: str = "",
    scripts: bool = True,
    workers: bool = False,
) -> Iterator[Desk]:
    """Open a browser of its own at `address`, with a session if one is given."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        java_script_enabled=scripts,
        service_workers="allow" if workers else "block",
    )
    context.add_init_script(TELL_VIOLATIONS)
    if session:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
        context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(15_000)
    desk = Desk(page, address)
    page.on("console", desk.hear)
    page.on("pageerror", lambda error: desk.said.append(f"thrown: {error}"))
    yield desk
    context.close()


def session_of(person: User) -> str:
    """Sign `person` in without a browser; return the session's key."""
    client = Client()
    client.force_login(person)
    return client.session.session_key

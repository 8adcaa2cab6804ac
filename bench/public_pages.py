"""A kept public page beside a static file of its size: `-m bench.public_pages [slow]`."""

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from bench import scratch


if TYPE_CHECKING:
    from playwright.sync_api import Browser


PAGES = ("/", "/substances/opioids/", "/ru/", "/help/")
ROUNDS, TURNS = 200, 5
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 50_000, "uploadThroughput": 25_000}
"""400 kbit/s down, 200 up, 150 ms: the edge of a mast."""


def main() -> int:
    """Fill a fresh database, then measure in a process of its own."""
    for name, databases in (("SQLite", scratch.sqlite), ("PostgreSQL", scratch.postgres)):
        with databases() as fresh, tempfile.TemporaryDirectory() as files:
            variables = fresh | {"SURFACE": "public", "UMIT_BENCH_FILES": files}
            scratch.run(variables, "manage.py", "load_site")
            print(name)
            print(scratch.run(variables, "-m", "bench.public_pages", "measure"))
    return 0


def measure() -> int:
    """Print each page beside a file of its size."""
    import django  # noqa: PLC0415 - in a process of its own

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - needs set-up

    settings.PUBLIC_PAGE_SECONDS = 300
    settings.STATIC_ROOT = os.environ["UMIT_BENCH_FILES"]
    settings.WHITENOISE_USE_FINDERS = False
    sizes = {path: len(_ask(_application(), path)[1]) for path in PAGES}
    for path, size in sizes.items():
        _file(path, size)
    application = _application()
    for path in PAGES:
        if len(_ask(application, f"/static/{_name(path)}.html")[1]) != sizes[path]:
            raise SystemExit("The static file was not handed out: there is no floor.")
        print(_line(application, path, sizes[path]))
    return 0


def slow() -> int:
    """Print how long a browser on a slow line takes, the first time and with style and script kept.

    `UMIT_TEST_BROWSER` names the browser.
    """
    with scratch.sqlite() as fresh:
        variables = fresh | {"SURFACE": "public"}
        scratch.run(variables, "manage.py", "load_site")
        print(scratch.run(variables, "-m", "bench.public_pages", "browse"))
    return 0


def browse() -> int:
    """Serve the site and open its pages, each in a browser of its own."""
    import django  # noqa: PLC0415 - in a process of its own

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - needs set-up
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a dependency of development

    settings.PUBLIC_PAGE_SECONDS = 300
    server = make_server("127.0.0.1", 0, _application(), ThreadedServer, QuietHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["UMIT_TEST_BROWSER"], args=["--no-sandbox"]
        )
        for path in PAGES:
            page = browser.new_context(service_workers="block").new_page()
            page.goto(f"{site}{path}", wait_until="load")
            first, kept = (_opened(browser, site, path, before) for before in ("", "/offline/"))
            print(f"{path:<22} first visit {first:5.0f} ms, next page {kept:5.0f} ms")
        browser.close()
    server.shutdown()
    return 0


def _opened(browser: "Browser", site: str, path: str, before: str) -> float:
    """Milliseconds until the page is painted, after another page was read or as the first."""
    page = browser.new_context(service_workers="block").new_page()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    if before:
        page.goto(f"{site}{before}", wait_until="load")
    page.goto(f"{site}{path}", wait_until="load")
    return float(
        page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    )


class ThreadedServer(ThreadingMixIn, WSGIServer):
    """Several requests at once, as a real server."""

    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *told: object) -> None:
        """Keep quiet."""


def _application() -> Callable:
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - needs set-up

    return get_wsgi_application()


def _file(path: str, size: int) -> None:
    (Path(os.environ["UMIT_BENCH_FILES"]) / f"{_name(path)}.html").write_bytes(os.urandom(size))


def _name(path: str) -> str:
    return path.strip("/").replace("/", "-") or "home"


def _ask(
    application: Callable, path: str, *, packed: bool = False, query: str = ""
) -> tuple[str, bytes]:
    """One request through the whole stack, without a network."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": sys.stdin.buffer, "wsgi.errors": sys.stderr, "SERVER_PROTOCOL": "HTTP/1.1",
    }  # fmt: skip
    if packed:
        environ["HTTP_ACCEPT_ENCODING"] = "gzip"
    answer = application(environ, lambda status, headers, *rest: said.append(status))
    body = b"".join(answer)
    answer.close()
    return said[0], body


def _line(application: Callable, path: str, size: int) -> str:
    page, file, fresh = [], [], []
    status, packed = _ask(application, path, packed=True)
    for _turn in range(TURNS):
        page += _times(lambda: _ask(application, path, packed=True))
        file += _times(lambda: _ask(application, f"/static/{_name(path)}.html"))
        fresh += _times(lambda: _ask(application, path, query="page=1"), rounds=2)
    kept, still = statistics.median(page), statistics.median(file)
    return (
        f"{path:<22} {status} kept {kept:5.2f} ms, file {still:5.2f} ms, "
        f"{kept / still:4.1f} times; afresh {statistics.median(fresh):6.1f} ms; "
        f"{size / 1024:5.1f} KiB, {len(packed) / 1024:4.1f} packed"
    )


def _times(act: Callable, rounds: int = ROUNDS) -> Iterator[float]:
    for _round in range(rounds):
        began = time.perf_counter()
        act()
        yield 1000 * (time.perf_counter() - began)


STEPS = {"measure": measure, "slow": slow, "browse": browse}

if __name__ == "__main__":
    sys.exit(STEPS.get("".join(sys.argv[1:]), main)())

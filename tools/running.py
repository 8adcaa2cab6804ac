"""Databases, demonstration data and the processes that serve them."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import signal
import subprocess
from types import FrameType
from urllib.parse import SplitResult, urlsplit

from tools import messages
from tools.house import (
    BIN,
    PYTHON,
    ROOT,
    STAMPS,
    VAR,
    Stop,
    capture,
    environment,
    fingerprint,
    once,
    own_files,
    run,
    say,
    step,
)


DATABASES = (
    ("DATABASE_URL", "umit.sqlite3"),
    ("VAULT_DATABASE_URL", "vault.sqlite3"),
)
DEMO = {"UMIT_DEMO": "1"}
DEMO_FILES = ("data/**/*", "*demo*")
OUT = ROOT / "out"
ACCOUNTS = STAMPS / "demo-accounts.txt"
PANGO = (
    "PDFs need Pango, which is missing here; all else works. To add it:\n"
    "  apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def prepare() -> None:
    """Migrate both databases, make the cache table, compile messages."""
    VAR.mkdir(parents=True, exist_ok=True)
    if _uses_files():
        once("migrate", "databases", _migrations, _migrate)
    else:
        with step("databases"):
            _migrate()
    once("messages", "languages", lambda: fingerprint(messages.catalogues()), _compile)


def load_demo() -> None:
    """Load the demonstration, or show its accounts again when it is loaded already."""
    if not _uses_files():
        with step("demonstration"):
            _load()
    elif not once("demo", "demonstration", _demo, _load):
        say(ACCOUNTS.read_text(encoding="utf-8"))


def serve(*, demo: bool) -> None:
    """Serve every door on one port, with a worker, a sealer and a timer, until interrupted."""
    port = os.environ.get("PORT") or "8000"
    variables = environment(BASE_URL=f"http://127.0.0.1:{port}", **(DEMO if demo else {}))
    commands = (
        [BIN / "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port,
         "--no-ws", "--log-level", "warning", "config.wsgi:application"],
        [PYTHON, "manage.py", "db_worker"],
        [PYTHON, "manage.py", "seal_audit", "--every", "300"],
        [PYTHON, "manage.py", "publish_on_time", "--every", "60"],
    )  # fmt: skip
    say(f"Serving on http://127.0.0.1:{port}/ (stop with Ctrl-C)")
    children = [
        subprocess.Popen([str(part) for part in command], cwd=ROOT, env=variables)
        for command in commands
    ]
    _watch(children)


def doors() -> None:
    """Say where each door is."""
    port = os.environ.get("PORT") or "8000"
    say("Doors")
    for door, path in (
        ("public", ""), ("office", "office/"), ("work", "work/"), ("ministry", "ministry/"),
    ):  # fmt: skip
        say(f"  {door:<9} http://127.0.0.1:{port}/{path}")


def pango() -> None:
    """Say in one sentence what is missing for PDFs, if something is."""
    if not _has_pango():
        say(PANGO)


def _has_pango() -> bool:
    try:
        ctypes.CDLL(ctypes.util.find_library("pango-1.0") or "libpango-1.0.so.0")
    except OSError:
        return False
    return True


def _watch(children: list[subprocess.Popen]) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    server = children[0]
    try:
        server.wait()
    except KeyboardInterrupt:
        say()
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)
    if server.returncode not in {0, -signal.SIGTERM, -signal.SIGINT}:
        message = f"The server ended by itself ({server.returncode})."
        raise Stop(message)


def _uses_files() -> bool:
    """Whether both databases are SQLite files, so that stamps can be believed."""
    return all(_url(variable, name).scheme == "sqlite" for variable, name in DATABASES)


def _url(variable: str, name: str) -> SplitResult:
    return urlsplit(os.environ.get(variable) or f"sqlite:///{VAR / name}")


def _places() -> list[str]:
    """Which database files there are: one that was removed is made again."""
    files = [ROOT / _url(variable, name).path.removeprefix("/") for variable, name in DATABASES]
    return [f"{file}:{file.stat().st_ino}" for file in files if file.exists()]


def _migrations() -> str:
    files = [*own_files("migrations/*.py"), *own_files("*.csv"), ROOT / "requirements.txt"]
    return fingerprint(files, *_places())


def _migrate() -> None:
    run(PYTHON, "-m", "tools.migrate")


def _compile() -> None:
    run(PYTHON, "-m", "tools.messages", "compile")


def _demo() -> str:
    return fingerprint([file for name in DEMO_FILES for file in own_files(name)], *_places())


def _load() -> None:
    heard = capture(PYTHON, "manage.py", "load_demo", **DEMO, LOG_LEVEL="WARNING")
    accounts = heard.replace("\r\n", "\n").rstrip().rpartition("\n\n")[2]
    STAMPS.mkdir(parents=True, exist_ok=True)
    ACCOUNTS.write_text(accounts, encoding="utf-8")


def report() -> None:
    """Write the demonstration's report into `out/`; again only where its makers changed."""
    if not _uses_files():
        with step("report"):
            _report()
    else:
        once("report", "report", _makers, _report)
    say(f"  report    {OUT.relative_to(ROOT)}/demo-report.pdf, .xlsx, .csv, .json")


def _makers() -> str:
    makers = (ROOT / "analytics", ROOT / "clinics" / "facts", ROOT / "locale")
    kinds = {".py", ".html", ".css", ".svg", ".po"}
    files = [file for place in makers for file in place.rglob("*") if file.suffix in kinds]
    written = [f"{each.name}:{each.stat().st_ino}" for each in sorted(OUT.glob("demo-report*"))]
    return fingerprint(files, *_places(), *written)


def _report() -> None:
    formats = "pdf,xlsx,csv,json" if _has_pango() else "xlsx,csv,json"
    run(
        PYTHON, "manage.py", "compile_report", "national", "--country", "KG", "--period", "2023",
        "--out", str(OUT), "--name", "demo-report", "--formats", formats,
        **DEMO, LOG_LEVEL="WARNING",
    )  # fmt: skip
    run(PYTHON, "manage.py", "compile_examples", "--country", "KG", **DEMO, LOG_LEVEL="WARNING")

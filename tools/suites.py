"""Test suites and checks: each is run, timed and counted, and says so in one line."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tools.house import BIN, PYTHON, REPORTS, ROOT, Stop, environment, own_files, say


POSTGRES = "postgres://postgres@127.0.0.1:5432"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TWO_AT_ONCE = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
"""Two processes; a file stays in one of them, so that what it shares is made once. The order stays:
with few and long tests at the end one process would wait for the other."""
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@dataclass
class Suite:
    """One run of pytest."""

    name: str
    marks: str
    options: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    missing: str = ""
    """Why it cannot run here, if it cannot."""


@dataclass
class Count:
    """What a suite did."""

    run: int
    skipped: int
    failed: int


def sqlite() -> Suite:
    """Everything that needs neither a server nor a browser, with coverage."""
    options = ["--cov", "--cov-report=term", *TWO_AT_ONCE]
    return Suite("sqlite", "not browser and not postgres", options, {"UMIT_TEST_POSTGRES": ""})


ENGINE = (
    "tests/unit/kernel", "tests/unit/vault", "tests/unit/clinics", "tests/unit/analytics/actions",
    "tests/integration/test_nothing_leaks.py",
    "tests/integration/imports", "tests/integration/kernel", "tests/integration/work",
    "tests/integration/prevention",
    "tests/integration/ministry/test_home.py", "tests/integration/analytics/test_asking.py",
    "tests/integration/analytics/test_independent_sql.py",
    "tests/integration/analytics/test_sources.py", "tests/migrations",
    "tests/properties/test_stock.py",
)  # fmt: skip
"""What speaks to the engine: records, locks, constraints, facts. Documents, charts, typing and the
walk over all addresses are the same on either and ran on SQLite."""
NO_ENGINE = ("tests/integration/work/test_bad_input.py", "tests/integration/work/test_papers.py")


def postgres() -> Suite:
    """What speaks to the database engine, on PostgreSQL."""
    url = os.environ.get("UMIT_TEST_POSTGRES") or POSTGRES
    parts = urlsplit(url)
    missing = (
        "" if _answers(parts.hostname or "", parts.port or 5432) else f"nobody answers at {url}"
    )
    places = [place for place in ENGINE if (ROOT / place).exists()]
    left_out = [f"--ignore={place}" for place in NO_ENGINE]
    options = [*TWO_AT_ONCE, *left_out, *places]
    return Suite("postgres", "not browser", options, {"UMIT_TEST_POSTGRES": url}, missing)


def browser() -> Suite:
    """Stories in a real browser."""
    found = os.environ.get("UMIT_TEST_BROWSER") or next(
        filter(None, map(shutil.which, BROWSERS)), ""
    )
    missing = "" if found else "no Chromium is installed"
    options = [*TWO_AT_ONCE, "tests/functional"]
    return Suite("browser", "browser", options, {"UMIT_TEST_BROWSER": found}, missing)


def run_suites(*suites: Suite) -> None:
    """Run each suite; afterwards say how many tests each one ran.

    Raises:
        Stop: a suite failed, or, in CI, could not run or skipped a test.
    """
    REPORTS.mkdir(parents=True, exist_ok=True)
    lines, failed = [], []
    for suite in suites:
        line, is_good = _run(suite)
        lines.append(line)
        if not is_good:
            failed.append(suite.name)
    say()
    for line in lines:
        say(line)
    if failed:
        message = f"Failed: {', '.join(failed)}."
        raise Stop(message)


def build_templates(*wanted: Suite) -> None:
    """Migrate the databases that the suites copy, all at once: each takes a core for a minute.

    Raises:
        Stop: one of them could not be migrated.
    """
    began = time.monotonic()
    builders = [
        subprocess.Popen([PYTHON, "-m", "tests.database"], cwd=ROOT, env=_environment(suite))
        for suite in wanted
        if not suite.missing
    ]
    if any([builder.wait() for builder in builders]):  # noqa: C419 - all are waited for
        message = "The databases of the tests could not be built."
        raise Stop(message)
    say(f"  databases of {len(builders)} suites: {time.monotonic() - began:.1f} s")


def _environment(suite: Suite) -> dict[str, str]:
    return environment(DJANGO_SETTINGS_MODULE="config.settings.test", **suite.variables)


def _run(suite: Suite) -> tuple[str, bool]:
    if suite.missing:
        return f"suite {suite.name}: not run, {suite.missing}", not IN_CI
    say(f"\n— suite {suite.name}")
    report = REPORTS / f"{suite.name}.xml"
    report.unlink(missing_ok=True)
    began = time.monotonic()
    status = subprocess.run(
        [PYTHON, "-m", "pytest", "-q", "-m", suite.marks, f"--junitxml={report}", *suite.options],
        cwd=ROOT,
        env=_environment(suite),
        check=False,
    ).returncode
    count = read_report(report.read_text(encoding="utf-8")) if report.exists() else Count(0, 0, 0)
    line = f"suite {suite.name}: {count.run} tests run, {count.skipped} skipped"
    is_good = status == 0 and count.run > 0 and not (IN_CI and count.skipped)
    return f"{line}, {time.monotonic() - began:.0f} s{'' if is_good else ', FAILED'}", is_good


def read_report(text: str) -> Count:
    """Count the tests of a JUnit report."""
    totals = {"tests": 0, "skipped": 0, "failures": 0, "errors": 0}
    for suite in ET.fromstring(text).iter("testsuite"):  # noqa: S314 - our own report
        for name in totals:
            totals[name] += int(suite.get(name, 0))
    return Count(
        run=totals["tests"] - totals["skipped"],
        skipped=totals["skipped"],
        failed=totals["failures"] + totals["errors"],
    )


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def checks() -> dict[str, list[object]]:
    """Name -> command, for everything that is checked without running the product."""
    templates = [str(file.relative_to(ROOT)) for file in own_files("*.html")]
    return {
        "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
        "lint": [BIN / "ruff", "check", "--quiet", "."],
        "templates": [BIN / "djade", "--check", "--target-version", "5.2", *templates],
        "types": [BIN / "mypy"],
        "contracts": [BIN / "lint-imports", "--no-logo"],
        "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "django": [PYTHON, "manage.py", "check", "--fail-level", "ERROR"],
        "messages": [PYTHON, "-m", "tools.messages", "check"],
        "versions": [PYTHON, "-m", "tools.minimum_versions"],
    }


def run_checks() -> None:
    """Run every check, also after one has failed.

    Raises:
        Stop: a check failed.
    """
    failed = []
    for name, command in checks().items():
        began = time.monotonic()
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment(DJANGO_SETTINGS_MODULE="config.settings.test"),
            capture_output=True,
            text=True,
            check=False,
        )
        verdict = "FAILED" if done.returncode else "ok"
        say(f"check {name}: {verdict}, {time.monotonic() - began:.1f} s")
        if done.returncode:
            failed.append(name)
            say(done.stdout + done.stderr)
    if failed:
        message = f"Failed: {', '.join(failed)}."
        raise Stop(message)

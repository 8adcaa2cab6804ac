"""The workbench of Umit: `python3 -m tools.dev ACT`, or `make ACT`.

It needs Python 3.11 or newer and nothing else: whatever an act needs it installs in `.venv`.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path


if sys.version_info < (3, 11):  # noqa: UP036 - said to people who have an older one
    sys.exit("Umit needs Python 3.11 or newer. With make: make demo PYTHON=python3.11")

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import install, running, suites
from tools.house import BIN, PYTHON, ROOT, Stop, own_files, run, say


def setup() -> None:
    """Install everything, also what tests and checks need, and migrate."""
    install.install(development=True)
    running.prepare()
    running.pango()


def demo() -> None:
    """Install, load the demonstration and serve it; SERVE=0 stops before serving."""
    install.install()
    running.prepare()
    running.load_demo()
    running.report()
    running.doors()
    running.pango()
    if os.environ.get("SERVE", "1") != "0":
        running.serve(demo=True)


def serve() -> None:
    """Serve what is in var/ with development settings."""
    install.install()
    running.prepare()
    running.doors()
    running.serve(demo=False)


def templates() -> None:
    """Build the databases from which tests begin, SQLite's and PostgreSQL's side by side."""
    install.install(development=True)
    suites.build_templates(suites.sqlite(), suites.postgres())


def test() -> None:
    """Run the tests that need neither PostgreSQL nor a browser."""
    install.install(development=True)
    suites.run_suites(suites.sqlite())
    say("Not part of this command: suites postgres and browser (make test-all).")


def test_all() -> None:
    """Run every suite: SQLite, PostgreSQL, browser."""
    install.install(development=True)
    suites.run_suites(suites.sqlite(), suites.postgres(), suites.browser())


def test_more() -> None:
    """Run the suites that `test` leaves out."""
    install.install(development=True)
    suites.run_suites(suites.postgres(), suites.browser())


def check() -> None:
    """Check style, templates, types, contracts, migrations, messages and versions."""
    install.install(development=True)
    suites.run_checks()


def fix() -> None:
    """Mend what can be mended without thinking."""
    install.install(development=True)
    run(BIN / "ruff", "check", "--fix", "--quiet", "--exit-zero", ".")
    run(BIN / "ruff", "format", "--quiet", ".")
    templates = own_files("*.html")
    if templates:
        with contextlib.suppress(Stop):  # its exit status says that it changed something
            run(BIN / "djade", "--target-version", "5.2", *templates)


def lock() -> None:
    """Compile the pinned requirements afresh."""
    install.install(development=True)
    for name in ("requirements", "requirements-dev"):
        run(
            install.UV, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
            "--generate-hashes", "--no-emit-index-url", "--no-header",
            f"{name}.in", "--output-file", f"{name}.txt",
        )  # fmt: skip


def messages() -> None:
    """Bring the catalogues of translations up to date and compile them."""
    install.install(development=True)
    for act in ("update", "compile", "check"):
        run(PYTHON, "-m", "tools.messages", act)


def bench() -> None:
    """Measure; the results belong into docs/performance.md."""
    install.install(development=True)
    for script in sorted((ROOT / "bench").glob("[a-z]*.py")):
        run(PYTHON, "-m", f"bench.{script.stem}")


ACTS = {
    "setup": setup,
    "demo": demo,
    "run": serve,
    "templates": templates,
    "test": test,
    "test-all": test_all,
    "test-more": test_more,
    "check": check,
    "fix": fix,
    "lock": lock,
    "messages": messages,
    "bench": bench,
}


def main() -> int:
    """Do what the argument says; a refusal is one sentence, not a traceback."""
    act = ACTS.get(sys.argv[1]) if len(sys.argv) == 2 else None  # noqa: PLR2004 - program, act
    if act is None:
        say(f"Usage: python3 -m tools.dev {'|'.join(ACTS)}")
        return 2
    began = time.monotonic()
    try:
        act()
    except Stop as stop:
        say(f"\n{stop}")
        return 1
    except KeyboardInterrupt:
        return 130
    say(f"{sys.argv[1]}: done in {time.monotonic() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

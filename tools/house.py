"""Where things are, how a step is shown, and when it can be skipped."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("UMIT_VAR") or ROOT / "var")
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMPS = VAR / "stamps"
REPORTS = VAR / "reports"
APPS = ("ui", "kernel", "vault", "clinics", "prevention", "analytics", "cms")


UNCOMPILED = "PYTHONDONTWRITEBYTECODE"


class Stop(Exception):
    """Work cannot go on; the message says why and what helps."""


def say(text: str = "") -> None:
    """Print at once, so that progress is seen while it happens."""
    print(text, flush=True)


def run(*command: object, **variables: str) -> None:
    """Run one of our programs from the root of the house; stop when it fails.

    Raises:
        Stop: the program failed.
    """
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=environment(**variables), check=False
    )
    if done.returncode:
        message = f"`{' '.join(str(part) for part in command)}` failed ({done.returncode})."
        raise Stop(message)


def environment(**variables: str) -> dict[str, str]:
    """This process's environment, with development settings unless told otherwise.

    Compiled modules are kept even where the machine says not to: without them every one of our
    programs compiles a thousand modules of its packages first, three seconds each time.
    """
    defaults = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONUNBUFFERED": "1",
        "UV_PYTHON_DOWNLOADS": "never",
    }
    told = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
    return defaults | told | variables


def capture(*command: object, **variables: str) -> str:
    """Run one of our programs and pass its output on while keeping it.

    Raises:
        Stop: the program failed.
    """
    heard = bytearray()
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment(**variables),
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        while part := os.read(process.stdout.fileno(), 4096):
            heard += part
            sys.stdout.buffer.write(part)
            sys.stdout.flush()
    if process.returncode:
        message = f"`{' '.join(str(part) for part in command)}` failed ({process.returncode})."
        raise Stop(message)
    return heard.decode(errors="replace")


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Show what is being done and how long it took."""
    say(f"… {title}")
    began = time.monotonic()
    yield
    say(f"  {title}: {time.monotonic() - began:.1f} s")


def once(name: str, title: str, digest: Callable[[], str], action: Callable[[], None]) -> bool:
    """Do `action` unless its stamp says that it was done for the same `digest`; say which."""
    if is_stamped(name, digest()):
        say(f"  {title}: nothing to do")
        return False
    forget(name)
    with step(title):
        action()
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(digest(), encoding="utf-8")
    return True


def is_stamped(name: str, digest: str) -> bool:
    """Whether a step was done for this `digest`."""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text(encoding="utf-8") == digest


def forget(*names: str) -> None:
    """Have steps done again."""
    for name in names:
        (STAMPS / name).unlink(missing_ok=True)


def fingerprint(files: Iterable[Path], *extra: str) -> str:
    """One number for the content of `files` and some words beside them."""
    seen = hashlib.sha256("\0".join(extra).encode())
    for file in sorted(files):
        seen.update(str(file.relative_to(ROOT)).encode())
        seen.update(file.read_bytes())
    return seen.hexdigest()


def own_files(pattern: str) -> list[Path]:
    """The files of our packages that match `pattern`."""
    return [
        file
        for app in APPS
        for file in (ROOT / app).rglob(pattern)
        if file.is_file() and "__pycache__" not in file.parts
    ]

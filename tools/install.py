"""The virtual environment and what is installed in it, pinned by hash."""

from __future__ import annotations

import importlib.util
import platform
import subprocess
import sys
from pathlib import Path

from tools.house import (
    BIN,
    PYTHON,
    ROOT,
    VENV,
    Stop,
    fingerprint,
    forget,
    is_stamped,
    once,
    run,
    say,
)


RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
INSTALLER = ROOT / "tools" / "uv.txt"
UV = BIN / ("uv.exe" if sys.platform == "win32" else "uv")


def install(*, development: bool = False) -> None:
    """Bring `.venv` to the pinned packages; with `development`, those of tests and checks too."""
    make_environment()
    if not development and is_stamped("development", _digest(RUNTIME, DEVELOPMENT)):
        say("  packages: nothing to do")
        return
    name, other = ("development", "runtime") if development else ("runtime", "development")
    files = [RUNTIME, DEVELOPMENT] if development else [RUNTIME]
    if once(name, "packages", lambda: _digest(*files), lambda: _sync(files)):
        forget(other)


def make_environment() -> None:
    """Make `.venv` when there is none.

    Raises:
        Stop: Python's `venv` module is missing.
    """
    if PYTHON.exists():
        return
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        message = f"Python's venv module is missing: apt-get install python{version}-venv"
        raise Stop(message)
    run(sys.executable, "-m", "venv", VENV)
    forget("runtime", "development")


def _sync(files: list[Path]) -> None:
    """Install exactly `files`, by uv; where uv cannot be had, by pip."""
    try:
        if not UV.exists():
            _pip("--require-hashes", "--requirement", INSTALLER)
        run(UV, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, *files)
    except Stop:
        say("  uv is not to be had here; installing with pip, which takes a minute")
        for file in files:
            _pip("--require-hashes", "--requirement", file)


def _pip(*arguments: object) -> None:
    if subprocess.run(
        [PYTHON, "-m", "pip", "--version"], capture_output=True, check=False
    ).returncode:
        run(PYTHON, "-m", "ensurepip")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def _digest(*files: Path) -> str:
    return fingerprint(files, platform.python_version())

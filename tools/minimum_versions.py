"""Compare the pinned packages with the oldest versions that are safe: no network needed."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pinned() -> dict[str, str]:
    """Package -> version, over both requirement files."""
    return {
        name.lower(): version
        for file in ("requirements.txt", "requirements-dev.txt")
        for name, version in PIN.findall((ROOT / file).read_text(encoding="utf-8"))
    }


def numbers(version: str) -> tuple[int, ...]:
    """The release part of a version as numbers that compare: `5.3.8.post1` is (5, 3, 8)."""
    return tuple(int(part) for part in re.match(r"\d+(?:\.\d+)*", version)[0].split("."))  # type: ignore[index] # pins begin with a number


def complaints() -> list[str]:
    """One sentence for each package that is too old or no longer pinned."""
    minimum = tomllib.loads((ROOT / "tools/minimum_versions.toml").read_text(encoding="utf-8"))
    pins = pinned()
    found = []
    for name, rule in minimum.items():
        if name not in pins:
            if not rule.get("optional"):
                found.append(f"{name} has a minimum version but is not pinned.")
        elif numbers(pins[name]) < numbers(rule["version"]):
            found.append(f"{name} {pins[name]} is older than {rule['version']}: {rule['reason']}")
    return found


def main() -> int:
    """Say what is too old."""
    found = complaints()
    for sentence in found:
        print(sentence)
    print(f"{len(pinned())} pinned packages compared, {len(found)} complaints.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

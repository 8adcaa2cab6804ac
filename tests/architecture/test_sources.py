"""What the source itself must keep: sizes, no clock in the domain."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = (
    "analytics", "bench", "clinics", "cms", "config", "kernel", "prevention", "tests", "tools",
    "ui", "vault",
)  # fmt: skip
LINES = 500
DOMAIN = ("actions", "models", "selectors", "policies", "rules", "facts", "states", "instruments")
CLOCKS = {"timezone.now", "date.today", "datetime.now", "datetime.today", "datetime.utcnow",
          "time.time"}  # fmt: skip
CLOCKS_WITHOUT_ARGUMENT = {"timezone.localdate", "timezone.localtime"}


def sources(*packages: str) -> Iterator[Path]:
    """Our Python files but migrations, which are generated."""
    for package in packages:
        for file in sorted((ROOT / package).rglob("*.py")):
            if not {"migrations", "__pycache__"} & set(file.parts):
                yield file


def clocks(text: str) -> list[str]:
    """Where a module asks what time it is, or hands over the function that does."""
    tree = ast.parse(text)
    told = {
        id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args
    }  # `timezone.localdate(moment)` is told the moment
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and _is_clock(node, is_told=id(node) in told)
    ]


def _is_clock(node: ast.Attribute, *, is_told: bool) -> bool:
    name = ".".join(ast.unparse(node).split(".")[-2:])
    return name in CLOCKS or (name in CLOCKS_WITHOUT_ARGUMENT and not is_told)


def test_no_file_is_longer_than_500_lines():
    long = {
        str(file.relative_to(ROOT)): lines
        for file in sources(*PACKAGES)
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LINES
    }

    assert long == {}


def domain() -> list[Path]:
    return [
        file
        for app in ("clinics", "prevention")
        for file in sources(app)
        if file.relative_to(ROOT / app).parts[0].removesuffix(".py") in DOMAIN
    ]


@pytest.mark.parametrize("file", domain(), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_domain_is_told_what_day_it_is(file):
    assert clocks(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "timezone.now()",
        "date.today()",
        "timezone.localdate()",
        "datetime.date.today()",
        "Field(default=timezone.now)",
    ],
)
def test_a_clock_is_seen(line):
    assert clocks(f"x = {line}") != []


def test_what_is_no_clock_is_let_be():
    assert clocks("x = row.entered_on; y = now; z = timezone.localdate(moment)") == []

"""The import contracts hold, and each is seen to fail on a planted breach."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {
    contract["id"]: contract["name"] for contract in SETTINGS["tool"]["importlinter"]["contracts"]
}
SECTION = re.DOTALL | re.MULTILINE
PACKAGES = SETTINGS["tool"]["importlinter"]["root_packages"]

BREACHES = [
    ("layers", "kernel", "clinics"),
    ("layers", "ui", "vault"),
    ("layers", "clinics", "prevention"),
    ("layers", "cms", "config.surfaces"),
    ("inner", "clinics.selectors", "clinics.actions"),
    ("inner", "clinics.models", "clinics.selectors"),
    ("facts", "analytics", "clinics.models"),
    ("facts", "analytics", "clinics.selectors"),
    ("site", "cms", "clinics.models"),
    ("vault", "clinics.views", "vault.api"),
    ("vault", "clinics.actions", "vault.models"),
    ("vault", "analytics", "vault.api"),
    ("guardian", "clinics.actions", "guardian.shortcuts"),
    ("views", "clinics.views", "clinics.models"),
    ("pandas", "clinics.selectors", "pandas"),
    ("figures", "analytics.documents", "analytics.actions"),
    ("figures", "analytics.selectors", "analytics.views"),
    ("renderers", "analytics.charts", "analytics.sources"),
    ("renderers", "analytics.views", "analytics.disclosure"),
    ("auditor", "analytics.auditing", "analytics.disclosure"),
    ("series", "clinics.selectors", "kernel.series_keys"),
    ("series", "analytics.views", "kernel.series_keys"),
]
"""Contract, the package that breaks it, what it imports: each is planted as a module of its own."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source alone."""
    copy = tmp_path_factory.mktemp("house") / "house"
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            copy / package,
            ignore=lambda directory, names: [
                name
                for name in names
                if name == "__pycache__"
                or not (name.endswith(".py") or (Path(directory) / name).is_dir())
            ],
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def lint(tree: Path) -> dict[str, str]:
    """Contract -> what is said against it; an empty text when it holds."""
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(  # noqa: S603 - our own program, no shell
        [linter, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False
    )
    assert "Contracts:" in run.stdout, run.stdout + run.stderr
    verdicts, _, complaints = run.stdout.partition("Broken contracts\n")
    sections = {
        name: section for name in CONTRACTS.values()
        for section in re.findall(rf"^{re.escape(name)}\n-+\n(.*?)(?=^-+$|\Z)", complaints, SECTION)
    }  # fmt: skip
    return {
        key: sections.get(name, "broken") if f"{name} BROKEN" in verdicts else ""
        for key, name in CONTRACTS.items()
    }


def plant(tree: Path) -> list[tuple[str, str]]:
    """Add one module for each breach; name each breach's contract and its module."""
    planted = []
    for number, (contract, package, target) in enumerate(BREACHES):
        module = f"{package}.planted_{number}"
        file = tree / f"{module.replace('.', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        (file.parent / "__init__.py").touch()
        file.write_text(f"import {target}\n", encoding="utf-8")
        planted.append((contract, module))
    return planted


def test_every_contract_holds(tree):
    assert {key: said for key, said in lint(tree).items() if said} == {}


def test_each_planted_breach_is_seen_by_its_contract(tree, tmp_path):
    spoilt = shutil.copytree(tree, tmp_path / "house")
    planted = plant(spoilt)

    said = lint(spoilt)

    assert [(key, module) for key, module in planted if f"{module} " not in said[key]] == []


def test_every_contract_has_a_breach():
    assert {contract for contract, _, _ in BREACHES} == set(CONTRACTS)

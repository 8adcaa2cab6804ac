"""The same contents give the same files, in any process."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.documents import render


ROOT = Path(__file__).parents[4]
CODE = """
import hashlib
import django

django.setup()

from analytics.documents import render
from tests.factories.contents import sample_contents

formats = ["json", "csv", "xlsx", "pdf"]
for made in render(sample_contents(), language="ru", formats=formats, charts={}):
    print(made.name, hashlib.sha256(made.content).hexdigest())
"""


def in_another_process(seed: str) -> list[str]:
    """Names and hashes of all files, made in a process of its own."""
    run = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Tashkent" if seed == "1" else "UTC"},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return run.stdout.split()


def test_files_come_in_the_order_of_the_formats(contents):
    made = render(contents, language="ru", formats=["xlsx", "json"], charts={})

    assert [each.name for each in made] == ["KG-2023-v1.ru.xlsx", "KG-2023-v1.json"]
    assert [each.language for each in made] == ["ru", ""]
    assert made[1].media_type == "application/json"


def test_an_unknown_format_is_an_error(contents):
    with pytest.raises(KeyError):
        render(contents, language="en", formats=["docx"], charts={})


@pytest.mark.slow
@pytest.mark.usefixtures("pango")
def test_all_files_are_the_same_bytes_in_every_process(contents):
    here = [
        word
        for made in render(
            contents, language="ru", formats=["json", "csv", "xlsx", "pdf"], charts={}
        )
        for word in (made.name, hashlib.sha256(made.content).hexdigest())
    ]

    assert in_another_process("1") == here
    assert in_another_process("2") == here

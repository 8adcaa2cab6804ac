"""Translations without gettext's programs: collect what is said, check it, compile it.

    python -m tools.messages update     add new strings to the catalogues, drop what is gone
    python -m tools.messages check      fail when Russian lacks a string
    python -m tools.messages compile    make the .mo files that the running house reads

Texts in Python are found by reading the syntax tree, those in templates by Django's own
`templatize`, which turns a template's translatable parts into calls.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


ROOT = Path(__file__).resolve().parent.parent
APPS = ("ui", "kernel", "vault", "clinics", "prevention", "analytics", "cms", "config")
LOCALE = ROOT / "locale"
REQUIRED = "ru"
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CALL = re.compile(r"\b(_|gettext|ngettext|pgettext)\(")


class Message(NamedTuple):
    """What tells one entry of a catalogue from another."""

    text: str
    plural: str = ""
    context: str = ""


Messages = dict[Message, list[tuple[str, str]]]


def collect() -> Messages:
    """Every translatable text of the house with the places where it stands."""
    found: Messages = defaultdict(list)
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*")):
            if "migrations" in file.parts or file.suffix not in {".py", ".html", ".txt"}:
                continue
            for message, line in _read(file):
                found[message].append((file.relative_to(ROOT).as_posix(), str(line)))
    return found


def _read(file: Path) -> Iterator[tuple[Message, int]]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        yield from python_messages(text)
    elif "templates" in file.parts:
        yield from template_messages(text)


def python_messages(text: str) -> Iterator[tuple[Message, int]]:
    """The translatable texts of a Python module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            message = _message(node)
            if message:
                yield message, node.lineno


def template_messages(text: str) -> Iterator[tuple[Message, int]]:
    """The translatable texts of a template."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 - needs the packages

    calls = templatize(text)
    for match in CALL.finditer(calls):
        node = _call(calls[match.start() :])
        message = _message(node) if node else None
        if message:
            yield message, calls.count("\n", 0, match.start()) + 1


def _call(text: str) -> ast.Call | None:
    """The first call of `text`, which ends somewhere: try each closing bracket in turn."""
    for end in re.finditer(r"\)", text[:4000]):
        try:
            node = ast.parse(text[: end.end()], mode="eval").body
        except SyntaxError:
            continue
        return node if isinstance(node, ast.Call) else None
    return None


def _message(node: ast.Call) -> Message | None:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    texts = [
        argument.value
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    if name in SINGULAR and texts and texts[0]:
        return Message(texts[0])
    if name in PLURAL and len(texts) > 1:
        return Message(texts[0], plural=texts[1])
    if name in CONTEXT and len(texts) > 1:
        return Message(texts[1], context=texts[0])
    return None


def catalogues() -> list[Path]:
    """The catalogues of all languages, ours and those that mend a package's."""
    return sorted(file for file in ROOT.glob("**/locale/*/LC_MESSAGES/*.po") if _is_ours(file))


def _is_ours(file: Path) -> bool:
    return file.relative_to(ROOT).parts[0] in {*APPS, "locale"}


def lacking() -> list[str]:
    """What Russian lacks: texts without an entry, without a translation, or in doubt."""
    import polib  # noqa: PLC0415 - needs the packages

    entries: dict[Message, Any] = {}
    for file in catalogues():
        if REQUIRED in file.parts:
            entries |= {_key(entry): entry for entry in polib.pofile(str(file))}
    return [
        f"{places[0][0]}:{places[0][1]}: {message.text!r}"
        for message, places in sorted(collect().items())
        if message not in entries or not entries[message].translated()
    ]


def _key(entry: Any) -> Message:
    return Message(
        entry.msgid,
        entry.msgid_plural or "",
        entry.msgctxt or "",
    )


def update() -> None:
    """Add new texts to every catalogue in `locale/`, and drop those that nobody says any more."""
    import polib  # noqa: PLC0415 - needs the packages

    said = collect()
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        catalogue = polib.pofile(str(file), wrapwidth=100)
        known = {_key(entry): entry for entry in catalogue}
        for message in known.keys() - said.keys():
            catalogue.remove(known[message])
        for message in sorted(said.keys() - known.keys()):
            known[message] = _entry(polib, message)
            catalogue.append(known[message])
        for message, places in said.items():
            known[message].occurrences = sorted({(path, "") for path, _ in places})
        catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
        catalogue.save()


def _entry(polib: Any, message: Message) -> Any:
    entry = polib.POEntry(
        msgid=message.text, msgid_plural=message.plural, msgctxt=message.context or None
    )
    if message.plural:
        entry.msgstr_plural = {0: "", 1: "", 2: ""}
    return entry


def compile_all() -> None:
    """Make the .mo file of every catalogue that has none, or an older one."""
    import polib  # noqa: PLC0415 - needs the packages

    for file in catalogues():
        compiled = file.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < file.stat().st_mtime:
            polib.pofile(str(file)).save_as_mofile(str(compiled))


def check() -> int:
    """Say what Russian lacks; the number is the exit status."""
    missing = lacking()
    for line in missing:
        print(line)
    print(f"{len(missing)} of our texts lack a Russian translation.")
    return 1 if missing else 0


def main() -> int:
    """Do what the first argument says."""
    acts = {"update": update, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in acts:  # noqa: PLR2004 - the program and its act
        print(__doc__)
        return 2
    return acts[sys.argv[1]]() or 0


if __name__ == "__main__":
    sys.exit(main())

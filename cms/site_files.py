"""The site's first pages as files: read, checked against each other, refused in plain words.

`content/<language>/<slug>.toml` is one page in one language; `content/README.md` says what stands
in it. Nothing here touches the database.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from wagtail import blocks
from wagtail.fields import StreamField

from cms import models
from cms.models.pages import LATIN, PublicPage
from kernel.errors import Refused


CONTENT = Path(__file__).resolve().parent / "content"
HOME = "home"
TYPES: dict[str, type[PublicPage]] = {
    "home": models.HomePage,
    "section": models.SectionPage,
    "article": models.ArticlePage,
    "substance": models.SubstancePage,
    "story": models.StoryPage,
    "organisation": models.OrganisationPage,
    "programmes": models.ProgrammeIndexPage,
    "alerts": models.AlertIndexPage,
    "alert": models.AlertPage,
    "selfcheck": models.SelfCheckPage,
    "help": models.HelpIndexPage,
    "leaflet": models.LeafletPage,
    "news_index": models.NewsIndexPage,
    "news": models.NewsPage,
    "event": models.EventPage,
    "faq": models.FAQPage,
    "glossary": models.GlossaryPage,
    "standard": models.StandardPage,
}
"""Kinds of page, in the order in which they stand below the home page."""
NAMES = {"confirmed": "is_confirmed", "in_menu": "show_in_menus"}
"""Keys that read better in a file than the field's own name."""
OWN_KEYS = {"type", "parent", "order", "days"}
FRAME_KEYS = {"title", "seo_title", "search_description", "show_in_menus"}
IN_MENU = {"help", "alerts", "selfcheck", "programmes"}
LINK = re.compile(r'href="page:([^"#]+)(#[^"]*)?"')
LONGEST_DESCRIPTION = 160


class WrongSiteFile(Refused):
    """A file of the site cannot be used. The message names the file, the key and the remedy."""


@dataclass(frozen=True)
class SiteFile:
    """One page in one language."""

    language: str
    slug: str
    path: Path
    values: dict

    @property
    def model(self) -> type[PublicPage]:
        """The kind of page."""
        return TYPES[self.values["type"]]

    @property
    def parent(self) -> str:
        """The slug of the page above; the home page has none."""
        if self.values["type"] == HOME:
            return ""
        return self.values.get("parent") or HOME

    @property
    def is_in_menu(self) -> bool:
        """Whether the page stands in the menu: tools do, other pages when their file says so."""
        default = self.values["type"] in IN_MENU or self.slug == "substances"
        return self.values.get("in_menu", default)

    @property
    def rank(self) -> tuple:
        """Where the page stands among those beside it."""
        kind = list(TYPES).index(self.values["type"])
        return (self.values.get("order", 100), kind, self.slug)

    def fields(self) -> dict:
        """The values that are fields of the page, under the fields' names."""
        kept = {key: value for key, value in self.values.items() if key not in OWN_KEYS}
        return {NAMES.get(key, key): value for key, value in kept.items()}

    def wrong(self, key: str, remedy: str) -> WrongSiteFile:
        """Build the refusal for one key of this file."""
        return wrong(self.path, key, remedy)


Site = dict[str, dict[str, SiteFile]]
"""Language -> slug -> file."""


def wrong(path: Path, key: str, remedy: str) -> WrongSiteFile:
    """Build the refusal that names file, key and what to do."""
    return WrongSiteFile(f"{path.parent.name}/{path.name}, {key}: {remedy}")


def read_site(root: Path = CONTENT) -> Site:
    """Read and check every file.

    Raises:
        WrongSiteFile: a file cannot be used.
    """
    site: Site = {}
    for path in sorted(root.glob("*/*.toml")):
        file = _read(path)
        site.setdefault(file.language, {})[file.slug] = file
    for files in site.values():
        for file in files.values():
            _check(file, files)
    return site


def in_parent_order(files: dict[str, SiteFile]) -> list[SiteFile]:
    """Sort the pages of a language so that each comes after the page above it."""
    ordered: list[SiteFile] = []
    waiting = sorted(files.values(), key=lambda file: file.rank)
    placed: set[str] = set()
    while waiting:
        ready = [file for file in waiting if file.values["type"] == HOME or file.parent in placed]
        if not ready:
            file = waiting[0]
            raise file.wrong("parent", f"“{file.parent}” lies below this page. Break the circle.")
        ordered += ready
        placed |= {file.slug for file in ready}
        waiting = [file for file in waiting if file.slug not in placed]
    return ordered


def links_in(value: object) -> Iterator[str]:
    """Find the slugs that texts link to."""
    if isinstance(value, str):
        yield from (slug for slug, _anchor in LINK.findall(value))
    elif isinstance(value, dict):
        for part in value.values():
            yield from links_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from links_in(part)


def _read(path: Path) -> SiteFile:
    if path.parent.name not in dict(settings.LANGUAGES):
        raise wrong(path, "folder", "is no language of the site. Move the file.")
    if not LATIN.fullmatch(path.stem):
        raise wrong(path, "name", "use small Latin letters, digits and hyphens.")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise wrong(path, "the file", f"is not valid TOML: {error}. Correct it.") from error
    if values.get("type") not in TYPES:
        raise wrong(path, "type", f"choose one of: {', '.join(TYPES)}.")
    return SiteFile(path.parent.name, path.stem, path, values)


def _check(file: SiteFile, files: dict[str, SiteFile]) -> None:
    _check_keys(file)
    _check_place(file, files)
    for slug in links_in(file.values):
        if slug not in files:
            raise file.wrong(f"page:{slug}", "there is no such page in this language. Correct it.")


def _check_keys(file: SiteFile) -> None:
    known = FRAME_KEYS | {field.name for field in file.model._meta.local_fields}
    for key in file.fields():
        if key not in known:
            raise file.wrong(key, f"a page of type “{file.values['type']}” has no such key.")
    for key in ("title", "lead"):
        if not file.values.get(key):
            raise file.wrong(key, "is missing. Write it.")
    description = file.values.get("search_description", "")
    if not 0 < len(description) <= LONGEST_DESCRIPTION:
        remedy = f"write one sentence of at most {LONGEST_DESCRIPTION} letters."
        raise file.wrong("search_description", remedy)


def _check_place(file: SiteFile, files: dict[str, SiteFile]) -> None:
    if file.values["type"] == HOME:
        return
    above = files.get(file.parent)
    if above is None:
        raise file.wrong("parent", f"there is no page “{file.parent}” in this language.")
    if file.model not in above.model.allowed_subpage_models():
        remedy = f"“{file.values['type']}” cannot stand below “{above.values['type']}”."
        raise file.wrong("parent", remedy)


def walk(file: SiteFile, block: blocks.Block, value: object, key: str, pages: dict) -> object:
    """Turn a file's value into what Wagtail stores for `block`.

    `pages` maps slugs to the ids of pages. Keys in refusals read as in the file: `body[3].title`.
    """
    for kind, turn in TURNS:
        if isinstance(block, kind):
            return turn(file, block, value, key, pages)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _walk_list(
    file: SiteFile, block: blocks.ListBlock, value: object, key: str, pages: dict
) -> list:
    _must_be(list, file, value, key)
    return [
        walk(file, block.child_block, part, f"{key}[{number}]", pages)
        for number, part in enumerate(value, start=1)
    ]


def _walk_struct(
    file: SiteFile, block: blocks.StructBlock, value: object, key: str, pages: dict
) -> dict:
    _must_be(dict, file, value, key)
    for name in value:
        if name not in block.child_blocks:
            known = ", ".join(block.child_blocks)
            raise file.wrong(f"{key}.{name}", f"there is no such key. Choose from: {known}.")
    return {
        name: walk(file, block.child_blocks[name], part, f"{key}.{name}", pages)
        for name, part in value.items()
    }


def _walk_page(
    file: SiteFile, _block: blocks.PageChooserBlock, value: object, key: str, pages: dict
) -> int:
    if value not in pages:
        raise file.wrong(key, f"there is no page “{value}” in this language. Correct it.")
    return pages[value]


def _walk_rich(
    file: SiteFile, _block: blocks.RichTextBlock, value: object, key: str, pages: dict
) -> str:
    _must_be(str, file, value, key)
    return rich(value, pages)


def _walk_static(*_: object) -> None:
    """A static block holds nothing."""


def _walk_stream(
    file: SiteFile, block: blocks.StreamBlock, value: object, key: str, pages: dict
) -> list[dict]:
    _must_be(list, file, value, key)
    stored = []
    for number, part in enumerate(value, start=1):
        kind, inner = _kind_and_value(block, part)
        place = f"{key}[{number}]"
        if kind not in block.child_blocks:
            known = ", ".join(block.child_blocks)
            raise file.wrong(f"{place}.type", f"there is no “{kind}”. Choose from: {known}.")
        child = block.child_blocks[kind]
        stored.append({"type": kind, "value": walk(file, child, inner, f"{place}.{kind}", pages)})
    return stored


def _kind_and_value(block: blocks.StreamBlock, part: object) -> tuple[str, object]:
    """Streams with one kind of block leave it out in the file; others name type and value."""
    if len(block.child_blocks) == 1:
        return next(iter(block.child_blocks)), part
    if isinstance(part, dict):
        return part.get("type", ""), part.get("value")
    return str(part), None


def _must_be(kind: type, file: SiteFile, value: object, key: str) -> None:
    if not isinstance(value, kind):
        shape = {"list": "a list", "dict": "a table of keys", "str": "text"}[kind.__name__]
        raise file.wrong(key, f"write {shape} here.")


def rich(text: str, pages: dict) -> str:
    """Store a link to `page:slug` as Wagtail does; wrap bare text in a paragraph."""
    whole = text.strip()
    if not whole.startswith("<"):
        whole = f"<p>{whole}</p>"
    return LINK.sub(lambda found: f'linktype="page" id="{pages[found[1]]}"', whole)


TURNS = (
    (blocks.StreamBlock, _walk_stream),
    (blocks.ListBlock, _walk_list),
    (blocks.StructBlock, _walk_struct),
    (blocks.PageChooserBlock, _walk_page),
    (blocks.RichTextBlock, _walk_rich),
    (blocks.StaticBlock, _walk_static),
)


def is_stream(field: object) -> bool:
    """Whether a field holds blocks."""
    return isinstance(field, StreamField)

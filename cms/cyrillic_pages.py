"""Uzbek pages in Cyrillic letters at `/uz/…?script=cyrl`: one tree of pages, two scripts.

What a reader reads is rewritten: texts, and the attributes that stand in for them. Left alone are
addresses, scripts, and whatever says that it is another language or not to be translated. Links
within the Uzbek site keep the script; the address that counts stays the Latin one.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser

from django.http import HttpRequest, HttpResponse

from cms.cyrillic import to_cyrillic


Handler = Callable[[HttpRequest], HttpResponse]

LANGUAGE, PREFIX = "uz-Cyrl", "/uz/"
QUERY = "script=cyrl"
READ_OUT = re.compile(r'(\s(?:aria-label|alt|title|placeholder|data-label)=")([^"]*)"')
LINK = re.compile(r'(\shref=")((?:/uz/(?:[\w-]+/)*)?)(\?[^"#]*)?(?=[#"])')
"""A link to a page of the Uzbek site, or to this page with other choices."""
VOID = frozenset({"meta", "link", "img", "input", "br", "hr", "path", "circle", "use", "source"})


def script_of_choice(get_response: Handler) -> Handler:
    """Answer in Cyrillic letters where the reader of an Uzbek page asked for them."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_asked_for(request) and _is_page(response):
            response.content = in_cyrillic(response.content.decode())
            response["Content-Language"] = LANGUAGE
        return response

    return handle


def is_asked_for(request: HttpRequest) -> bool:
    """Whether a request is for an Uzbek page in Cyrillic letters."""
    return (
        request.door == "public"
        and request.path.startswith(PREFIX)
        and request.GET.get("script") == "cyrl"
    )


def _is_page(response: HttpResponse) -> bool:
    return not response.streaming and response.get("Content-Type", "").startswith("text/html")


def in_cyrillic(html: str) -> str:
    """Return a page of the Uzbek site with its texts in Cyrillic letters."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return "".join(writer.written)


class _Writer(HTMLParser):
    """Copies a page as it stands, but for the letters of its texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.left_alone: list[str] = []
        """The element that is left alone, and the elements open within it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag; rewrite what is read out, and lead on in the same script."""
        given, text = dict(attrs), self.get_starttag_text() or ""
        if tag == "html":
            self.written.append(text.replace('lang="uz"', f'lang="{LANGUAGE}"'))
            return
        if self._is_left_alone(tag, given):
            self.written.append(text)
            return
        text = READ_OUT.sub(_read_out, text)
        if tag == "a" and "hreflang" not in given:
            text = LINK.sub(_in_this_script, text)
        if tag == "form" and given.get("method") != "post":
            name, value = QUERY.split("=")
            text += f'<input type="hidden" name="{name}" value="{value}">'
        self.written.append(text)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag that closes itself, which holds no text."""
        self.written.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Copy the end of an element."""
        self.written.append(f"</{tag}>")
        if self.left_alone and self.left_alone[-1] == tag:
            self.left_alone.pop()

    def handle_data(self, data: str) -> None:
        """Rewrite a text, unless it is left alone."""
        if self.left_alone and self.left_alone[0] in {"script", "style"}:
            self.written.append(data)
            return
        self.written.append(escape(data if self.left_alone else to_cyrillic(data), quote=False))

    def handle_decl(self, decl: str) -> None:
        """Copy the line that says that this is HTML."""
        self.written.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        """Copy a remark."""
        self.written.append(f"<!--{data}-->")

    def _is_left_alone(self, tag: str, given: dict[str, str | None]) -> bool:
        """Whether an element is left alone; remember it until it ends."""
        if tag in VOID:
            return bool(self.left_alone)
        begins = tag in {"script", "style"} or "lang" in given or given.get("translate") == "no"
        if begins or self.left_alone:
            self.left_alone.append(tag)
            return True
        return False


def _in_this_script(match: re.Match[str]) -> str:
    before, path, query = match.groups(default="")
    if not path and not query:
        return match.group()
    return f"{before}{path}{query}&amp;{QUERY}" if query else f"{before}{path}?{QUERY}"


def _read_out(match: re.Match[str]) -> str:
    return f'{match[1]}{escape(to_cyrillic(unescape(match[2])))}"'

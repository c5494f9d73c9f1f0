"""A list page or an answer in its place, opened: its text, its markup, its addresses in full. Nothing is fetched here."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from parsel import Selector
from w3lib.url import safe_url_string

from crawler.items import Transfer
from crawler.reading import Opened, UnreadableDocument, blocks_of
from crawler.reading.blocks import Page as Blocks
from store.errors import NianbaoError
from store.models import Trouble


class BadList(NianbaoError):
    """Raised by a family when a list page isn't what it should be; the column's reading ends as partial.

    `kind` is what code may ask for; `words` are for people and nothing else.
    """

    def __init__(self, kind: Trouble, words: str) -> None:
        super().__init__(words)
        self.kind: Trouble = kind
        self.words = words


# Strings, which are kept, and comments of a script.
_CODE = re.compile(r"(\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?)|/\*.*?(?:\*/|\Z)|//[^\n]*", re.S)


def without_comments(script: str) -> str:
    """A script without its comments."""
    return _CODE.sub(lambda found: found[1] or " ", script)


@dataclass(frozen=True)
class Came:
    """An answer, as it is to be read; `opened` where that was done when it arrived."""

    url: str
    body: bytes
    charset: str | None = None
    status: int = 200
    transfer: Transfer = "ended"
    asked: str = ""  # the address that was asked for, where the answer came from another
    stale: str = ""  # since when the answer is a copy of something older, in words
    opened: Opened | None = field(default=None, repr=False)

    @property
    def page(self) -> "Page":
        """The answer as a page."""
        return Page(self.url, self.body, self.charset, self.opened)


@dataclass(frozen=True)
class Page:
    """An answer by its bytes. `url` is where it came from, `charset` what its header declares, `given` the answer opened."""

    url: str
    body: bytes
    charset: str | None = None
    given: Opened | None = field(default=None, repr=False, compare=False)

    @cached_property
    def opened(self) -> Opened:
        """The answer opened: what readers of reports are given."""
        return (self.given or Opened(self.url, self.body, self.charset)).at(self.url)

    @cached_property
    def text(self) -> str:
        """Its text, decoded by evidence (crawler.reading.opening.charsets); "" where it is none."""
        try:
            return self.opened.source
        except UnreadableDocument:
            return ""

    @cached_property
    def markup(self) -> Selector:
        """Its text as HTML; an empty page where there is none. Raises UnreadableDocument for one that takes too long."""
        whole = bool(self.text) and self.opened.root is not None
        return self.opened.markup if whole else Selector(text="<html/>", type="html")

    @property
    def root(self) -> HtmlElement:
        """The root element of its markup."""
        root: HtmlElement = self.markup.root
        return root

    @property
    def article(self) -> HtmlElement | None:
        """The element that holds a report; None where nothing tells of one. Raises UnreadableDocument."""
        return self.opened.article if self.text else None

    @cached_property
    def blocks(self) -> Blocks | UnreadableDocument:
        """The answer as a report's reader sees it, or why it can't be read."""
        try:
            return blocks_of(self.opened)
        except UnreadableDocument as reason:
            return reason

    @cached_property
    def scripts(self) -> str:
        """The text of its scripts."""
        return " ".join(self.markup.xpath("//script/text()").getall())

    @cached_property
    def code(self) -> str:
        """The text of its scripts without their comments."""
        return without_comments(self.scripts)

    def only(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What a pattern finds in its scripts; None where nothing does. Raises BadList where it finds several that differ."""
        found = list(pattern.finditer(self.code))
        if len({each.groups() for each in found}) > 1:
            raise BadList("untold", f"{self.url} 有几处分页，不能确定哪一处是栏目的")
        return found[0] if found else None

    @cached_property
    def base(self) -> str:
        """What its addresses are relative to: its own, or that of its BASE."""
        return urljoin(self.url, (self.markup.xpath("//base/@href").get() or "").strip())

    def part(self, markup: str) -> "Page":
        """A piece of HTML that the answer carries, as a page at the same address."""
        return Page(self.url, markup.encode("utf-8", "replace"), "utf-8")

    @property
    def links(self) -> list[str]:
        """The addresses of its links in full."""
        found = (self.join(address) for address in self.markup.xpath("//a/@href").getall())
        return [url for url in found if url]

    @property
    def words(self) -> str:
        """The text that it shows."""
        return " ".join(self.markup.xpath("//body//text()[not(parent::script or parent::style)]").getall())

    @property
    def is_json(self) -> bool:
        """Whether it is a JSON object, whatever its header calls it."""
        return self.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")

    def join(self, address: str) -> str:
        """An address of the page in full, as a browser would open it; "" where it is none.

        Browsers drop line breaks inside an address, and take a backslash for a slash.
        """
        path, mark, query = re.sub(r"[\t\r\n]+", "", address).strip().partition("?")
        try:
            url = urljoin(self.base, path.replace("\\", "/") + mark + query)
            safe_url_string(url)  # raises for letters that no request can have
            parts = urlsplit(url)
            opens = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            return ""
        return url if opens else ""

    def json(self, text: str | None = None) -> dict[str, Any]:
        """The JSON object of the answer, or of `text` from it; raises BadList where it is something else.

        Halves of letters, which no address or database can hold, become question marks.
        """
        try:
            found = json.loads(self.text.lstrip("\ufeff") if text is None else text)
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise BadList("malformed", f"{self.url} 返回的不是 JSON 数据")
        return found

"""Markup → a tree, within limits: what a page of HTML may cost before anything of it is read."""

import re
from typing import Any, cast

from lxml import etree
from parsel import Selector

from crawler.reading.blocks import UnreadableDocument

MAX_TAGS = 150_000  # a report as Word writes it has some 10,000; each costs some microseconds again and again
MAX_ATTRIBUTES = 1_000  # of a tag: their tree takes time with the square of their number
MAX_DEPTH = (
    2_000  # of elements inside each other: beyond 2,048 libxml2 silently leaves out the rest of a page
)
_FEW = 30_000  # characters that can't hold so many attributes that it matters
_TABLE = re.compile(r"<(!--|/?table\b|(?:script|style|textarea|title|xmp)\b)", re.I)


class _Attributes:
    """What sees the tags of a page without a tree of them; raises UnreadableDocument at one with too many attributes."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(attributes) > MAX_ATTRIBUTES:
            raise _too_large(f"一个标签的属性超过 {MAX_ATTRIBUTES:,} 个")

    def close(self) -> None:
        """Called at the end."""


def parse_markup(text: str) -> Selector:
    """A page as a parsel Selector. Raises UnreadableDocument for one that would take too long, or be cut inside."""
    if text.count("<") > MAX_TAGS:
        raise _too_large(f"标签超过 {MAX_TAGS:,} 个")
    if len(text) > _FEW:
        etree.HTMLParser(huge_tree=True, target=cast(Any, _Attributes())).feed(text)
    page = Selector(text=text, type="html")
    depth, node = 0, page.root
    while len(node):
        depth, node = depth + 1, node[-1]
    if depth > MAX_DEPTH:
        raise _too_large(f"标签嵌套超过 {MAX_DEPTH:,} 层")
    return page


def tables_close(text: str) -> bool:
    """Whether every table of a page is closed in its own text, none of it in a comment or a script that never ends.

    What is cut off the end of a page takes the closing tag of the table that it cuts with it.
    """
    low, depth, place = text.lower(), 0, 0
    while tag := _TABLE.search(low, place):
        name, place = tag[1], tag.end()
        if name == "table":
            depth += 1
        elif name == "/table":
            depth = max(0, depth - 1)
        else:
            end = low.find("-->" if name == "!--" else f"</{name}", place)
            if end < 0:
                return False
            place = end
    return not depth


def _too_large(what: str) -> UnreadableDocument:
    return UnreadableDocument("too_large", f"网页里{what}，不作网页读取")

"""A document as it is opened: decoded, typed and parsed once, whoever asks, from its arrival to what is kept of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from lxml.html import HtmlElement
from parsel import Selector

from crawler.reading.blocks import Document, UnreadableDocument
from crawler.reading.opening.charsets import decode
from crawler.reading.opening.elements import find_body
from crawler.reading.opening.markup import parse_markup
from crawler.reading.opening.media_types import media_type

# What stays in the process that made it: a tree can't be sent.
_TREE = ("markup", "article")
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Opened(Document):
    """A document with what was `made` of it so far. To another process goes its text, not its tree."""

    made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def _once(self, name: str, make: Callable[[], _Made]) -> _Made:
        if name not in self.made:
            self.made[name] = make()
        made: _Made = self.made[name]
        return made

    @property
    def text(self) -> str:
        """Its text, decoded by evidence. Raises UnreadableDocument."""
        return self._once("text", lambda: decode(self.body, self.charset))

    @property
    def source(self) -> str:
        """Its text without NUL, which would end libxml2's input."""
        return self.text.replace("\0", "")

    @property
    def media_type(self) -> str:
        """Its media type by content. Raises UnreadableDocument for what is empty, foreign or overlong."""
        kind, failure, message = self._once("type", self._typed)
        if failure:
            raise UnreadableDocument(failure, message)
        return kind

    def _typed(self) -> tuple[str, str, str]:
        try:
            return media_type(self.body), "", ""
        except UnreadableDocument as reason:
            return "", reason.failure, str(reason)

    def is_of(self, *kinds: str) -> bool:
        """Whether it is of one of some media types; what is of no known one is of none of them."""
        return self._once("type", self._typed)[0] in kinds

    @property
    def markup(self) -> Selector:
        """Its text as a tree. Raises UnreadableDocument for one that would take too long."""
        # A declaration inside the text would be applied a second time: it is parsed as text, never as bytes.
        return self._once("markup", lambda: parse_markup(self.source))

    @property
    def root(self) -> HtmlElement | None:
        """The root element; None where there is none. Raises UnreadableDocument."""
        root = self.markup.root
        return root if root is not None and isinstance(root.tag, str) else None

    @property
    def article(self) -> HtmlElement | None:
        """The element that holds the report; None where nothing tells of one. Raises UnreadableDocument."""
        root = self.root
        return None if root is None else self._once("article", lambda: find_body(root))

    def at(self, url: str) -> "Opened":
        """The same document at another address: what is made of either is made of both."""
        return replace(self, url=url)

    def __getstate__(self) -> dict[str, Any]:
        """What another process is sent."""
        return {
            **self.__dict__,
            "made": {name: made for name, made in self.made.items() if name not in _TREE},
        }


def opened(document: Document) -> Opened:
    """A document opened; one that is stays as it is."""
    if isinstance(document, Opened):
        return document
    return Opened(document.url, document.body, document.charset, document.listed_on)

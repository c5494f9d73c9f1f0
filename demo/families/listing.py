"""What the columns of all replicas hold, and the lies that can be switched on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

MENU = '<ul class="menu"><li><a href="/">首页</a></li><li><a href="/xxgk/">信息公开</a></li></ul>'
NOT_FOUND = (404, "<html><title>您访问的页面不存在</title><body>您访问的页面不存在</body></html>")


@dataclass(frozen=True)
class Entry:
    """One row: the address its link states, its title, the day printed beside it."""

    path: str
    title: str
    listed: date


@dataclass(frozen=True)
class Listing:
    """A column of `entries`, newest first. `claim`: the pages it says it has; `later`: repeated or empty.

    A column that lies about its later pages shows its first page again on each of them, or no rows at all.
    """

    entries: Sequence[Entry]
    page_size: int = 3
    claim: int | None = None
    later: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.entries) // self.page_size))

    @property
    def claimed(self) -> int:
        """How many pages there are said to be."""
        return self.claim or self.pages

    @property
    def records(self) -> int:
        """How many entries there are said to be."""
        return self.claim * self.page_size if self.claim else len(self.entries)

    def shown(self, number: int) -> Sequence[Entry]:
        """The entries that page `number`, counted from 1, shows."""
        if number > 1 and self.later == "empty":
            return []
        first = 0 if self.later == "repeated" else (number - 1) * self.page_size
        return self.entries[first : first + self.page_size]


def rows(entries: Sequence[Entry]) -> str:
    """Entries as most lists print them."""
    return "".join(
        f'<li><a href="{escape(entry.path)}" title="{escape(entry.title)}">{escape(entry.title[:12])}…</a>'
        f'<span class="time">{entry.listed:%Y-%m-%d}</span></li>\n'
        for entry in entries
    )


def document(body: str) -> tuple[int, str]:
    """A page with the menu that stands on every page."""
    return (
        200,
        f"<html><head><title>政府信息公开年报</title></head><body>{MENU}\n{body}\n<p>主办单位</p></body></html>",
    )

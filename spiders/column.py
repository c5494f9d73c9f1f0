"""The reading of one column, page by page: its rows, what the site claims of it, and whether its end was proved."""

import re
from dataclasses import dataclass, field

from crawler.items import ListPage, ListRead, ListRow
from store.registry import Portal


class BadList(Exception):
    """Raised by a family when a list page isn't what it should be; the column's reading ends as partial."""


@dataclass
class Column:
    """The reading of one column so far."""

    portal: Portal
    url: str
    rows: dict[str, ListRow] = field(default_factory=dict)
    pages: list[ListPage] = field(default_factory=list)
    pager: dict[str, str] = field(default_factory=dict)  # what the first page says of the others
    claimed: str = ""
    full: int = 0  # new rows on the first page that has_all was told of
    past_claim: bool = False  # all rows that the site claims are read: the next page need not exist
    problem: str = ""
    shells: list[ListPage] = field(default_factory=list)  # pages around the list, before its own
    registered: str = ""  # the registry's address, where `url` is that of a list behind a shell

    def follow(self, url: str) -> None:
        """Take what came so far for a shell around the list, which is at `url`."""
        self.shells, self.pages = self.pages, []
        self.rows, self.pager, self.claimed = {}, {}, ""
        self.registered, self.url = self.url, url

    def add(self, rows: list[ListRow]) -> int:
        """Take up the rows of a page; returns how many were not known before. A link to the column itself is none."""
        own = {_folder(address) for address in (self.url, self.registered) if address}
        fresh = [row for row in rows if row.url not in self.rows and _folder(row.url) not in own]
        self.rows.update((row.url, row) for row in fresh)
        return len(fresh)

    def claim(self, words: str) -> None:
        """Keep what the site says of the column's length; raises BadList if it said something else before."""
        if self.claimed and self.claimed != words:
            raise BadList(f"网站先称共有 {self.claimed}，后称 {words}")
        self.claimed = words

    def has_all(self, total: int, fresh: int) -> bool:
        """Whether the `total` rows that the site claims are read and no page follows; raises BadList if it contradicts
        itself.

        No page follows one with fewer new rows than the first had: servers hand out fewer a page than they say.
        """
        read = len(self.rows)
        self.full = self.full or max(fresh, 1)
        if read > total or (read < total and not fresh):
            raise BadList(f"读到 {read} 条，而网站称共有 {total} 条")
        self.past_claim = read == total
        return self.past_claim and fresh < self.full

    def turns(self, pages: int, fresh: int, url: str) -> bool:
        """Whether a page is to be asked for after the one at `url`, which brought `fresh` rows, where the site claims
        `pages`: one beyond the last, too. Raises BadList if a page brought nothing or the one beyond something.
        """
        if self.count > pages and fresh:
            raise BadList(f"{url} 不在网站所称的 {pages} 页之内，却有新的条目")
        if self.count <= pages and not fresh:
            raise BadList(f"{url} 没有新的条目，而网站称共有 {pages} 页")
        return self.count <= pages

    @property
    def count(self) -> int:
        """How many pages of the list came; a site may answer the same address again and again."""
        return len(self.pages)

    @property
    def dated(self) -> int:
        """How many rows have a day beside them. Links of menus have none: they prove nothing."""
        return sum(row.listed_on is not None for row in self.rows.values())

    def read(self) -> ListRead:
        """The column at the end of its reading."""
        complete = not self.problem
        rows, pages = tuple(self.rows.values()), (*self.shells, *self.pages)
        column = self.registered or self.url
        return ListRead(self.portal.id, column, complete, rows, pages, self.claimed, self.problem)


def _folder(url: str) -> str:
    """An address without the name that a server finds by itself."""
    return re.sub(r"(?<=/)(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", "", url)

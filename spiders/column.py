"""The reading of one column, page by page: its rows, what the site claims of it, and whether its end was proved."""

import re
from dataclasses import dataclass, field

from crawler.fingerprints import list_fingerprint
from crawler.items import ListPage, ListRead, ListRow
from crawler.reading.front import parse_title
from store.addresses import canonical
from store.registry import Portal
from store.remembering import RememberedColumn


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
    remembered: RememberedColumn | None = None  # a reading that may stand if the first pages are unchanged
    front: str = ""  # the fingerprint of the pages up to the first with entries
    front_rows: int = 0
    rested: bool = False
    past_claim: bool = False  # all rows that the site claims are read: the next page need not exist
    counted: set[str] = field(default_factory=set)  # addresses of the rows that the site's total is of
    problem: str = ""
    beyond: ListPage | None = None  # the answer that there is no page after the last one
    shells: list[ListPage] = field(default_factory=list)  # pages around the list, before its own
    registered: str = ""  # the registry's address, where `url` is that of a list behind a shell

    def follow(self, url: str) -> None:
        """Take what came so far for a shell around the list, which is at `url`."""
        self.shells, self.pages = self.pages, []
        self.counted.clear()
        self.rows, self.pager, self.claimed, self.full, self.past_claim = {}, {}, "", 0, False
        self.registered, self.url = self.url, url

    def add(self, rows: list[ListRow]) -> int:
        """Take up the rows of a page; returns how many were not known before.

        A time stamp makes no row a new one, and a link to the column itself is none.
        """
        own = {_folder(address) for address in (self.url, self.registered) if address}
        fresh = [row for row in rows if _place(row.url) not in self.rows and _folder(row.url) not in own]
        self.rows.update((_place(row.url), row) for row in fresh)
        return len(fresh)

    def look_at(self, shown: list[ListRow]) -> None:
        """Take the fingerprint of a page, after the family has taken down what the site claims."""
        if not self.front_rows:
            self.front += list_fingerprint(shown, self.claimed)
            if any(row.listed_on or parse_title(row.title) for row in shown):
                self.front_rows = len(self.rows)

    def is_unchanged(self) -> bool:
        """Whether the first pages are those of a reading that may stand, and told then that newer rows come first."""
        return bool(self.remembered and self.front_rows and self.front == self.remembered.front)

    def rest(self) -> None:
        """Take up the rows of the reading that stands: its other pages are not asked for."""
        assert self.remembered is not None
        self.rows = {_place(url): ListRow(url, title, day) for url, title, day in self.remembered.rows}
        self.claimed, self.rested = self.remembered.claimed, True

    def _front_tells(self) -> bool:
        """Whether news would show on the first pages: they are all there is, or no later row is newer than one of theirs."""
        rows = list(self.rows.values())
        front = [row.listed_on for row in rows[: self.front_rows] if row.listed_on]
        later = [row.listed_on for row in rows[self.front_rows :] if row.listed_on]
        if len(rows) == self.front_rows:
            return True
        return bool(front and later) and max(later) <= min(front) and max(front) > min(later)

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
        nights = [page.since for page in self.pages if page.since]
        earlier = self.remembered if self.rested else None
        if earlier:
            nights.append(earlier.read_on)
        return ListRead(
            self.portal.id,
            self.registered or self.url,
            not self.problem,
            tuple(self.rows.values()),
            (*self.shells, *self.pages),
            self.claimed,
            self.problem,
            since=min(nights, default=None),
            rested=self.rested,
            earlier=earlier.evidence if earlier else {},
            front=self.front if self.front_rows and self._front_tells() else "",
            beyond=self.beyond,
        )


def _folder(url: str) -> str:
    """An address without the name that a server finds by itself."""
    return re.sub(r"(?<=/)(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", "", url)


def _place(url: str) -> str:
    """What an address is known by within a column, whose claims count http and https as two."""
    return f"{url.partition(':')[0]}:{canonical(url)}"

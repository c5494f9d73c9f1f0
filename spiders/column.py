"""The reading of one column, page by page: its rows, what the site claims of it, and whether its end was proved.

No bytes of pages are kept here: a column goes to the process that reads a page, and comes back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from crawler.items import ListRow
from crawler.reading.words.dates import CHINESE_DIGITS
from crawler.reading.words.labels import squeeze
from crawler.revisiting.fingerprints import list_fingerprint
from spiders.pages.page import BadList
from store.addresses import canonical
from store.checks.absence import without_days
from store.models import NO_CLAIM, NO_LENGTH, Claimed, Doubt, Length, Trouble
from store.registry import Portal

_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_SHORT_YEAR = re.compile(
    r"(?:(?<=['’‘`])|(?<![\d第近前成立满共达]))([12]\d)年(?=度|年?报|工作|政|部|信|报|$)"
)
_CHINESE_YEAR = re.compile(r"[二贰2][〇○零0oO][一二三壹贰叁][〇○零0一二三四五六七八九壹贰叁肆伍陆柒捌玖]")
_DIGITS = CHINESE_DIGITS | str.maketrans("oO壹贰叁肆伍陆柒捌玖", "00123456789")


@dataclass(frozen=True)
class Next:
    """The request for the page that follows. `body` is sent by POST, as JSON or as a form.

    `may_be_absent`: where the site says that there is no such page, the family goes on from there.
    """

    url: str
    body: str | None = None
    as_json: bool = False
    may_be_absent: bool = False


@dataclass(frozen=True)
class Beside:
    """A list that pages of a column lead to: its address, the words that lead there, and whether it is in a frame."""

    url: str
    words: str
    framed: bool = False


@dataclass
class Column:
    """The reading of one column so far. It may have several lists: its own, and those of years beside it."""

    portal: Portal
    url: str  # of the list that is being read
    names: tuple[str, ...] = ()  # of the portal's agencies, as titles may have them
    newest: int = 0  # the last year of which a report can be due
    registered: str = ""  # the registry's address, where `url` is another
    rows: dict[str, ListRow] = field(default_factory=dict)  # of the list that is being read
    before: dict[str, ListRow] = field(default_factory=dict)  # of the lists read before
    closed: set[str] = field(default_factory=set)  # titles of rows whose address can't be told
    paths: set[str] = field(default_factory=set)  # of the elements that held rows on its pages
    pager: dict[str, str] = field(default_factory=dict)  # what the first page says of the others
    claimed: Claimed = NO_CLAIM  # of the list that is being read, as the next one
    length: Length = NO_LENGTH  # what was read of it, in the measure of the claim, once it is at its end
    count: int = 0  # pages of the list that came; a site may answer the same address again and again
    full: int = 0  # new rows on the first page that has_all was told of
    past_claim: bool = False  # all rows that the site claims are read: the next page need not exist
    counted: set[str] = field(default_factory=set)  # addresses of the rows that the site's total is of
    shells: int = 0  # pages around the list, before its own
    lists: int = 1
    pages: int = 0  # of the list that brought rows
    remembered: str = ""  # the front of a reading that may stand if the first pages are unchanged
    front: str = ""  # the fingerprint of the pages up to the first with entries
    front_rows: int = 0
    asked: set[str] = field(default_factory=set)  # addresses of all pages that were asked for
    waiting: list[Beside] = field(default_factory=list)
    lead: str = ""  # the words of the link that led to the list being read, "" for the column's own
    followed: set[str] = field(default_factory=set)  # addresses of lists that were read so
    # words of what leads to lists at no address that can be told, and whether their rows may stand on its pages already
    unfollowed: list[tuple[str, bool]] = field(default_factory=list)
    turned: set[str] = field(default_factory=set)  # addresses of the pages that its family asked for
    # Addresses that words like 下一页 lead to, and the words.
    turning: dict[str, str] = field(default_factory=dict)
    # The highest count that its pages print, by unit: 页, 条.
    stated: dict[str, int] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)  # titles of reports anywhere in the source of its pages
    problem: str = ""
    failure: str = "partial_list"  # the class of the problem
    trouble: Trouble = ""  # its kind
    doubts: list[Doubt] = field(default_factory=list)
    says_none: bool = False  # it says itself that it has no entries
    lead_says_none: bool = False  # the list being read says so, and is not the column's own
    count_met: bool = False  # as many units as it states have their file
    # Its furniture as nights before saw it (spiders.proving.furniture).
    accepted: dict[str, str] = field(default_factory=dict)
    candidate: dict[str, str] = field(default_factory=dict)  # what the last night saw in its place
    furniture: dict[str, str] = field(default_factory=dict)  # what tonight's first page shows
    beside: dict[str, ListRow] = field(default_factory=dict)  # reports that its pages link, wherever
    # What its first page shows and its family doesn't take for rows.
    shown: list[ListRow] = field(default_factory=list)
    # Its first page has a list, but none as its family has them: read as any other site's.
    plain: bool = False
    # How pages end that aren't closed, and the sha256 of such pages.
    tails: dict[str, set[str]] = field(default_factory=dict)
    open_ends: dict[str, str] = field(default_factory=dict)  # how pages of its list end, and one of them

    @property
    def years(self) -> range:
        """The report years that it is asked for."""
        return range(self.portal.since, self.newest + 1)

    def years_in(self, words: str) -> set[int]:
        """Its years that some words are about, all between two of them included."""
        found = years_in(words)
        return set(range(min(found), max(found) + 1)) & set(self.years) if found else set()

    def fail(self, failure: str, words: str, trouble: Trouble = "") -> None:
        """Note why the column can't be trusted to be read to its end. The first reason counts.

        For a list beside the column's own it is only a doubt about the years that this list was to hold.
        """
        if self.lead:
            self.doubt(
                "unfollowed", f"“{self.lead}”没有读完：{words}", words_of_years(self.years_in(self.lead))
            )
        elif not self.problem:
            self.failure, self.problem, self.trouble = failure, words, trouble

    def doubt(self, kind: str, words: str, text: str = "") -> None:
        """Note what makes absence unprovable for the bodies or years that `text` names."""
        doubt = Doubt(kind, words[:200], text[:200])
        if doubt not in self.doubts:
            self.doubts.append(doubt)

    def leave_open(self, tail: str, body: bytes, url: str, known: bool) -> None:
        """Note a page whose markup isn't closed and ends with `tail`.

        `known`: nights before showed that the site closes no page. Else the column's other pages have to show it.
        """
        self.tails.setdefault(tail, set()).add(sha256(body).hexdigest())
        if not known:
            self.open_ends.setdefault(tail, url)

    def close_ends(self) -> None:
        """At the end of the list, fail for an unclosed page that ends like no other: its rest may be missing."""
        for tail, url in self.open_ends.items():
            if len(self.tails[tail]) < 2:
                self.fail("cut_short", f"{url} 的末尾不完整，可能没有传完")
        self.open_ends.clear()

    def follow(self, url: str) -> None:
        """Take what came so far for a shell around the list, which is at `url`."""
        self.shells += self.count
        self.waiting = [beside for beside in self.waiting if not beside.framed]
        self._begin(url)
        self.rows = {}

    def next_list(self) -> Next | None:
        """The list that was read is at its end; begin the next one that its pages led to. None where there is none left."""
        self.waiting = [beside for beside in self.waiting if beside.url not in self.asked | self.turned]
        if not self.waiting or self.problem:
            return None
        beside = self.waiting.pop(0)
        self.lead = beside.words
        self.before |= self.rows
        self._begin(beside.url)
        self.rows, self.lists = {}, self.lists + 1
        return Next(beside.url)

    def _begin(self, url: str) -> None:
        self.registered = self.registered or self.url
        self.url = url
        self.counted, self.pager, self.claimed, self.count = set(), {}, NO_CLAIM, 0
        self.full, self.past_claim, self.lead_says_none = 0, False, False
        self.shown, self.plain, self.pages = [], False, 0

    @property
    def all_rows(self) -> dict[str, ListRow]:
        """The rows of all its lists, and the reports that its pages link elsewhere."""
        listed = self.before | self.rows
        known = {row.url for row in listed.values()}
        return listed | {
            _place(url): row for url, row in self.beside.items() if url not in known and not self._is_own(url)
        }

    def _is_own(self, url: str) -> bool:
        """Whether an address is that of the column itself."""
        return _folder(url) in {_folder(address) for address in (self.url, self.registered) if address}

    @property
    def read(self) -> int:
        """How many rows of the list were read, those that can't be opened included."""
        return len(self.rows) + len(self.closed)

    def add(self, rows: Sequence[ListRow]) -> int:
        """Take up the rows of a page; returns how many were not known before.

        A time stamp makes no row a new one, and a link to the column itself is none.
        """
        fresh = {
            _place(row.url): row
            for row in rows
            if _place(row.url) not in self.rows and not self._is_own(row.url)
        }
        self.rows |= fresh
        self.pages += bool(fresh)
        return len(fresh)

    def look_at(self, shown: Sequence[ListRow]) -> None:
        """Take the fingerprint of a page, after the family has taken down what the site claims."""
        if not self.front_rows and self.lists == 1:
            self.front += list_fingerprint(shown, self.claimed.words)
            if any(row.listed_on or row.parsed_title for row in shown):
                self.front_rows = len(self.rows)

    def is_unchanged(self) -> bool:
        """Whether the first pages are those of an earlier reading that may stand, one that found its newest rows on them."""
        return bool(self.front_rows and self.remembered and self.front == self.remembered and self.lists == 1)

    def front_tells(self) -> bool:
        """Whether a new report would show on the first pages.

        It would if there are no other pages, or if no row of the other pages is newer than a row of the first ones.
        """
        rows = list(self.all_rows.values())
        front = [row.listed_on for row in rows[: self.front_rows] if row.listed_on]
        later = [row.listed_on for row in rows[self.front_rows :] if row.listed_on]
        if not self.front_rows or self.lists > 1:
            return False
        if len(rows) == self.front_rows:
            return True
        return bool(front and later) and max(later) <= min(front) and max(front) > min(later)

    def claim(self, pages: int | None = None, rows: int | None = None, years: int | None = None) -> None:
        """Keep what the site says of the column's length; raises BadList if it said something else before."""
        said = Claimed.of(pages, rows, years)
        if self.claimed.words not in ("", said.words):
            raise BadList("contradicted", f"网站先称共有 {self.claimed.words}，后称 {said.words}")
        self.claimed = said

    def has_all(self, total: int, fresh: int) -> bool:
        """Whether the `total` rows that the site claims are read and no page follows; raises BadList if it contradicts
        itself.

        No page follows one with fewer new rows than the first had: servers hand out fewer a page than they say.
        """
        self.full = self.full or max(fresh, 1)
        if self.read > total or (self.read < total and not fresh):
            raise BadList("contradicted", f"读到 {self.read} 条，而网站称共有 {total} 条")
        self.past_claim = self.read == total
        return self.past_claim and fresh < self.full

    def turns(self, pages: int, fresh: int, url: str) -> bool:
        """Whether a page is to be asked for after the one at `url`, which brought `fresh` rows, where the site claims
        `pages`: one beyond the last, too. Raises BadList if a page brought nothing or the one beyond something.
        """
        if self.count > pages and fresh:
            raise BadList("contradicted", f"{url} 不在网站所称的 {pages} 页之内，却有新的条目")
        if self.count <= pages and not fresh:
            raise BadList("contradicted", f"{url} 没有新的条目，而网站称共有 {pages} 页")
        return self.count <= pages

    @property
    def dated(self) -> int:
        """How many rows have a day beside them. Links of menus have none: they prove nothing."""
        return sum(row.listed_on is not None for row in self.rows.values())


def in_digits(words: str) -> str:
    """Words with their years in digits: 二〇二五, 二O二五, 贰零贰伍."""
    return _CHINESE_YEAR.sub(lambda year: year[0].translate(_DIGITS), words)


def years_in(words: str) -> set[int]:
    """The years that some words name: 2025, 二〇二五, 二O二五, 贰零贰伍, ’25年; not those of days."""
    compact = without_days(in_digits(squeeze(words)))
    return {int(year) for year in _YEAR.findall(compact)} | {
        2000 + int(year) for year in _SHORT_YEAR.findall(compact)
    }


def words_of_years(years: set[int]) -> str:
    """Years as the text of a doubt; "" where it may be of any."""
    return "、".join(f"{year}年" for year in sorted(years))


def _folder(url: str) -> str:
    """An address without the name that a server finds by itself."""
    return re.sub(r"(?<=/)(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", "", url)


def _place(url: str) -> str:
    """What an address is known by within a column, whose claims count http and https as two."""
    return f"{url.partition(':')[0]}:{canonical(url)}"

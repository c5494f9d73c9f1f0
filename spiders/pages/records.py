"""The records of a list: links that stand beside days or bear the title of a report, whatever tags they stand in.

A page is walked once. A day belongs to the link that shares the smallest element with it; where links and days stand
side by side in one element, to its neighbour. What stands in the same list as such a record is one too, day or not;
menus, side lists and pagers are none. Days are printed in one text, split over several, given as an attribute, or written by
a script.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from lxml.html import HtmlElement

from crawler.items import ListRow
from crawler.reading.around.front import parse_title, promises
from spiders.pages.links import (
    is_pager,
    is_short,
    is_verb,
    short_text,
    target_of,
    text_beside,
    told_by,
    whole_of,
)
from spiders.pages.page import Page
from spiders.pages.walk import Link, Walk, main_link
from store.addresses import same_place

# Addresses of articles: a number in the name, or in that of the folder of an index.html.
_ARTICLE = re.compile(
    r"/(?=[^/\d]*\d)[^/]*\.\w{3,5}$|/(?=[^/]*\d{4})[^/]*/(?:index|content)\.\w{3,5}$|[?&]\w*id=\d|/\d{3,}/?$",
    re.I,
)
_NUMBERED_FILE = re.compile(r"/(?=[^/\d]*\d)[^/?]*\.\w{3,5}$")
_TEMPLATE = re.compile(r"\{\{|\$\{|<%|%7B%7B", re.I)  # an address that a script is yet to fill in
LONGEST_COLUMN = 14  # characters of the name of a column: 政府信息公开工作年度报告 has 12
_STAMP = re.compile(r"[?&](?:t|v|_|ts|rnd|time|timestamp)=[\d.]{1,20}$|#.{0,40}$", re.I)


@dataclass(frozen=True)
class Record:
    """A row, the element of its link, and the element of the list that it stands in."""

    row: ListRow
    element: HtmlElement
    row_element: HtmlElement

    @property
    def holder(self) -> HtmlElement | None:
        """The element of the list that holds the row."""
        return self.row_element.getparent()


@dataclass(frozen=True)
class Records:
    """What a page lists: its records in their order, the paths of the elements that hold them, and the titles of what has a
    day or promises a report and leads nowhere that can be told.
    """

    found: tuple[Record, ...]
    closed: tuple[str, ...]
    paths: frozenset[str]

    @property
    def rows(self) -> list[ListRow]:
        """The rows."""
        return [record.row for record in self.found]

    def among(self, elements: Collection[HtmlElement]) -> list[ListRow]:
        """The rows whose links are among `elements`."""
        return [record.row for record in self.found if record.element in elements]

    def beside(self, pager: HtmlElement) -> list[ListRow]:
        """The rows of the list that a pager belongs to: those in its nearest ancestor that holds any.

        Those of side lists would falsify a count.
        """
        height = {node: place for place, node in enumerate([pager, *pager.iterancestors()])}
        met = [
            next((height[node] for node in record.element.iterancestors() if node in height), len(height))
            for record in self.found
        ]
        nearest = min(met, default=0)
        return [record.row for record, place in zip(self.found, met, strict=True) if place == nearest]


NONE = Records((), (), frozenset())


def records_of(page: Page, paths: Collection[str] = (), root: HtmlElement | None = None) -> Records:
    """The records on a page, or under `root`. `paths` are those of elements that held records on pages before.

    Raises BadList for a page nested without measure.
    """
    walk = Walk(page)
    over = walk.over(page.root if root is None else root)
    links = [link for link in over if not _TEMPLATE.search(link.url)]
    for link in links:
        link.name()
        link.row = walk.row_of(link)
    untitled = _untitled(links)
    menu = _of_menus(links, page)
    links = [link for link in links if id(link) not in menu]
    lists = _Lists.of(links, paths, piece="<body" not in page.text[:100_000].lower())
    rows = _without_strays([link for link in links if lists.hold(link, named=id(link) in untitled)])
    opens = [
        Record(ListRow(link.url, link.title, link.day), link.element, _row(link)) for link in rows if link.url
    ]
    closed = tuple(link.title for link in rows if not link.url and (link.day or promises(link.title)))
    return Records(tuple(_once(opens)), closed, lists.paths)


@dataclass(frozen=True)
class _Lists:
    """The lists of a page, by the links that are records for certain: dated ones, and titles of reports.

    `holders` are the elements that hold those, `paths` theirs and those of pages before; of a `piece` of a page paths end early.
    """

    certain: frozenset[int]
    rows: frozenset[HtmlElement]
    dated: frozenset[HtmlElement]
    holders: frozenset[HtmlElement | None]
    paths: frozenset[str]
    piece: bool

    @classmethod
    def of(cls, links: list[Link], paths: Collection[str], piece: bool) -> "_Lists":
        """The lists that `links` stand in, and those at `paths`, where pages before had theirs."""
        certain = [link for link in links if (link.day and not is_pager(link.title)) or promises(link.title)]
        if not paths and not any(promises(link.title) for link in certain):
            certain += _articles(links)
        holders = frozenset(_row(link).getparent() for link in certain)
        return cls(
            frozenset(map(id, certain)),
            frozenset(map(_row, certain)),
            frozenset(_row(link) for link in links if link.day),
            holders,
            frozenset({*paths, *(_path(holder) for holder in holders if holder is not None)}),
            piece,
        )

    def hold(self, link: Link, named: bool) -> bool:
        """Whether a link is a record: what promises a report, or what stands in a list and not inside of another record.

        A link that only says what a click does is one if it was `named` so for want of a title.
        """
        if promises(link.title):
            return True
        if is_pager(link.title) or (is_verb(link.title) and not named):
            return False
        if any(outer in self.dated for outer in _row(link).iterancestors()):
            return False
        return bool(link.day) or id(link) in self.certain or self._lists(_row(link))

    def _lists(self, row: HtmlElement) -> bool:
        """Whether an element stands beside records, or where pages before had theirs, and is none of them itself."""
        holder = row.getparent()
        return row not in self.rows and (holder in self.holders or self._is_path(_path(holder)))

    def _is_path(self, path: str) -> bool:
        if path in self._usual_paths:
            return True
        begun = path.removesuffix("/body/html")
        return self.piece and any(other.startswith(begun) for other in self._usual_paths)

    @cached_property
    def _usual_paths(self) -> list[str]:
        # A menu of a page without classes has the path of its list: there the list is what holds days.
        return [path for path in self.paths if not self.certain or not path.startswith("  ")]


def _untitled(links: list[Link]) -> set[int]:
    """Give links that only say what a click does the title beside them; those of rows with a day that have none anywhere: what
    they are, only the article can tell.
    """
    named = {_row(link) for link in links if not is_verb(link.title)}
    untitled: set[int] = set()
    for link in sorted(links, key=lambda link: link.day is None):
        row = _row(link)
        if is_verb(link.title) and row is not link.element and row not in named:
            named.add(row)
            beside = text_beside(row, link.element) or (told_by(link.url) if link.day else "")
            link.title = beside or link.title
            untitled |= {id(link)} if link.day and not beside else set()
        if is_short(link.title):
            link.title = whole_of(link.title, row) or link.title
    return untitled


def _of_menus(links: list[Link], page: Page) -> set[int]:
    """Links to columns of reports among links to other columns: 公开指南, 公开年报. They name nobody and no year, and what
    stands beside them is neither a report nor dated.
    """
    groups: dict[HtmlElement, list[Link]] = {}
    for link in links:
        if (holder := _row(link).getparent()) is not None:
            groups.setdefault(holder, []).append(link)
    listed = any(link.day for link in links)
    return {
        id(link)
        for group in groups.values()
        if (listed or len({link.title for link in group}) > 1)
        and not any(link.day for link in group)
        and len({link.title for link in group if promises(link.title)}) == 1
        for link in group
        if _names_column(link, page)
    }


def _names_column(link: Link, page: Page) -> bool:
    """Whether a link without day is called what a column of reports is called, and leads to no article."""
    title = parse_title(link.title)
    if not promises(link.title) or len(link.title) > LONGEST_COLUMN or re.search(r"\d", link.title):
        return False
    if title is not None and (title.year or title.agency):
        return False
    return same_place(link.url, page.url) or not _ARTICLE.search(_STAMP.sub("", link.url))


def _articles(links: list[Link]) -> list[Link]:
    """The links of the longest list whose addresses are those of articles: a list without days that names no report."""
    groups: dict[str, list[Link]] = {}
    for link in links:
        if _ARTICLE.search(_STAMP.sub("", link.url)) and len(link.title) >= 6:
            groups.setdefault(_path(_row(link).getparent()), []).append(link)
    longest = max(groups.values(), key=len, default=[])
    return longest if len(longest) > 1 else []


def articles_of(page: Page) -> Iterator[ListRow]:
    """The links of a page to addresses that are those of articles or files, in lists or not, options among them."""
    for element in page.markup.xpath("//a[@href or @onclick] | //option[contains(@value, '/')]"):
        value = element.attrib.get("value", "")
        url = page.join(value) if element.root.tag == "option" else target_of(element.root, page)
        words = short_text(element.root, 80) or element.attrib.get("title", "")
        if words and _NUMBERED_FILE.search(_STAMP.sub("", url)):
            yield ListRow(url, words)


def entry_of(page: Page) -> ListRow | None:
    """The one entry that a piece of markup is: its link, day or not; None where it has none that can be opened."""
    return entry_in(page.root, page)


def entry_in(element: HtmlElement, page: Page) -> ListRow | None:
    """The one entry that an element of a page holds."""
    links = list(Walk(page).over(element))
    main = next((link for link in links if link.day), None) or main_link(links)
    if main is None or not main.url:
        return None
    title = main.name()
    if is_verb(title):
        title = text_beside(element, main.element) or title
    if is_short(title):
        title = whole_of(title, element) or title
    return ListRow(main.url, title, main.day)


def _without_strays(links: list[Link]) -> list[Link]:
    """Rows without those that stand alone, no other like them, and say nothing of a report, where others are many: a link in
    a footer beside the day of its last change.
    """
    alike = Counter(_path(_row(link).getparent()) for link in links)
    stray = {
        id(link)
        for link in links
        if alike[_path(_row(link).getparent())] == 1 and not re.search(r"20\d\d|年报|报告", link.title)
    }
    return [link for link in links if id(link) not in stray] if len(stray) < len(links) else links


def _once(records: list[Record]) -> Iterator[Record]:
    """Records by their address: a thumbnail and the title beside it lead to the same place."""
    best: dict[str, Record] = {}
    for record in records:
        known = best.get(record.row.url)
        if known is None:
            best[record.row.url] = record
            continue
        titles = sorted((known.row.title, record.row.title), key=lambda title: (promises(title), len(title)))
        row = ListRow(record.row.url, titles[-1], known.row.listed_on or record.row.listed_on)
        best[record.row.url] = replace(known, row=row)
    yield from best.values()


def _row(link: Link) -> HtmlElement:
    """The element of the list that a link stands in."""
    assert link.row is not None
    return link.row


def _path(element: HtmlElement | None) -> str:
    """The classes of an element and the one around it, and the tags from it up to the root."""
    if element is None:
        return ""
    chain = [element, *element.iterancestors()]
    tags = "/".join(str(node.tag) for node in chain)
    classes = " ".join((node.get("class") or "").strip() for node in chain[:2])
    return f"{classes} {tags}"

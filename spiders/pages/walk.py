"""One pass over a page that finds its links, and the day that belongs to each.

A day belongs to the link that shares the smallest element with it; where links and days stand side by side in one element,
to its neighbour.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from lxml import etree
from lxml.html import HtmlElement

from crawler.reading.around.front import promises
from spiders.pages.days import MAX_HEIGHT, Day, Part, days_in, is_day, joined_parts, marks_in, without_day
from spiders.pages.links import is_link, is_pager, is_verb, link_name, target_of
from spiders.pages.page import BadList, Page

MAX_DEPTH = 200  # of elements around a link; pages with layout tables reach 40
TITLE = 6  # characters of a title; what is shorter is a category, a number, a verb
MAX_BESIDE = 8  # links that share one day: a category, a thumbnail, a unit, a file beside the title
ROWS = ("li", "tr", "dt", "dd", "article")
_UNSEEN = ("style", "noscript", "template", "textarea", "select", "head", "button")
_TOLD = ("datetime", "data-date", "data-time", "date", "pubdate", "title")  # attributes that give a day
_BESIDES = re.compile(r"[\[【(（]?(?:解读|图解|一图|相关|附件)")


@dataclass
class Link:
    element: HtmlElement
    url: str
    # Its texts and the elements that hold them.
    words: list[tuple[str, HtmlElement]] = field(default_factory=list)
    title: str = ""
    day: date | None = None
    row: HtmlElement | None = None  # the element in which its day was found, or the row that holds it
    closed: HtmlElement | None = None  # the row element that ended without a day
    open: bool = True  # may still find its day

    def name(self) -> str:
        """Its title by itself."""
        self.title = self.title or link_name(self.element, self.words)
        return self.title


@dataclass
class _Frame:
    element: HtmlElement
    items: list["Link | Day | Part"] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)  # of the links in it, two at most
    titles: int = 0  # links in it that have a title of their own

    def take(self, inner: "_Frame") -> None:
        """Count what an element inside holds."""
        self.titles += inner.titles
        if len(self.addresses) < 2:
            self.addresses |= inner.addresses


class Walk:
    """One pass over a page: links with the days that belong to them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frames: list[_Frame] = []
        self.link: Link | None = None
        self.hidden = 0
        self.alone: set[HtmlElement] = set()  # elements that hold the link of one address
        self.rows: set[HtmlElement] = set()  # row elements that hold one title at most, no layout of several

    def row_of(self, link: Link) -> HtmlElement:
        """The element of the list that a link stands in: around its day, a row element with it as its one title, or the largest
        one that holds no other link.
        """
        row = link.row
        if row is None:
            near = (node for node in link.element.iterancestors() if node.tag in ROWS)
            row = next((node for node in near if node in self.rows), link.element)
        while row.tag not in ROWS and (outer := row.getparent()) is not None and outer in self.alone:
            row = outer
        if row.tag not in ROWS:
            near = next((node for node in row.iterancestors() if node.tag in ROWS), row)
            row = near if near in self.rows else row
        return row

    def over(self, root: HtmlElement) -> Iterator[Link]:
        """The links in their order. Raises BadList."""
        links: list[Link] = []
        for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start":
                self._start(node, links)
            elif event == "end":
                self._end(node)
            if event != "start" and node is not root and node.tail and self.frames:
                self._text(node.tail)
        yield from links

    def _start(self, node: HtmlElement, links: list[Link]) -> None:
        self.frames.append(_Frame(node))
        if node.tag in _UNSEEN or node.tag == "script":
            self.hidden += 1
        if self.hidden:
            return
        if self.link is None and is_link(node):
            if len(self.frames) > MAX_DEPTH:
                raise BadList("untold", f"{self.page.url} 的标签嵌套超过 {MAX_DEPTH} 层，不能确定有哪些条目")
            self.link = Link(node, target_of(node, self.page))
            links.append(self.link)
        if node.text:
            self._text(node.text)

    def _end(self, node: HtmlElement) -> None:
        frame = self.frames.pop()
        if node.tag in _UNSEEN or node.tag == "script":
            self.hidden -= 1
            if (
                node.tag == "script"
                and not self.hidden
                and self.frames
                and node.text
                and len(node.text) < 300
            ):
                self.frames[-1].items += [
                    Day(day, True, node) for day in days_in(node.text)[:1] if self.link is None
                ]
            return
        if self.hidden:
            return
        if not any(isinstance(item, Day) for item in frame.items):
            self._attributes(node, frame)
        _join(frame)
        if self.link is not None and self.link.element is node:
            frame.items.insert(0, self.link)
            frame.addresses.add(self.link.url)
            frame.titles += len(self.link.name()) >= TITLE and not is_verb(self.link.title)
            self.link = None
        if self.link is None:
            _match(frame, any(outer.element.tag in ROWS for outer in self.frames))
        if len(frame.addresses) == 1:
            self.alone.add(node)
        if node.tag in ROWS and frame.titles <= 1:
            self.rows.add(node)
        if self.frames:
            self.frames[-1].take(frame)
            self.frames[-1].items += _passed_on(frame, node.tag == "a")

    def _text(self, text: str) -> None:
        """Take a text for a title, for days, or for parts of one."""
        words = " ".join(text.split())
        if self.hidden or not words:
            return
        frame = self.frames[-1]
        marks: Sequence[Day | Part] = marks_in(words, frame.element)
        if self.link is not None and not (is_day(words) or any(isinstance(mark, Part) for mark in marks)):
            title, end = without_day(text)
            self.link.words.append((title, frame.element))
            marks = [Day(day, True, frame.element) for day in days_in(end)]
        frame.items += marks

    def _attributes(self, node: HtmlElement, frame: _Frame) -> None:
        """A day that only an attribute gives."""
        for name in _TOLD:
            value = node.get(name)
            if (
                value
                and len(value) <= 30
                and (days := days_in(value))
                and (node is not getattr(self.link, "element", None))
            ):
                frame.items.append(Day(days[0], True, node))
                return


def _passed_on(frame: _Frame, is_link: bool) -> Iterator[Link | Day | Part]:
    """What an element leaves to the one around it: links that may still find their day, days, parts of days close by."""
    for item in frame.items:
        if isinstance(item, Part):
            if not is_link and item.height < MAX_HEIGHT:
                yield replace(item, height=item.height + 1)
        elif not isinstance(item, Link) or item.open:
            yield item


def _join(frame: _Frame) -> None:
    """Make days of the parts of days that stand beside each other in an element."""
    items: list[Link | Day | Part] = []
    for _, run in groupby(frame.items, key=lambda item: isinstance(item, Part)):
        group = list(run)
        parts = [item for item in group if isinstance(item, Part)]
        items += joined_parts(parts, frame.element) if parts else group
    frame.items = items


def _match(frame: _Frame, in_row: bool) -> None:
    """Give the days of an element to its links, and close those that will find none any more. `in_row`: a row holds it."""
    links = [item for item in frame.items if isinstance(item, Link) and item.open]
    days = [item for item in frame.items if isinstance(item, Day)]
    if any(day.pure for day in days):
        days = [day for day in days if day.pure]
    element = frame.element
    if links and days:
        _give(links, days, frame)
        for link in links:
            link.open = False
        frame.items = []
        return
    if not links:
        return
    for link in links:
        if link.closed is not None and link.closed.getparent() is element:
            link.open = False  # the row ended, so does what holds it: no day stands beside it
        elif element.tag in ROWS and link.closed is None:
            link.closed = element
    waiting = [link for link in links if link.open]
    most = 3 if in_row else 1
    if (
        len(waiting) > most
        and element.tag not in ("td", "th")
        and not any(link.closed is element for link in waiting)
    ):
        for link in waiting:
            link.open = False


def _give(links: list[Link], days: list[Day], frame: _Frame) -> None:
    """Match links and days that stand in one element and no smaller one."""
    groups = _groups(links, days, frame)
    for beside, found in groups:
        members = [link for link in beside if link.name() and not is_pager(link.title)] or beside
        rows = {id(link.closed) for link in members if link.closed is not None}
        if not found or len(members) > MAX_BESIDE or len(rows) > 1:
            continue
        main = main_link(members)
        if main is not None:
            main.day = _published(main, found, frame.element)
            main.row = (
                frame.element
                if len(groups) == 1
                else main.closed
                if main.closed is not None
                else main.element
            )


def _groups(links: list[Link], days: list[Day], frame: _Frame) -> list[tuple[list[Link], list[Day]]]:
    """Links with the days beside them: all of an element, or in turns where several of each follow each other."""
    if len(days) == 1 or len(links) == 1:
        return [(links, days)]
    order = [item for item in frame.items if item in links or item in days]
    first = isinstance(order[0], Day) and not isinstance(order[-1], Day)
    groups: list[tuple[list[Link], list[Day]]] = []
    for item in order:
        day = isinstance(item, Day)
        begins = day if first else not day
        if not groups or (begins and (groups[-1][0] if first else groups[-1][1])):
            groups.append(([], []))
        if isinstance(item, Day):
            groups[-1][1].append(item)
        elif isinstance(item, Link):
            groups[-1][0].append(item)
    return groups


def main_link(links: list[Link]) -> Link | None:
    """The link of a record among those that share its day; None where two of them are reports."""
    for link in links:
        link.name()
    reports = [link for link in links if promises(link.title)]
    if len({link.url for link in reports}) > 1:
        return None
    named = [link for link in links if not is_verb(link.title) and not is_pager(link.title)]
    plain = [link for link in named if not _BESIDES.match(link.title)]
    return max(reports or plain or named or links, key=lambda link: len(link.title), default=None)


def _published(link: Link, days: list[Day], row: HtmlElement) -> date:
    """The day of a record that prints several: the one that its column calls that of publication, else the first."""
    if len(days) > 1 and row.tag == "tr":
        heads = next((list(line) for line in row.getparent().iter("tr")), [])
        cells = list(row)
        for day in days:
            cell = next((node for node in (day.element, *day.element.iterancestors()) if node in cells), None)
            place = cells.index(cell) if cell is not None else len(heads)
            if place < len(heads) and re.search(r"发布|公布|公开|上网", "".join(heads[place].itertext())):
                return day.day
    return days[0].day

"""Lists of units on a page: departments, streets and towns, each with a page, a site or a column of its own.

A list is told by its links: so many of them are names of bodies, side by side. What it leads to is looked at, no proof.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement
from parsel import Selector

from crawler.reading.opening.elements import element_text
from crawler.reading.words.labels import squeeze
from spiders.discovery.leads import Lead, linked_elements, links_of, names_column, place, web_address

MIN_UNITS = 3  # names side by side: fewer may be links to anything
_UP = 6  # elements from a link to what holds its list
_LISTS = 1.5  # what a page promises that is named after units
_MAX_WORDS = 200  # of a name with the blanks of its markup
_MAX_KIND = 16  # characters of the name of a page that lists units
_DECORATION = re.compile(r"^[\W\d_]+|(?<![\s>»›·])[\s>»›·]+$")
_WHAT = re.compile(
    r"(?:政府)?(?:信息|政务)公开(?:目录|专栏|专题|平台|网站|网页|网|年报|年度报告)?$|(?:门户|政务|子)?网?站$"
)
_NAME = re.compile(r"[\u4e00-\u9fff、]{3,24}(?:\([\u4e00-\u9fff、]{2,24}\))?")
_BODY = re.compile(
    r"(?:局|委|委员会|办|办公室|管委会|街道|街道办|办事处|镇|乡|苏木|[镇乡](?:人民)?政府|支队|大队)(?:\([^()]*\))?$"
)
# Beside those of _BODY only.
_WEAK = re.compile(r"(?:中心|所|院|社|会|馆|站|校|政府|公司|园区|开发区)(?:\([^()]*\))?$")
_NO_NAME = re.compile(
    r"到|赴|召开|开展|关于|走访|慰问|调研|检查|推进|印发|公布|通知|公告|申请|^(?:国家|国务院|各)|动态|要闻|更多|部门|(?:街镇|镇街|乡镇|镇乡)$"
    r"|(?:新闻|互动|下载|办事|数据)中心|^(?:便民|政务)?服务中心$|发布会|常务会|全体会|^(?:街道办|街道办事处|办事处|办公室|委员会|管委会)$"
)
_FURNITURE = re.compile(r"^(?:公开)?(?:指南|目录|年报|制度)|年度报告|更多|进入|查看|详[细情]|公开|^$")
_KINDS = re.compile(
    r"(?:部门|委办局|单位|机构|乡镇|镇街|街镇|街道|镇乡?|乡)(?:\(.{0,6}\))?"
    r"(?:信息|政务|政府|公开|年报|目录|网站|导航|设置|栏目|专栏|列表)*$"
)
_NO_KIND = re.compile(
    r"动态|新闻|要闻|文件|预算|决算|招聘|领导|电话|职责|内设|下属|兄弟|友情|相关|上级|介绍|概况|采购"
)
_NEXT = re.compile(r"\W*下一?页\W*")
# What is opened by a script, and where it may say its target.
_TARGETS = ("data-url", "data-href", "data-link", "value")
_SCRIPTED = (
    "//a[starts-with(translate(@href, 'JAVSCRIPT', 'javscript'), 'javascript:')]"
    " | //option[@value != '' and not(contains(@value, '/'))] | //*[@onclick or @data-url or @data-href or @data-link]"
)
_ADDRESS = re.compile(
    r"(?:https?:/|\.{1,2})?/[^\s\"'<>]{1,300}"
    r"|[\w./-]{1,200}\.(?:s?html?|jsp|aspx?|php)(?:\?[^\s\"'<>]{0,200})?"
)
_QUOTED = re.compile(rf"[\"']({_ADDRESS.pattern})[\"']")
_FILE = re.compile(
    r"\.(?:png|jpe?g|gif|ico|svg|css|js|json)$|/t\d{8}_\d|/art/\d{4}/|/content/|/20\d{2}[-/]?\d{2}", re.I
)
_RECORD = re.compile(r"\{([^{}]{4,800})\}")
_STRING = re.compile(r"\"([^\"\\]{1,300})\"|'([^'\\]{1,300})'")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
Entry = tuple[HtmlElement, str, str]  # element, address, words


@dataclass(frozen=True)
class UnitLink:
    """A unit that a page lists: its name there, where it leads, and what its column of annual reports is called if that
    is where.
    """

    name: str
    url: str
    column: str = ""


@dataclass(frozen=True)
class UnitList:
    """The units that a page lists, and the names of those whose address only a script knows."""

    units: tuple[UnitLink, ...] = ()
    blind: tuple[str, ...] = ()


def units_on(page: Selector, url: str, text: str = "") -> UnitList:
    """The units that a page plainly lists, in its markup or in the data of its scripts (`text`), each address once."""
    base = urljoin(url, (page.xpath("//base/@href").get() or "").strip())
    entries = list(_entries(page, base))
    found: dict[str, UnitLink] = {}
    blind: dict[str, None] = {}
    for link in (*_rows(page, entries), *_lists(entries), *_scripted(text, base)):
        if not link.url:
            blind[link.name] = None
        elif place(link.url) != place(url):
            found.setdefault(place(link.url), link)
    named = {link.name for link in found.values()}
    return UnitList(tuple(found.values()), tuple(name for name in blind if name not in named))


def unit_leads(page: Selector, url: str, listing: bool) -> list[Lead]:
    """The links of a page to pages that list units, by their names: 区政府部门, 镇街信息公开. If it lists some itself
    (`listing`), the next page of it too.
    """
    base = urljoin(url, (page.xpath("//base/@href").get() or "").strip())
    return [
        Lead(address, words, _LISTS)
        for address, words, kind in links_of(page, base)
        if kind == "a"
        and ((names_units(words) and not unit_name(words)) or (listing and _NEXT.fullmatch(words)))
    ]


def names_units(words: str) -> bool:
    """Whether the words of a link are the name of a page that lists units: 区政府部门, 镇街信息公开."""
    compact = squeeze(words)
    return len(compact) <= _MAX_KIND and bool(_KINDS.search(compact)) and not _NO_KIND.search(compact)


def unit_name(words: str) -> str:
    """The name of a body that words are, "" if they are none: 区教育局信息公开目录 is that of 区教育局."""
    if len(words) > _MAX_WORDS:
        return ""
    name = _WHAT.sub("", _DECORATION.sub("", squeeze(words)))
    sound = _NAME.fullmatch(name) and not _NO_NAME.search(name) and (_BODY.search(name) or _WEAK.search(name))
    return name if sound else ""


def _entries(page: Selector, base: str) -> Iterator[Entry]:
    """Every link and entry of a menu: its element, its address, its words. Without one, "", where only a script knows it."""
    for element, url, words, kind in linked_elements(page, base):
        if kind != "iframe":
            yield element, url, words
    for link in page.xpath(_SCRIPTED):
        attributes = link.attrib
        if web_address(attributes.get("href") or "#", base) and not attributes.get("href", "#").startswith(
            "#"
        ):
            continue
        said = next((attributes[name] for name in _TARGETS if attributes.get(name)), "")
        quoted = _QUOTED.search(said or f"{attributes.get('href', '')} {attributes.get('onclick', '')}")
        address = said if _ADDRESS.fullmatch(said) else quoted[1] if quoted else ""
        words = attributes.get("title") or element_text(link.root)
        if len(words) <= _MAX_WORDS:
            yield link.root, web_address(address, base) if address else "", squeeze(words)


def _lists(entries: list[Entry]) -> Iterator[UnitLink]:
    """The units of lists whose links are their names."""
    names = [unit_name(words) or unit_name(element_text(element)) for element, _, words in entries]
    idle = [
        not name and not _FURNITURE.search(words) for name, (_, _, words) in zip(names, entries, strict=True)
    ]
    within: dict[HtmlElement, list[int]] = defaultdict(list)
    for number, (element, _, _) in enumerate(entries):
        for outer in islice(element.iterancestors(), _UP):
            within[outer].append(number)
    lists = {outer: own for outer, numbers in within.items() if (own := _units_among(numbers, names, idle))}
    taken: dict[int, None] = {}
    for number, (element, _, _) in enumerate(entries):
        if number not in taken and _BODY.search(names[number]):
            nearest = next((outer for outer in islice(element.iterancestors(), _UP) if outer in lists), None)
            taken |= dict.fromkeys(lists[nearest] if nearest is not None else ())
    for number in taken:
        yield UnitLink(names[number], entries[number][1])


def _units_among(numbers: list[int], names: list[str], idle: list[bool]) -> list[int]:
    """The links of an element that name units, if it is a list of units: enough bodies, and hardly anything else."""
    own = [number for number in numbers if names[number]]
    bodies = {names[number] for number in own if _BODY.search(names[number])}
    return own if len(bodies) >= MIN_UNITS and len(own) >= sum(idle[number] for number in numbers) else []


def blind_columns(page: Selector, url: str) -> list[str]:
    """The names of columns of annual reports that only a script opens."""
    return [
        words[:80]
        for element, address, words in _entries(page, url)
        if not address and element.tag == "a" and names_column(words)
    ]


def _rows(page: Selector, entries: list[Entry]) -> Iterator[UnitLink]:
    """The units of tables and lists that print a name and link its guide, its rules and its annual reports beside it."""
    found: dict[HtmlElement, UnitLink] = {}
    heads = {cell: words for table in page.xpath("//table") for cell, words in _headed(table.root)}
    for element, url, words in entries:
        cell = next(element.iterancestors("td"), None)
        head = heads.get(cell, "") if cell is not None else ""
        column = next((named for named in (words, head) if names_column(named)), "")
        for row in element.iterancestors("tr", "li", "dl") if column else ():
            if name := _name_in(row):
                found.setdefault(row, UnitLink(name, url, squeeze(column)))
                break
    if len({link.name for link in found.values()}) >= MIN_UNITS:
        yield from found.values()


def _scripted(text: str, base: str) -> Iterator[UnitLink]:
    """The units in the data of a page's scripts: records of a name and an address, or of a name and a number."""
    found: list[UnitLink] = []
    for record in _RECORD.findall(_ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text).replace("\\/", "/")):
        strings = [one or other for one, other in _STRING.findall(record)]
        chinese = [string for string in strings if _CHINESE.search(string)]
        name = unit_name(chinese[0]) if len(set(chinese)) == 1 else ""
        if name:
            addresses = [
                string for string in strings if _ADDRESS.fullmatch(string) and not _FILE.search(string)
            ]
            found.append(UnitLink(name, web_address(addresses[0], base) if addresses else ""))
    if len({link.name for link in found if _BODY.search(link.name)}) >= MIN_UNITS:
        yield from found


def _headed(table: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The cells of a table, each with the words at the head of its column."""
    own = (row for row in table.iter("tr") if next(row.iterancestors("table")) is table)
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in own]
    head = [element_text(cell) for cell in rows[0]] if rows else []
    for row in rows[1:]:
        if len(row) == len(head):
            yield from zip(row, head, strict=True)


def _name_in(row: HtmlElement) -> str:
    """The name of a body that a row prints, beside its links or as one of them; "" if none or several."""
    names = {
        name
        for part in row.iter("td", "th", "span", "strong", "b", "dt", "h3", "h4", "h5", "p", "label", "a")
        if (name := unit_name(element_text(part)))
    }
    return names.pop() if len(names) == 1 else ""

"""What a page says, as a hash: the same however its counters, times of generation and random queries run on.

What is left out is named here, and only outside the body of a report: inside it a number may be a figure.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from crawler.items import ListRow
from crawler.reading import Opened, UnreadableDocument
from crawler.reading.opening.media_types import HTML
from store.addresses import canonical

MAX_LINKS = 20_000  # of a page that is told by what it says; the longest list page has some hundreds
_JSON = json.JSONEncoder(ensure_ascii=False)
_UNSEEN = {"script", "style"}  # nothing that a reader of the page or ours ever sees
_SAYING = ("rowspan", "colspan", "hidden", "style", "name", "property", "content", "title", "value")
# In a META: when the page was made.
_GENERATED = re.compile(r"生成时间|generat(?:ed|ion)|create-?(?:date|time)", re.I)
_MOMENT = r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_NOISE = (
    re.compile(r"((?:浏览|阅读|访问|点击)(?:次数|人数|量|数)\s*+[:：]?\s*+)\d+"),
    re.compile(rf"((?:页面)?生成时间\s*+[:：]?\s*+){_MOMENT}"),
    re.compile(rf"((?:今天|现在)是\s*+[:：]?\s*+){_MOMENT}(?:\s*星期[一二三四五六日天])?"),
)
_LABEL = re.compile(r"(?:浏览|阅读|访问|点击)(?:次数|人数|量|数)\s*+[:：]?\s*+$")


def list_fingerprint(rows: Iterable[ListRow], claimed: str) -> str:
    """The hash of a list page: its rows and what the site claims of its length, not its bytes."""
    said = [[canonical(row.url), row.title, str(row.listed_on)] for row in rows]
    return _digest(json.dumps([said, claimed], ensure_ascii=False))


def page_fingerprint(page: Opened) -> str:
    """The hash of what a report's page or file says: of its bytes, unless it is a page of HTML that can be read."""
    try:
        root = page.root if page.is_of(HTML) else None
    except UnreadableDocument:
        root = None
    if root is None or root.xpath("count(//a)") > MAX_LINKS:
        return hashlib.sha256(page.body).hexdigest()
    return _digest("\n".join(_said(root, page.article, page.url)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _said(root: HtmlElement, report: HtmlElement | None, url: str) -> Iterator[str]:
    """Every element and every text of a page, in order, without what runs on by itself outside its `report`."""
    inside = 0  # how many elements deep in what can't be seen
    in_report = report is None  # a page whose report isn't found is taken as it stands
    before = ""  # the text in front, for a counter whose label stands in another element
    addresses: dict[str, str] = {}
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            inside += node.tag in _UNSEEN
            in_report = in_report or node is report
            if not inside:
                yield _JSON.encode([node.tag, *_attributes(node, url, addresses)])
            text = node.text
        else:
            if event == "end":
                if not inside:
                    yield f"/{node.tag}"
                inside -= node.tag in _UNSEEN
                in_report = in_report and (node is not report)
            text = node.tail
        words = " ".join((text or "").split())
        if words and not inside:
            spaced = f"{' ' if text[:1].isspace() else ''}{words}{' ' if text[-1:].isspace() else ''}"
            yield f"={spaced if in_report else _without_noise(spaced, before)}"
            before = words


def _without_noise(text: str, before: str) -> str:
    """A text outside the report without the values of counters and times of generation; their labels stay."""
    if _LABEL.search(before) and re.fullmatch(r"\s*\d+\s*+次?\s*", text):
        return ""
    for pattern in _NOISE:
        text = pattern.sub(r"\1", text)
    return text


def _attributes(node: HtmlElement, url: str, addresses: dict[str, str]) -> Iterator[str]:
    """The attributes that say something: spans, what hides, META, addresses without their time stamps.

    `addresses` are those that the page had before, as they came.
    """
    if node.tag == "meta" and _GENERATED.search(f"{node.get('name')} {node.get('content')}"):
        return
    for name in _SAYING:
        if (value := node.get(name)) is not None:
            yield f"{name}={value}"
    if node.tag in ("a", "iframe", "embed", "object", "base"):
        for name in ("href", "src", "data"):
            if value := node.get(name):
                addresses[value] = addresses.get(value) or _address(url, value)
                yield f"{name}={addresses[value]}"


def _address(url: str, value: str) -> str:
    try:
        return canonical(urljoin(url, value.strip()))
    except ValueError:  # no address at all
        return value

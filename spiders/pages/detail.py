"""Report pages that are shells: their text comes from a call that is known, and is asked for as their script would."""

import json
import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.items import Fetched, Parsed
from crawler.keeping.keep import parse, parse_page
from crawler.reading import UnreadableDocument
from crawler.reading.opening.media_types import HTML, JSON
from spiders.pages.page import BadList, Page
from spiders.pages.records import records_of
from spiders.pages.shell import jump_of


@dataclass(frozen=True)
class DetailCall:
    """A call that hands out an article. Patterns are looked for in the page's address, then in its text.

    `path` is the call's, or the pattern of the path that the page's script names (group 1); `prefix` what stands before
    a path that begins with /rest/. `number` is the article's, sent as `field`, or as the name that the pattern finds
    in the script. `also` are fields sent along if the page tells them; `wrapped` names the form field that carries all
    of them as JSON.
    """

    name: str
    path: str | re.Pattern[str]
    number: re.Pattern[str]
    field: str
    named: re.Pattern[str] | None = None
    prefix: re.Pattern[str] | None = None
    also: tuple[tuple[str, re.Pattern[str]], ...] = ()
    wrapped: str = ""


_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

DETAIL_CALLS = (
    DetailCall(
        "新点 getGovInfoDetail",
        re.compile(r"[\"']((?:/[\w-]+){0,3}/rest/\w+/getgovinfodetail)\b", re.I),
        re.compile(rf"(?:info_?(?:guid|id)[\"'=:\s]{{1,6}}|/)({_UUID})", re.I),
        "infoid",
        named=re.compile(r"[{,\s\"'](info_?(?:guid|id))[\"']?\s{0,4}:", re.I),
        prefix=re.compile(r"projectName[\"']?\s{0,4}[:=]\s{0,4}[\"']((?:/[\w-]+){1,3})/?[\"']", re.I),
        also=(("siteGuid", re.compile(rf"siteGuid[\"']?\s{{0,4}}[:=]\s{{0,4}}[\"']({_UUID})", re.I)),),
        wrapped="params",
    ),
    DetailCall(
        "/html/info/detail",
        "/html/info/detail",
        re.compile(r"^https?://[^/]+/art/info/[^/\s]+/([\w-]{4,60})/?(?=[?#\s]|$)"),
        "id",
    ),
)


@dataclass(frozen=True)
class Elsewhere:
    """Where the text of a page is: an address on its host, and the form to be sent there, None for a plain GET."""

    url: str
    form: dict[str, str] | None = None


def is_shell_address(url: str) -> bool:
    """Whether an address alone tells that its page is a shell, however little it holds."""
    return any(isinstance(call.path, str) and call.number.search(url) for call in DETAIL_CALLS)


@dataclass(frozen=True)
class Handed:
    """What the page of a report hands on to: a file (`attachment`), or the place that its text comes from; or neither. What
    `lists` reports of its own, links titled so, is no report.
    """

    attachment: str = ""
    elsewhere: Elsewhere | None = None
    lists: bool = False


@dataclass(frozen=True)
class TakenApart:
    """The answer to a request for a report, taken apart: what it hands on to, and what is to be kept of it."""

    handed: Handed
    parsed: Parsed


def take_apart(fetched: Fetched, known: str) -> TakenApart:
    """The answer to a request for a report, its bytes parsed once. What says what is `known` of the report is not read.

    The page that a page sends its visitor on to is gone on from once more, to its text.
    """
    fetched = replace(fetched, opened=fetched.document)
    came = fetched.exchange.final_url or fetched.url
    page = Page(came, fetched.body, fetched.charset, fetched.opened)
    handed = _handed_on(page, jumps=fetched.page is None)
    if fetched.page and fetched.page.page:
        handed = replace(handed, elsewhere=None)
    blocks = page.blocks if came == fetched.url and page.opened.is_of(HTML, JSON) else None
    if handed.attachment or handed.elsewhere:
        return TakenApart(handed, parse_page(fetched, blocks))
    return TakenApart(handed, parse(fetched, known, blocks))


def _handed_on(page: Page, jumps: bool) -> Handed:
    """What a page hands on to. `jumps`: also where it sends its visitor on to."""
    lists = _lists(page)
    if attachment := attachment_of(page):
        return Handed(attachment, lists=lists)
    return Handed(elsewhere=_text_elsewhere(page, jumps), lists=lists)


def _lists(page: Page) -> bool:
    """Whether a page shows links to reports of years, or of bodies: it is a list, and what is on it was not asked for."""
    try:
        if not page.opened.is_of(HTML):
            return False
        titles = (row.parsed_title for row in records_of(page).rows)
        return any(title and (title.year or title.agency) for title in titles)
    except (UnreadableDocument, BadList):
        return False  # what keeps it from being read is told when its content is


def attachment_of(page: Page) -> str:
    """The address of the file that a page hands its report on to; "" where the page is to be read itself."""
    if not page.opened.is_of(HTML, JSON) or isinstance(page.blocks, UnreadableDocument):
        return ""  # whoever keeps it says why
    return page.blocks.attachment


def _text_elsewhere(page: Page, jumps: bool) -> Elsewhere | None:
    """Where a report page without heading or table of the form has its text from; None where that isn't known."""
    try:
        if not page.opened.is_of(HTML) or page.article is not None:
            return None
    except UnreadableDocument:
        return None
    for call in DETAIL_CALLS:
        if found := _called(call, page):
            return found
    address = jump_of(page) if jumps else ""
    return Elsewhere(address) if address else None


def _called(call: DetailCall, page: Page) -> Elsewhere | None:
    """The call as this page makes it; None where the page lacks its path or the article's number."""
    text, where = page.text, f"{page.url}\n{page.text}"
    path = call.path if isinstance(call.path, str) else _found(call.path, text)
    number = _found(call.number, where)
    if not path or not number:
        return None
    if call.prefix and path.startswith("/rest/"):
        path = _found(call.prefix, text) + path
    fields = {(_found(call.named, text) if call.named else "") or call.field: number}
    fields |= {name: value for name, pattern in call.also if (value := _found(pattern, text))}
    form = {call.wrapped: json.dumps(fields)} if call.wrapped else fields
    host = urlsplit(page.url)
    return Elsewhere(f"{host.scheme}://{host.netloc}{path}", form)


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""

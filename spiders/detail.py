"""Report pages that are shells: their text comes from a call that is known, and is asked for as their script would."""

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy.http import Response

from crawler.reading import UnreadableDocument, media_type
from crawler.reading.html import find_body
from crawler.reading.markup import parse_markup
from spiders.answers import text_of
from spiders.shell import jump_of


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


def text_elsewhere(response: Response, jumps: bool = True) -> Elsewhere | None:
    """Where a report page without heading or table of the form has its text from; None where that isn't known."""
    try:
        if media_type(response.body) != "text/html":
            return None
        text = text_of(response)
        page = parse_markup(text)
    except UnreadableDocument:
        return None
    if page.root is None or not isinstance(page.root.tag, str) or find_body(page.root) is not None:
        return None
    for call in DETAIL_CALLS:
        if found := _called(call, response, text):
            return found
    address = jump_of(page, response) if jumps else ""
    return Elsewhere(address) if address else None


def _called(call: DetailCall, response: Response, text: str) -> Elsewhere | None:
    """The call as this page makes it; None where the page lacks its path or the article's number."""
    where = f"{response.url}\n{text}"
    path = call.path if isinstance(call.path, str) else _found(call.path, text)
    number = _found(call.number, where)
    if not path or not number:
        return None
    if call.prefix and path.startswith("/rest/"):
        path = _found(call.prefix, text) + path
    fields = {(_found(call.named, text) if call.named else "") or call.field: number}
    fields |= {name: value for name, pattern in call.also if (value := _found(pattern, text))}
    form = {call.wrapped: json.dumps(fields)} if call.wrapped else fields
    host = urlsplit(response.url)
    return Elsewhere(f"{host.scheme}://{host.netloc}{path}", form)


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""

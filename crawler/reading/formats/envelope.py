"""Pages inside data: the JSON that a site's detail call answers with, and text that a page carries in its own script.

The document is the longest string with markup; title, day and files stand in the fields beside it, whatever their names.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml.html import HtmlElement

from crawler.reading.blocks import Document, Handover, UnreadableDocument
from crawler.reading.formats.attachments import SUFFIX
from crawler.reading.opening import opened
from crawler.reading.words.dates import to_date

MAX_VALUES = 20_000  # of an answer that are looked at
_TITLE = re.compile(r"(?:info|real|doc|article)?_?(?:title|name)", re.I)
_DAY = re.compile(r"(?:info|pub|publish(?:ed)?|release|display)_?(?:date|time)(?:str)?", re.I)
_ADDRESS = re.compile(r"url|path|href|src", re.I)
_NAME = re.compile(r"name|title", re.I)
_DETAIL = re.compile(r"\bDETAIL[\"']?\s{0,4}[:=]\s{0,4}\{")
_CONTENT = re.compile(r"\bcontent[\"']?\s{0,4}:\s{0,4}(\"(?:[^\"\\]|\\.)*+\")", re.S)


def read_json(document: Document) -> Handover:
    """The page in an answer, for the reader of pages. Raises UnreadableDocument where there is none."""
    try:
        answer = json.loads(opened(document).text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument("broken", "返回的数据不完整，不是正确的 JSON") from error
    records = list(_records(answer))
    texts = [(len(value), number, value) for number, record in enumerate(records) for value in _texts(record)]
    files = [link for record in records for link in _files(record)]
    if not texts and not files:
        raise UnreadableDocument("no_body", "返回的数据里没有正文；请在浏览器中打开核对")
    _, number, text = max(texts, default=(0, 0, ""))
    beside = records[number] if texts else {}
    title = _first(beside, _TITLE)
    day = to_date(_first(beside, _DAY))
    head = f"<meta charset='utf-8'><title>{escape(title)}</title>"
    head += f'<meta name="PubDate" content="{day}">' if day else ""
    page = f"<html><head>{head}</head><body><h1>{escape(title)}</h1>\n{text}\n{''.join(files)}</body></html>"
    return Handover("text/html", page.encode("utf-8", "replace"))


def embedded(root: HtmlElement) -> str:
    """The text that a page's script carries as the content of its DETAIL (gkmlpt); "" where there is none."""
    for script in root.iter("script"):
        detail = _DETAIL.search(script.text or "")
        content = detail and _CONTENT.search(script.text, detail.end())
        if content:
            try:
                return str(json.loads(content[1], strict=False))
            except ValueError:
                return ""
    return ""


def _records(answer: object) -> Iterator[dict[str, Any]]:
    """The objects of an answer, outer ones first."""
    waiting, seen = deque([answer]), 0
    while waiting and seen < MAX_VALUES:
        value = waiting.popleft()
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _texts(record: dict[str, Any]) -> Iterator[str]:
    for value in record.values():
        if isinstance(value, str) and re.search(r"<\w", value):
            yield value


def _files(record: dict[str, Any]) -> Iterator[str]:
    """Links of the files that an object names by address and name."""
    named = {key: value.strip() for key, value in record.items() if isinstance(value, str) and value.strip()}
    names = [value for key, value in named.items() if _NAME.search(key)]
    told = bool(SUFFIX.search(" ".join(names)))
    for key, address in named.items():
        if _ADDRESS.search(key) and "<" not in address and (told or SUFFIX.search(address)):
            yield f'<p>附件：<a href="{escape(address)}">{escape(names[0] if names else address)}</a></p>'


def _first(record: dict[str, Any], key: re.Pattern[str]) -> str:
    values = [str(value) for name, value in record.items() if key.fullmatch(name) and isinstance(value, str)]
    return next((value for value in values if value.strip()), "")

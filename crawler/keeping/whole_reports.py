"""Whether what came of a report is whole, or all of the report for all that: no half of one is kept."""

import re

from crawler.items import Fetched, Shortfall
from crawler.manners.recognise import program_error
from crawler.manners.wholeness import closes, misread, shortfall
from crawler.reading import UnreadableDocument
from crawler.reading.opening.media_types import PAGES
from store.form import FORMS, TABLE_NAMES
from store.models import Report

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_CLOSED = re.compile(r"</(?:div|td|table|article|section|body|html)\b", re.I)
_PACKAGES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # what can't be opened without its last bytes


def shortfall_of(fetched: Fetched) -> Shortfall | None:
    """Why an answer, or a page that led to it, isn't known to be whole; None where all are."""
    short, page = short_of(fetched), fetched.page
    while page and not short:
        short, page = page.parsed.short if page.parsed else short_of(page), page.page
    return short


def short_of(fetched: Fetched) -> Shortfall | None:
    """Why an answer by itself isn't known to be whole."""
    text = _text_of(fetched)
    if text is None:
        proved = fetched.transfer == "closed" and _proves_its_end(fetched.body)
        return shortfall(fetched.status, "ended" if proved else fetched.transfer, "")
    short = shortfall(fetched.status, fetched.transfer, text)
    short = short or misread(text, fetched.body, fetched.charset)
    return short or (None if closes(text) else Shortfall("cut_short", "网页的末尾不完整"))


def _text_of(fetched: Fetched) -> str | None:
    """The text of a page or of data; None for a file."""
    document = fetched.document
    try:
        return document.source if document.is_of(*PAGES) else None
    except UnreadableDocument:
        return None


def _proves_its_end(body: bytes) -> bool:
    return body.startswith(_PACKAGES) or b"%%EOF" in body[-1024:]


def is_complete(report: Report, fetched: Fetched) -> bool:
    """Whether a report has all that its form has, every cell of the tables read and every section, the last one to its end:
    whatever is missing of the answer, it is nothing of the report.
    """
    form = FORMS.get(report.form or "")
    if form is None:
        return False
    for table in TABLE_NAMES:
        for row, column in form.cells(table, report.rows(table)):
            cell = report.cells.get((table, row, column))
            if cell is None or cell.state == "unread":
                return False
    if not {line.key for line in form.sections} <= {section.key for section in report.sections}:
        return False
    return not any(program_error(section.text) for section in report.sections) and _goes_on(report, fetched)


def _goes_on(report: Report, fetched: Fetched) -> bool:
    """Whether something that holds the last section is closed behind it; files can be opened whole only."""
    text = _text_of(fetched)
    if text is None:
        return True
    last = report.sections[-1]
    words = _HAN.findall(last.text) or _HAN.findall(last.heading)
    place = text.rfind(words[-1]) if words else -1
    return place >= 0 and bool(_CLOSED.search(text, place))

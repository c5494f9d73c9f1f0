"""From bytes to a Report: `read(document)`. One module a format, all yielding the same blocks."""

from collections.abc import Mapping
from importlib import import_module

from crawler.reading.apart.worker import in_worker
from crawler.reading.blocks import Document, Handover, Page, UnreadableDocument
from crawler.reading.form.reader import read_report
from crawler.reading.opening import Opened, opened
from crawler.reading.opening.media_types import FORMATS, media_type
from store.models import Report

__all__ = [
    "READER_VERSION",
    "Document",
    "Opened",
    "UnreadableDocument",
    "blocks_of",
    "media_type",
    "opened",
    "read",
]

# Raised when a change to the readers, or to what a page is known to hand on to, can change figures: stored versions read by an
# older one can be found, and pages that come again with the same bytes are taken apart anew.
READER_VERSION = 6
_MAX_HANDOVERS = 3  # an archive with a DOC in it, made a DOCX


def read(document: Document, converted: Mapping[bytes, Handover | Page] | None = None) -> Report:
    """Read a document of any known format. Raises UnreadableDocument with a named failure, and nothing else.

    `converted` is what crawler.reading.formats.office.converted_together made of it and of others, or its blocks themselves.
    """
    return read_report(document, blocks_of(document, converted))


def blocks_of(document: Document, converted: Mapping[bytes, Handover | Page] | None = None) -> Page:
    """The blocks of a document, by the reader of its format and those that one hands it to. Raises UnreadableDocument."""
    result = (converted or {}).get(document.body)
    inner = opened(document)
    result = result or Handover(inner.media_type)
    for _ in range(_MAX_HANDOVERS + 1):
        if isinstance(result, Page):
            return result
        form = FORMATS[result.media_type]
        if result.body is not None:
            inner = Opened(document.url, result.body, document.charset, document.listed_on)
        module, _, name = form.reader.partition(":")
        result = in_worker(inner, form) if form.apart else getattr(import_module(module), name)(inner)
    raise UnreadableDocument("unreadable_format", "压缩包或转换的层数太多，请解压或转换后再提供")

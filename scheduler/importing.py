"""`nianbao import`: documents at hand into the database, judged like crawled ones."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from crawler.keeping.whose import match_agency
from crawler.reading import READER_VERSION, Document, UnreadableDocument, media_type, read
from crawler.reading.blocks import Handover
from crawler.reading.formats.office import converted_together
from crawler.reading.words.labels import squeeze
from store.judging.saving import Place, save_report
from store.models import Report
from store.registry import Registry
from store.store import Store
from store.tables.reports import Saved, Snapshot

_TOGETHER = 20  # files that LibreOffice is given at once
Converted = Mapping[bytes, Handover]


@dataclass(frozen=True)
class Given:
    """What the person who imports knows of the documents, over what they print."""

    agency: str | None = None
    year: int | None = None
    published: date | None = None
    url: str | None = None


def with_conversions(paths: Iterable[Path]) -> Iterator[tuple[Path, Converted]]:
    """The files, each with what LibreOffice made of it and of those beside it."""
    left = iter(paths)
    while group := list(islice(left, _TOGETHER)):
        converted = converted_together(_bodies(group))
        yield from ((path, converted) for path in group)


def _bodies(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        with suppress(OSError):  # said when it is this file's turn
            yield path.read_bytes()


def read_file(path: Path, converted: Converted) -> Report:
    """Read one file; the report's source is the file's name.

    Raises OSError for files that can't be opened and UnreadableDocument for contents that can't be read.
    """
    return read(Document(path.name, path.read_bytes()), converted)


def identity(report: Report, digest: str) -> str:
    """What makes an imported document the same report again: its address, else agency and year, else its bytes."""
    if report.source.startswith(("http://", "https://")):
        return report.source
    if report.agency and report.year:
        return f"file:{squeeze(report.agency)}/{report.year}"
    return f"file:{digest[:16]}"


def import_file(
    store: Store, registry: Registry, path: Path, given: Given, now: datetime, converted: Converted
) -> Saved:
    """Archive, read, match and save one file. Raises as `read_file`; what could not be read is kept and named all the same."""
    body = path.read_bytes()
    digest = store.archive.put(body)
    try:
        kind = media_type(body)
        report = read(Document(path.name, body), converted)
    except UnreadableDocument as error:
        store.runs.save_fetch(
            None, None, path.name, "import", now, failure=error.failure, sha256=digest, size=len(body)
        )
        raise
    registered = registry.agencies.get(given.agency or "")
    named = registered.name if registered else given.agency
    published = dict(report.published) | ({"given": given.published} if given.published else {})
    report = replace(
        report,
        source=given.url or report.source,
        year=given.year or report.year,
        published=published,
        agency=named or report.agency,
    )
    report = replace(report, source=identity(report, digest))
    agency = match_agency((named, report.agency, report.title_agency), registry.agencies.values())
    store.runs.save_fetch(None, None, path.name, "import", now, sha256=digest, size=len(body))
    snapshot = Snapshot(path.name, digest, len(body), kind, now, READER_VERSION)
    return save_report(store, report, snapshot, Place(agency.id if agency else None, None), now)

"""How fast reports are read, judged and kept, against named alternatives in the same run: `make bench`.

Ratios count, not seconds: machines are noisy. Memory is the peak of this process.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from parsel import Selector

from crawler.reading import READER_VERSION, Document, read
from crawler.reading.formats.html import parse_html
from demo.families import Asked
from demo.sites import answer
from demo.world import load_world
from store.checks import Case, judge_report
from store.judging.saving import Place, save_report
from store.store import Store
from store.tables.reports import Snapshot

PAGES = 60
ROUNDS = 3


def pages() -> list[Document]:
    """Report pages of the demo's portals, as bytes."""
    world = load_world()
    night = world.nights[-1]
    items = [item for item in world.reports(night) if item.agency]
    documents = []
    for number in range(PAGES):
        item = items[number % len(items)]
        portal = item.portal
        body = answer(world, night, portal.host, Asked(item.path), number).body
        documents.append(Document(f"{portal.url}{item.path}#{number}", body))
    return documents


def cells_by_xpath(document: Document) -> int:
    """The alternative to reading: every table cell's text by an XPath of its own, nothing understood."""
    selector: Selector = parse_html(document)
    return len([cell.xpath("string()").get() for cell in selector.xpath("//td | //th")])


def rate(work: Callable[[Document], object], documents: list[Document]) -> float:
    """Documents a second, best of a few rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for document in documents:
            work(document)
        best = max(best, len(documents) / (time.perf_counter() - start))
    return best


def main() -> None:
    """Print a table of rates, with the ratio to the alternative named first."""
    documents = pages()
    reports = {document.url: read(document) for document in documents}
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "nianbao.db")

        def keep(document: Document) -> object:
            now = datetime.now(UTC)
            sha256 = store.archive.put(document.body)
            snapshot = Snapshot(document.url, sha256, len(document.body), "text/html", now, READER_VERSION)
            report = read(Document(f"{document.url}{time.perf_counter_ns()}", document.body))
            return save_report(store, report, snapshot, Place(), now)

        rates = {
            "parsel, an XPath a cell, nothing understood": rate(cells_by_xpath, documents),
            "read: bytes to Report": rate(read, documents),
            "judge: Report to findings": rate(lambda d: judge_report(Case(reports[d.url])), documents),
            "read, judge, archive and save, one transaction each": rate(keep, documents),
        }
        store.close()
    baseline = next(iter(rates.values()))
    size = sum(len(document.body) for document in documents) / len(documents) / 1024
    print(f"{PAGES} report pages of {size:.0f} KB on average, one core, best of {ROUNDS}")
    for name, value in rates.items():
        print(f"{value:8.1f} /s  {value / baseline:6.2f} ×  {name}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

"""How fast a country's reports are judged, without fetching or reading again: `python -m bench.judging [REPORTS]`.

The reports are the demo's, as many times over as asked for, each for an agency of its own. The alternative is reading them
all again, which is what a rule change costs where judgement and reading are one.
"""

import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from bench.speed import pages
from crawler.clock import Clock
from crawler.reading import Document, read
from demo.world import load_world
from store.judging.filings import judge_filings
from store.judging.likeness import judge_likeness
from store.judging.peers import judge_areas, judge_peers
from store.judging.portals import judge_portals
from store.judging.reports import judge_report_row, judge_reports
from store.judging.saving import Place, save_report
from store.registry import Registry, load_registry
from store.store import Store
from store.tables.reports import Snapshot
from store.times import beijing_day

REPORTS = 100_000
_COPIED = {
    "requests": "version_id", "disclosures": "version_id", "reviews": "version_id", "claims": "version_id",
    "aspects": "version_id", "sketches": "version_id",
}  # fmt: skip


def base(store: Store, folder: Path) -> int:
    """The demo's reports, read from their pages and kept. Returns how many."""
    world = load_world()
    world.write_registry(folder)
    registry = load_registry(folder)
    store.sync_registry(registry)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    seen = set()
    for document in pages():
        url = document.url.split("#")[0]
        if url in seen:
            continue
        seen.add(url)
        report = read(document)
        agency = next((a.id for a in registry.agencies.values() if a.name == report.agency), None)
        snapshot = Snapshot(url, store.archive.put(document.body), len(document.body), "text/html", now, 1)
        save_report(store, replace(report, source=url), snapshot, Place(agency), now)
    return len(seen)


def multiply(store: Store, times: int) -> None:
    """Every report `times` times over: rows are copied, ids moved on."""
    connection = store.db.conn
    connection.execute("PRAGMA foreign_keys=OFF")
    span = 1 + int(
        connection.execute("SELECT MAX(MAX(id), (SELECT MAX(id) FROM reports)) FROM versions").fetchone()[0]
    )
    copies = "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ?) "
    places = {
        "agencies": {"id": "id || '-' || n", "parent_id": "parent_id || '-' || n"},
        "reports": {
            "id": f"id + n * {span}", "url": "url || '#' || n", "address": "address || '#' || n",
            "agency_id": "agency_id || '-' || n", "current_version": f"current_version + n * {span}",
        },
        "versions": {"id": f"id + n * {span}", "report_id": f"report_id + n * {span}"},
        "report_dates": {"report_id": f"report_id + n * {span}"},
        "cell_notes": {"id": "NULL", "version_id": f"version_id + n * {span}"},
        "sections": {"id": "NULL", "version_id": f"version_id + n * {span}"},
        **{table: {key: f"{key} + n * {span}"} for table, key in _COPIED.items()},
    }  # fmt: skip
    for table, moved in places.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info([{table}])")]
        chosen = ", ".join(moved.get(column, f'"{column}"') for column in columns)
        connection.execute(f"INSERT INTO [{table}] {copies}SELECT {chosen} FROM [{table}], k", [times - 1])
    connection.commit()


def main(reports: int) -> None:
    """Print how long all rules take over `reports` reports, one new one, and a night without news."""
    with tempfile.TemporaryDirectory() as name:
        store = Store.open(Path(name) / "nianbao.db")
        count = base(store, Path(name))
        multiply(store, max(1, reports // count))
        now = Clock.at(date(2026, 3, 1)).now()
        registry = load_registry(Path(name))
        start = time.process_time()
        judged = judge_reports(store, now)
        reports_only = time.process_time() - start
        _beside(store, registry, now)
        everything = time.process_time() - start
        start = time.process_time()
        judge_reports(store, now)
        _beside(store, registry, now)
        quiet = time.process_time() - start
        start = time.process_time()
        for report_id in range(1, count + 1):
            judge_report_row(store, report_id, now)
        single = (time.process_time() - start) / count
        store.close()
    reading = _reading()
    print(
        f"{judged} reports, all rules: {everything:.1f} s of one core ({reports_only:.1f} s report by report), "
        f"{everything / judged * 1000:.2f} ms each, "
        f"{reading / (everything / judged):.0f} times as fast as reading them again"
    )
    print(f"one report: {single * 1000:.2f} ms; a night without news: {quiet * 1000:.1f} ms")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _beside(store: Store, registry: Registry, now: datetime) -> None:
    """Everything that looks at more than one report or at none: peers, areas, texts, duties, portals."""
    judge_filings(store, registry, beijing_day(now), now)
    judge_peers(store, now)
    judge_areas(store, now)
    judge_likeness(store, now)
    judge_portals(store, registry, beijing_day(now), now)


def _reading() -> float:
    """Seconds that reading one page takes, in this run."""
    documents: list[Document] = pages()
    start = time.process_time()
    for document in documents:
        read(document)
    return (time.process_time() - start) / len(documents)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)

"""A database with evidence of three nights, made without a crawl: list pages, reports, a scan, an error page."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crawler.items import Fetched, ListRow
from crawler.keeping.keep import held, keep
from store.models import Claimed
from store.registry import load_registry
from store.store import Store
from store.tables.runs import Exchange, ListOutcome, PortalRun
from tests.made.portals.portal import COLUMN, HOST, list_page, report_page, write_registry

FIRST = date(2026, 2, 3)
NIGHTS = 3
AGENCIES = {"jyj": "试验市教育局", "wsj": "试验市卫生健康委员会"}
TITLE = "试验市教育局2025年政府信息公开工作年度报告"
REPORT = f"http://{HOST}/nb/t20260115_1.html"
PAGE_2 = f"http://{HOST}/nb/index_1.html"
SCAN = f"http://{HOST}/nb/scan.pdf"
GONE = f"http://{HOST}/nb/t20260115_404.html"


def moment(night: int, second: int = 0) -> datetime:
    """An instant of the given night, counted from 0."""
    return datetime(2026, 2, 2, 18, 30, tzinfo=UTC) + timedelta(days=night, seconds=second)


def filled(folder: Path) -> Path:
    """Make the database in `folder`, a manifest a night; returns its path."""
    registry = load_registry(write_registry(folder / "registry", AGENCIES))
    db = folder / "nianbao.db"
    store = Store.open(db)
    store.sync_registry(registry)
    noise = random.Random(6)
    for night in range(NIGHTS):
        day = FIRST + timedelta(days=night)
        run = store.runs.start_run("crawl", day, moment(night))
        store.runs.start_portal_run(run, "shiyan", day, moment(night))
        pages = {}
        for number, url in enumerate((COLUMN, PAGE_2)):
            row = ("./t20260115_1.html", TITLE, "2026-01-15")
            body = (
                list_page([row], 2, number).replace("<ul>", f"<p>访问 {night * 2 + number}</p><ul>").encode()
            )
            pages[url] = store.archive.put(body)
            store.runs.save_fetch(
                run, "shiyan", url, "list", moment(night, number), status=200, sha256=pages[url], size=len(body),
                headers={"content-type": "text/html; charset=utf-8", "content-encoding": "gzip", "content-length": "99"},
                exchange=Exchange(url, url, column_url=COLUMN),
            )  # fmt: skip
        store.runs.save_list_read(
            run, "shiyan", ListOutcome(COLUMN, True, 2, 1, Claimed(2, words="2页"), "", pages)
        )
        report = report_page("试验市教育局", 2025, received=3 + night).encode()
        asked = Exchange(REPORT, REPORT, column_url=COLUMN)
        fetched = Fetched(
            "shiyan", REPORT, report, {"content-type": "text/html"}, 200, moment(night, 2),
            ListRow(REPORT, TITLE, date(2026, 1, 15)), exchange=asked,
        )  # fmt: skip
        keep(store, registry, fetched, held(fetched), run, moment(night, 2))
        scan = b"%PDF-1.4\n" + noise.randbytes(20_000 + night)
        digest = store.archive.put(scan)
        store.runs.save_fetch(
            run, "shiyan", SCAN, "report", moment(night, 3), status=200, failure="broken", sha256=digest,
            size=len(scan), headers={"content-type": "application/pdf"}, exchange=Exchange(SCAN, SCAN),
        )  # fmt: skip
        error = store.archive.put("<h1>没有这个页面</h1>".encode())
        store.runs.save_fetch(
            run, "shiyan", GONE, "report", moment(night, 4), status=404, failure="http_404", sha256=error
        )
        store.runs.save_fetch(run, "shiyan", GONE, "report", moment(night, 5), failure="timeout")
        store.runs.finish_portal_run(run, "shiyan", PortalRun(True, 2, 1, 1, 1), moment(night, 6))
        store.manifests.write_manifests(run, day, moment(night, 6))
        store.runs.finish_run(run, "done", moment(night, 6))
    store.close()
    return db

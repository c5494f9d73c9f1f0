"""A small hostile portal for tests: answers by path, changed at will, served to the crawler as a proxy."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from crawler.clock import Clock
from demo.families import Asked
from demo.press.figures import FORM, all_granted
from demo.press.html import prescribed_tables
from demo.registry import write_folder
from scheduler.crawling import Crawl, crawl
from scheduler.night.nightly import check
from store.records import AgencyFiling
from store.registry import load_registry
from store.store import Store
from store.times import beijing_day

HOST = "www.shiyan.example"
COLUMN = f"http://{HOST}/nb/"
DEADLINE = {"jurisdiction": "*", "filer": "department", "month_day": "01-31", "basis": "条例第四十九条"}


@dataclass
class HostilePortal:
    """`answers` by path: (status, body) or (status, body, headers). Anything else is asked of `beside`, by host and
    request; what that doesn't know either is 404.
    """

    answers: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)  # when each request of the log came
    url: str = ""
    beside: Callable[[str, Asked], tuple[Any, ...] | None] = lambda host, asked: None

    def answer(self, host: str, asked: Asked) -> tuple[Any, ...]:
        """What is answered to a request."""
        return self.answers.get(asked.path) or self.beside(host, asked) or (404, "没有这个页面")


def report_page(
    agency: str, year: int, published: str = "2026-01-15", received: int = 3, period: int | None = None
) -> str:
    """A report page as a static portal would serve it; `period` is a year that its text states as its period."""
    tables = prescribed_tables(all_granted(received))
    stated = f"<p>统计期限自{period}年1月1日起至{period}年12月31日止。</p>" if period else ""
    parts = [
        f"<h2>{number}、{section.label}</h2>"
        + tables.get(section.key, "<p>各项工作按照规定进行，本年度未收取信息处理费。</p>")
        for number, section in zip("一二三四五六", FORM.sections, strict=True)
    ]
    return (
        f"<html><head><meta name='PubDate' content='{published}'></head><body><h1>{agency}{year}年政府信息公开工作年度报告"
        f"</h1><p>发布日期：{published}</p><div class='TRS_Editor'>{stated}{''.join(parts)}</div></body></html>"
    )


def list_page(rows: list[tuple[str, str, str]], pages: int = 1, current: int = 0) -> str:
    """A TRS list page: (address, title, date) a row."""
    items = "".join(
        f'<li><a href="{url}" title="{title}">{title}</a><span>{day}</span></li>' for url, title, day in rows
    )
    return f'<html><body><ul>{items}</ul><script>createPageHTML({pages}, {current}, "index", "html");</script></body></html>'


@contextmanager
def serving(portal: HostilePortal) -> Iterator[HostilePortal]:
    """Serve the portal on a free port of 127.0.0.1 until the block ends."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            target = urlsplit(self.path)
            portal.log.append(target.path)
            portal.times.append(time.monotonic())
            status, body, headers = (*portal.answer(str(target.hostname), self.asked(target)), {})[:3]
            payload = body if isinstance(body, bytes) else body.encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(payload)),
                "Connection": "close",  # a client that takes it for open loses its next POST
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload)

        do_POST = do_GET

        def asked(self, target: SplitResult) -> Asked:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            form = (
                ""
                if self.headers.get_content_type() == "application/json"
                else body.decode("utf-8", "replace")
            )
            fields = dict(parse_qsl(target.query, True)) | dict(parse_qsl(form, True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            return Asked(target.path, fields, self.command, body, headers)

        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 512  # many hosts at once come to this one

    server = Server(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    portal.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def write_registry(
    folder: Path,
    agencies: dict[str, str],
    family: str = "trs",
    column: str = COLUMN,
    since: int = 2025,
    recheck_days: int = 1,
    more: Sequence[str] = (),
) -> Path:
    """A registry of one portal and some departments (id → name); `more` are columns beside the one."""
    portal = {
        "id": "shiyan",
        "name": "试验市政府网",
        "family": family,
        "url": f"http://{HOST}/",
        "columns": [column, *more],
        "since": since,
        "delay": 0.0,
        "recheck_days": recheck_days,
    }
    rows = [department(key, name, "shiyan") for key, name in agencies.items()]
    return write_folder(folder, rows, [portal], [DEADLINE])


def department(identity: str, name: str, portal: str) -> dict[str, str]:
    """The row of a city's department in agencies.csv."""
    return {
        "id": identity,
        "name": name,
        "level": "city",
        "kind": "department",
        "region_code": "990100",
        "portal_id": portal,
        "status": "active",
    }


def visit(
    portal: HostilePortal, db: Path, registry: Path, clock: Clock
) -> tuple[Crawl, dict[tuple[str, int], AgencyFiling]]:
    """One crawl and one judgement; returns what was seen and the filings by agency and year."""
    store = Store.open(db)
    known = load_registry(registry)
    seen = crawl(store, db, known, registry, (), clock, portal.url)
    check(store, known, beijing_day(clock.now()), clock.now())
    filings = {(row.agency_id, row.year): row for row in store.filings.in_state()}
    store.close()
    return seen, filings

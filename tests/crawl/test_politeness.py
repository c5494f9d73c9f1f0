"""Politeness over 300 hosts, proved from the server's own log: pauses, one connection a host, robots.txt, Retry-After."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.clock import Clock
from store.store import Store
from tests.made.portals.portal import list_page, report_page
from tests.made.portals.small_portals import JYJ, night, write_portals

DELAY, CRAWL_DELAY, RETRY_AFTER, BUDGET = 0.2, 0.6, 2, 12
KINDS = {
    "plain": 230,
    "reports": 20,
    "walled": 10,
    "slow": 10,
    "busy": 8,
    "later": 4,
    "leads": 8,
    "busier": 5,
    "large": 5,
}
NAMES = [f"{kind}-{number}" for kind, count in KINDS.items() for number in range(count)]
ROWS = {"reports": 4, "walled": 3, "large": 20}


@dataclass
class Came:
    """One request as the server saw it: when it came and when its answer was written, on the clock of the machine."""

    path: str
    start: float
    end: float
    status: int
    headers: dict[str, str]


@dataclass
class Log:
    """What the server saw, by host."""

    hosts: dict[str, list[Came]] = field(default_factory=lambda: defaultdict(list))

    def of(self, kind: str) -> dict[str, list[Came]]:
        """The requests to the hosts of one kind, in the order they came."""
        return {
            host: sorted(came, key=lambda one: one.start)
            for host, came in self.hosts.items()
            if host.startswith(f"{kind}-")
        }


def _rows(kind: str) -> list[tuple[str, str, str]]:
    folder = "./wall/" if kind == "walled" else "./"
    return [
        (
            f"{folder}t20260115_{number}.html",
            f"{JYJ}{2025 - number % 3}年政府信息公开工作年度报告",
            "2026-01-15",
        )
        for number in range(ROWS.get(kind, 0))
    ] or [("./t20260110_9.html", "试验市政府网站工作年度报表（2025年）", "2026-01-10")]


def _answer(host: str, path: str, times: int) -> tuple[int, str, dict[str, str]]:
    """What a host answers; `times` it was asked for that path before."""
    kind, _, number = host.partition("-")
    plain = {"Content-Type": "text/plain"}
    if path == "/robots.txt":
        rules = {
            "walled": "User-agent: *\nDisallow: /nb/wall/",
            "slow": f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}",
        }
        return (200, rules[kind], plain) if kind in rules else (404, "", {})
    if path == "/nb/":
        if kind == "busy" and not times:
            return 429, "", {"Retry-After": str(RETRY_AFTER)}
        if kind == "later" and not times:
            return (
                503,
                "",
                {
                    "Retry-After": format_datetime(
                        datetime.now(UTC) + timedelta(seconds=RETRY_AFTER + 1), True
                    )
                },
            )
        if kind == "busier":
            return 429, "", {"Retry-After": "7200"}
        if kind == "leads":
            return 302, "", {"Location": f"http://plain-{number}.shiyan.example/nb/"}
        return 200, list_page(_rows(kind)), {}
    return (200, report_page(JYJ, 2025), {}) if "/t2026" in path else (404, "", {})


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    folder = tmp_path_factory.mktemp("politeness")
    seen, lock = Log(), threading.Lock()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            start = time.monotonic()
            target = urlsplit(self.path)
            host = str(target.hostname).split(".")[0]
            with lock:
                times = sum(came.path == target.path for came in seen.hosts[host])
                came = Came(
                    target.path,
                    start,
                    start,
                    0,
                    {name.lower(): value for name, value in self.headers.items()},
                )
                seen.hosts[host].append(came)
            came.status, body, headers = _answer(host, target.path, times)
            payload = body.encode()
            self.send_response(came.status)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(payload)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            came.end = time.monotonic()  # what follows may already be read when this is written down
            self.wfile.write(payload)

        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 512
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    store = Store.open(folder / "nianbao.db")
    homes = {name: f"http://{name}.shiyan.example" for name in NAMES}
    registry = write_portals(folder / "registry", homes, DELAY, lambda name: {"budget": BUDGET})
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        night(store, folder / "nianbao.db", registry, Clock.at(date(2026, 2, 3)), {"http_proxy": url}, {})
        yield seen
    finally:
        store.close()
        server.shutdown()
        server.server_close()
        thread.join()


def test_every_host_was_asked(log: Log) -> None:
    assert len(NAMES) == 300
    assert set(log.hosts) == set(NAMES)


def test_no_interval_is_below_the_limit(log: Log) -> None:
    gaps = {
        host: min(
            after.start - before.start for before, after in pairwise(sorted(came, key=lambda one: one.start))
        )
        for host, came in log.hosts.items()
    }
    assert min(gaps.values()) >= DELAY, min(gaps, key=lambda host: gaps[host])


def test_pauses_vary_above_the_limit(log: Log) -> None:
    gaps = [
        after.start - before.start for came in log.of("plain").values() for before, after in pairwise(came)
    ]
    assert max(gaps) - min(gaps) > 0.2 * DELAY


def test_one_connection_at_a_time(log: Log) -> None:
    for host, came in log.hosts.items():
        for before, after in pairwise(sorted(came, key=lambda one: one.start)):
            assert after.start >= before.end, host


def test_robots_txt_is_read_first_and_obeyed(log: Log) -> None:
    assert all(min(came, key=lambda one: one.start).path == "/robots.txt" for came in log.hosts.values())
    assert not [one.path for came in log.of("walled").values() for one in came if "/wall/" in one.path]
    assert all(sum(one.path == "/robots.txt" for one in came) == 1 for came in log.hosts.values())


def test_crawl_delay_is_kept(log: Log) -> None:
    for came in log.of("slow").values():
        assert min(after.start - before.end for before, after in pairwise(came)) >= CRAWL_DELAY


@pytest.mark.parametrize(("kind", "seconds"), [("busy", RETRY_AFTER), ("later", RETRY_AFTER)])
def test_retry_after_is_waited_for(log: Log, kind: str, seconds: float) -> None:
    for came in log.of(kind).values():
        refused = next(number for number, one in enumerate(came) if one.status in (429, 503))
        assert came[refused + 1].start - came[refused].end >= seconds
        assert [one.status for one in came[refused + 1 :] if one.path == "/nb/"] == [200]


def test_a_host_that_asks_for_hours_is_left_alone(log: Log) -> None:
    for came in log.of("busier").values():
        assert [(one.path, one.status) for one in came] == [("/robots.txt", 404), ("/nb/", 429)]


def test_no_host_is_asked_more_than_its_budget(log: Log) -> None:
    assert {len(came) for came in log.of("large").values()} == {BUDGET}
    assert max(map(len, log.hosts.values())) == BUDGET


def test_the_visitor_says_who_it_is_and_where_it_comes_from(log: Log) -> None:
    asked = [one for came in log.of("reports").values() for one in came]
    assert all(one.headers["user-agent"].startswith("nianbao/") for one in asked)
    referers = [one.headers.get("referer", "") for one in asked if "/t2026" in one.path]
    assert len(referers) == KINDS["reports"] * ROWS["reports"]
    assert all(urlsplit(referer).path.startswith("/nb/") for referer in referers)

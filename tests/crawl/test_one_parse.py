"""What was fetched is decoded, typed and parsed once and handed on: every process of two nights tells what it did."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.clock import Clock
from crawler.items import Fetched, ListRow
from crawler.revisiting.fingerprints import page_fingerprint
from crawler.revisiting.memory import Memory
from store.registry import load_registry
from store.store import Store
from tests.made.portals.counted import Calls, counting
from tests.made.portals.portal import (
    HOST,
    HostilePortal,
    list_page,
    report_page,
    serving,
    visit,
    write_registry,
)
from tests.reading.formats.test_docx import docx, word_report

pytestmark = pytest.mark.real_starts
OPENING = "crawler.reading.opening"
FUNCTIONS = {
    "decode": f"{OPENING}.charsets:decode",
    "type": f"{OPENING}.media_types:media_type",
    "parse": f"{OPENING}.markup:parse_markup",
    "find body": f"{OPENING}.elements:find_body",
    "read": "crawler.reading.formats.html:read_html",
    "title": "crawler.reading.words.titles:_compact",
}
EVERY = tuple(name for name in FUNCTIONS if name not in ("title", "find body"))
NIGHT = date(2026, 2, 3)
TITLES = {name: f"试验市{name}局2025年政府信息公开工作年度报告" for name in ("教育", "财政", "审计")}
FILLERS = tuple(f"第{number}号工作指南" for number in range(5))


def page_of(name: str, hits: int = 0) -> str:
    """A report's page that counts its visitors below the report."""
    return report_page(f"试验市{name}局", 2025).replace("</body>", f"<p>浏览次数：{hits}</p></body>")


LIST = list_page(
    [(f"./{number}.html", title, "2026-01-15") for number, title in enumerate(TITLES.values(), 1)]
    + [(f"./x{number}.html", title, "2025-12-01") for number, title in enumerate(FILLERS)]
)
HANDS_ON = (
    "<html><head><meta name='ArticleTitle' content='x'></head><body><h1>试验市审计局2025年政府信息公开工作年度报告</h1>"
    "<p>附件：<a href='./files/3.docx'>试验市审计局2025年政府信息公开工作年度报告.docx</a></p></body></html>"
)
FILE = docx(word_report().replace("白河市财政局", "试验市审计局"))


def digest(body: str | bytes) -> str:
    return sha256(body.encode() if isinstance(body, str) else body).hexdigest()


@dataclass
class Night:
    calls: Calls
    counted: str
    read: int
    db: Path
    registry: Path

    def done_to(self, body: str | bytes) -> dict[str, dict[str, int]]:
        """How often each function was called with an answer, by process."""
        found = {name: self.calls.of(name, digest(body)) for name in EVERY}
        return {name: times for name, times in found.items() if times}


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Night]]:
    """Two nights in full over three reports: one never changes, one counts its visitors, one hands on to a file."""
    folder = tmp_path_factory.mktemp("once")
    registry = write_registry(
        folder / "registry", {"jyj": "试验市教育局", "czj": "试验市财政局", "sjj": "试验市审计局"}
    )
    seen = []
    for number in range(2):
        counted = page_of("财政", hits=number)
        answers = {
            "/nb/": (200, LIST),
            "/nb/1.html": (200, page_of("教育")),
            "/nb/2.html": (200, counted),
            "/nb/3.html": (200, HANDS_ON),
            "/nb/files/3.docx": (200, FILE, {"Content-Type": "application/octet-stream"}),
        }
        (folder / str(number)).mkdir()
        with serving(HostilePortal(answers)) as portal, counting(folder / str(number), FUNCTIONS) as calls:
            run, filings = visit(portal, folder / "nianbao.db", registry, Clock.at(NIGHT + timedelta(number)))
        assert {row.status for row in filings.values()} == {"on_time"}
        assert {"/nb/1.html", "/nb/2.html", "/nb/3.html", "/nb/files/3.docx"} <= set(portal.log)
        seen.append(Night(calls, counted, run.portals[0].reports_read, folder / "nianbao.db", registry))
    return seen


ONCE = {"decode": {"crawl": 1}, "type": {"crawl": 1}, "parse": {"worker": 1}, "read": {"worker": 1}}


def test_first_night_opens_a_report_once(nights: list[Night]) -> None:
    first = nights[0]
    assert first.read == 3
    assert first.done_to(page_of("教育")) == ONCE
    assert first.done_to(first.counted) == ONCE


def test_page_that_hands_on_and_its_file_are_opened_once(nights: list[Night]) -> None:
    for night in nights:
        assert night.done_to(HANDS_ON) == ONCE
        assert night.done_to(FILE) == {"type": {"crawl": 1}}


def test_unchanged_report_is_not_parsed(nights: list[Night]) -> None:
    assert nights[1].read == 0
    assert nights[1].done_to(page_of("教育")) == {"decode": {"crawl": 1}}


TITLE = TITLES["教育"]
ROW = ListRow(f"http://{HOST}/nb/1.html", TITLE, date(2026, 1, 15))
CAME = Fetched(
    "shiyan", ROW.url, page_of("教育").encode(), {}, 200, datetime(2026, 2, 5, tzinfo=UTC), ROW, "utf-8"
)
OTHERS = {
    "bytes": replace(CAME, body=CAME.body + b" "),
    "characters": replace(CAME, charset="big5"),
    "title": replace(CAME, list_row=replace(ROW, title=f"{TITLE}（修订）")),
    "day": replace(CAME, list_row=replace(ROW, listed_on=None)),
    "address": replace(CAME, url=f"http://{HOST}/nb/9.html"),
    "what handed on": replace(
        CAME,
        url=f"http://{HOST}/nb/3.html",
        body=HANDS_ON.encode(),
        list_row=ListRow(f"http://{HOST}/nb/3.html", TITLES["审计"], date(2026, 1, 15)),
    ),
}


def test_only_the_very_bytes_that_were_read_are_not_parsed(nights: list[Night]) -> None:
    memory = Memory(Store.open(nights[1].db), NIGHT + timedelta(2), load_registry(nights[1].registry))
    known = memory.came_again(CAME)
    others = {name: memory.came_again(fetched) for name, fetched in OTHERS.items()}
    memory.close()
    assert known == page_fingerprint(CAME.document)
    assert others == dict.fromkeys(OTHERS, "")


def test_other_agencies_of_the_registry_have_the_same_bytes_read_anew(
    nights: list[Night], tmp_path: Path
) -> None:
    registry = load_registry(write_registry(tmp_path / "registry", {"jyj": "试验市教育体育局"}))
    memory = Memory(Store.open(nights[1].db), NIGHT + timedelta(2), registry)
    known = memory.came_again(CAME)
    memory.close()
    assert known == ""


def test_report_that_only_counts_its_visitors_is_parsed_once_to_tell(nights: list[Night]) -> None:
    assert nights[1].done_to(nights[1].counted) == ONCE


def test_list_is_opened_once_a_night(nights: list[Night]) -> None:
    for night in nights:
        assert night.done_to(LIST) == {"decode": {"crawl": 1}, "parse": {"worker": 1}}


def test_body_of_a_report_is_looked_for_once_a_page(nights: list[Night]) -> None:
    assert nights[0].calls.of("find body") == {"worker": 3}
    assert nights[1].calls.of("find body") == {"worker": 2}


@pytest.mark.parametrize("title", [*TITLES.values(), *FILLERS])
def test_title_of_a_row_is_taken_apart_once_in_a_process(nights: list[Night], title: str) -> None:
    assert [night.calls.most("title", digest(title)) for night in nights] == [1, 1]


def test_title_of_a_row_that_is_no_report_is_taken_apart_once_a_page_and_once_in_the_crawl(
    nights: list[Night],
) -> None:
    for title in FILLERS:
        assert nights[0].calls.of("title", digest(title)) == {"crawl": 1, "worker": 1}

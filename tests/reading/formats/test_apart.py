"""The processes in which pages are taken apart: their limits, and that nothing of a page but data comes back."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import apart
from crawler.apart import Apart
from crawler.items import Fetched, ListRow
from crawler.keeping.keep import held
from crawler.reading import UnreadableDocument
from tests.checks.test_seeds import SEEDS
from tests.made.papers import runaway
from tests.made.portals.portal import report_page

NOW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Apart]:
    monkeypatch.setattr(apart, "PAGE_SECONDS", 1)
    running = Apart(
        servers=2, share=2.5
    )  # two pages and a half: a page is ended a little before or after its second
    yield running
    running.end()


@pytest.mark.parametrize(
    ("what", "failure"),
    [("busy", "too_slow"), ("asleep", "too_slow"), ("hungry", "too_large"), ("dead", "broken")],
)
def test_page_that_runs_away_is_ended_and_the_next_is_read(processes: Apart, what: str, failure: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        asyncio.run(processes.call("baihe", runaway.run_away, what))
    assert caught.value.failure == failure
    assert asyncio.run(processes.call("baihe", runaway.run_away, "quiet")) == "quiet"


def test_error_of_our_own_is_told_with_its_traceback(processes: Apart) -> None:
    with pytest.raises(RuntimeError, match=r"KeyError: .somewhere deep"):
        asyncio.run(processes.call("baihe", runaway.run_away, "raising"))


def test_portal_that_has_had_its_share_is_refused_and_its_neighbour_read(processes: Apart) -> None:
    async def eat() -> list[str]:
        told = []
        for _ in range(5):
            try:
                await processes.call("hungry", runaway.run_away, "busy")
            except UnreadableDocument as error:
                told.append(str(error))
        return [*told, await processes.call("beside", runaway.run_away, "quiet")]

    *told, beside = asyncio.run(eat())
    assert [("今晚已用去 2 秒" in words) for words in told] == [False, False, False, True, True]
    assert beside == "quiet"


def test_hostile_portal_keeps_one_process_busy_only(processes: Apart) -> None:
    async def together() -> list[str]:
        hostile = [asyncio.create_task(processes.call("hostile", runaway.run_away, "busy")) for _ in range(3)]
        order = [await processes.call("beside", runaway.run_away, "quiet")]
        order += ["hostile" for task in hostile if task.done()]
        await asyncio.gather(*hostile, return_exceptions=True)
        return order

    assert asyncio.run(together()) == ["quiet"]


def test_report_comes_back_with_every_cell_as_it_was_read(processes: Apart) -> None:
    body = report_page("试验市教育局", 2025, received=9).encode()
    row = ListRow("http://www.baihe.example/1.html", "试验市教育局2025年政府信息公开工作年度报告")
    fetched = Fetched("baihe", row.url, body, {}, 200, NOW, row)
    assert asyncio.run(processes.call("baihe", held, fetched, None)) == held(fetched)
    assert len(held(fetched).cells) > 100


@pytest.mark.parametrize("number", SEEDS)
def test_real_reports_come_back_as_they_were_read(processes: Apart, shared: Path, number: str) -> None:
    body = next((shared / "seeds").glob(f"{number}_*.txt")).read_bytes()
    row = ListRow("http://www.baihe.example/1.html", "试验市教育局2025年政府信息公开工作年度报告")
    fetched = Fetched("baihe", row.url, body, {}, 200, NOW, row)
    assert asyncio.run(processes.call("baihe", held, fetched, None)) == held(fetched)

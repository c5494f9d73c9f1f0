"""Portal health: one alarm a host, told in words, and told again when the host can be read completely."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scheduler.cli.show import Status, status
from scheduler.telling.digest import Digest, digest
from store.judging.portals import judge_portals
from store.models import Claimed
from store.registry import Registry, load_registry
from store.store import Store
from store.tables.runs import ListOutcome, PortalRun
from tests.made.portals.small_portals import write_portals

HOST = "http://www.shiyan.example"
TOGETHER = ("first", "second", "third")
FAR = "http://far.example"


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    homes = {name: f"{HOST}/{name}" for name in TOGETHER} | {"far": FAR}
    return load_registry(write_portals(tmp_path / "registry", homes))


@pytest.fixture
def store(tmp_path: Path, registry: Registry) -> Store:
    opened = Store.open(tmp_path / "nianbao.db")
    opened.sync_registry(registry)
    return opened


def night(store: Store, registry: Registry, day: int, failure: str, half: tuple[str, ...] = ()) -> Digest:
    """A night on which the portals of one host fail, "" for none; of `half` some pages came. Told and marked as told."""
    when, moment = date(2026, 2, day), datetime(2026, 2, day, tzinfo=UTC)
    run = store.runs.start_run("crawl", when, moment)
    for name, portal in registry.portals.items():
        store.runs.start_portal_run(run, name, when, moment)
        (column,) = portal.columns
        failed = failure if name in TOGETHER else ""
        if name in half:
            seen = PortalRun(False, 1, 3, failures=1, failure="partial_list", message="只读到一半")
            store.runs.save_list_read(run, name, ListOutcome(column, False, 1, 3, problem="只读到一半"))
        elif failed:
            store.runs.save_fetch(run, name, column, "list", moment, failure=failed)
            store.runs.save_list_read(run, name, ListOutcome(column, False, 0, 0, problem=failed))
            seen = PortalRun(False, failures=1, failure=failed, message="返回的是脚本验证页")
        else:
            store.runs.save_list_read(
                run, name, ListOutcome(column, True, 1, 9, Claimed.of(pages=1), evidence={column: "0" * 64})
            )
            seen = PortalRun(True, 1, 9, 9, 9)
        store.runs.finish_portal_run(run, name, seen, moment)
    judge_portals(store, registry, when, moment)
    changes = store.findings.untold()
    told = digest(when, changes, store.runs.portal_runs(run))
    store.findings.mark_told(changes, when, moment)
    return told


def test_a_host_that_fails_is_one_alarm_until_it_is_read_again(store: Store, registry: Registry) -> None:
    assert night(store, registry, 1, "").lines == []
    (first,) = night(store, registry, 2, "blocked_challenge").lines
    assert first.kind == "new"
    assert "www.shiyan.example 的3个门户" in first.text
    assert "网站拒绝了自动访问：要求浏览器完成脚本验证" in first.text
    assert night(store, registry, 3, "blocked_challenge").lines == []  # a standing alarm is not repeated
    (third,) = night(store, registry, 4, "blocked_challenge").lines  # the third night without a complete read
    assert "自2026-02-01以来没有完整读取" in third.text
    (recovered,) = night(store, registry, 5, "").lines
    assert recovered.kind == "resolved"
    assert "恢复，已完整读取" in recovered.text
    assert night(store, registry, 6, "").lines == []


def test_a_host_of_which_pages_come_again_is_not_called_recovered(store: Store, registry: Registry) -> None:
    night(store, registry, 1, "")
    night(store, registry, 2, "timeout")
    (line,) = night(store, registry, 3, "timeout", half=TOGETHER).lines
    assert "已能访问，但还没有完整读取" in line.text


def test_a_failed_host_is_one_line_of_the_nights_coverage(store: Store, registry: Registry) -> None:
    told = night(store, registry, 1, "dns").text()
    assert "本晚访问门户 4 个，完整读取 1 个。" in told
    assert told.count("未完整读取：") == 1
    assert "www.shiyan.example 的3个门户（没有连接上网站：查不到域名的地址）：first、second、third" in told


def test_status_names_the_last_failure_in_words(store: Store, registry: Registry) -> None:
    night(store, registry, 1, "throttled")
    shown = status(Status(None, store.runs.last_run("crawl"), store.runs.portal_health(), [], []))
    assert "网站拒绝了自动访问" in shown.replace("\n", "")
    assert "throttled" not in shown

"""The night's window: portals are visited in its hours only, and what is left when it ends is told so."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.clock import Clock
from scheduler.crawling import NightError
from scheduler.night.nightly import end_of, run_night
from scheduler.night.window import Window, WindowError
from store.store import Store
from store.times import BEIJING
from tests.made.portals.portal import HostilePortal, list_page, serving, write_registry
from tests.made.portals.small_portals import JYJ, night, write_portals

NIGHT = Window.parse("22:00-06:00")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 2, 3, hour, minute, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (at(22), at(6) + timedelta(days=1)),
        (at(2, 30), at(6)),
        (at(5, 59).astimezone(UTC), at(6)),
    ],
)
def test_a_window_over_midnight_ends_in_the_morning(moment: datetime, end: datetime) -> None:
    assert NIGHT.holds(moment)
    assert NIGHT.end_after(moment) == end


def test_the_day_is_not_within_it() -> None:
    assert not NIGHT.holds(at(6))
    assert not NIGHT.holds(at(21, 59))
    assert Window.parse("09:00-17:00").holds(at(12))
    assert Window.parse("00:00-00:00").holds(at(12))
    assert Window.parse("00:00-00:00").end_after(at(12)) is None


@pytest.mark.parametrize("text", ["", "22-6", "25:00-06:00", "22:00", "22:00-06:60"])
def test_hours_that_are_none_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(WindowError, match="22:00-06:00"):
        Window.parse(text)


def test_a_night_outside_its_hours_visits_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    now = datetime.now(BEIJING)
    closed = Window((now + timedelta(hours=2)).time(), (now + timedelta(hours=3)).time())
    registry = write_registry(tmp_path / "registry", {"jyj": JYJ})
    with pytest.raises(NightError, match="--window"):
        run_night(tmp_path / "nianbao.db", registry, Clock.at(date(2026, 2, 3)), [], window=closed)
    assert not (tmp_path / "nianbao.db").exists()
    assert end_of(None) is None


def test_what_is_left_when_the_window_ends_is_told_so_and_accuses_nobody(tmp_path: Path) -> None:
    row = ("./t20260115_1.html", f"{JYJ}2025年政府信息公开工作年度报告", "2026-01-15")
    registry = write_portals(tmp_path / "registry", {"late": "http://late.shiyan.example"})
    store = Store.open(tmp_path / "nianbao.db")
    over = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    with serving(HostilePortal({"/nb/": (200, list_page([row]))})) as portal:
        run = night(
            store,
            tmp_path / "nianbao.db",
            registry,
            Clock.at(date(2026, 2, 3)),
            {"http_proxy": portal.url},
            {"NIANBAO_UNTIL": over},
        )
        assert portal.log == []
    (seen,) = store.runs.portal_runs(run)
    states = {row.status for row in store.filings.in_state()}
    store.close()
    assert (seen.complete, seen.failure) == (0, "window")
    assert states == {"unverifiable"}

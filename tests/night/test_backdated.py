"""Reports that were dated back are told; those that were there, or may have been, and were only found late never are.

500 pairs, varied by a seed: each night is written into a real store as a crawl would.
"""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawler.clock import Clock
from demo.families import Asked
from store.judging.filings import judge_filings
from store.store import Store
from store.times import beijing_night
from tests.made.portals.backdating import (
    DEADLINES,
    DUE,
    LAST,
    PAIRS,
    Found,
    Story,
    Visit,
    World,
    nights,
    stories,
)
from tests.made.portals.portal import (
    HOST,
    HostilePortal,
    list_page,
    report_page,
    serving,
    visit,
    write_registry,
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """After all nights: the state of every filing and the verdict of filing-backdated on it, "" without."""
    store = Store.open(tmp_path_factory.mktemp("backdated") / "nianbao.db")
    world = World(store, list(stories()))
    for number in range((LAST - DUE).days + 27):
        world.live(DUE - timedelta(26) + timedelta(number))
    states = {row["agency_id"]: row["status"] for row in store.rows("SELECT * FROM filings")}
    query = (
        "SELECT agency_id, verdict FROM findings WHERE check_id = 'filing-backdated' AND resolved_at IS NULL"
    )
    verdicts = {row["agency_id"]: row["verdict"] for row in store.rows(query)}
    return {name: (state, verdicts.get(name, "")) for name, state in states.items()}


def test_of_500_pairs_the_backdated_are_told_and_the_honest_never(told: dict[str, tuple[str, str]]) -> None:
    wrong = [
        (name, kind, story.told, told[name]) for name, kind, story in stories() if told[name][1] != story.told
    ]
    assert wrong == []
    assert len(told) == 2 * PAIRS


def test_the_state_stays_that_of_the_printed_day(told: dict[str, tuple[str, str]]) -> None:
    states = {(kind, told[name][0]) for name, kind, _ in stories()}
    late = {(kind, state) for kind, state in states if state != "on_time"}
    assert late == {("really_late", "late")}


def test_both_days_are_kept_beside_the_state(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "nianbao.db")
    story = Story(
        "fail",
        (*nights(DUE + timedelta(1), DUE + timedelta(9)), Visit(DUE + timedelta(10))),
        (Found(DUE + timedelta(10), {"page": DUE - timedelta(3)}),),
    )
    world = World(store, [("b", "proved", story)])
    for number in range(1, 11):
        world.live(DUE + timedelta(number))
    (row,) = store.rows("SELECT status, published_on, unseen_on, evidence FROM filings")
    assert (row["status"], row["published_on"], row["unseen_on"]) == ("on_time", "2026-01-28", "2026-02-09")
    assert "2026-02-09完整读取的栏目中尚无该报告，2026-02-10首次发现" in row["evidence"]


def _proved(tmp_path: Path, address: str, listed: bytes | None, due: date = DUE) -> list[dict[str, object]]:
    """Findings after nights without a report, on which the column's page was `listed`; None: its bytes are lost."""
    store = Store.open(tmp_path / "nianbao.db")
    night = DUE + timedelta(10)
    found = Found(night, {"page": DUE - timedelta(3)}, url=address)
    world = World(store, [("b", "proved", Story("fail", (*nights(DUE + timedelta(1), night),), (found,)))])
    lost = hashlib.sha256(b"lost").hexdigest()
    world.page = lost if listed is None else store.archive.put(listed)
    for number in range(1, 11):
        world.live(DUE + timedelta(number))
    if due != DUE:
        later = replace(
            world.registry(night), deadlines=(DEADLINES[0].model_copy(update={"month_day": f"{due:%m-%d}"}),)
        )
        judge_filings(store, later, night, beijing_night(night, 5))
    return store.rows("SELECT * FROM findings WHERE check_id = 'filing-backdated' AND resolved_at IS NULL")


def test_a_report_whose_address_was_on_the_page_that_proved_it_missing_is_not_told(tmp_path: Path) -> None:
    other, own = b'<a href="t20260120_4710.html">', b'<a href="t20260128_4711.html">'
    assert len(_proved(tmp_path / "1", "nb/t20260128_4711.html", other)) == 1
    assert _proved(tmp_path / "2", "nb/t20260128_4711.html", other + own) == []
    assert _proved(tmp_path / "3", "nb/t20260128_4711.html", None) == []  # nobody could show it


def test_a_night_before_a_last_day_put_off_since_proves_nothing(tmp_path: Path) -> None:
    assert _proved(tmp_path, "nb/t20260128_4711.html", b"", due=DUE + timedelta(9)) == []


ROWS = [
    (f"/nb/t2026011{n}_{n}.html", f"试验市{name}2025年政府信息公开工作年度报告", f"2026-01-1{n}")
    for n, name in enumerate(("教育局", "财政局", "民政局"))
]
PUT_UP = ("/nb/t20260128_7.html", "试验市水务局2025年政府信息公开工作年度报告", "2026-01-28")


@pytest.mark.parametrize("whole", [True, False])
def test_real_nights_tell_what_was_put_up_with_an_earlier_day(tmp_path: Path, whole: bool) -> None:
    """A real crawl of a replica: on 9 February the list is read to its end, or breaks off; on the 10th the report is there."""
    shown = list(ROWS)

    def answer(host: str, asked: Asked) -> tuple[int, str]:
        if asked.path == "/nb/":
            text = list_page(shown)
            return 200, text if whole or len(shown) > len(ROWS) else text.replace("</body></html>", "")
        found = next((row for row in shown if row[0] == asked.path), None)
        if found is None:
            return 404, ""
        return 200, report_page(found[1][: found[1].index("20")], 2025, found[2])

    agencies = {
        "shuiwu": "试验市水务局",
        **{f"o{n}": row[1][: row[1].index("20")] for n, row in enumerate(ROWS)},
    }
    registry = write_registry(tmp_path / "registry", agencies, column=f"http://{HOST}/nb/")
    db = tmp_path / "nianbao.db"
    with serving(HostilePortal(beside=answer)) as portal:
        _, before = visit(portal, db, registry, Clock.at(date(2026, 2, 9)))
        shown.append(PUT_UP)
        _, after = visit(portal, db, registry, Clock.at(date(2026, 2, 10)))
    assert before["shuiwu", 2025].status == ("missing" if whole else "unverifiable")
    assert after["shuiwu", 2025].status == "on_time"
    told = Store.open(db).findings.open_findings("filing-backdated")
    assert [row.agency_id for row in told] == (["shuiwu"] if whole else [])

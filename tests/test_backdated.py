"""Reports that were dated back are told; those that were there, or may have been, and were only found late never are.

500 pairs, varied by a seed: each night is written into a real store as a crawl would.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawler.clock import Clock
from demo.families import Asked
from store.models import Doubt
from store.registry import Agency, Deadline, Portal, Registry
from store.report_rows import Snapshot
from store.run_rows import ListOutcome, PortalRun
from store.store import Place, Store
from store.times import beijing_night
from tests.country.behaviour import Copy
from tests.country.nights import light_report
from tests.portal import HOST, HostilePortal, list_page, report_page, serving, visit, write_registry

PAIRS = 500
DUE = date(2026, 1, 31)
LAST = DUE + timedelta(24)
DEADLINES = (Deadline(jurisdiction="*", filer="department", month_day="01-31", basis="条例第四十九条"),)
Days = dict[str, date]


@dataclass(frozen=True)
class Visit:
    """One night at a portal: whether its columns were read to their end, and since when; None, it was not reached."""

    night: date
    complete: bool = True
    since: date | None = None
    columns: tuple[str, ...] = ("nb/",)
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Found:
    """A report kept on a night with its days; `by_hand` by a person; not `known`, nobody's yet; `anothers`, taken for theirs."""

    night: date
    days: Days
    url: str = "1.html"
    by_hand: bool = False
    known: bool = True
    anothers: bool = False
    reader: int = 1


@dataclass(frozen=True)
class Story:
    """What happened at one portal, and what must be said of it."""

    told: str  # "": nothing; else the verdict
    visits: tuple[Visit, ...]
    found: tuple[Found, ...]
    moved: bool = False  # the agency filed elsewhere until the report was found
    since: int = 2025


def _nights(first: date, last: date, **how: object) -> tuple[Visit, ...]:
    """A visit every night from `first` to `last`."""
    count = (last - first).days + 1
    return tuple(Visit(first + timedelta(n), **how) for n in range(count))  # type: ignore[arg-type]


def _printed(rng: random.Random, day: date) -> Days:
    """A day as one or several sources print it."""
    return dict.fromkeys(rng.sample(("page", "meta", "list", "address"), rng.randint(1, 3)), day)


def _seen(rng: random.Random) -> tuple[date, date]:
    """A printed day in time, and a night after the last day on which the report is found."""
    return DUE - timedelta(rng.randint(0, 25)), DUE + timedelta(rng.randint(8, 20))


def proved(rng: random.Random) -> Story:
    """Proved missing night after night, then there with a day in time."""
    day, night = _seen(rng)
    start = DUE + timedelta(rng.randint(1, 3))
    visits = (*_nights(start, night), Visit(night + timedelta(1)))
    return Story("fail", visits, (Found(night, _printed(rng, day)),))


def proved_once(rng: random.Random) -> Story:
    """One complete reading among nights of trouble, long enough after the printed day."""
    day, night = _seen(rng)
    proof = max(DUE + timedelta(1), day + timedelta(3)) + timedelta(rng.randint(0, 2))
    trouble = tuple(Visit(each.night, each.night == proof) for each in _nights(DUE + timedelta(1), night))
    return Story("fail", (*trouble, Visit(night + timedelta(1))), (Found(night, _printed(rng, day)),))


def resting(rng: random.Random) -> Story:
    """Quiet nights that rest on a complete reading after the last day."""
    day, night = _seen(rng)
    read = DUE + timedelta(3)
    quiet = tuple(replace(each, since=read) for each in _nights(read + timedelta(1), night))
    return Story(
        "fail", (Visit(read), *quiet, Visit(night + timedelta(1))), (Found(night, _printed(rng, day)),)
    )


def printed_back(rng: random.Random) -> Story:
    """Found late with a late day; some nights on the page prints one in time."""
    day, night = _seen(rng)
    source = rng.choice(("page", "meta"))
    first = Found(night, {source: night - timedelta(rng.randint(0, 5))})
    return Story(
        "uncertain",
        (Visit(night), Visit(night + timedelta(2))),
        (first, Found(night + timedelta(2), {source: day})),
    )


def in_part(rng: random.Random) -> Story:
    """No night was complete before."""
    day, night = _seen(rng)
    visits = (*_nights(DUE + timedelta(1), night - timedelta(1), complete=False), Visit(night))
    return Story("", visits, (Found(night, _printed(rng, day)),))


def first_visit(rng: random.Random) -> Story:
    """Nobody looked before."""
    day, night = _seen(rng)
    return Story("", (Visit(night),), (Found(night, _printed(rng, day)),))


def before_due(rng: random.Random) -> Story:
    """Quiet nights that rest on a reading before the last day, even before the printed one."""
    day, night = _seen(rng)
    read = day - timedelta(rng.randint(0, 5))
    quiet = tuple(replace(each, since=read) for each in _nights(DUE + timedelta(1), night - timedelta(1)))
    return Story("", (*quiet, Visit(night)), (Found(night, _printed(rng, day)),))


def other_column(rng: random.Random) -> Story:
    """It stands in a column that nobody had registered when the others were read without it."""
    day, night = _seen(rng)
    columns = rng.choice((("nb/", "zdgk/nb/"), ("zdgk/nb/",)))
    return Story(
        "",
        (*_nights(DUE + timedelta(1), night - timedelta(1)), Visit(night, columns=columns)),
        (Found(night, _printed(rng, day)),),
    )


def given(rng: random.Random) -> Story:
    """A person gave its address."""
    day, night = _seen(rng)
    return Story("", _nights(DUE + timedelta(1), night), (Found(night, _printed(rng, day), by_hand=True),))


def doubted(rng: random.Random) -> Story:
    """Complete nights that could not be held against it."""
    day, night = _seen(rng)
    doubt = Doubt("unread_row", "有一条可能是报告的条目没有读到", rng.choice(("", "2025年")))
    visits = (*_nights(DUE + timedelta(1), night - timedelta(1), doubts=(doubt,)), Visit(night))
    return Story("", visits, (Found(night, _printed(rng, day)),))


def on_the_edge(rng: random.Random) -> Story:
    """Dated on the last days, read without it a day or two later: pages take a while to show."""
    back = rng.randint(0, 1)
    day, night = DUE - timedelta(back), DUE + timedelta(3 - back)
    return Story(
        "",
        (*_nights(DUE + timedelta(1), night - timedelta(1)), Visit(night)),
        (Found(night, _printed(rng, day)),),
    )


def made_in_time(rng: random.Random) -> Story:
    """The identifier in its address was made in time."""
    day, night = _seen(rng)
    days = _printed(rng, day) | {"id": day - timedelta(rng.randint(0, 3))}
    return Story("", _nights(DUE + timedelta(1), night), (Found(night, days),))


def seen_in_time(rng: random.Random) -> Story:
    """We had it in time ourselves; then it was away."""
    day, night = _seen(rng)
    early = day + timedelta(rng.randint(0, (DUE - day).days))
    return Story("", (Visit(early), *_nights(DUE + timedelta(1), night)), (Found(early, _printed(rng, day)),))


def nobodys(rng: random.Random) -> Story:
    """It was there on the first night and nobody could tell whose it is."""
    day, night = _seen(rng)
    days, first = _printed(rng, day), DUE + timedelta(1)
    return Story("", _nights(first, night), (Found(first, days, known=False), Found(night, days)))


def anothers(rng: random.Random) -> Story:
    """It was there on the first night and was taken for another body's."""
    day, night = _seen(rng)
    days, first = _printed(rng, day), DUE + timedelta(1)
    return Story("", _nights(first, night), (Found(first, days, anothers=True), Found(night, days)))


def elsewhere(rng: random.Random) -> Story:
    """The agency filed at another portal, which was read to its end without it."""
    day, night = _seen(rng)
    return Story(
        "",
        (*_nights(DUE + timedelta(1), night - timedelta(1)), Visit(night)),
        (Found(night, _printed(rng, day)),),
        moved=True,
    )


def at_another_address(rng: random.Random) -> Story:
    """The same report stood at another address in time for the first nights."""
    day, night = _seen(rng)
    first, days = DUE + timedelta(1), _printed(rng, day)
    return Story("", _nights(first, night), (Found(first, days, url="old.html"), Found(night, days)))


def other_reader(rng: random.Random) -> Story:
    """Another version of our reader takes another of the page's days."""
    day, night = _seen(rng)
    late = Found(night, {"page": night})
    return Story(
        "",
        (Visit(night), Visit(night + timedelta(2))),
        (late, Found(night + timedelta(2), {"page": day}, reader=2)),
    )


def listed_twice(rng: random.Random) -> Story:
    """Two rows give it two days."""
    day, night = _seen(rng)
    late = Found(night, {"list": night})
    return Story(
        "", (Visit(night), Visit(night + timedelta(2))), (late, Found(night + timedelta(2), {"list": day}))
    )


def really_late(rng: random.Random) -> Story:
    """Late by its own words: there is nothing to tell but that."""
    _, night = _seen(rng)
    return Story("", _nights(DUE + timedelta(1), night), (Found(night, {"page": night}),))


BACKDATED = (proved, proved_once, resting, printed_back)
HONEST = (
    in_part, first_visit, before_due, other_column, given, doubted, on_the_edge, made_in_time, seen_in_time, nobodys, anothers,
    elsewhere, at_another_address, other_reader, listed_twice, really_late,
)  # fmt: skip


def _stories() -> Iterator[tuple[str, str, Story]]:
    """Id, kind and story of every filing: the pairs."""
    for number in range(PAIRS):
        rng = random.Random(number)
        for kinds, side in ((BACKDATED, "b"), (HONEST, "h")):
            kind = kinds[number % len(kinds)]
            yield f"{side}{number:03}", kind.__name__, kind(rng)


class World:
    """All portals and their nights in one store."""

    def __init__(self, store: Store, stories: list[tuple[str, str, Story]]) -> None:
        self.store, self.stories = store, stories
        self.page = ""  # the sha256 of every page of a column

    def registry(self, day: date) -> Registry:
        agencies, portals = {}, {}
        for name, _, story in self.stories:
            elsewhere_still = story.moved and day < story.found[-1].night
            for portal in (name, f"{name}-old") if story.moved else (name,):
                url = f"http://{portal}.example/"
                portals[portal] = Portal(
                    id=portal, name=portal, family="trs", url=url, columns=(f"{url}nb/",), since=story.since
                )
            agencies[name] = Agency(
                id=name, name=f"机关{name}", level="county", kind="department", region_code="990100",
                portal_id=f"{name}-old" if elsewhere_still else name, valid_from=date(2025, 1, 1),
            )  # fmt: skip
        agencies["other"] = Agency(  # owes no report on 2025
            id="other", name="别的机关", level="county", kind="department", region_code="990100",
            valid_from=date(2026, 2, 1),
        )  # fmt: skip
        return Registry(agencies, portals, DEADLINES)

    def live(self, day: date) -> None:
        now = beijing_night(day)
        self.store.sync_registry(self.registry(day))
        run_id = self.store.start_run("crawl", day, now)
        for name, _, story in self.stories:
            for each in story.visits:
                if each.night == day:
                    old = story.moved and day < story.found[-1].night
                    self._visit(run_id, f"{name}-old" if old else name, each)
            for found in story.found:
                if found.night == day:
                    self._keep(run_id, name, found)
        self.store.finish_run(run_id, "done", now)
        self.store.judge_filings(self.registry(day), day, beijing_night(day, 4))

    def _visit(self, run_id: int, portal: str, visit: Visit) -> None:
        now = beijing_night(visit.night)
        self.store.start_portal_run(run_id, portal, visit.night, now)
        for column in visit.columns:
            url = f"http://{portal}.example/{column}"
            read = ListOutcome(
                url, visit.complete, 2, 31, since=visit.since, problem="" if visit.complete else "第2页超时",
                evidence={url: self.page} if self.page else {},
            )  # fmt: skip
            self.store.save_list_read(run_id, portal, read)
        self.store.finish_portal_run(run_id, portal, PortalRun(visit.complete, doubts=visit.doubts), now)

    def _keep(self, run_id: int, name: str, found: Found) -> None:
        now, url = beijing_night(found.night), f"http://{name}.example/{found.url}"
        report = light_report(Copy(url, name, 2025, (), tuple(found.days.items())))
        digest = hashlib.sha256(url.encode()).hexdigest()
        run = None if found.by_hand else run_id
        self.store.save_fetch(run, name, url, "report", now, status=200, sha256=digest)
        snapshot = Snapshot(url, digest, 0, "text/html", now, found.reader)
        self.store.save_report(
            report, snapshot, Place("other" if found.anothers else name if found.known else None, name), now
        )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """After all nights: the state of every filing and the verdict of filing-backdated on it, "" without."""
    store = Store.open(tmp_path_factory.mktemp("backdated") / "nianbao.db")
    world = World(store, list(_stories()))
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
        (name, kind, story.told, told[name])
        for name, kind, story in _stories()
        if told[name][1] != story.told
    ]
    assert wrong == []
    assert len(told) == 2 * PAIRS


def test_the_state_stays_that_of_the_printed_day(told: dict[str, tuple[str, str]]) -> None:
    states = {(kind, told[name][0]) for name, kind, _ in _stories()}
    late = {(kind, state) for kind, state in states if state != "on_time"}
    assert late == {("really_late", "late")}


def test_both_days_are_kept_beside_the_state(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "nianbao.db")
    story = Story(
        "fail",
        (*_nights(DUE + timedelta(1), DUE + timedelta(9)), Visit(DUE + timedelta(10))),
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
    world = World(store, [("b", "proved", Story("fail", (*_nights(DUE + timedelta(1), night),), (found,)))])
    lost = hashlib.sha256(b"lost").hexdigest()
    world.page = lost if listed is None else store.archive.put(listed)
    for number in range(1, 11):
        world.live(DUE + timedelta(number))
    if due != DUE:
        later = replace(
            world.registry(night), deadlines=(DEADLINES[0].model_copy(update={"month_day": f"{due:%m-%d}"}),)
        )
        store.judge_filings(later, night, beijing_night(night, 5))
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
    assert before["shuiwu", 2025]["status"] == ("missing" if whole else "unverifiable")
    assert after["shuiwu", 2025]["status"] == "on_time"
    told = Store.open(db).open_findings("filing-backdated")
    assert [row["agency_id"] for row in told] == (["shuiwu"] if whole else [])

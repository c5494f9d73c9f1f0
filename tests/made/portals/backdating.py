"""What happened at portals before a report was found late: stories of backdated and of honest filings, lived in a real store."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from store.judging.filings import judge_filings
from store.judging.saving import Place, save_report
from store.models import Doubt
from store.registry import Agency, Deadline, Portal, Registry
from store.store import Store
from store.tables.reports import Snapshot
from store.tables.runs import ListOutcome, PortalRun
from store.times import beijing_night
from tests.country.behaviour import Copy
from tests.country.nights import light_report

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


def nights(first: date, last: date, **how: object) -> tuple[Visit, ...]:
    """A visit every night from `first` to `last`."""
    count = (last - first).days + 1
    return tuple(Visit(first + timedelta(n), **how) for n in range(count))  # type: ignore[arg-type]


def printed(rng: random.Random, day: date) -> Days:
    """A day as one or several sources print it."""
    return dict.fromkeys(rng.sample(("page", "meta", "list", "address"), rng.randint(1, 3)), day)


def seen(rng: random.Random) -> tuple[date, date]:
    """A printed day in time, and a night after the last day on which the report is found."""
    return DUE - timedelta(rng.randint(0, 25)), DUE + timedelta(rng.randint(8, 20))


def proved(rng: random.Random) -> Story:
    """Proved missing night after night, then there with a day in time."""
    day, night = seen(rng)
    start = DUE + timedelta(rng.randint(1, 3))
    visits = (*nights(start, night), Visit(night + timedelta(1)))
    return Story("fail", visits, (Found(night, printed(rng, day)),))


def proved_once(rng: random.Random) -> Story:
    """One complete reading among nights of trouble, long enough after the printed day."""
    day, night = seen(rng)
    proof = max(DUE + timedelta(1), day + timedelta(3)) + timedelta(rng.randint(0, 2))
    trouble = tuple(Visit(each.night, each.night == proof) for each in nights(DUE + timedelta(1), night))
    return Story("fail", (*trouble, Visit(night + timedelta(1))), (Found(night, printed(rng, day)),))


def resting(rng: random.Random) -> Story:
    """Quiet nights that rest on a complete reading after the last day."""
    day, night = seen(rng)
    read = DUE + timedelta(3)
    quiet = tuple(replace(each, since=read) for each in nights(read + timedelta(1), night))
    return Story(
        "fail", (Visit(read), *quiet, Visit(night + timedelta(1))), (Found(night, printed(rng, day)),)
    )


def printed_back(rng: random.Random) -> Story:
    """Found late with a late day; some nights on the page prints one in time."""
    day, night = seen(rng)
    source = rng.choice(("page", "meta"))
    first = Found(night, {source: night - timedelta(rng.randint(0, 5))})
    return Story(
        "uncertain",
        (Visit(night), Visit(night + timedelta(2))),
        (first, Found(night + timedelta(2), {source: day})),
    )


def in_part(rng: random.Random) -> Story:
    """No night was complete before."""
    day, night = seen(rng)
    visits = (*nights(DUE + timedelta(1), night - timedelta(1), complete=False), Visit(night))
    return Story("", visits, (Found(night, printed(rng, day)),))


def first_visit(rng: random.Random) -> Story:
    """Nobody looked before."""
    day, night = seen(rng)
    return Story("", (Visit(night),), (Found(night, printed(rng, day)),))


def before_due(rng: random.Random) -> Story:
    """Quiet nights that rest on a reading before the last day, even before the printed one."""
    day, night = seen(rng)
    read = day - timedelta(rng.randint(0, 5))
    quiet = tuple(replace(each, since=read) for each in nights(DUE + timedelta(1), night - timedelta(1)))
    return Story("", (*quiet, Visit(night)), (Found(night, printed(rng, day)),))


def other_column(rng: random.Random) -> Story:
    """It stands in a column that nobody had registered when the others were read without it."""
    day, night = seen(rng)
    columns = rng.choice((("nb/", "zdgk/nb/"), ("zdgk/nb/",)))
    return Story(
        "",
        (*nights(DUE + timedelta(1), night - timedelta(1)), Visit(night, columns=columns)),
        (Found(night, printed(rng, day)),),
    )


def given(rng: random.Random) -> Story:
    """A person gave its address."""
    day, night = seen(rng)
    return Story("", nights(DUE + timedelta(1), night), (Found(night, printed(rng, day), by_hand=True),))


def doubted(rng: random.Random) -> Story:
    """Complete nights that could not be held against it."""
    day, night = seen(rng)
    doubt = Doubt("unread_row", "有一条可能是报告的条目没有读到", rng.choice(("", "2025年")))
    visits = (*nights(DUE + timedelta(1), night - timedelta(1), doubts=(doubt,)), Visit(night))
    return Story("", visits, (Found(night, printed(rng, day)),))


def on_the_edge(rng: random.Random) -> Story:
    """Dated on the last days, read without it a day or two later: pages take a while to show."""
    back = rng.randint(0, 1)
    day, night = DUE - timedelta(back), DUE + timedelta(3 - back)
    return Story(
        "",
        (*nights(DUE + timedelta(1), night - timedelta(1)), Visit(night)),
        (Found(night, printed(rng, day)),),
    )


def made_in_time(rng: random.Random) -> Story:
    """The identifier in its address was made in time."""
    day, night = seen(rng)
    days = printed(rng, day) | {"id": day - timedelta(rng.randint(0, 3))}
    return Story("", nights(DUE + timedelta(1), night), (Found(night, days),))


def seen_in_time(rng: random.Random) -> Story:
    """We had it in time ourselves; then it was away."""
    day, night = seen(rng)
    early = day + timedelta(rng.randint(0, (DUE - day).days))
    return Story("", (Visit(early), *nights(DUE + timedelta(1), night)), (Found(early, printed(rng, day)),))


def nobodys(rng: random.Random) -> Story:
    """It was there on the first night and nobody could tell whose it is."""
    day, night = seen(rng)
    days, first = printed(rng, day), DUE + timedelta(1)
    return Story("", nights(first, night), (Found(first, days, known=False), Found(night, days)))


def anothers(rng: random.Random) -> Story:
    """It was there on the first night and was taken for another body's."""
    day, night = seen(rng)
    days, first = printed(rng, day), DUE + timedelta(1)
    return Story("", nights(first, night), (Found(first, days, anothers=True), Found(night, days)))


def elsewhere(rng: random.Random) -> Story:
    """The agency filed at another portal, which was read to its end without it."""
    day, night = seen(rng)
    return Story(
        "",
        (*nights(DUE + timedelta(1), night - timedelta(1)), Visit(night)),
        (Found(night, printed(rng, day)),),
        moved=True,
    )


def at_another_address(rng: random.Random) -> Story:
    """The same report stood at another address in time for the first nights."""
    day, night = seen(rng)
    first, days = DUE + timedelta(1), printed(rng, day)
    return Story("", nights(first, night), (Found(first, days, url="old.html"), Found(night, days)))


def other_reader(rng: random.Random) -> Story:
    """Another version of our reader takes another of the page's days."""
    day, night = seen(rng)
    late = Found(night, {"page": night})
    return Story(
        "",
        (Visit(night), Visit(night + timedelta(2))),
        (late, Found(night + timedelta(2), {"page": day}, reader=2)),
    )


def listed_twice(rng: random.Random) -> Story:
    """Two rows give it two days."""
    day, night = seen(rng)
    late = Found(night, {"list": night})
    return Story(
        "", (Visit(night), Visit(night + timedelta(2))), (late, Found(night + timedelta(2), {"list": day}))
    )


def really_late(rng: random.Random) -> Story:
    """Late by its own words: there is nothing to tell but that."""
    _, night = seen(rng)
    return Story("", nights(DUE + timedelta(1), night), (Found(night, {"page": night}),))


BACKDATED = (proved, proved_once, resting, printed_back)
HONEST = (
    in_part, first_visit, before_due, other_column, given, doubted, on_the_edge, made_in_time, seen_in_time, nobodys, anothers,
    elsewhere, at_another_address, other_reader, listed_twice, really_late,
)  # fmt: skip


def stories() -> Iterator[tuple[str, str, Story]]:
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
        """Who files where as of a day, and a body that takes others' reports."""
        agencies, portals = {}, {}
        for name, _, story in self.stories:
            elsewhere_still = story.moved and day < story.found[-1].night
            for portal in (name, f"{name}-old") if story.moved else (name,):
                url = f"http://{portal}.example/"
                portals[portal] = Portal(
                    id=portal, name=portal, family="trs", url=url, columns=(f"{url}nb/",), since=2025
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
        """One night: the visits, the reports kept, the judgement."""
        now = beijing_night(day)
        self.store.sync_registry(self.registry(day))
        run_id = self.store.runs.start_run("crawl", day, now)
        for name, _, story in self.stories:
            for each in story.visits:
                if each.night == day:
                    old = story.moved and day < story.found[-1].night
                    self._visit(run_id, f"{name}-old" if old else name, each)
            for found in story.found:
                if found.night == day:
                    self._keep(run_id, name, found)
        self.store.runs.finish_run(run_id, "done", now)
        judge_filings(self.store, self.registry(day), day, beijing_night(day, 4))

    def _visit(self, run_id: int, portal: str, visit: Visit) -> None:
        now = beijing_night(visit.night)
        self.store.runs.start_portal_run(run_id, portal, visit.night, now)
        for column in visit.columns:
            url = f"http://{portal}.example/{column}"
            read = ListOutcome(
                url, visit.complete, 2, 31, since=visit.since, problem="" if visit.complete else "第2页超时",
                evidence={url: self.page} if self.page else {},
            )  # fmt: skip
            self.store.runs.save_list_read(run_id, portal, read)
        self.store.runs.finish_portal_run(run_id, portal, PortalRun(visit.complete, doubts=visit.doubts), now)

    def _keep(self, run_id: int, name: str, found: Found) -> None:
        now, url = beijing_night(found.night), f"http://{name}.example/{found.url}"
        report = light_report(Copy(url, name, 2025, (), tuple(found.days.items())))
        digest = hashlib.sha256(url.encode()).hexdigest()
        run = None if found.by_hand else run_id
        self.store.runs.save_fetch(run, name, url, "report", now, status=200, sha256=digest)
        snapshot = Snapshot(url, digest, 0, "text/html", now, found.reader)
        save_report(
            self.store,
            report,
            snapshot,
            Place("other" if found.anothers else name if found.known else None, name),
            now,
        )

"""A night: visit every portal, judge, tell. Crawls are processes of their own and judged by what they wrote down."""

from datetime import UTC, date, datetime
from pathlib import Path

from crawler import variables
from crawler.clock import Clock
from scheduler.crawling import NightError, chosen, crawl, one_at_a_time
from scheduler.exit_codes import DONE, FINDINGS
from scheduler.night.moved import rediscover
from scheduler.night.window import Window
from scheduler.telling.channels import send, write_file
from scheduler.telling.digest import digest as compose
from store.judging.filings import judge_filings
from store.judging.likeness import judge_likeness, judge_same_figures
from store.judging.peers import judge_areas, judge_peers
from store.judging.portals import judge_portals
from store.judging.reports import judge_reports
from store.records import PortalVisit
from store.registry import Registry, load_registry
from store.store import Store
from store.times import BEIJING, beijing_day


def check(store: Store, registry: Registry, today: date, now: datetime, only: str | None = None) -> None:
    """Judge what may have changed, every duty and every portal as of `today`; with `only`, everything by that one rule."""
    store.sync_registry(registry)
    store.findings.lift_expired(today, now)
    judge_reports(store, now, only)
    judge_peers(store, now, only)
    judge_areas(store, now, only)
    judge_likeness(store, now, only)
    judge_same_figures(store, now, only)
    judge_filings(store, registry, today, now, only)
    judge_portals(store, registry, today, now, only)


def tell(
    store: Store, db: Path, night: date, now: datetime, portals: list[PortalVisit], urls: list[str]
) -> str:
    """Compose the digest, write its file, send it, and only then mark it as told. Returns its text.

    Raises ChannelError if a service didn't take it: what it says then stays untold.
    """
    changes = store.findings.untold()
    digest = compose(night, changes, portals, store.manifests.latest_manifest())
    write_file(digest, db.parent / "alerts")
    if changes or any(not row.complete for row in portals):
        send(digest, urls)
    store.findings.mark_told(changes, night, now)
    return digest.text()


def run_night(
    db: Path,
    folder: Path,
    clock: Clock,
    urls: list[str],
    proxy: str | None = None,
    window: Window | None = None,
) -> tuple[str, int]:
    """One whole night: crawl, check, alerts. Returns the digest and the exit code.

    With `window`, portals are visited in these hours only; raises NightError outside of them.
    """
    registry = load_registry(folder)
    chosen(registry, ())
    until = end_of(window)
    with one_at_a_time(db):
        store = Store.open(db)
        today = beijing_day(clock.now())
        run_id = store.runs.start_run("nightly", today, clock.now())
        limit = ("-s", f"{variables.UNTIL}={until.isoformat()}") if until else ()
        seen = crawl(store, db, registry, folder, (), clock, proxy, limit)
        if until is None or datetime.now(UTC) < until:
            rediscover(store, registry, seen.run_id, clock, proxy)
        check(store, registry, today, clock.now())
        text = tell(store, db, today, clock.now(), seen.portals, urls)
        store.runs.finish_run(run_id, seen.status, clock.now())
        code = seen.exit_code or findings_code(store)
        store.close()
    return text, code


def end_of(window: Window | None) -> datetime | None:
    """When the hours that it is now end; None if nothing limits them. Raises NightError outside of them."""
    now = datetime.now(UTC)
    if window is None:
        return None
    if not window.holds(now):
        raise NightError(
            f"现在是北京时间 {now.astimezone(BEIJING):%H:%M}，不在夜间时段 {window} 之内，没有访问任何门户；"
            "请在时段内运行，或以 --window 另定时段（00:00-00:00 为全天），或以 nianbao crawl 手动采集",
            "not within the hours of the night, no portal was visited; wait, give other hours with --window, "
            "or visit portals by hand with nianbao crawl",
        )
    return window.end_after(now)


def findings_code(store: Store) -> int:
    """1 if anything above info is open: notes of severity info ask nobody to act."""
    return FINDINGS if any(row.severity != "info" for row in store.findings.open_findings()) else DONE

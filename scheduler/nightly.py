"""A night: visit every portal, judge, tell. Crawls are processes of their own and judged by what they wrote down."""

import fcntl
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crawler.clock import Clock
from scheduler.alerts import digest as compose
from scheduler.channels import send, write_file
from scheduler.processes import CRAWL_SECONDS, GRACE_SECONDS, PROJECT, command
from scheduler.rediscovery import rediscover
from scheduler.window import Window
from spiders.families import families
from store.registry import Portal, Registry, RegistryError, load_registry
from store.store import Store
from store.times import BEIJING, beijing_day

DONE, FINDINGS, USAGE, PARTIAL, BLIND, DAMAGED = range(6)  # exit codes


class NightError(Exception):
    """Raised when a night can't be run; the message says why and what to do."""


@dataclass(frozen=True)
class Crawl:
    """What one crawl saw: its run and a row a portal."""

    run_id: int
    portals: list[dict[str, Any]]

    @property
    def blind(self) -> list[str]:
        """Names of portals of which not one page could be read."""
        return [row["name"] for row in self.portals if not row["complete"] and not row["pages"]]

    @property
    def partial(self) -> list[str]:
        """Names of portals that were not read as they should, blind ones included."""
        return [row["name"] for row in self.portals if not row["complete"] or row["failures"]]

    @property
    def status(self) -> str:
        """done, partial or blind, as the run is kept."""
        return "blind" if self.blind else "partial" if self.partial else "done"

    @property
    def exit_code(self) -> int:
        """0, 3 or 4."""
        return BLIND if self.blind else PARTIAL if self.partial else DONE


@contextmanager
def one_at_a_time(db: Path) -> Iterator[None]:
    """Hold the database's lock for writing runs. Raises NightError if another process holds it."""
    db.parent.mkdir(parents=True, exist_ok=True)
    with db.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NightError(f"另一个进程正在为 {db.name} 采集；请等它结束后再试") from error
        yield


def chosen(registry: Registry, wanted: Sequence[str]) -> list[Portal]:
    """The portals asked for, all if none is named. Raises RegistryError for unknown names and families."""
    if not registry.portals:
        raise RegistryError("portals.toml has no [[portal]] entry; add one (CONTRIBUTING.md: add a portal)")
    for name in wanted:
        if name not in registry.portals:
            raise RegistryError(
                f"portal {name!r} is not in portals.toml; it has {', '.join(sorted(registry.portals))}"
            )
    portals = [registry.portals[name] for name in wanted] or list(registry.portals.values())
    for portal in portals:
        if portal.family not in families():
            raise RegistryError(
                f"portals.toml [[portal]] {portal.id}: family {portal.family!r} has no spider; "
                f"spiders/ has {', '.join(sorted(families()))}"
            )
    return portals


def crawl(
    store: Store,
    db: Path,
    registry: Registry,
    folder: Path,
    wanted: Sequence[str],
    clock: Clock,
    proxy: str | None = None,
    options: Sequence[str] = (),
) -> Crawl:
    """Visit portals, one Scrapy process a family, all at once. What they saw is read from their rows.

    A process that died or never started leaves its portals interrupted. `proxy` is for replicas and intranets,
    `options` are added to the command line of the processes.
    """
    portals = chosen(registry, wanted)
    now = clock.now()
    night = beijing_day(now)
    store.sync_registry(registry)
    run_id = store.start_run("crawl", night, now)
    for portal in portals:
        store.start_portal_run(run_id, portal.id, night, now)
    environment = dict(os.environ) | ({"http_proxy": proxy, "no_proxy": ""} if proxy else {})
    logs = db.parent / "logs"
    logs.mkdir(exist_ok=True)
    running: list[subprocess.Popen[bytes]] = []
    for family in sorted({portal.family for portal in portals}):
        members = [portal for portal in portals if portal.family == family]
        with (logs / f"{night}-{run_id}-{family}.log").open("wb") as log:
            parts = [*command(family, members, db, folder, run_id, night, clock), *options]
            running.append(subprocess.Popen(parts, cwd=PROJECT, env=environment, stdout=log, stderr=log))
    for process in running:
        _wait(process)
    seen = Crawl(run_id, store.portal_runs(run_id))
    store.write_manifests(run_id, night, clock.now())
    store.finish_run(run_id, seen.status, clock.now())
    return seen


def _wait(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(CRAWL_SECONDS + GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def check(store: Store, registry: Registry, today: date, now: datetime, only: str | None = None) -> None:
    """Judge what may have changed, every duty and every portal as of `today`; with `only`, everything by that one rule."""
    store.sync_registry(registry)
    store.lift_expired(today, now)
    store.judge_reports(now, only)
    store.judge_peers(now, only)
    store.judge_areas(now, only)
    store.judge_likeness(now, only)
    store.judge_same_figures(now, only)
    store.judge_filings(registry, today, now, only)
    store.judge_portals(registry, today, now, only)


def tell(
    store: Store, db: Path, night: date, now: datetime, portals: list[dict[str, Any]], urls: list[str]
) -> str:
    """Compose the digest, write its file, send it, and only then mark it as told. Returns its text.

    Raises ChannelError if a service didn't take it: what it says then stays untold.
    """
    changes = store.untold()
    digest = compose(night, changes, portals, store.latest_manifest())
    write_file(digest, db.parent / "alerts")
    if changes or any(not row["complete"] for row in portals):
        send(digest, urls)
    store.mark_told(changes, night, now)
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
        run_id = store.start_run("nightly", today, clock.now())
        limit = ("-s", f"NIANBAO_UNTIL={until.isoformat()}") if until else ()
        seen = crawl(store, db, registry, folder, (), clock, proxy, limit)
        if until is None or datetime.now(UTC) < until:
            rediscover(store, registry, seen.run_id, clock, proxy)
        check(store, registry, today, clock.now())
        text = tell(store, db, today, clock.now(), seen.portals, urls)
        store.finish_run(run_id, seen.status, clock.now())
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
            "请在时段内运行，或以 --window 另定时段（00:00-00:00 为全天），或以 nianbao crawl 手动采集"
        )
    return window.end_after(now)


def findings_code(store: Store) -> int:
    """1 if anything above info is open: notes of severity info ask nobody to act."""
    return FINDINGS if any(row["severity"] != "info" for row in store.open_findings()) else DONE

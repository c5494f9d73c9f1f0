"""Visits as processes of their own, judged by what they wrote down; one writer at a time."""

import fcntl
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.clock import Clock
from scheduler.crawling import processes
from scheduler.crawling.processes import CRAWL_SECONDS, GRACE_SECONDS, Started, command
from scheduler.exit_codes import BLIND, DONE, PARTIAL
from spiders.families import families
from store.errors import OperatorError
from store.records import PortalVisit
from store.registry import Portal, Registry, RegistryError
from store.store import Store
from store.times import beijing_day


class NightError(OperatorError):
    """Raised when a night can't be run; the message says why and what to do."""


@dataclass(frozen=True)
class Crawl:
    """What one crawl saw: its run and a row a portal."""

    run_id: int
    portals: list[PortalVisit]

    @property
    def blind(self) -> list[str]:
        """Names of portals of which not one page could be read."""
        return [row.name for row in self.portals if not row.complete and not row.pages]

    @property
    def partial(self) -> list[str]:
        """Names of portals that were not read as they should, blind ones included."""
        return [row.name for row in self.portals if not row.complete or row.failures]

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
            raise NightError(
                f"另一个进程正在为 {db.name} 采集，请等它结束后再试",
                f"another process is crawling for {db.name}; try again when it has ended",
            ) from error
        yield


def chosen(registry: Registry, wanted: Sequence[str]) -> list[Portal]:
    """The portals asked for, all if none is named. Raises RegistryError for unknown names and families."""
    if not registry.portals:
        raise RegistryError(
            "portals.toml 里还没有 [[portal]]，请登记一个（CONTRIBUTING.md：增加一个门户）",
            "portals.toml has no [[portal]] entry; add one (CONTRIBUTING.md: add a portal)",
        )
    for name in wanted:
        if name not in registry.portals:
            raise RegistryError(
                f"portals.toml 里没有门户 {name!r}，请改正",
                f"portal {name!r} is not in portals.toml; it has {', '.join(sorted(registry.portals))}",
            )
    portals = [registry.portals[name] for name in wanted] or list(registry.portals.values())
    for portal in portals:
        if portal.family not in families():
            raise RegistryError(
                f"portals.toml [[portal]] {portal.id}：网站系统 {portal.family!r} 没有采集程序，请改用 spiders/families/ 里有的",
                f"portals.toml [[portal]] {portal.id}: family {portal.family!r} has no spider; "
                f"spiders/ has {', '.join(sorted(families()))}",
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
    run_id = store.runs.start_run("crawl", night, now)
    for portal in portals:
        store.runs.start_portal_run(run_id, portal.id, night, now)
    environment = dict(os.environ) | ({"http_proxy": proxy, "no_proxy": ""} if proxy else {})
    logs = db.parent / "logs"
    logs.mkdir(exist_ok=True)
    running: list[Started] = []
    for family in sorted({portal.family for portal in portals}):
        members = [portal for portal in portals if portal.family == family]
        with (logs / f"{night}-{run_id}-{family}.log").open("wb") as log:
            parts = [*command(family, members, db, folder, run_id, night, clock), *options]
            running.append(processes.start(parts, environment, log))
    for process in running:
        _wait(process)
    seen = Crawl(run_id, store.runs.portal_runs(run_id))
    store.manifests.write_manifests(run_id, night, clock.now())
    store.runs.finish_run(run_id, seen.status, clock.now())
    return seen


def _wait(process: Started) -> None:
    try:
        process.wait(CRAWL_SECONDS + GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

"""`nianbao schedule`: the night at its hour in Beijing, once, also after a sleep or a restart."""

import logging
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from scheduler.crawling.processes import CRAWL_SECONDS, PROJECT
from scheduler.night.window import Window
from store.store import Store
from store.times import BEIJING

logger = logging.getLogger(__name__)

# A night that could not start in time is still run within these hours; APScheduler's default of one second drops it.
MISFIRE_HOURS = 6
JOB_ID = "nightly"
ALL_DAY = "00:00-00:00"


def run_nightly(db: str, registry: str, window: str = ALL_DAY) -> int:
    """Run one night in a process of its own; returns its exit code. Importable by name, as the job store needs it."""
    command = [sys.executable, "-m", "scheduler.cli", "nightly", "--db", db, "--registry", registry]
    command += ["--window", window]
    logger.info("nightly starts")
    code = subprocess.run(command, cwd=PROJECT, check=False, timeout=CRAWL_SECONDS * 2).returncode
    logger.info("nightly ended with exit code %s", code)
    return code


def last_due(now: datetime, hour: int, minute: int) -> datetime:
    """The latest moment before `now` at which a night should have started."""
    today = now.astimezone(BEIJING).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def missed(store: Store, now: datetime, hour: int, minute: int) -> bool:
    """Whether the last night due has not been started: the machine slept, or this is the first start."""
    last = store.runs.last_run("nightly")
    return last is None or datetime.fromisoformat(last.started_at) < last_due(now, hour, minute)


def build(db: Path, registry: Path, hour: int, minute: int, window: str = ALL_DAY) -> BlockingScheduler:
    """The scheduler with its one job, kept in a SQLite job store beside the database. Not started yet."""
    jobs = SQLAlchemyJobStore(url=f"sqlite:///{db.with_name(f'{db.stem}-jobs.db').resolve()}")
    scheduler = BlockingScheduler(
        jobstores={"default": jobs},
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": MISFIRE_HOURS * 3600},
        timezone=BEIJING,
    )
    scheduler.add_job(
        run_nightly,
        CronTrigger(hour=hour, minute=minute, timezone=BEIJING),
        id=JOB_ID,
        name="nianbao nightly",
        args=[str(db.resolve()), str(registry.resolve()), window],
        replace_existing=True,
    )
    return scheduler


def catch_up(
    scheduler: BlockingScheduler,
    db: Path,
    hour: int,
    minute: int,
    now: datetime,
    window: Window | None = None,
) -> bool:
    """Bring the job forward to `now` if the last night due was missed and the hours are right. True if it was."""
    if window is not None and not window.holds(now):
        return False
    store = Store.open(db)
    try:
        if not missed(store, now, hour, minute):
            return False
    finally:
        store.close()
    scheduler.modify_job(JOB_ID, next_run_time=now)
    return True

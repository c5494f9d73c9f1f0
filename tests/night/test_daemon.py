"""The schedule: every night once, in Beijing time, also after a sleep or a restart."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.blocking import BlockingScheduler

from scheduler.crawling import NightError, one_at_a_time
from scheduler.night.daemon import JOB_ID, MISFIRE_HOURS, build, catch_up, last_due, missed, run_nightly
from store.store import Store
from store.times import BEIJING
from tests.made.portals.portal import write_registry

HALF_PAST_TWO = datetime(2026, 2, 1, 2, 30, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (HALF_PAST_TWO, HALF_PAST_TWO),
        (HALF_PAST_TWO - timedelta(seconds=1), HALF_PAST_TWO - timedelta(days=1)),
        (HALF_PAST_TWO.astimezone(UTC) + timedelta(hours=20), HALF_PAST_TWO),
    ],
)
def test_the_night_due_last_is_told_in_beijing_time(now: datetime, due: datetime) -> None:
    assert last_due(now, 2, 30) == due


def test_a_night_not_started_since_it_was_due_is_missed(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "nianbao.db")
    assert missed(store, HALF_PAST_TWO, 2, 30)
    store.runs.start_run("nightly", date(2026, 2, 1), HALF_PAST_TWO)
    assert not missed(store, HALF_PAST_TWO, 2, 30)
    assert not missed(store, HALF_PAST_TWO + timedelta(hours=23), 2, 30)
    assert missed(store, HALF_PAST_TWO + timedelta(hours=24), 2, 30)
    store.close()


def scheduler_of(folder: Path) -> BlockingScheduler:
    return build(folder / "nianbao.db", folder / "registry", 2, 30)


def started(scheduler: BlockingScheduler) -> threading.Thread:
    thread = threading.Thread(target=scheduler.start)
    thread.start()
    deadline = time.monotonic() + 10
    while not scheduler.running and time.monotonic() < deadline:
        time.sleep(0.02)
    return thread


def test_the_job_has_hours_of_grace_runs_once_and_never_twice_at_a_time(tmp_path: Path) -> None:
    scheduler = scheduler_of(tmp_path)
    thread = started(scheduler)
    job = scheduler.get_job(JOB_ID)
    scheduler.shutdown()
    thread.join()
    assert job.misfire_grace_time == MISFIRE_HOURS * 3600
    assert job.coalesce is True
    assert job.max_instances == 1
    assert (job.next_run_time.astimezone(BEIJING).hour, job.next_run_time.astimezone(BEIJING).minute) == (
        2,
        30,
    )
    assert (tmp_path / "nianbao-jobs.db").exists()


def test_restarting_keeps_one_job(tmp_path: Path) -> None:
    for _ in range(2):
        scheduler = scheduler_of(tmp_path)
        thread = started(scheduler)
        jobs = scheduler.get_jobs()
        scheduler.shutdown()
        thread.join()
        assert [job.id for job in jobs] == [JOB_ID]


def test_a_missed_night_runs_at_start_as_a_process_of_its_own(tmp_path: Path) -> None:
    # localhost leads inside and is not visited: the night ends at once, blind, and says so.
    write_registry(tmp_path / "registry", {"jyj": "试验市教育局"}, column="http://localhost:9/nb/")
    scheduler = scheduler_of(tmp_path)
    assert catch_up(scheduler, tmp_path / "nianbao.db", 2, 30, datetime.now(UTC))
    thread = started(scheduler)
    deadline = time.monotonic() + 60
    run = None
    while time.monotonic() < deadline and not (run and run.finished_at):
        time.sleep(0.3)
        store = Store.open(tmp_path / "nianbao.db")
        run = store.runs.last_run("nightly")
        store.close()
    scheduler.shutdown()
    thread.join()
    assert run is not None
    assert run.status == "blind"
    assert not catch_up(scheduler_of(tmp_path), tmp_path / "nianbao.db", 2, 30, datetime.now(UTC))


def test_a_second_night_at_the_same_time_is_refused(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    with one_at_a_time(tmp_path / "nianbao.db"):
        with pytest.raises(NightError, match="另一个进程"), one_at_a_time(tmp_path / "nianbao.db"):
            pass
        assert run_nightly(str(tmp_path / "nianbao.db"), str(tmp_path / "registry")) == 2

"""The steps of a night by hand (`crawl`, `check`, `alerts`), the night as a whole and every night at its hour."""

import contextlib
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from crawler.clock import Clock
from scheduler.cli.options import DB, JSON, NOTIFY, REGISTRY, TODAY, WINDOW
from scheduler.night.window import Window
from store.errors import both
from store.records import row_of
from store.times import BEIJING, beijing_day


def _rule(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The id of a rule. Raises BadParameter."""
    from store.checks import RULES

    if value is not None and value not in RULES:
        words = both(
            f"没有规则 {value!r}，编号见 docs/rules.zh.md", f"no rule {value!r}; see docs/rules.en.md"
        )
        raise click.BadParameter(words)
    return value


@click.command("crawl")
@click.argument("portals", nargs=-1)
@DB
@REGISTRY
@TODAY
@JSON
def crawl_(portals: tuple[str, ...], db: Path, folder: Path, today: date | None, as_json: bool) -> None:
    """访问门户 Visit all portals, or those named, and keep what is found there."""
    from scheduler.cli import show
    from scheduler.crawling import crawl, one_at_a_time
    from store.registry import load_registry
    from store.store import Store

    registry = load_registry(folder)
    with one_at_a_time(db):
        store = Store.open(db)
        seen = crawl(store, db, registry, folder, portals, Clock.at(today))
        store.close()
    click.echo(json.dumps(seen.portals, ensure_ascii=False, default=row_of) if as_json else show.crawl(seen))
    sys.exit(seen.exit_code)


@click.command("check")
@click.option(
    "--rule",
    "rule_id",
    callback=_rule,
    metavar="ID",
    help="只按这一条规则判定全部 judge everything by this rule alone",
)
@DB
@REGISTRY
@TODAY
@JSON
def check_(rule_id: str | None, db: Path, folder: Path, today: date | None, as_json: bool) -> None:
    """判定有变化的报告和全部期限 Judge what has changed, and every deadline. Exits with 1 if findings above info are open."""
    from scheduler.cli import show
    from scheduler.night.nightly import check, findings_code
    from store.registry import load_registry
    from store.store import Store

    clock = Clock.at(today)
    store, registry = Store.open(db), load_registry(folder)
    check(store, registry, beijing_day(clock.now()), clock.now(), rule_id)
    rows = store.findings.open_findings(rule_id)
    click.echo(json.dumps(rows, ensure_ascii=False, default=row_of) if as_json else show.findings(rows))
    code = findings_code(store)
    store.close()
    sys.exit(code)


@click.command("alerts")
@click.option(
    "--send", "sending", is_flag=True, help="发出并记为已通报 send, write the file and mark as told"
)
@NOTIFY
@DB
@TODAY
@JSON
def alerts_(sending: bool, notify: str, db: Path, today: date | None, as_json: bool) -> None:
    """查看或发出通报 Show what is to be told; with --send, tell it. Exits with 1 if findings above info are open."""
    from scheduler.night.nightly import findings_code, tell
    from scheduler.telling.channels import notify_urls
    from scheduler.telling.digest import digest as compose
    from store.store import Store

    now = Clock.at(today).now()
    store = Store.open(db)
    changes = store.findings.untold()
    last = store.runs.last_run("crawl")
    portals = store.runs.portal_runs(last.id) if last else []
    night = beijing_day(now)
    text = compose(night, changes, portals, store.manifests.latest_manifest()).text()
    if sending:
        text = tell(store, db, night, now, portals, notify_urls(notify))
    click.echo(json.dumps(changes, ensure_ascii=False, default=row_of) if as_json else text)
    code = findings_code(store)
    store.close()
    sys.exit(code)


@click.command("nightly")
@NOTIFY
@DB
@REGISTRY
@TODAY
@WINDOW
def nightly_(notify: str, db: Path, folder: Path, today: date | None, window: Window) -> None:
    """一个晚上：访问、判定、通报 One night: crawl, check, alerts. With --today it may be any hour."""
    from scheduler.night.nightly import run_night
    from scheduler.telling.channels import notify_urls

    _announce(folder, db)
    text, code = run_night(db, folder, Clock.at(today), notify_urls(notify), window=None if today else window)
    click.echo(text)
    sys.exit(code)


@click.command()
@click.option("--at", default="02:30", show_default=True, metavar="HH:MM", help="北京时间 Beijing time")
@DB
@REGISTRY
@WINDOW
def schedule(at: str, db: Path, folder: Path, window: Window) -> None:
    """每晚定时运行 Run every night at its hour; catches up at start if the last night was missed."""
    from scheduler.night.daemon import build, catch_up
    from store.registry import load_registry
    from store.store import Store

    try:
        moment = datetime.strptime(at, "%H:%M")
    except ValueError as error:
        words = both(f"{at!r} 不是 02:30 这样的时刻", f"{at!r} is not a time like 02:30")
        raise click.BadParameter(words, param_hint="--at") from error
    if not window.holds(datetime.combine(date.today(), moment.time(), BEIJING)):
        words = both(f"{at} 不在时段 --window {window} 之内", f"{at} is not within --window {window}")
        raise click.BadParameter(words, param_hint="--at")
    load_registry(folder)  # a faulty registry is told now, not at half past two
    Store.open(db).close()
    scheduler = build(db, folder, moment.hour, moment.minute, str(window))
    if catch_up(scheduler, db, moment.hour, moment.minute, datetime.now(UTC), window):
        click.echo("上一晚没有运行，现在补上 the last night was missed and runs now")
    click.echo(f"每晚 {at}（北京时间）运行，Ctrl+C 结束 runs every night at {at} Beijing time")
    with contextlib.suppress(KeyboardInterrupt, SystemExit):  # Ctrl+C and SIGTERM are how it ends
        scheduler.start()
    click.echo("已停止 stopped")


def _announce(folder: Path, db: Path) -> None:
    """Say on the error stream what is about to be visited: a crawl keeps to its pauses and takes its time."""
    from store.registry import load_registry

    count, logs = len(load_registry(folder).portals), db.parent / "logs"
    words = both(f"访问 {count} 个门户，日志在 {logs}", f"visiting {count} portals, logs are in {logs}")
    click.echo(words, err=True)

"""The command line.

Exit codes: 0 done · 1 done, open findings · 2 usage · 3 partial · 4 a portal was blind · 5 evidence is damaged.
"""

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from crawler.clock import Clock
from crawler.reading import UnreadableDocument
from scheduler.cli import show
from scheduler.cli.discover import discover_
from scheduler.cli.evidence import export, verify
from scheduler.cli.finding import explain, finding
from scheduler.cli.options import DB, JSON, NOTIFY, REGISTRY, TODAY, WINDOW, day
from scheduler.cli.registry import registry
from scheduler.crawling import NightError, crawl, one_at_a_time
from scheduler.exit_codes import DONE, PARTIAL, USAGE
from scheduler.importing import Converted, Given, import_file, read_file, with_conversions
from scheduler.night.nightly import check, findings_code, run_night, tell
from scheduler.night.window import Window
from scheduler.telling.channels import ChannelError, notify_urls
from scheduler.telling.digest import digest as compose
from store.archive import ArchiveError
from store.checks import RULES, Case, judge_report
from store.evidence.bundle import Occupied
from store.evidence.selecting import NoEvidence
from store.evidence.verifying import NothingToVerify
from store.models import Note, Report
from store.registry import RegistryError, load_registry
from store.report_json import report_json
from store.store import Store, StoreError
from store.tables.findings import UnknownFinding
from store.times import BEIJING, beijing_day

_EXPECTED = (
    RegistryError,
    StoreError,
    NightError,
    ChannelError,
    UnknownFinding,
    NothingToVerify,
    NoEvidence,
    Occupied,
    ArchiveError,
)


class Told(click.Group):
    """A group whose commands tell expected errors in a line, not a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; our own errors become a message and exit code 2."""
        try:
            return super().invoke(context)
        except _EXPECTED as error:
            click.echo(f"nianbao: {error}", err=True)
            sys.exit(USAGE)


def _with_progress(files: tuple[Path, ...]) -> Iterator[tuple[Path, Converted]]:
    """The files one by one and what is converted, with a bar on the error stream if that is a terminal."""
    with click.progressbar(
        with_conversions(files),
        label="读取",
        length=len(files),
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        yield from bar


def _announce(folder: Path, db: Path) -> None:
    """Say on the error stream what is about to be visited: a crawl keeps to its pauses and takes its time."""
    count = len(load_registry(folder).portals)
    click.echo(f"访问 {count} 个门户，日志在 {db.parent / 'logs'}", err=True)


@click.group(cls=Told, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="nianbao")
def main() -> None:
    """政府信息公开工作年度报告监测 Monitor of China's annual reports on open government information."""


@main.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["json", "text"]),
    default="text",
    show_default=True,
    help="输出格式 output",
)
def parse(files: tuple[Path, ...], style: str) -> None:
    """读取文件，不用数据库 Read documents without a database: one JSON object a file and line, or a summary.

    Exits with 3 if a file could not be read.
    """
    unread = 0
    for path, converted in _with_progress(files):
        try:
            report = read_file(path, converted)
        except (UnreadableDocument, OSError) as error:
            unread += 1
            click.echo(f"nianbao: {path.name}: {error}", err=True)
            report = Report(path.name, notes=(Note(f"未能读取：{error}", state="unread"),))
        findings = judge_report(Case(report)) if report.form else []
        if style == "json":
            click.echo(json.dumps(report_json(report, findings), ensure_ascii=False))
        else:
            click.echo(show.report(report, findings))
    sys.exit(PARTIAL if unread else DONE)


@main.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--agency", help="机关名称或登记编号 name or id of the agency")
@click.option("--year", type=click.IntRange(2008, 2100), help="报告年度 report year")
@click.option("--published", callback=day, metavar="DATE", help="公布日期 day of publication")
@click.option("--url", help="原文地址 address of the original (one file only)")
@DB
@REGISTRY
@TODAY
@JSON
def import_(
    files: tuple[Path, ...],
    agency: str | None,
    year: int | None,
    published: date | None,
    url: str | None,
    db: Path,
    folder: Path,
    today: date | None,
    as_json: bool,
) -> None:
    """把手头的文件读入数据库 Read documents at hand into the database, judged like crawled ones."""
    if url and len(files) > 1:
        raise click.UsageError("--url names one report; give one file with it")
    registry, store = load_registry(folder), Store.open(db)
    store.sync_registry(registry)
    outcomes: dict[str, str] = {}
    for path, converted in _with_progress(files):
        try:
            given = Given(agency, year, published, url)
            saved = import_file(store, registry, path, given, Clock.at(today).now(), converted)
            outcomes[path.name] = saved.outcome
        except (UnreadableDocument, OSError) as error:
            outcomes[path.name] = "unread"
            click.echo(f"nianbao: {path.name}: {error}", err=True)
    now = Clock.at(today).now()
    store.manifests.write_manifests(None, beijing_day(now), now)
    store.close()
    click.echo(json.dumps(outcomes, ensure_ascii=False) if as_json else show.outcomes(outcomes))
    sys.exit(PARTIAL if "unread" in outcomes.values() else DONE)


@main.command("crawl")
@click.argument("portals", nargs=-1)
@DB
@REGISTRY
@TODAY
@JSON
def crawl_(portals: tuple[str, ...], db: Path, folder: Path, today: date | None, as_json: bool) -> None:
    """访问门户 Visit all portals, or those named, and keep what is found there."""
    registry = load_registry(folder)
    with one_at_a_time(db):
        store = Store.open(db)
        seen = crawl(store, db, registry, folder, portals, Clock.at(today))
        store.close()
    click.echo(json.dumps(seen.portals, ensure_ascii=False) if as_json else show.crawl(seen))
    sys.exit(seen.exit_code)


@main.command("check")
@click.option(
    "--rule",
    "rule_id",
    type=click.Choice(sorted(RULES)),
    metavar="ID",
    help="只按这一条规则判定全部 judge everything by this rule alone",
)
@DB
@REGISTRY
@TODAY
@JSON
def check_(rule_id: str | None, db: Path, folder: Path, today: date | None, as_json: bool) -> None:
    """判定有变化的报告和全部期限 Judge what has changed, and every deadline. Exits with 1 if findings above info are open."""
    clock = Clock.at(today)
    store, registry = Store.open(db), load_registry(folder)
    check(store, registry, beijing_day(clock.now()), clock.now(), rule_id)
    rows = store.findings.open_findings(rule_id)
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else show.findings(rows))
    code = findings_code(store)
    store.close()
    sys.exit(code)


main.add_command(finding)
main.add_command(explain)
main.add_command(registry)
main.add_command(discover_)
main.add_command(verify)
main.add_command(export)


@main.command("alerts")
@click.option(
    "--send", "sending", is_flag=True, help="发出并记为已通报 send, write the file and mark as told"
)
@NOTIFY
@DB
@TODAY
@JSON
def alerts_(sending: bool, notify: str, db: Path, today: date | None, as_json: bool) -> None:
    """查看或发出通报 Show what is to be told; with --send, tell it. Exits with 1 if findings above info are open."""
    now = Clock.at(today).now()
    store = Store.open(db)
    changes = store.findings.untold()
    last = store.runs.last_run("crawl")
    portals = store.runs.portal_runs(last["id"]) if last else []
    night = beijing_day(now)
    text = compose(night, changes, portals, store.manifests.latest_manifest()).text()
    if sending:
        text = tell(store, db, night, now, portals, notify_urls(notify))
    click.echo(json.dumps(changes, ensure_ascii=False) if as_json else text)
    code = findings_code(store)
    store.close()
    sys.exit(code)


@main.command("nightly")
@NOTIFY
@DB
@REGISTRY
@TODAY
@WINDOW
def nightly_(notify: str, db: Path, folder: Path, today: date | None, window: Window) -> None:
    """一个晚上：访问、判定、通报 One night: crawl, check, alerts. With --today it may be any hour."""
    _announce(folder, db)
    text, code = run_night(db, folder, Clock.at(today), notify_urls(notify), window=None if today else window)
    click.echo(text)
    sys.exit(code)


@main.command()
@click.option("--at", default="02:30", show_default=True, metavar="HH:MM", help="北京时间 Beijing time")
@DB
@REGISTRY
@WINDOW
def schedule(at: str, db: Path, folder: Path, window: Window) -> None:
    """每晚定时运行 Run every night at its hour; catches up at start if the last night was missed."""
    from scheduler.night.daemon import build, catch_up

    try:
        moment = datetime.strptime(at, "%H:%M")
    except ValueError as error:
        raise click.BadParameter(f"{at!r} is not a time like 02:30", param_hint="--at") from error
    if not window.holds(datetime.combine(date.today(), moment.time(), BEIJING)):
        raise click.BadParameter(f"{at} is not within --window {window}", param_hint="--at")
    load_registry(folder)  # a faulty registry is told now, not at half past two
    Store.open(db).close()
    scheduler = build(db, folder, moment.hour, moment.minute, str(window))
    if catch_up(scheduler, db, moment.hour, moment.minute, datetime.now(UTC), window):
        click.echo("上一晚没有运行，现在补上 the last night was missed and runs now")
    click.echo(f"每晚 {at}（北京时间）运行，Ctrl+C 结束 runs every night at {at} Beijing time")
    with contextlib.suppress(KeyboardInterrupt, SystemExit):  # Ctrl+C and SIGTERM are how it ends
        scheduler.start()
    click.echo("已停止 stopped")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 address to listen on")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="端口 port")
@DB
def serve(host: str, port: int, db: Path) -> None:
    """用 Datasette 公布数据 Publish the database with Datasette."""
    from store.datasette.serve import serve as datasette

    try:
        sys.exit(datasette(db, host, port))
    except (FileNotFoundError, ValueError) as error:
        raise click.UsageError(str(error)) from error


@main.command()
@DB
@JSON
def status(db: Path, as_json: bool) -> None:
    """最近运行、门户和未公布情况 Last runs, portals and when each was last read completely, who has not filed."""
    store = Store.open(db)
    known = {
        "nightly": store.runs.last_run("nightly"),
        "crawl": store.runs.last_run("crawl"),
        "portals": store.runs.portal_health(),
        "not_filed": store.filings.in_state("missing", "unverifiable", "withdrawn"),
        "proposals": store.proposals.open_proposals(),
    }
    store.close()
    click.echo(json.dumps(known, ensure_ascii=False) if as_json else show.status(known))


@main.command()
@click.option(
    "--serve/--no-serve", "serving", default=True, help="最后启动 Datasette open Datasette at the end"
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/demo"),
    show_default=True,
    help="演示数据放在哪里 where the demo lives",
)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="端口 port")
def demo(serving: bool, folder: Path, port: int) -> None:
    """演示：虚构的门户，五个夜晚 Replica portals on this machine, five virtual nights, then Datasette.

    Exits with 1: the demo's faults stay open.
    """
    from scheduler.demo import run_demo

    code = run_demo(folder, click.echo)
    if serving:
        from store.datasette.serve import serve as datasette

        click.echo(f"Datasette: http://127.0.0.1:{port}/ (Ctrl+C 结束)")
        sys.exit(datasette(folder / "nianbao.db", "127.0.0.1", port))
    sys.exit(code)

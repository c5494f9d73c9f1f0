"""`nianbao parse` and `nianbao import`: documents at hand, read for a look or kept and judged."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.clock import Clock
from scheduler.cli.options import DB, JSON, REGISTRY, TODAY, day
from scheduler.exit_codes import DONE, PARTIAL
from store.errors import both
from store.times import beijing_day

if TYPE_CHECKING:
    from scheduler.importing import Converted


@click.command()
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
    from crawler.reading import UnreadableDocument
    from scheduler.cli import show
    from scheduler.importing import read_file
    from store.checks import Case, judge_report
    from store.models import Note, Report
    from store.report_json import report_json

    unread = 0
    for path, converted in with_progress(files):
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


@click.command("import")
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
        raise click.UsageError(
            both("--url 只对应一份报告，请只给一个文件", "--url names one report; give one file with it")
        )
    from crawler.reading import UnreadableDocument
    from scheduler.cli import show
    from scheduler.importing import Given, import_file
    from store.registry import load_registry
    from store.store import Store

    registry, store = load_registry(folder), Store.open(db)
    store.sync_registry(registry)
    outcomes: dict[str, str] = {}
    for path, converted in with_progress(files):
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


def with_progress(files: tuple[Path, ...]) -> Iterator[tuple[Path, "Converted"]]:
    """The files one by one and what is converted, with a bar on the error stream if that is a terminal."""
    from scheduler.importing import with_conversions

    with click.progressbar(
        with_conversions(files),
        label="读取",
        length=len(files),
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        yield from bar

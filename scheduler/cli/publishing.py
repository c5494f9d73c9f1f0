"""What others look at: `nianbao serve`, `status`, and the demo."""

import json
import sys
from pathlib import Path

import click

from scheduler.cli.options import DB, JSON
from store.records import row_of


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 address to listen on")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="端口 port")
@DB
def serve(host: str, port: int, db: Path) -> None:
    """用 Datasette 公布数据 Publish the database with Datasette."""
    from store.datasette.serve import serve as datasette

    sys.exit(datasette(db, host, port))


@click.command()
@DB
@JSON
def status(db: Path, as_json: bool) -> None:
    """最近运行、门户和未公布情况 Last runs, portals and when each was last read completely, who has not filed."""
    from scheduler.cli import show
    from store.store import Store

    store = Store.open(db)
    known = show.Status(
        store.runs.last_run("nightly"),
        store.runs.last_run("crawl"),
        store.runs.portal_health(),
        store.filings.in_state("missing", "unverifiable", "withdrawn"),
        store.proposals.open_proposals(),
    )
    store.close()
    click.echo(json.dumps(known, ensure_ascii=False, default=row_of) if as_json else show.status(known))


@click.command()
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

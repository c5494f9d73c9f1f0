"""`nianbao finding …` and `nianbao explain`: what people ask and say about one finding."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.clock import Clock
from scheduler.cli import show_finding
from scheduler.cli.options import DB, JSON, TODAY, day
from store.records import row_of

if TYPE_CHECKING:
    from store.store import Store

_BY = click.option(
    "--by", required=True, metavar="WHO", help="何人或何岗位，会公布 person or office, will be published"
)
_ID = click.argument("finding_id", metavar="ID")


def _on(db: Path, work: Callable[["Store"], Any], as_json: bool, shown: Callable[[Any], str]) -> None:
    """Do something with the store and print what came of it."""
    from store.store import Store

    store = Store.open(db)
    try:
        said = work(store)
    finally:
        store.close()
    click.echo(json.dumps(said, ensure_ascii=False, default=row_of) if as_json else shown(said))


@click.group()
def finding() -> None:
    """一条问题的处理：查看、排除、核实、答复 The life of one finding. ID is the beginning of its id."""


@finding.command("show")
@_ID
@DB
@JSON
def show_(finding_id: str, db: Path, as_json: bool) -> None:
    """查看一条问题和它的经历 Show a finding and what happened to it."""
    from store.judging.explaining import explanation_of

    _on(db, lambda store: explanation_of(store, finding_id), as_json, show_finding.life)


@finding.command()
@_ID
@_BY
@click.option("--reason", required=True, metavar="WORDS", help="理由，会公布 reason, will be published")
@click.option("--until", callback=day, metavar="DATE", help="到这一天为止 last day of the dismissal")
@DB
@TODAY
@JSON
def dismiss(
    finding_id: str, by: str, reason: str, until: date | None, db: Path, today: date | None, as_json: bool
) -> None:
    """排除：认定不成立，数字不变就不再提出 Say that it is none; it stays away while its values are the same."""
    now = Clock.at(today).now()
    _on(
        db,
        lambda store: store.findings.dismiss(finding_id, by, reason, now, until),
        as_json,
        show_finding.line,
    )


@finding.command()
@_ID
@_BY
@click.option("--note", default="", metavar="WORDS", help="说明，会公布 words, will be published")
@DB
@TODAY
@JSON
def confirm(finding_id: str, by: str, note: str, db: Path, today: date | None, as_json: bool) -> None:
    """核实：认定成立 Say that it is right, having looked."""
    now = Clock.at(today).now()
    _on(db, lambda store: store.findings.confirm(finding_id, by, note, now), as_json, show_finding.line)


@finding.command()
@_ID
@_BY
@click.option("--text", required=True, metavar="WORDS", help="答复，会公布 the reply, will be published")
@DB
@TODAY
@JSON
def reply(finding_id: str, by: str, text: str, db: Path, today: date | None, as_json: bool) -> None:
    """答复：记下机关的说明 Keep what the agency answers."""
    now = Clock.at(today).now()
    _on(db, lambda store: store.findings.reply(finding_id, by, text, now), as_json, show_finding.line)


@click.command()
@_ID
@DB
@JSON
def explain(finding_id: str, db: Path, as_json: bool) -> None:
    """说明一条问题的依据：规则、公式、单元格、网页 Why: the rule, its formula, the cells, the pages and their hashes."""
    from store.judging.explaining import explanation_of

    _on(db, lambda store: explanation_of(store, finding_id), as_json, show_finding.explained)

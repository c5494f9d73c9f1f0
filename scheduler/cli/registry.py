"""`nianbao registry …`: the list of agencies taken over, confirmed and checked, and reports that belong to nobody in it."""

import json
import sys
from pathlib import Path

import click

from scheduler.cli.options import DB, JSON, REGISTRY
from scheduler.exit_codes import DONE, PARTIAL
from store.errors import both
from store.records import row_of

_SHEET = click.Path(path_type=Path, exists=True, dir_okay=False)
_DRY = click.option("--dry-run", is_flag=True, help="只看结果，不写入 tell, don't write")


def _code(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """A division's code or the beginning of one. Raises BadParameter."""
    if value and not (value.isdecimal() and 2 <= len(value) <= 9):
        words = both(f"{value!r} 不是 420102 这样的代码", f"{value!r} is not a code like 420102")
        raise click.BadParameter(words)
    return value


@click.group()
def registry() -> None:
    """登记资料：导入、核实、检查、未能归属的报告 The registry: who must file, where, by when."""


@registry.command("import")
@click.argument("sheet", type=_SHEET, metavar="FILE")
@REGISTRY
@click.option(
    "--portal", default="", metavar="ID", help="没有写明门户的机关所属的门户 portal of bodies that have none"
)
@click.option(
    "--region",
    default="",
    metavar="CODE",
    callback=_code,
    help="表中和名称都没有写明的区划代码 division of bodies whose row and name tell none",
)
@_DRY
@JSON
def import_(sheet: Path, folder: Path, portal: str, region: str, dry_run: bool, as_json: bool) -> None:
    """从表格（XLSX、CSV）导入机关名单 Take over a list of agencies from XLSX or CSV.

    只需一列“单位名称”。名称、区划代码能证明的自动补上，不能的一次全部指出，那时什么也不写入。是否应公布年报有疑问的
    登记为 unverified，用 registry activate 核实。已登记的不会丢失。

    Exits with 2 if rows are refused: all of them are told, nothing is written.
    """
    from scheduler.cli import show_registry
    from store.registry.taking_over import take_over

    taken = take_over(sheet, folder, portal, region, dry_run)
    if as_json:
        click.echo(json.dumps(show_registry.takeover_json(taken), ensure_ascii=False))
        return
    where = "（未写入）" if dry_run else f"，已写入 {folder / 'agencies.csv'}"
    click.echo(show_registry.takeover(taken, where))


@registry.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@REGISTRY
@click.option("--portal", default="", metavar="ID", help="该门户的全部机关 all bodies of a portal")
@click.option(
    "--region", default="", metavar="CODE", callback=_code, help="该区划内的全部机关 all bodies of a division"
)
@click.option(
    "--list", "sheet", type=_SHEET, metavar="FILE", help="导入过的名单里的全部机关 all bodies of a list"
)
@_DRY
@JSON
def activate(
    ids: tuple[str, ...],
    folder: Path,
    portal: str,
    region: str,
    sheet: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """核实机关：unverified 改为 active，从此计应公布 Confirm unverified bodies: from now on they owe reports.

    可以用编号逐个指定，也可以按门户、区划或导入过的名单一次核实。有疑问的只有写明编号才核实。

    Exits with 3 if some were left because of their doubts.
    """
    if not (ids or portal or region or sheet):
        raise click.UsageError(
            both("请给出编号，或 --portal、--region、--list", "give ids, or a portal, division or list")
        )
    from scheduler.cli import show_registry
    from store.registry.confirming import confirm

    done = confirm(folder, ids, portal, region, sheet, dry_run)
    if as_json:
        click.echo(json.dumps(vars(done), ensure_ascii=False))
    else:
        click.echo(show_registry.confirmed(done, "（未写入）" if dry_run else ""))
    sys.exit(PARTIAL if done.doubted else DONE)


@registry.command("check")
@REGISTRY
@JSON
def check_(folder: Path, as_json: bool) -> None:
    """检查登记资料 Load the registry; say what it holds and what no night can reach."""
    from store.registry import load_registry

    known = load_registry(folder)
    used = {agency.portal_id for agency in known.agencies.values()}
    open_ = [agency for agency in known.agencies.values() if agency.status == "unverified"]
    found = {
        "unverified": [agency.id for agency in open_],
        "doubtful": [agency.id for agency in open_ if agency.doubts],
        "without_portal": [agency.id for agency in known.agencies.values() if agency.portal_id is None],
        "without_agencies": sorted(known.portals.keys() - used),
    }
    counts = {"agencies": len(known.agencies), "portals": len(known.portals)}
    if as_json:
        click.echo(json.dumps(counts | found, ensure_ascii=False))
        return
    click.echo(f"机关 {counts['agencies']}，门户 {counts['portals']}")
    for words, key in (
        ("未核实，不计应公布", "unverified"),
        ("其中有疑问", "doubtful"),
        ("没有写明门户，无法判断是否公布", "without_portal"),
        ("没有机关的门户", "without_agencies"),
    ):
        if ids := found[key]:
            click.echo(f"{words}：{len(ids)}（{'、'.join(ids[:10])}{'…' if len(ids) > 10 else ''}）")


@registry.command()
@DB
@JSON
def unmatched(db: Path, as_json: bool) -> None:
    """列出未能归属到机关的报告 Reports kept that no agency of their portal claims by its name."""
    from scheduler.cli import show
    from store.store import Store

    store = Store.open(db)
    found = store.reports.unmatched_reports()
    store.close()
    click.echo(json.dumps(found, ensure_ascii=False, default=row_of) if as_json else show.unmatched(found))

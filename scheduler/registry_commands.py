"""`nianbao registry …`: the list of agencies taken over, checked, and reports that belong to nobody in it."""

import json
from pathlib import Path

import click

from scheduler import show
from scheduler.options import DB, JSON, REGISTRY
from store.registry import load_registry
from store.registry_sheet import take_over
from store.store import Store


@click.group()
def registry() -> None:
    """登记资料：导入、检查、未能归属的报告 The registry: who must file, where, by when."""


@registry.command("import")
@click.argument("sheet", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@REGISTRY
@click.option(
    "--portal", default="", metavar="ID", help="没有写明门户的机关所属的门户 portal of rows that name none"
)
@click.option("--dry-run", is_flag=True, help="只看结果，不写入 tell, don't write")
@JSON
def import_(sheet: Path, folder: Path, portal: str, dry_run: bool, as_json: bool) -> None:
    """从表格（XLSX、CSV）导入机关名单 Take over a list of agencies from XLSX or CSV.

    只需一列“单位名称”，名称不能说明的（区划代码、层级、类别）另加一列。已登记的不会丢失。
    """
    taken = take_over(sheet, folder, portal, dry_run)
    if as_json:
        click.echo(json.dumps(vars(taken), ensure_ascii=False))
        return
    click.echo(
        f"新增 {len(taken.added)}，修改 {len(taken.changed)}，未变 {len(taken.unchanged)}"
        + ("（未写入）" if dry_run else f"，已写入 {folder / 'agencies.csv'}")
    )
    for told in taken.told_by_name:
        click.echo(f"按名称认定：{told}")


@registry.command("check")
@REGISTRY
@JSON
def check_(folder: Path, as_json: bool) -> None:
    """检查登记资料 Load the registry; say what it holds and what no night can reach."""
    known = load_registry(folder)
    used = {agency.portal_id for agency in known.agencies.values()}
    found = {
        "unverified": [agency.id for agency in known.agencies.values() if agency.status == "unverified"],
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
    store = Store.open(db)
    found = store.unmatched_reports()
    store.close()
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else show.unmatched(found))

"""`nianbao verify` and `nianbao export`: whether the evidence is whole, and handing it on."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.options import DB, JSON
from scheduler.exit_codes import DAMAGED, DONE
from scheduler.telling.harmless import plain
from store.errors import both

if TYPE_CHECKING:
    from store.evidence.verifying import Verified

_REMEDIES = {
    "archive_missing": "从备份恢复存档文件，放在数据库旁边",
    "unreadable": "从备份恢复这个文件",
    "structure": "从备份恢复这个文件",
    "blob_damaged": "从备份恢复存档文件",
    "blob_missing": "从备份恢复存档文件",
    "manifest_missing": "从备份恢复数据库",
    "manifest_changed": "从备份恢复数据库",
    "chain_broken": "从备份恢复数据库",
    "row_missing": "从备份恢复数据库",
    "row_added": "查明这一行的来历；从备份恢复数据库",
    "row_changed": "从备份恢复数据库",
}


@click.command()
@DB
@JSON
def verify(db: Path, as_json: bool) -> None:
    """核对存证：每个字节、每行请求、清单的链条 Every archived byte, every request, the chain of manifests.

    Exits with 5 if anything is wrong. Nothing is changed; a night may run meanwhile.
    """
    from store.evidence.verifying import verify as verify_evidence

    seen = verify_evidence(db)
    if as_json:
        told = asdict(seen) | {"sound": seen.sound}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(_words(seen))
    sys.exit(DONE if seen.sound else DAMAGED)


def _words(seen: "Verified") -> str:
    """What was verified, then every problem and what to do."""
    lines = [
        f"存档 {seen.blobs:,} 份，{seen.bytes / 1e6:,.1f} MB（占用 {seen.stored_bytes / 1e6:,.1f} MB）",
        f"请求 {seen.fetches:,} 次，栏目读取 {seen.list_reads:,} 次，报告版本 {seen.versions:,} 个",
        f"存证清单 {seen.manifests:,} 份，最新一份 sha256 {seen.latest_manifest or '—'}",
    ]
    if seen.unchained:
        lines.append(f"还有 {seen.unchained:,} 行未列入清单，下次运行结束时列入")
    if seen.sound:
        return "\n".join([*lines, "全部相符。"])
    lines += ["", f"发现 {seen.problem_count:,} 处问题："]
    lines += [f"  ! {plain(problem.where)}：{plain(problem.message, 600)}" for problem in seen.problems]
    if len(seen.problems) < seen.problem_count:
        lines.append(f"  另有 {seen.problem_count - len(seen.problems):,} 处")
    remedies = dict.fromkeys(_REMEDIES[problem.kind] for problem in seen.problems)
    advice = "；".join(remedies)
    return "\n".join([*lines, "", f"怎么办：留好现有文件作对照，{advice}，再运行 nianbao verify。"])


@click.command()
@click.option(
    "--evidence",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="写到哪里：.warc.gz 文件、.zip 文件或文件夹 a .warc.gz file, a .zip file or a folder",
)
@click.option("--agency", help="机关名称或登记编号 name or id of the agency")
@click.option("--year", type=click.IntRange(2008, 2100), help="报告年度 report year")
@click.option("--portal", help="门户名称或登记编号 name or id of the portal")
@click.option("--url", help="网址：请求的、转向之后的或栏目的 address asked, answered or of the column")
@click.option("--finding", metavar="ID", help="一条问题所依据的网页 the pages that a finding rests on")
@DB
@JSON
def export(
    out: Path,
    agency: str | None,
    year: int | None,
    portal: str | None,
    url: str | None,
    finding: str | None,
    db: Path,
    as_json: bool,
) -> None:
    """交出存证，供他人离线核对 Hand on evidence that others can verify offline: WARC, manifests, SHA256SUMS.

    Options narrow it down together; without any, everything is exported. What isn't in a manifest yet gets one first.
    """
    if not db.is_file():
        words = both(f"没有数据库 {db}，请用 --db 给出", f"{db} does not exist; name the database with --db")
        raise click.UsageError(words)
    from store.evidence.bundle import write_evidence
    from store.evidence.selecting import EvidenceAsked, evidence
    from store.store import Store
    from store.times import beijing_day

    now = datetime.now(UTC)
    store = Store.open(db)
    try:
        store.manifests.write_manifests(None, beijing_day(now), now)
        found = evidence(store, EvidenceAsked(agency, year, portal, url, finding))
        count = write_evidence(out, found, now)
    finally:
        store.close()
    told = {
        "out": str(out),
        "fetches": len(found.fetches),
        "answers": count,
        "list_reads": len(found.list_reads),
        "manifests": len(found.manifests),
    }
    words = (
        f"{out}：请求 {told['fetches']} 次（有应答 {count} 次），"
        f"栏目读取 {told['list_reads']} 次，清单 {told['manifests']} 份"
    )
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else words)

"""`nianbao verify` and `nianbao export`: whether the evidence is whole, and handing it on."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from scheduler.alerts import plain
from scheduler.nightly import DAMAGED, DONE
from scheduler.options import DB, JSON
from store.verifying import Verified
from store.verifying import verify as verify_evidence

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
    seen = verify_evidence(db)
    if as_json:
        told = asdict(seen) | {"sound": seen.sound}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(_words(seen))
    sys.exit(DONE if seen.sound else DAMAGED)


def _words(seen: Verified) -> str:
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

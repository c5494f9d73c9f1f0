"""What the command line prints for people: rich tables on a terminal, plain columns elsewhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scheduler.telling.harmless import plain
from store.failures import failure_words
from store.form import FORMS
from store.models import Finding, Report
from store.records import AgencyFiling, KeptRun, OpenFinding, OpenProposal, PortalHealth, UnmatchedReport

if TYPE_CHECKING:
    from scheduler.crawling import Crawl

_WIDTH = 140


@dataclass(frozen=True)
class Status:
    """What `nianbao status` tells: last runs, portals, duties without a report, columns whose new address waits."""

    nightly: KeptRun | None
    crawl: KeptRun | None
    portals: Sequence[PortalHealth]
    not_filed: Sequence[AgencyFiling]
    proposals: Sequence[OpenProposal]


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table as text. Cells are scraped text: shown as they are, never as markup."""
    table = Table(title=title, title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain("" if cell is None else str(cell))) for cell in row))
    console = Console(file=(out := StringIO()), width=_WIDTH)
    console.print(table)
    return out.getvalue().rstrip()


def report(read: Report, found: Sequence[Finding]) -> str:
    """A summary of one document: what it is, how its cells were read, what is wrong."""
    states = Counter(cell.state for cell in read.cells.values())
    lines = [
        f"{plain(read.source)}",
        f"  题目 {plain(read.title or '—')}",
        f"  机关 {plain(read.agency or '—')}  年度 {read.year or '—'}  格式 {read.form or '—'}  "
        f"公布 {read.published_on or '—'}  落款 {read.signed_on or '—'}",
        f"  单元格 {dict(states)}" if states else "  没有读到规定的表格",
    ]
    form = FORMS.get(read.form or "")
    if form:
        for key in ("received", "carried_over", "outcome_total", "carried_forward"):
            value = read.value("requests", key, "total")
            lines.append(f"  {form.requests[key].label}：{'—' if value is None else value}")
    lines += [
        f"  注：{plain(note.message)} {note.table} {note.row} {note.column}".rstrip()
        for note in read.notes[:10]
    ]
    if len(read.notes) > 10:
        lines.append(f"  另有 {len(read.notes) - 10} 条注，见 --format json")
    lines += [
        f"  {finding.severity} {finding.location} {plain(finding.message)}（{finding.check_id}）"
        for finding in found
    ]
    return "\n".join(lines)


def outcomes(done: Mapping[str, str]) -> str:
    """What an import did, a line a file and a count."""
    words = {"new": "新增", "changed": "有改动，存为新版本", "unchanged": "没有变化", "unread": "未能读取"}
    lines = [f"{plain(name)}  {words[outcome]}" for name, outcome in done.items()]
    counts = "，".join(f"{words[outcome]} {count}" for outcome, count in Counter(done.values()).items())
    return "\n".join([*lines, counts])


def crawl(seen: "Crawl") -> str:
    """What a crawl saw, a line a portal."""
    rows = [
        (
            row.name,
            "是" if row.complete else "否",
            row.pages,
            row.rows,
            row.reports_listed,
            row.reports_read,
            failure_words(row.failure),
            row.message,
        )
        for row in seen.portals
    ]
    columns = ("门户", "完整", "列表页", "条目", "列出的年报", "读到的年报", "失败", "说明")
    return _table(f"采集 {seen.run_id}：{seen.status}", columns, rows)


def findings(rows: Sequence[OpenFinding]) -> str:
    """Open findings, gravest first."""
    shown = [
        (
            row.severity,
            row.verdict,
            row.agency or row.url or row.portal_id,
            row.year,
            row.location,
            row.message,
            row.check_id,
            row.id[:8],
        )
        for row in rows
    ]
    columns = ("程度", "结论", "机关", "年度", "位置", "问题", "规则", "编号")
    return _table(f"未消除的问题 {len(rows)} 条", columns, shown)


def status(known: Status) -> str:
    """Last runs, portals, and duties without a report."""
    last = known.nightly or known.crawl
    head = f"最近一次运行：{last.night} {last.kind} {last.status}" if last else "还没有运行过"
    portals = [
        (
            p.name,
            p.family,
            p.last_visited,
            p.last_read_completely or "从未",
            failure_words(p.last_failure or ""),
        )
        for p in known.portals
    ]
    waiting = len(known.proposals)
    words = {"missing": "截至判定日未发现", "unverifiable": "不能判断", "withdrawn": "撤下"}
    duties = [(f.agency, f.year, f.due_on, words[f.status], f.judged_on) for f in known.not_filed]
    return "\n".join(
        [
            head,
            _table("门户", ("门户", "系统", "最近访问", "最近完整读取", "最近失败"), portals),
            _table("没有报告的", ("机关", "年度", "截止", "状态", "判定日"), duties),
            *([f"栏目新地址待核对 {waiting} 个：nianbao discover --proposals"] if waiting else []),
        ]
    )


def unmatched(rows: Sequence[UnmatchedReport]) -> str:
    """Reports that no agency of their portal claims, with the names they print."""
    shown = [(r.portal_id, r.year, r.agency_name, r.title, r.url) for r in rows]
    return _table(f"未能归属到机关的报告 {len(rows)} 份", ("门户", "年度", "所写机关", "题目", "地址"), shown)

"""What the command line prints of one finding, for people."""

from scheduler.telling.harmless import link, plain
from store.records import Explanation, NamedFinding

_SEVERITY = {"error": "错误", "warning": "警告", "info": "提示"}
_EVENTS = {
    "opened": "出现",
    "changed": "数字变化",
    "reopened": "再次出现",
    "resolved": "解决",
    "dismissed": "排除",
    "confirmed": "核实",
    "replied": "机关答复",
    "lifted": "人工结论失效",
}


def _state(row: NamedFinding) -> str:
    if row.resolved_at:
        return f"已解决 {row.resolved_at}"
    if row.dismissed_at:
        until = f"，至{row.dismissed_until}" if row.dismissed_until else ""
        return f"已排除{until}（{plain(row.dismissed_by or '')}：{plain(row.reason or '')}）"
    return f"未解决，已核实（{plain(row.confirmed_by or '')}）" if row.confirmed_at else "未解决"


def line(row: NamedFinding) -> str:
    """A finding in two lines: what it is, and how it stands."""
    doubt = "，不能确定" if row.verdict == "uncertain" else ""
    who = plain(row.agency or row.title or row.portal_id or "")
    year = f" {row.year}年度" if row.year else ""
    head = f"{row.id} {_SEVERITY[row.severity]}{doubt} {who}{year} {row.location}".rstrip()
    return f"{head}\n  {plain(row.message)}（{row.check_id}）\n  状态：{_state(row)}"


def life(said: Explanation) -> str:
    """A finding and what happened to it, oldest first."""
    lines = [line(said.finding)]
    for event in said.events:
        words = "：".join(plain(part) for part in (event.person, event.words) if part)
        value = f" 填写{plain(event.actual)}" if event.actual else ""
        lines.append(f"  {event.at} {_EVENTS[event.kind]}{value} {words}".rstrip())
    return "\n".join(lines)


def explained(said: Explanation) -> str:
    """A finding with its rule, the cells it rests on and the pages that prove them."""
    row, rule = said.finding, said.rule
    lines = [line(row), ""]
    if rule:
        lines += [
            f"规则 {rule.title}：{rule.demands}",
            f"公式 {rule.formula}",
            f"依据 {rule.law or '常识'}",
        ]
    lines += [f"应为 {plain(row.expected) or '—'}  实为 {plain(row.actual) or '—'}", ""]
    lines += [
        f"  {fact.year or '年度不明'}年度 {fact.location}：{plain(fact.value) or '空白'}（{fact.state}）"
        for fact in said.facts
    ]
    if row.url:
        lines.append(f"  网址 {link(row.url)}")
    for page in said.pages:
        lines.append(f"  {page.what} {link(page.url)} {page.fetched_at or ''} sha256 {page.sha256 or '—'}")
    if said.filing:
        filing = said.filing
        lines.append(f"  期限 {filing.due_on}（{plain(filing.due_basis)}）：{plain(filing.evidence)}")
    return "\n".join(lines)

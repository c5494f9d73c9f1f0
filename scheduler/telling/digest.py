"""The night's digest: what is new, worse, otherwise or gone, in a reader's words. A standing problem isn't repeated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from urllib.parse import urlsplit

from scheduler.telling.harmless import link, plain
from store.checks import RULES
from store.failures import failure_words
from store.records import KeptManifest, PortalVisit, Untold

MAX_CHAT_LINES = 30  # chat services cut long messages off; the file holds every line
MAX_UNVERIFIABLE_LINES = 3  # of one portal; more are told as one line with their number
_IMPORTED = "导入的报告"
_EVERYWHERE = "全部报告"
_SEVERITY = {"error": "错误", "warning": "警告", "info": "提示"}
_KIND = {"new": "新发现", "worsened": "加重", "resolved": "已消除", "turned": "状态变化"}
_CLASS = {
    "filing": "填报机关",
    "consistency": "填报内容",
    "publication": "网站公布",
    "extraction": "我方读取",
    "crawl": "采集",
}
_STATES = {
    "filing-missing": "未发现",
    "filing-late": "逾期",
    "filing-undated": "日期不明",
    "filing-withdrawn": "撤下",
    "filing-unverifiable": "不能判断",
}
# What is told of a visit, and of what it tells: portals of one host are told together.
_OF_HOSTS = {"portal-failed": "failed", "portal-stale": "failed", "column-moved": "moved"}


@dataclass(frozen=True)
class DigestLine:
    """One line of the digest."""

    portal: str
    kind: str
    text: str


@dataclass(frozen=True)
class Digest:
    """What is to be told of one night. `text(limit)` renders it."""

    night: date
    portals: Sequence[PortalVisit]
    lines: Sequence[DigestLine]
    witness: str = (
        ""  # the newest manifest and its hash: who receives it can prove later what was there by then
    )

    @property
    def title(self) -> str:
        """One line that says how many of each kind."""
        counts = "，".join(
            f"{words} {count}"
            for kind, words in _KIND.items()
            if (count := sum(line.kind == kind for line in self.lines))
        )
        return f"政府信息公开年报监测 {self.night}：{counts or '没有新情况'}"

    def text(self, limit: int | None = None) -> str:
        """The digest as plain text; with `limit`, at most so many lines and a count of the rest."""
        parts = [self.title, "", *self._coverage()]
        shown = list(self.lines)[:limit]
        for portal, lines in groupby(shown, key=lambda line: line.portal):
            parts += ["", f"■ {portal}", *(f"  【{_KIND[line.kind]}】{line.text}" for line in lines)]
        if len(shown) < len(self.lines):
            parts += ["", f"另有 {len(self.lines) - len(shown)} 条，见完整的通报文件或网页。"]
        if self.witness:
            parts += ["", self.witness]
        return "\n".join(parts) + "\n"

    def _coverage(self) -> list[str]:
        if not self.portals:
            return ["本次没有访问门户。"]
        complete = [row for row in self.portals if row.complete]
        words = [f"本晚访问门户 {len(self.portals)} 个，完整读取 {len(complete)} 个。"]
        unread = sorted((row for row in self.portals if not row.complete), key=_host_and_failure)
        for (host, failure), group in groupby(unread, key=_host_and_failure):
            rows, why = list(group), failure_words(failure)
            if len(rows) == 1:
                words.append(f"  ! 未完整读取：{plain(rows[0].name)}（{why}；{plain(rows[0].message)}）")
            else:
                names = "、".join(plain(row.name) for row in rows)
                words.append(f"  ! 未完整读取：{plain(host)} 的{len(rows)}个门户（{why}）：{plain(names)}")
        words += [
            f"  ! {plain(row.name)} 有 {row.failures} 次读取失败（{failure_words(row.failure)}）"
            for row in self.portals
            if row.complete and row.failures
        ]
        return words


def digest(
    night: date,
    changes: Sequence[Untold],
    portals: Sequence[PortalVisit],
    manifest: KeptManifest | None = None,
) -> Digest:
    """Compose the digest of a night from what is untold, the visits of its crawl and the newest manifest."""
    told = _merge_states(changes)
    blind = [pair for pair in told if pair[1].check_id == "filing-unverifiable"]
    failed = {row.portal for _, row in told if row.check_id == "portal-failed"}
    visits = [pair for pair in told if pair[1].check_id in _OF_HOSTS]
    lines = [
        _line(kind, row) for kind, row in told if row.check_id not in (*_OF_HOSTS, "filing-unverifiable")
    ]
    lines += _host_lines(visits, portals) + _blind_lines(blind, failed)
    witness = f"存证清单第 {manifest.id} 号，sha256 {manifest.sha256}" if manifest else ""
    return Digest(night, portals, sorted(lines, key=lambda line: line.portal), witness)


def _host_and_failure(row: PortalVisit) -> tuple[str, str]:
    return urlsplit(row.url or "").hostname or row.name, row.failure


def _host_lines(told: Sequence[tuple[str, Untold]], portals: Sequence[PortalVisit]) -> list[DigestLine]:
    """A host that fails is told once, however many portals it has, and once again when it can be read again."""
    complete = {row.portal_id: bool(row.complete) for row in portals}
    groups: dict[tuple[str, str, str], list[Untold]] = {}
    for kind, row in told:
        host = urlsplit(row.portal_url or "").hostname or row.portal or ""
        groups.setdefault((host, kind, _OF_HOSTS[row.check_id]), []).append(row)
    lines = []
    for (host, kind, what), rows in groups.items():
        names = list(dict.fromkeys(row.portal or "" for row in rows))
        if kind == "resolved" and what == "failed":
            whole = all(complete.get(row.portal_id or "", False) for row in rows)
            now = "恢复，已完整读取" if whole else "已能访问，但还没有完整读取"
            rows = [replace(row, message=f"{now}。此前：{row.message}") for row in rows[:1]] + rows[1:]
        line = _line(kind, rows[0])
        if len(names) > 1:
            shown = "、".join(plain(name) for name in names)
            line = DigestLine(
                host, kind, f"{plain(host)} 的{len(names)}个门户（{plain(shown)}）：{line.text}"
            )
        lines.append(line)
    return lines


def _blind_lines(told: Sequence[tuple[str, Untold]], failed: set[str | None]) -> list[DigestLine]:
    """A portal that could not be read is told once, not once for each of its agencies and years.

    Of `failed` portals a line of their own says why; what follows for their duties is one line.
    """
    lines: list[DigestLine] = []
    groups: dict[tuple[str, str], list[Untold]] = {}
    for kind, row in told:
        groups.setdefault((row.portal or "", kind), []).append(row)
    for (portal, kind), rows in groups.items():
        if len(rows) <= (1 if portal in failed else MAX_UNVERIFIABLE_LINES):
            lines += [_line(kind, row) for row in rows]
            continue
        agencies = len({row.agency_id for row in rows})
        words = f"{_SEVERITY['warning']}·{_CLASS['crawl']} {agencies}个机关共{len(rows)}份报告：{plain(rows[0].message)}"
        lines.append(DigestLine(portal or _IMPORTED, kind, f"{words}（{rows[0].check_id}）"))
    return lines


def _merge_states(changes: Sequence[Untold]) -> list[tuple[str, Untold]]:
    """A duty whose state changed is told once: 未发现 → 逾期, not as one finding gone and another come."""
    gone = {
        (row.agency_id, row.year): row.check_id
        for row in changes
        if row.kind == "resolved" and row.check_id in _STATES
    }
    come = {(row.agency_id, row.year) for row in changes if row.kind == "new" and row.check_id in _STATES}
    told: list[tuple[str, Untold]] = []
    for row in changes:
        duty = (row.agency_id, row.year)
        if row.check_id in _STATES and duty in gone and duty in come:
            if row.kind == "new":
                words = f"由“{_STATES[gone[duty]]}”转为“{_STATES[row.check_id]}”。{row.message}"
                told.append(("turned", replace(row, message=words)))
            continue
        told.append((row.kind, row))
    return told


def _line(kind: str, row: Untold) -> DigestLine:
    judges = RULES[row.check_id].judges if row.check_id in RULES else ""
    if judges in ("portal", "country"):
        who = plain(row.portal or _EVERYWHERE)
    else:
        year = f"{row.year}年度" if row.year else "年度不明"
        who = f"{plain(row.agency or row.agency_name or '（未能确定机关）')} {year}"
    place = f" {row.location}" if row.location else ""
    doubt = "（不能确定）" if row.verdict == "uncertain" else ""
    source = _CLASS[RULES[row.check_id].finding_class] if row.check_id in RULES else row.finding_class
    address = f" {link(row.url)}" if row.url else ""
    severity = "" if kind == "resolved" else f"{_SEVERITY[row.severity]}·{source} "
    text = f"{severity}{who}{place}：{plain(row.message)}{doubt}（{row.check_id} {row.id[:8]}）{address}"
    return DigestLine(row.portal or (_EVERYWHERE if judges == "country" else _IMPORTED), kind, text)

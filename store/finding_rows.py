"""Findings and filings: their life from first seen to resolved, and what is to be told of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from store.checks import RULES, Duty, Seen, Watch, filing_status, judge_filing, judge_report
from store.models import Filing, Finding
from store.registry import Agency, Registry
from store.report_rows import ReportRows
from store.times import beijing_day, utc_text

# A read older than this proves nothing about today.
FRESH_NIGHTS = 3
_SEVERITIES = ("info", "warning", "error")
_FILING_CHECKS = tuple(rule_id for rule_id in RULES if rule_id.startswith("filing-"))


@dataclass(frozen=True)
class Subject:
    """What findings are about: a report, a duty, or both."""

    agency_id: str | None
    year: int | None
    report_id: int | None = None
    version_id: int | None = None
    identity: str = ""  # what the fingerprint rests on: the duty where it is known, else the report's address


def fingerprint(finding: Finding, subject: Subject) -> str:
    """A stable id: the same rule about the same place of the same duty, whatever the figures are."""
    parts = (finding.check_id, subject.identity, finding.location)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def rank(severity: str, verdict: str) -> int:
    """How grave a finding is, for telling whether it worsened: 0 to 5."""
    return _SEVERITIES.index(severity) * 2 + (verdict == "fail")


class FindingRows(ReportRows):
    """The part of the store that judges and remembers."""

    def _keep_findings(
        self,
        findings: Sequence[Finding],
        subject: Subject,
        now: datetime,
        scope: str,
        values: Sequence[object],
    ) -> None:
        """Insert, refresh, reopen or resolve the findings of one scope (a WHERE clause). Inside a transaction."""
        moment = utc_text(now)
        ids = []
        for finding in findings:
            ids.append(self._keep_finding(finding, subject, moment))
        open_ids = {
            row["id"]
            for row in self._rows(f"SELECT id FROM findings WHERE resolved_at IS NULL AND {scope}", values)
        }
        for finding_id in open_ids.difference(ids):
            self.db.execute("UPDATE findings SET resolved_at = ? WHERE id = ?", [moment, finding_id])

    def _keep_finding(self, finding: Finding, subject: Subject, moment: str) -> str:
        finding_id = fingerprint(finding, subject)
        row: dict[str, Any] = {
            "class": finding.finding_class,
            "severity": finding.severity,
            "verdict": finding.verdict,
            "report_id": subject.report_id,
            "version_id": subject.version_id,
            "expected": finding.expected,
            "actual": finding.actual,
            "message": finding.message,
            "law": finding.law,
            "last_seen": moment,
            "resolved_at": None,
        }
        found = self._rows("SELECT actual, dismissed_at FROM findings WHERE id = ?", [finding_id])
        if not found:
            self.db.table("findings").insert(
                row
                | {
                    "id": finding_id,
                    "check_id": finding.check_id,
                    "agency_id": subject.agency_id,
                    "year": subject.year,
                    "location": finding.location,
                    "first_seen": moment,
                }
            )
            return finding_id
        if found[0]["dismissed_at"] and found[0]["actual"] != finding.actual:
            row |= {"dismissed_at": None, "dismissed_by": None, "reason": None}
        self.db.table("findings").update(finding_id, row)
        return finding_id

    def judge_report_row(self, report_id: int, now: datetime) -> None:
        """Judge the current version of a report against itself, its earlier version and last year's report."""
        row = self._rows("SELECT * FROM reports WHERE id = ?", [report_id])[0]
        versions = self._rows(
            "SELECT id, outcome FROM versions WHERE report_id = ? ORDER BY id DESC LIMIT 2", [report_id]
        )
        reread = versions[0]["outcome"] == "reread"
        report = self.load_report(row["current_version"])
        before = (
            self.report_of(row["agency_id"], report.year - 1) if row["agency_id"] and report.year else None
        )
        previous = self.load_report(before["current_version"]) if before else None
        earlier = self.load_report(versions[1]["id"]) if versions[0]["outcome"] == "changed" else None
        main = self.report_of(row["agency_id"], row["year"])
        identity = f"{row['agency_id']}/{row['year']}" if main and main["id"] == report_id else row["url"]
        subject = Subject(row["agency_id"], row["year"], report_id, row["current_version"], identity)
        # A version that only our reader reads otherwise says nothing about changes: what was found of them stands.
        others = [*_FILING_CHECKS, "report-changed"] if reread else list(_FILING_CHECKS)
        marks = ",".join("?" * len(others))
        with self.writing():
            self._keep_findings(
                judge_report(report, previous, earlier),
                subject,
                now,
                f"report_id = ? AND check_id NOT IN ({marks})",
                [report_id, *others],
            )

    def judge_reports(self, now: datetime) -> int:
        """Judge every report again, without fetching or re-reading. Returns how many."""
        ids = [
            row["id"]
            for row in self._rows("SELECT id FROM reports WHERE current_version IS NOT NULL ORDER BY id")
        ]
        for report_id in ids:
            self.judge_report_row(report_id, now)
        return len(ids)

    def watch(self, portal_id: str | None, year: int, today: date) -> Watch | None:
        """How well a portal was read last, as proof of absence for one year; None if it never was visited."""
        runs = self._rows(
            "SELECT * FROM portal_runs WHERE portal_id = ? AND night <= ? ORDER BY night DESC, run_id DESC LIMIT 1",
            [portal_id, today.isoformat()],
        )
        if not runs:
            return None
        run, night = runs[0], date.fromisoformat(runs[0]["night"])
        if today - night > timedelta(days=FRESH_NIGHTS):
            return Watch(night, False, f"最近一次访问在{night}，距今已超过{FRESH_NIGHTS}天")
        if not run["complete"]:
            return Watch(night, False, run["message"] or "未能完整读取")
        if loose := self.unassigned(str(portal_id), year):
            return Watch(night, False, f"有{loose}份报告未能确定机关或年度")
        lists = self._rows(
            "SELECT column_url, pages, rows FROM list_reads WHERE run_id = ? AND portal_id = ?",
            [run["run_id"], portal_id],
        )
        return Watch(
            night, True, "", "；".join(f"{i['column_url']}（{i['pages']}页{i['rows']}条）" for i in lists)
        )

    def _seen(self, row: dict[str, Any]) -> Seen:
        dates: dict[str, set[date]] = {}
        for item in self._rows("SELECT source, day FROM report_dates WHERE report_id = ?", [row["id"]]):
            dates.setdefault(item["source"], set()).add(date.fromisoformat(item["day"]))
        return Seen(
            row["id"],
            beijing_day(row["first_seen_at"]),
            {source: frozenset(days) for source, days in dates.items()},
            beijing_day(row["gone_at"]) if row["gone_at"] else None,
        )

    def judge_filings(self, registry: Registry, today: date, now: datetime) -> list[Filing]:
        """Judge every duty that the registry states, as of `today`, and keep filings and findings."""
        filings: list[Filing] = []
        for agency in registry.agencies.values():
            portal = registry.portals.get(agency.portal_id or "")
            for year in range(portal.since if portal else today.year - 1, today.year):
                due = registry.due(agency, year)
                if due and agency.owes(year):
                    filings.append(self._judge_duty(agency, Duty(agency.id, year, *due), today, now))
        return filings

    def _judge_duty(self, agency: Agency, duty: Duty, today: date, now: datetime) -> Filing:
        row = self.report_of(agency.id, duty.year)
        watch = self.watch(agency.portal_id, duty.year, today)
        if watch and not row and self.names_other_year(agency.id, duty.year):
            watch = Watch(
                watch.night, False, f"该机关有一份报告的题目与统计期限年度不一，其一为{duty.year}年"
            )
        filing = filing_status(duty, self._seen(row) if row else None, watch, today)
        subject = Subject(agency.id, duty.year, filing.report_id, None, f"{agency.id}/{duty.year}")
        marks = ",".join("?" * len(_FILING_CHECKS))
        with self.writing():
            self.db.table("filings").upsert(
                {
                    "agency_id": agency.id,
                    "year": duty.year,
                    "due_on": duty.due_on.isoformat(),
                    "due_basis": duty.due_basis,
                    "status": filing.status,
                    "report_id": filing.report_id,
                    "published_on": filing.published_on.isoformat() if filing.published_on else None,
                    "first_seen_at": row["first_seen_at"] if row else None,
                    "days_late": filing.days_late,
                    "evidence": filing.evidence,
                    "judged_on": today.isoformat(),
                },
                pk=("agency_id", "year"),
            )
            self._keep_findings(
                judge_filing(filing),
                subject,
                now,
                f"agency_id = ? AND year = ? AND check_id IN ({marks})",
                [agency.id, duty.year, *_FILING_CHECKS],
            )
        return filing

    def open_findings(self) -> list[dict[str, Any]]:
        """Open findings, gravest first."""
        order = "CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, agency, year, check_id, location"
        return self._rows(f"SELECT * FROM open_findings ORDER BY {order}")

    def untold(self) -> list[dict[str, Any]]:
        """Findings of which something is to be told: each row has `kind` new, worsened or resolved, and its rank.

        Compared with what was told last; findings of severity info are not told, dismissed ones neither.
        """
        rows = self._rows(
            "SELECT f.*, a.name AS agency, a.portal_id, p.name AS portal, r.url, r.agency_name, t.kind AS told, "
            "t.rank AS told_rank FROM findings f LEFT JOIN agencies a ON a.id = f.agency_id "
            "LEFT JOIN portals p ON p.id = a.portal_id LEFT JOIN reports r ON r.id = f.report_id "
            "LEFT JOIN alerts t ON t.id = (SELECT MAX(id) FROM alerts WHERE finding_id = f.id) "
            "WHERE f.dismissed_at IS NULL ORDER BY p.name, a.name, f.year, f.check_id, f.location"
        )
        changes = []
        for row in rows:
            grave = rank(row["severity"], row["verdict"])
            kind = _change(row, grave)
            if kind:
                changes.append(row | {"kind": kind, "rank": grave})
        return changes

    def mark_told(self, changes: Sequence[dict[str, Any]], night: date, now: datetime) -> None:
        """Remember what was told, so that it isn't told again."""
        with self.writing():
            self.db.table("alerts").insert_all(
                [
                    {
                        "finding_id": row["id"],
                        "night": night.isoformat(),
                        "kind": row["kind"],
                        "rank": row["rank"],
                        "told_at": utc_text(now),
                    }
                    for row in changes
                ]
            )


def _change(row: dict[str, Any], grave: int) -> str | None:
    """What is new about a finding since it was told last, if anything."""
    standing = row["told"] in ("new", "worsened")
    if row["resolved_at"]:
        return "resolved" if standing else None
    if row["severity"] == "info":
        return None
    if not standing:
        return "new"
    return "worsened" if grave > row["told_rank"] else None

"""Findings: their life from first seen to resolved, and what people say of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from store.checks import RULES
from store.errors import OperatorError
from store.models import Finding
from store.records import FindingEvent, NamedFinding, OpenFinding, Untold
from store.tables.connection import Tables
from store.times import utc_text

_SEVERITIES = ("info", "warning", "error")


class UnknownFinding(OperatorError):
    """Raised when no finding has the id that was asked for."""


@dataclass(frozen=True)
class Subject:
    """What findings are about: a report, a duty, a portal."""

    agency_id: str | None = None
    year: int | None = None
    report_id: int | None = None
    version_id: int | None = None
    identity: str = ""  # what the fingerprint rests on: the duty where it is known, else the report's address
    portal_id: str | None = None


def fingerprint(finding: Finding, subject: Subject) -> str:
    """A stable id: the same rule about the same place of the same duty, whatever the figures are."""
    parts = (finding.check_id, subject.identity, finding.location)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def rank(severity: str, verdict: str) -> int:
    """How grave a finding is, for telling whether it worsened: 0 to 5."""
    return _SEVERITIES.index(severity) * 2 + (verdict == "fail")


def facts_json(finding: Finding) -> str:
    """The facts of a finding as they are kept: [year, table, row, column, value, state] each."""
    rows = [[fact.year, *fact.key, fact.value, fact.state] for fact in finding.facts]
    return json.dumps(rows, ensure_ascii=False)


def ground(row: Mapping[str, Any]) -> str:
    """What a person's verdict on a finding rests on, as it is kept: what was found, and the facts."""
    return json.dumps({"actual": row["actual"], "facts": json.loads(row["facts"])}, ensure_ascii=False)


def same_ground(before: str, now: str) -> bool:
    """Whether two grounds are the same. Where both have facts only these count, and only cells that both rest on.

    So a rule may be worded otherwise, or learn to look at more cells, without undoing what people said.
    """
    old, new = json.loads(before), json.loads(now)
    was, now_is = _by_cell(old["facts"]), _by_cell(new["facts"])
    if common := was.keys() & now_is.keys():
        return all(was[cell] == now_is[cell] for cell in common)
    return bool(old["actual"] == new["actual"])


def _by_cell(facts: Sequence[Sequence[Any]]) -> dict[tuple[Any, ...], list[Any]]:
    """What facts say of each cell: two versions or copies of a report may both say something of one."""
    said: dict[tuple[Any, ...], list[Any]] = {}
    for *cell, value, _ in facts:
        said.setdefault(tuple(cell), []).append(value)
    return said


class FindingTables(Tables):
    """Findings, what happened to them, the rules they are of, and as of what a whole judgement was made."""

    def _event(
        self,
        finding_id: str,
        kind: str,
        moment: str,
        row: Mapping[str, Any],
        person: str = "",
        words: str = "",
    ) -> None:
        """Keep one event of a finding's life: opened, changed, reopened, resolved, dismissed, confirmed, replied, lifted."""
        self.db.conn.execute(
            "INSERT INTO finding_events (finding_id, at, kind, person, words, expected, actual, version_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [finding_id, moment, kind, person, words, row["expected"], row["actual"], row["version_id"]],
        )

    def keep_findings(
        self,
        findings: Sequence[Finding],
        subject: Subject,
        now: datetime,
        scope: str,
        values: Sequence[object],
    ) -> None:
        """Insert, refresh, reopen or resolve the findings of one scope (a WHERE clause). Inside a transaction."""
        moment = utc_text(now)
        known = {
            row["id"]: row
            for row in self.rows(f"SELECT * FROM findings WHERE resolved_at IS NULL AND {scope}", values)
        }
        kept = {self._keep_finding(finding, subject, moment, known) for finding in findings}
        for finding_id in known.keys() - kept:
            self._resolve(known[finding_id], subject, moment)

    def _keep_finding(
        self, finding: Finding, subject: Subject, moment: str, known: dict[str, dict[str, Any]]
    ) -> str:
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
            "facts": facts_json(finding),
            "resolved_at": None,
            "resolved_version_id": None,
        }
        found = known.get(finding_id) or next(
            iter(self.rows("SELECT * FROM findings WHERE id = ?", [finding_id])), None
        )
        if found is None:
            whose = {"agency_id": subject.agency_id, "year": subject.year, "portal_id": subject.portal_id}
            opened = {"id": finding_id, "check_id": finding.check_id, "location": finding.location}
            row |= opened | whose | {"first_seen": moment, "last_seen": moment}
            self.insert("findings", row)
            self._event(finding_id, "opened", moment, row)
            known[finding_id] = row
            return finding_id
        if any(found[key] != value for key, value in row.items()):
            self._renew(found, row, moment)
            known[finding_id] = found | row
        return finding_id

    def _renew(self, found: dict[str, Any], row: dict[str, Any], moment: str) -> None:
        """Write what is new about a finding. What a person said of other values no longer holds."""
        if found["resolved_at"]:
            self._event(found["id"], "reopened", moment, row)
        if found["ground"] and not same_ground(found["ground"], ground(row)):
            row = row | _UNJUDGED
            self._event(found["id"], "lifted", moment, row, words="数字已改变")
        elif not found["resolved_at"] and found["actual"] != row["actual"]:
            self._event(found["id"], "changed", moment, row)
        self.update("findings", found["id"], row | {"last_seen": moment})

    def _resolve(self, found: dict[str, Any], subject: Subject, moment: str) -> None:
        """Close a finding that no longer stands: corrected if the report has changed since, else judged otherwise.

        A version that only our reader reads otherwise is no correction.
        """
        version = subject.version_id
        corrected = bool(
            self.rows(
                "SELECT 1 FROM versions WHERE report_id = ? AND id > ? AND id <= ? AND outcome = 'changed' LIMIT 1",
                [subject.report_id, found["version_id"], version],
            )
        )
        self._event(
            found["id"],
            "resolved",
            moment,
            found | {"version_id": version},
            words="报告已更正" if corrected else "重新判定不再成立",
        )
        closed = {"resolved_at": moment, "resolved_version_id": version if corrected else None}
        self.update("findings", found["id"], closed)

    def finding(self, finding_id: str) -> NamedFinding:
        """One finding by its id or the beginning of it. Raises UnknownFinding if none or several fit."""
        found = self.records(
            NamedFinding,
            "SELECT f.*, a.name AS agency, r.url, r.title FROM findings f LEFT JOIN agencies a ON a.id = f.agency_id "
            "LEFT JOIN reports r ON r.id = f.report_id WHERE f.id >= ? AND f.id < ? LIMIT 2",
            [finding_id, finding_id + "g"],
        )
        if len(found) != 1:
            many, several = (
                ("几条问题的编号都以它开头", "several findings")
                if found
                else ("没有这个编号的问题", "no finding")
            )
            raise UnknownFinding(
                f"{finding_id!r}：{many}；编号见 nianbao check",
                f"{several} with an id that begins so; nianbao check prints ids",
            )
        return found[0]

    def events(self, finding_id: str) -> list[FindingEvent]:
        """What happened to a finding, oldest first."""
        sql = "SELECT * FROM finding_events WHERE finding_id = ? ORDER BY id"
        return self.records(FindingEvent, sql, [finding_id])

    def dismiss(
        self, finding_id: str, person: str, reason: str, now: datetime, until: date | None = None
    ) -> NamedFinding:
        """A person says that a finding is none. It stays away while its values are the same, at most until `until`."""
        return self._say(
            finding_id,
            "dismissed",
            person,
            reason,
            now,
            {
                "dismissed_at": utc_text(now),
                "dismissed_by": person,
                "reason": reason,
                "dismissed_until": until and until.isoformat(),
                "confirmed_at": None,
                "confirmed_by": None,
            },
        )

    def confirm(self, finding_id: str, person: str, words: str, now: datetime) -> NamedFinding:
        """A person has looked and says that a finding is right. A dismissal is lifted."""
        stands = {"confirmed_at": utc_text(now), "confirmed_by": person}
        return self._say(finding_id, "confirmed", person, words, now, _UNJUDGED | stands)

    def reply(self, finding_id: str, person: str, words: str, now: datetime) -> NamedFinding:
        """Keep what the agency answers. It changes nothing else."""
        return self._say(finding_id, "replied", person, words, now, {"reply": words})

    def _say(
        self, finding_id: str, kind: str, person: str, words: str, now: datetime, row: dict[str, Any]
    ) -> NamedFinding:
        found = self.finding(finding_id)
        if kind != "replied":
            row = row | {"ground": ground(vars(found))}
        with self.writing():
            self.update("findings", found.id, row)
            self._event(found.id, kind, utc_text(now), vars(found), person, words)
        return self.finding(found.id)

    def lift_expired(self, today: date, now: datetime) -> int:
        """Bring back dismissed findings whose end date is over. Returns how many."""
        over = self.rows("SELECT * FROM findings WHERE dismissed_until < ?", [today.isoformat()])
        with self.writing():
            for row in over:
                self.update("findings", row["id"], _UNJUDGED)
                self._event(
                    row["id"],
                    "lifted",
                    utc_text(now),
                    row,
                    words=f"不予认定的期限{row['dismissed_until']}已过",
                )
        return len(over)

    def open_findings(self, check_id: str | None = None) -> list[OpenFinding]:
        """Open findings, gravest first; those of one rule if `check_id` is given."""
        order = "CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, agency, year, check_id, location"
        where, values = ("WHERE check_id = ? ", [check_id]) if check_id else ("", [])
        return self.records(OpenFinding, f"SELECT * FROM open_findings {where}ORDER BY {order}", values)

    def untold(self) -> list[Untold]:
        """Findings of which something is to be told: new, worsened or resolved.

        Compared with what was told last; findings of severity info are not told, dismissed ones neither.
        """
        rows = self.rows(
            "SELECT f.*, a.name AS agency, COALESCE(f.portal_id, a.portal_id) AS portal_id, p.name AS portal, "
            "p.url AS portal_url, r.url, r.agency_name, t.kind AS told, t.rank AS told_rank FROM findings f "
            "LEFT JOIN agencies a ON a.id = f.agency_id LEFT JOIN portals p ON p.id = COALESCE(f.portal_id, a.portal_id) "
            "LEFT JOIN reports r ON r.id = f.report_id "
            "LEFT JOIN alerts t ON t.id = (SELECT MAX(id) FROM alerts WHERE finding_id = f.id) "
            "WHERE f.dismissed_at IS NULL ORDER BY p.name, a.name, f.year, f.check_id, f.location"
        )
        changes = []
        for row in rows:
            grave = rank(row["severity"], row["verdict"])
            kind = _change(row, grave)
            if kind:
                row |= {"finding_class": row.pop("class"), "kind": kind, "rank": grave}
                changes.append(Untold(**row))
        return changes

    def mark_told(self, changes: Sequence[Untold], night: date, now: datetime) -> None:
        """Remember what was told, so that it isn't told again."""
        with self.writing():
            self.db.table("alerts").insert_all(
                [
                    {
                        "finding_id": row.id,
                        "night": night.isoformat(),
                        "kind": row.kind,
                        "rank": row.rank,
                        "told_at": utc_text(now),
                    }
                    for row in changes
                ]
            )

    def reports_with_open(self, rules: Sequence[str]) -> set[int]:
        """Reports with open findings of `rules`."""
        marks = ",".join("?" * len(rules))
        sql = f"SELECT DISTINCT report_id FROM findings WHERE resolved_at IS NULL AND check_id IN ({marks})"
        return {row[0] for row in self.db.conn.execute(sql, list(rules))}

    def as_of(self, what: str) -> str | None:
        """What a whole judgement was last made with; None before the first."""
        found = self.db.conn.execute("SELECT as_of FROM judgements WHERE what = ?", [what]).fetchone()
        return found[0] if found else None

    def judged_as(self, what: str, as_of: str) -> None:
        """Keep what a whole judgement was made with."""
        with self.writing():
            self.db.conn.execute("INSERT OR REPLACE INTO judgements VALUES (?, ?)", [what, as_of])

    def sync_rules(self) -> None:
        """Bring the table of rules up to the contract, so that readers of the database find it there."""
        rows = [
            {
                "id": rule.id,
                "class": rule.finding_class,
                "severity": rule.severity,
                "judges": rule.judges,
                "forms": " ".join(rule.forms),
                "law": rule.law,
                "title": rule.title.zh,
                "title_en": rule.title.en,
                "demands": rule.demands.zh,
                "demands_en": rule.demands.en,
                "formula": rule.formula,
            }
            for rule in RULES.values()
        ]
        with self.writing():
            self.db.execute("DELETE FROM rules")
            self.db.table("rules").insert_all(rows)


_UNJUDGED: dict[str, Any] = {
    "dismissed_at": None,
    "dismissed_by": None,
    "dismissed_until": None,
    "ground": None,
    "reason": None,
    "confirmed_at": None,
    "confirmed_by": None,
}


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

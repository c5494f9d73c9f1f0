"""Reports beside each other: groups of peers, and governments with the bodies below them.

The main figures of all reports come from one query; a group is judged again only when one of its members has another
version, or the rules have changed (judgements: peers/…, area/…).
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from store.checks import RULES, Case, judge_area, judge_peer
from store.checks.beside import peers, rollup
from store.form import FORMS
from store.judging.filings import FilingRows
from store.judging.reports import rule_set
from store.models import CellKey, Finding
from store.registry.bodies import standing_of_name

_OF_PEERS = tuple(rule.id for rule in RULES.values() if rule.judges == "peers")
_OF_AREAS = tuple(rule.id for rule in RULES.values() if rule.judges == "area")
_KEYS: tuple[CellKey, ...] = tuple(dict.fromkeys(peers.FIGURES + rollup.FIGURES))
_LEVELS = {"central": "中央", "province": "省级", "city": "市级", "county": "县级", "township": "乡级"}


@dataclass(frozen=True)
class Member:
    """A report as others are compared with: whose, on which year, its version and its main figures."""

    report_id: int
    version_id: int
    agency_id: str | None
    name: str
    level: str | None
    year: int
    figures: tuple[int | None, ...]  # in the order of _KEYS


Group = list[Member]


def _query() -> str:
    """All reports that stand for a duty or for themselves, the main copy of a duty first."""
    figures = ", ".join(
        f"(SELECT total FROM requests q WHERE q.version_id = v.id AND q.outcome = '{row}')"
        if table == "requests"
        else f"(SELECT value FROM disclosures d WHERE d.version_id = v.id AND d.item = '{row}' AND d.measure = '{column}')"
        for table, row, column in _KEYS
    )
    forms = ", ".join(f"'{name}'" for name in FORMS)
    return (
        "SELECT r.id, v.id, r.agency_id, COALESCE(a.name, v.agency_name, v.title_agency, ''), a.level, r.year, "
        f"{figures} FROM reports r JOIN versions v ON v.id = r.current_version "
        f"LEFT JOIN agencies a ON a.id = r.agency_id WHERE r.year IS NOT NULL AND v.form IN ({forms}) "
        "ORDER BY r.gone_at IS NOT NULL, r.id"
    )


def _digest(members: Iterable[Member]) -> str:
    """What a group is now: its members' versions, and the rules."""
    versions = sorted((member.report_id, member.version_id) for member in members)
    return hashlib.sha256(f"{rule_set()} {versions}".encode()).hexdigest()


class PeerRows(FilingRows):
    """The part of the store that judges reports beside others."""

    def judge_peers(self, now: datetime, only: str | None = None) -> int:
        """Judge every report among its peers where a group has changed. Returns how many groups were judged."""
        groups: dict[str, Group] = defaultdict(list)
        for member in self.members():
            found = standing_of_name(member.name)
            level = member.level or found.level
            if found.body and level:
                groups[f"peers/{found.body.name}/{level}/{member.year}"].append(member)
        return self._judge_groups("peers", groups, self._odd_ones, _OF_PEERS, now, only)

    def judge_areas(self, now: datetime, only: str | None = None) -> int:
        """Judge every government beside the bodies below it where one of them has changed. Returns how many."""
        agencies = self.agencies()
        groups: dict[str, Group] = defaultdict(list)
        parents = {agency.parent_id for agency in agencies.values()} - {None}
        for member in self.members():
            agency = agencies.get(member.agency_id or "")
            if agency and agency.id in parents and agency.kind == "government":
                groups[f"area/{agency.id}/{member.year}"].insert(0, member)
            if agency and agency.parent_id:
                groups[f"area/{agency.parent_id}/{member.year}"].append(member)
        whole = {
            what: group
            for what, group in groups.items()
            if len(group) > 1 and group[0].agency_id == what.split("/")[1]
        }
        return self._judge_groups("area", whole, self._below, _OF_AREAS, now, only)

    def members(self) -> list[Member]:
        """Every report with its main figures; of several copies for one duty the main one."""
        found: dict[object, Member] = {}
        for report_id, version_id, agency_id, name, level, year, *figures in self.db.conn.execute(_query()):
            member = Member(report_id, version_id, agency_id, name, level, year, tuple(figures))
            found.setdefault((agency_id, year) if agency_id else report_id, member)
        return list(found.values())

    def _judge_groups(
        self,
        kind: str,
        groups: dict[str, Group],
        judge_group: Callable[[str, Group, str | None], dict[int, list[Finding]]],
        rules: tuple[str, ...],
        now: datetime,
        only: str | None,
    ) -> int:
        """Judge groups that have changed and keep what was found; what stood of other reports is resolved."""
        judged = [rule for rule in rules if only in (None, rule)]
        if not judged:
            return 0
        kept = dict(
            self.db.conn.execute(
                "SELECT what, as_of FROM judgements WHERE what >= ? AND what < ?", [f"{kind}/", f"{kind}0"]
            ).fetchall()
        )
        now_as_of = {what: _digest(group) for what, group in groups.items()}
        changed = [what for what in groups if only or kept.get(what) != now_as_of[what]]
        found: dict[int, list[Finding]] = {}
        for what in changed:
            found |= judge_group(what, groups[what], only)
        standing = {
            member.report_id
            for what in groups.keys() - set(changed)
            for member in (groups[what][:1] if kind == "area" else groups[what])
        }
        with self.writing():
            for report_id in sorted({*found, *self._with_open(judged)} - standing):
                self._keep_beside(report_id, found.get(report_id, []), judged, now)
            if only is None:
                gone = [(what,) for what in kept.keys() - groups.keys()]
                self.db.conn.executemany("DELETE FROM judgements WHERE what = ?", gone)
                rows = [(what, now_as_of[what]) for what in changed]
                self.db.conn.executemany("INSERT OR REPLACE INTO judgements VALUES (?, ?)", rows)
        return len(changed)

    def _with_open(self, rules: list[str]) -> set[int]:
        """Reports with open findings of `rules`."""
        marks = ",".join("?" * len(rules))
        found = self.db.conn.execute(
            f"SELECT DISTINCT report_id FROM findings WHERE resolved_at IS NULL AND check_id IN ({marks})",
            rules,
        )
        return {row[0] for row in found}

    def _keep_beside(self, report_id: int, findings: list[Finding], judged: list[str], now: datetime) -> None:
        marks = ",".join("?" * len(judged))
        self._keep_findings(
            findings,
            self._subject(self._rows("SELECT * FROM reports WHERE id = ?", [report_id])[0]),
            now,
            f"report_id = ? AND check_id IN ({marks})",
            [report_id, *judged],
        )

    def _odd_ones(self, what: str, group: Group, only: str | None) -> dict[int, list[Finding]]:
        """Findings on the members of a group that are odd among their peers, by report."""
        norms = {}
        for place, key in enumerate(_KEYS):
            stated = [value for member in group if (value := member.figures[place]) is not None]
            if key in peers.FIGURES and (norm := peers.norm_of(stated)):
                norms[key] = norm
        if not norms:
            return {}
        places = [(_KEYS.index(key), norm) for key, norm in norms.items()]
        _, _, level, year = what.split("/")
        body = standing_of_name(group[0].name).body
        words = f"{year}年度{_LEVELS.get(level, level)}{body.words if body else ''}"
        return {
            member.report_id: judge_peer(peers.Peer(self._case(member), words, norms), only)
            for member in group
            if any(norm.odd(member.figures[place]) for place, norm in places)
        }

    def _below(self, what: str, group: Group, only: str | None) -> dict[int, list[Finding]]:
        """Findings on a government's report, the first of its group, beside the reports of the bodies below it."""
        agencies = self.agencies()
        children = tuple(
            rollup.Child(
                member.name,
                agencies[str(member.agency_id)].kind,
                dict(zip(_KEYS, member.figures, strict=True)),
            )
            for member in group[1:]
        )
        return {group[0].report_id: judge_area(rollup.Area(self._case(group[0]), children), only)}

    def _case(self, member: Member) -> Case:
        return Case(self.load_report(member.version_id), self.agencies().get(member.agency_id or ""))

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
from store.judging import reports
from store.judging.ruleset import rule_set
from store.models import CellKey, Finding
from store.registry.bodies import standing_of_name
from store.store import Store

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


def judge_peers(store: Store, now: datetime, only: str | None = None) -> int:
    """Judge every report among its peers where a group has changed. Returns how many groups were judged."""
    groups: dict[str, Group] = defaultdict(list)
    for member in members_of(store):
        found = standing_of_name(member.name)
        level = member.level or found.level
        if found.body and level:
            groups[f"peers/{found.body.name}/{level}/{member.year}"].append(member)
    return _judge_groups(store, "peers", groups, _odd_ones, _OF_PEERS, now, only)


def judge_areas(store: Store, now: datetime, only: str | None = None) -> int:
    """Judge every government beside the bodies below it where one of them has changed. Returns how many."""
    agencies = store.agencies()
    groups: dict[str, Group] = defaultdict(list)
    parents = {agency.parent_id for agency in agencies.values()} - {None}
    for member in members_of(store):
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
    return _judge_groups(store, "area", whole, _below, _OF_AREAS, now, only)


def members_of(store: Store) -> list[Member]:
    """Every report with its main figures; of several copies for one duty the main one."""
    found: dict[object, Member] = {}
    for report_id, version_id, agency_id, name, level, year, *figures in store.db.conn.execute(_query()):
        member = Member(report_id, version_id, agency_id, name, level, year, tuple(figures))
        found.setdefault((agency_id, year) if agency_id else report_id, member)
    return list(found.values())


def _judge_groups(
    store: Store,
    kind: str,
    groups: dict[str, Group],
    judge_group: Callable[[Store, str, Group, str | None], dict[int, list[Finding]]],
    rules: tuple[str, ...],
    now: datetime,
    only: str | None,
) -> int:
    """Judge groups that have changed and keep what was found; what stood of other reports is resolved."""
    judged = [rule for rule in rules if only in (None, rule)]
    if not judged:
        return 0
    kept = dict(
        store.db.conn.execute(
            "SELECT what, as_of FROM judgements WHERE what >= ? AND what < ?", [f"{kind}/", f"{kind}0"]
        ).fetchall()
    )
    now_as_of = {what: _digest(group) for what, group in groups.items()}
    changed = [what for what in groups if only or kept.get(what) != now_as_of[what]]
    found: dict[int, list[Finding]] = {}
    for what in changed:
        found |= judge_group(store, what, groups[what], only)
    standing = {
        member.report_id
        for what in groups.keys() - set(changed)
        for member in (groups[what][:1] if kind == "area" else groups[what])
    }
    with store.writing():
        for report_id in sorted({*found, *store.findings.reports_with_open(judged)} - standing):
            keep_beside(store, report_id, found.get(report_id, []), judged, now)
        if only is None:
            gone = [(what,) for what in kept.keys() - groups.keys()]
            store.db.conn.executemany("DELETE FROM judgements WHERE what = ?", gone)
            rows = [(what, now_as_of[what]) for what in changed]
            store.db.conn.executemany("INSERT OR REPLACE INTO judgements VALUES (?, ?)", rows)
    return len(changed)


def keep_beside(
    store: Store, report_id: int, findings: list[Finding], judged: list[str], now: datetime
) -> None:
    """Keep what was found of a report beside others, by the rules `judged`. Inside a transaction."""
    marks = ",".join("?" * len(judged))
    store.findings.keep_findings(
        findings,
        reports.subject_of(store, store.rows("SELECT * FROM reports WHERE id = ?", [report_id])[0]),
        now,
        f"report_id = ? AND check_id IN ({marks})",
        [report_id, *judged],
    )


def _odd_ones(store: Store, what: str, group: Group, only: str | None) -> dict[int, list[Finding]]:
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
        member.report_id: judge_peer(peers.Peer(_case(store, member), words, norms), only)
        for member in group
        if any(norm.odd(member.figures[place]) for place, norm in places)
    }


def _below(store: Store, what: str, group: Group, only: str | None) -> dict[int, list[Finding]]:
    """Findings on a government's report, the first of its group, beside the reports of the bodies below it."""
    agencies = store.agencies()
    children = tuple(
        rollup.Child(
            member.name,
            agencies[str(member.agency_id)].kind,
            dict(zip(_KEYS, member.figures, strict=True)),
        )
        for member in group[1:]
    )
    return {group[0].report_id: judge_area(rollup.Area(_case(store, group[0]), children), only)}


def _case(store: Store, member: Member) -> Case:
    return Case(store.reports.load_report(member.version_id), store.agencies().get(member.agency_id or ""))

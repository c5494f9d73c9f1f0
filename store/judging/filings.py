"""Filings: who must file which year, and what came of it. One row a duty, written only when its state changes."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from store.archive import ArchiveError
from store.checks import RULES, Duty, Seen, Watch, filing_status, judge_filing
from store.checks.watching import ColumnSeen, LooseReport, Visit, Whereabouts, watch, watch_for
from store.doubts import doubts_in
from store.judging.ruleset import rule_set
from store.models import Filing
from store.registry import Registry
from store.store import Store
from store.tables.findings import Subject
from store.times import beijing_day

_OF_FILINGS = tuple(rule.id for rule in RULES.values() if rule.judges == "filing")
_PRINTED = ("page", "meta")  # sources of one day each; a report may be listed twice, with two days
# What tells a page of a site from its others: t20260128_4711.
_NAME = re.compile(r"[\w-]{4,}", re.A)
DutyKey = tuple[str, int]  # agency, year


@dataclass
class _Known:
    """What the database knows of all duties before they are judged."""

    seen: dict[DutyKey, Seen] = field(default_factory=dict)
    first_seen_at: dict[DutyKey, str] = field(default_factory=dict)
    filed: dict[str, int] = field(default_factory=dict)  # agency → first year of which a report is known
    named: set[DutyKey] = field(default_factory=set)  # duties that a report kept under another year names too
    # Duties whose report another year's has taken the place of.
    covered: set[DutyKey] = field(default_factory=set)
    kept: dict[DutyKey, dict[str, Any]] = field(default_factory=dict)
    watches: dict[tuple[str, int], Watch | None] = field(default_factory=dict)


def judge_filings(
    store: Store, registry: Registry, today: date, now: datetime, only: str | None = None
) -> list[Filing]:
    """Judge every duty that the registry states, as of `today`; keep filings and findings that changed.

    A kept duty that the registry states no longer is dropped, and what was found of it resolved.
    """
    known = _known(store)
    duties = {(duty.agency_id, duty.year): duty for duty in _duties(registry, known, today)}
    filings = []
    renewed = only is not None or store.findings.as_of("filings") != rule_set()
    with store.writing():
        for key, duty in duties.items():
            portal = registry.agencies[duty.agency_id].portal_id
            watch = _watch_for(store, known, key, portal, today)
            kept = known.kept.get(key)
            seen = known.seen.get(key)
            filing = filing_status(duty, seen, watch, today)
            if filing.status == "on_time" and seen and (night := _unseen_on(store, seen, kept)):
                filing = filing_status(duty, replace(seen, unseen_on=night), watch, today)
            filings.append(filing)
            row = _row(filing, known.first_seen_at.get(key), watch, today, kept)
            if renewed or kept is None or any(kept[name] != row[name] for name in row if name != "judged_on"):
                store.filings.keep(row)
                _keep_filing_findings(store, filing, key, now, only)
        for key in known.kept.keys() - duties.keys():
            _keep_filing_findings(store, None, key, now, None)
            store.filings.drop(*key)
    if only is None:
        store.findings.judged_as("filings", rule_set())
    return filings


def _unseen_on(store: Store, seen: Seen, kept: dict[str, Any] | None) -> date | None:
    """The night before a report was found on which the columns that list it now proved it missing; None without one."""
    if kept is None or kept["unseen_on"] is None:
        return None
    night, run_id = date.fromisoformat(kept["unseen_on"]), kept["unseen_run"]
    if seen.first_seen_on <= night or not _same_columns(store, seen.report_id, run_id):
        return None
    return None if _was_listed(store, seen.report_id, run_id) else night


def _was_listed(store: Store, report_id: int, run_id: int) -> bool:
    """Whether a page that an earlier run read holds the address of a report: it was there, and we did not see it.

    Bytes that cannot be shown any more prove nothing either.
    """
    (report,) = store.rows("SELECT url, portal_id FROM reports WHERE id = ?", [report_id])
    parts = urlsplit(report["url"])
    names = _NAME.findall(f"{parts.path.rsplit('/', 1)[-1]} {parts.query}")
    told = (name for name in names if any(map(str.isdigit, name)))
    name = max(told, key=len, default="").encode()
    reads = store.rows(
        "SELECT evidence FROM list_reads WHERE portal_id = ? AND run_id = ?",
        [report["portal_id"], run_id],
    )
    digests = {digest for read in reads for digest in json.loads(read["evidence"]).values()}
    try:
        return bool(name) and any(name in store.archive.get(digest) for digest in sorted(digests))
    except ArchiveError:
        return True


def _same_columns(store: Store, report_id: int, run_id: int) -> bool:
    """Whether the run that first fetched a report read no column that an earlier run had not read completely.

    A report that a person gave, or that stands in a column registered since, proves nothing about the night before.
    """
    read = "SELECT column_url FROM list_reads WHERE portal_id = ? AND run_id = ?"
    found = store.rows(
        "SELECT f.run_id, f.portal_id FROM versions v JOIN fetches f ON f.sha256 = v.sha256 "
        "WHERE v.report_id = ? ORDER BY v.id, f.id LIMIT 1",
        [report_id],
    )
    if not found or found[0]["run_id"] is None:
        return False
    portal = found[0]["portal_id"]
    now = {row["column_url"] for row in store.rows(read, [portal, found[0]["run_id"]])}
    before = {row["column_url"] for row in store.rows(f"{read} AND complete", [portal, run_id])}
    return bool(now) and now <= before


def _keep_filing_findings(
    store: Store, filing: Filing | None, key: DutyKey, now: datetime, only: str | None
) -> None:
    judged = tuple(rule for rule in _OF_FILINGS if only in (None, rule))
    marks = ",".join("?" * len(judged))
    subject = Subject(*key, filing.report_id if filing else None, None, f"{key[0]}/{key[1]}")
    store.findings.keep_findings(
        judge_filing(filing, only) if filing else [],
        subject,
        now,
        f"agency_id = ? AND year = ? AND check_id IN ({marks})",
        [*key, *judged],
    )


def _known(store: Store) -> _Known:
    known = _Known()
    dates: dict[int, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    moved_back: dict[int, tuple[str, date, date]] = {}
    # The first day that a source printed, by one reader of ours.
    printed: dict[tuple[int, str, int], date] = {}
    rows = store.db.conn.execute(
        "SELECT report_id, source, day, reader_version FROM report_dates ORDER BY first_seen_at, day"
    )
    for report_id, source, text, reader in rows:
        day = date.fromisoformat(text)
        dates[report_id][source].add(day)
        if reader is not None and source in _PRINTED:
            first = printed.setdefault((report_id, source, reader), day)
            if day < first:
                moved_back[report_id] = (source, first, day)
    away: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for report_id, gone, back in store.db.conn.execute("SELECT * FROM withdrawals ORDER BY gone_at"):
        away[report_id].append((beijing_day(gone), beijing_day(back) if back else None))
    copies: dict[DutyKey, list[dict[str, Any]]] = defaultdict(list)
    for row in store.rows(
        "SELECT id, url, agency_id, year, other_year, first_seen_at, gone_at, unlisted_at, moved_to FROM reports "
        "WHERE agency_id IS NOT NULL ORDER BY gone_at IS NOT NULL, unlisted_at IS NOT NULL, form IS NULL, id"
    ):
        if row["year"] is not None:
            copies[row["agency_id"], row["year"]].append(row)
            known.filed[row["agency_id"]] = min(row["year"], known.filed.get(row["agency_id"], row["year"]))
        if row["other_year"] is not None and row["gone_at"] is None:
            known.named.add((row["agency_id"], row["other_year"]))
    for key, rows_of in copies.items():
        seen = _seen(rows_of, dates, away)
        known.seen[key] = replace(seen, moved_back=moved_back.get(seen.report_id))
        known.first_seen_at[key] = min(row["first_seen_at"] for row in rows_of)
    known.covered = set(
        store.db.conn.execute(
            "SELECT r.agency_id, v.year FROM versions v JOIN reports r ON r.id = v.report_id "
            "WHERE v.id <> r.current_version AND v.year IS NOT NULL AND v.year <> r.year AND r.agency_id IS NOT NULL "
            "AND EXISTS (SELECT 1 FROM versions n WHERE n.report_id = r.id AND n.id > v.id AND n.outcome = 'changed')"
        )
    )
    known.kept = {(row["agency_id"], row["year"]): row for row in store.rows("SELECT * FROM filings")}
    return known


def _duties(registry: Registry, known: _Known, today: date) -> Iterator[Duty]:
    """Who must file which year. A customary duty is expected only of bodies that have filed before."""
    names: dict[str | None, list[str]] = defaultdict(list)
    for agency in registry.agencies.values():
        names[agency.portal_id] += agency.called
    for agency in registry.agencies.values():
        portal = registry.portals.get(agency.portal_id or "")
        others = tuple(name for name in names[agency.portal_id] if name not in agency.called)
        for year in range(portal.since if portal else today.year - 1, today.year):
            due = registry.due(agency, year)
            if due is None or not agency.owes(year):
                continue
            if (
                due.customary
                and known.filed.get(agency.id, year) >= year
                and (agency.id, year) not in known.seen
            ):
                continue
            yield Duty(agency.id, year, due.due(year), due.basis, due.customary, agency.called, others)


def _watch_for(store: Store, known: _Known, key: DutyKey, portal_id: str | None, today: date) -> Watch | None:
    place = (portal_id or "", key[1])
    if place not in known.watches:
        visit = _visit(store, portal_id, key[1], today)
        known.watches[place] = watch(visit) if visit else None
    unseen = key not in known.seen
    where = Whereabouts(unseen and key in known.named, unseen and key in known.covered)
    return watch_for(known.watches[place], key[1], where)


def _visit(store: Store, portal_id: str | None, year: int, today: date) -> Visit | None:
    """What is known of the last visit to a portal, for reports on one year; None if it never was visited."""
    runs = store.rows(
        "SELECT x.*, (SELECT b.reports_listed FROM portal_runs b WHERE b.portal_id = x.portal_id AND b.complete "
        "AND b.run_id < x.run_id ORDER BY b.run_id DESC LIMIT 1) AS listed_before "
        "FROM portal_runs x WHERE portal_id = ? AND night <= ? ORDER BY night DESC, run_id DESC LIMIT 1",
        [portal_id, today.isoformat()],
    )
    if not runs:
        return None
    run = runs[0]
    lists = store.rows(
        "SELECT column_url, pages, rows, claimed, since FROM list_reads WHERE run_id = ? AND portal_id = ?",
        [run["run_id"], portal_id],
    )
    (moved,) = store.rows(
        "SELECT MIN(night) AS night, MIN(old_column) AS url FROM proposals WHERE portal_id = ? AND state = 'open'",
        [portal_id],
    )
    stands = "SELECT 1 FROM reports WHERE portal_id = ? AND year = ? AND gone_at IS NULL LIMIT 1"
    return Visit(
        year,
        today,
        date.fromisoformat(run["night"]),
        run["run_id"],
        bool(run["complete"]),
        run["message"],
        run["failure"],
        run["reports_listed"],
        run["listed_before"] or 0,
        tuple(
            ColumnSeen(row["column_url"], row["pages"], row["rows"], row["claimed"], _day(row["since"]))
            for row in lists
        ),
        (moved["url"], date.fromisoformat(moved["night"])) if moved["night"] else None,
        bool(store.rows(stands, [portal_id, year])),
        *_uncertain(store, portal_id, year),
        doubts_in(run["doubts"]),
    )


def _uncertain(store: Store, portal_id: str | None, year: int) -> tuple[tuple[LooseReport, ...], int]:
    """Reports of a portal whose agency or year could not be told, and of how many agencies there are two different ones."""
    current = "FROM reports r JOIN versions v ON v.id = r.current_version "
    where = "WHERE r.portal_id = ? AND r.gone_at IS NULL"
    loose = store.rows(
        f"SELECT a.name, v.title_agency, v.agency_name {current} LEFT JOIN agencies a ON a.id = r.agency_id {where} "
        "AND (r.agency_id IS NULL OR r.year IS NULL) AND COALESCE(r.year, ?) = ?",
        [portal_id, year, year],
    )
    double = store.rows(
        f"SELECT 1 {current}{where} AND r.agency_id IS NOT NULL AND r.year = ? AND v.form IS NOT NULL "
        "GROUP BY r.agency_id HAVING COUNT(DISTINCT v.content_sha256) > 1",
        [portal_id, year],
    )
    reports = [
        LooseReport(row["name"] or "", tuple(filter(None, (row["title_agency"], row["agency_name"]))))
        for row in loose
    ]
    return tuple(reports), len(double)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _seen(
    copies: list[dict[str, Any]],
    dates: dict[int, dict[str, set[date]]],
    away: dict[int, list[tuple[date, date | None]]],
) -> Seen:
    """All copies of a duty's report as one: published when the first of them was, gone when the last of them is."""
    days: dict[str, set[date]] = defaultdict(set)
    for row in copies:
        for source, found in dates.get(row["id"], {}).items():
            days[source] |= found
    gone = [row["gone_at"] for row in copies]
    unlisted = [row["unlisted_at"] for row in copies if not row["gone_at"]] or [None]
    return Seen(
        copies[0]["id"],
        beijing_day(min(row["first_seen_at"] for row in copies)),
        {source: frozenset(found) for source, found in days.items()},
        beijing_day(max(gone)) if all(gone) else None,
        _absences(copies, away),
        next((row["url"] for row in reversed(copies) if row["moved_to"] == copies[0]["id"]), ""),
        beijing_day(max(unlisted)) if all(unlisted) else None,
    )


def _absences(
    copies: list[dict[str, Any]], away: dict[int, list[tuple[date, date | None]]]
) -> tuple[tuple[date, date | None], ...]:
    """When no copy of a report stood in its columns: gone on, back on (None: not yet)."""
    if len(copies) == 1:
        return tuple(away.get(copies[0]["id"], ()))
    spans: list[tuple[date, date]] = []
    for row in copies:
        start: date | None = beijing_day(row["first_seen_at"])
        for gone, back in away.get(row["id"], ()):
            assert start is not None
            spans.append((start, gone))
            start = back
        if start:
            spans.append((start, date.max))
    spans.sort()
    gaps: list[tuple[date, date | None]] = []
    covered = spans[0][1]
    for first, last in spans[1:]:
        if first > covered:
            gaps.append((covered, first))
        covered = max(covered, last)
    return (*gaps, (covered, None)) if covered < date.max else tuple(gaps)


def _row(
    filing: Filing, first_seen_at: str | None, watch: Watch | None, today: date, kept: dict[str, Any] | None
) -> dict[str, Any]:
    """A filing as it is kept. A missing one names the run whose list pages prove it, and goes on to when it is found."""
    proved = filing.status == "missing" and watch is not None
    unseen = {name: kept[name] if kept else None for name in ("unseen_on", "unseen_run")}
    if proved and watch:
        unseen = {"unseen_on": (watch.read_on or watch.night).isoformat(), "unseen_run": watch.run_id}
    return {
        "agency_id": filing.agency_id,
        "year": filing.year,
        "due_on": filing.due_on.isoformat(),
        "due_basis": filing.due_basis,
        "customary": int(filing.customary),
        "status": filing.status,
        "report_id": filing.report_id,
        "published_on": filing.published_on.isoformat() if filing.published_on else None,
        "first_seen_at": first_seen_at,
        "days_late": filing.days_late,
        "late_band": filing.late_band,
        "evidence": filing.evidence,
        "run_id": watch.run_id if proved and watch else None,
        **unseen,
        "judged_on": today.isoformat(),
    }

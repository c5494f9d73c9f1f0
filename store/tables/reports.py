"""Reports, versions and figures: written in one transaction a report, read back as the same Report."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from store.addresses import canonical
from store.checks.beside.likeness import SKETCHED, sketch
from store.form import FORMS
from store.models import Report, Value
from store.records import KnownReport, UnmatchedReport
from store.tables.claims import load_aspects, load_claims, write_claims
from store.tables.connection import Tables
from store.tables.loading import load_period, load_report
from store.tables.search import spaced
from store.times import utc_text


@dataclass(frozen=True)
class Snapshot:
    """Where a report's bytes came from: they are in the archive under `sha256` before this is made."""

    url: str
    sha256: str
    size: int
    media_type: str
    fetched_at: datetime
    reader_version: int


@dataclass(frozen=True)
class Saved:
    """What saving a report did: `outcome` is new, changed, reread (by another version of our reader) or unchanged."""

    report_id: int
    version_id: int
    outcome: str


def content_hash(report: Report) -> str:
    """sha256 of what a report says, free of visit counters, generation times and markup."""
    said = {
        "title": report.title,
        "agency": report.agency,
        "year": report.year,
        "form": report.form,
        "signed_on": str(report.signed_on),
        "cells": {" ".join(key): " ".join(cell.raw.split()) for key, cell in sorted(report.cells.items())},
        "sections": [[section.heading, " ".join(section.text.split())] for section in report.sections],
    }
    if report.statistics:
        said["statistics"] = [[row.label, row.unit, row.raw] for row in report.statistics]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _period(report: Report) -> dict[str, object]:
    first, last = report.period or (None, None)
    return {"period_from": first and first.isoformat(), "period_to": last and last.isoformat()}


def _to_sql(value: Value) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


class ReportTables(Tables):
    """Reports, their versions, and where they stand."""

    def write_report(
        self, report: Report, snapshot: Snapshot, agency_id: str | None, portal_id: str | None, identity: str
    ) -> Saved:
        """Report row, dates, and a version with its figures if the content is new. Runs inside a transaction."""
        seen_at = utc_text(snapshot.fetched_at)
        found = self.rows("SELECT id, current_version FROM reports WHERE address = ?", [canonical(identity)])
        if found:
            report_id = int(found[0]["id"])
            self._still_there(report_id, seen_at)
        else:
            row: dict[str, object] = {
                "url": identity,
                "address": canonical(identity),
                "first_seen_at": seen_at,
                "last_seen_at": seen_at,
                "portal_id": portal_id,
            }
            report_id = self.insert("reports", row)
        for source, day in report.published.items():
            self.db.execute(
                "INSERT OR IGNORE INTO report_dates (report_id, source, day, first_seen_at, reader_version) "
                "VALUES (?, ?, ?, ?, ?)",
                [report_id, source, day.isoformat(), seen_at, snapshot.reader_version],
            )
        digest = content_hash(report)
        current = self.rows(
            "SELECT id, content_sha256, reader_version, form FROM versions WHERE id = ?",
            [found[0]["current_version"] if found else None],
        )
        if current and current[0]["content_sha256"] == digest:
            self._renew_claims(report_id, current[0]["id"], report)
            self._point_to(report_id, current[0]["id"], report, agency_id)
            return Saved(report_id, current[0]["id"], "unchanged")
        outcome = "new"
        # What another reader reads otherwise, or could not be read before, is no change of the agency's.
        if current:
            comparable = current[0]["form"] and current[0]["reader_version"] == snapshot.reader_version
            outcome = "changed" if comparable else "reread"
        version_id = self._write_version(report, snapshot, report_id, digest, outcome)
        self._point_to(report_id, version_id, report, agency_id)
        return Saved(report_id, version_id, outcome)

    def _point_to(self, report_id: int, version_id: int, report: Report, agency_id: str | None) -> None:
        source = next((name for name, day in report.published.items() if day == report.published_on), None)
        row = {
            "agency_id": agency_id,
            "agency_name": report.agency or report.title_agency,
            "year": report.year,
            "other_year": report.other_year,
            "title": report.title,
            "form": report.form,
            "published_source": source,
            "published_on": report.published_on.isoformat() if report.published_on else None,
            "signed_on": report.signed_on.isoformat() if report.signed_on else None,
            "current_version": version_id,
        }
        kept = self.rows("SELECT * FROM reports WHERE id = ?", [report_id])[0]
        if any(kept[key] != value for key, value in row.items()):
            self.update("reports", report_id, row | {"to_judge": 1})

    def to_judge(self, report_id: int) -> bool:
        """Whether something about a report has changed since it was judged."""
        found = self.db.conn.execute("SELECT to_judge FROM reports WHERE id = ?", [report_id]).fetchone()
        return bool(found[0])

    def _still_there(self, report_id: int, seen_at: str) -> None:
        """A known report is there: if it was gone, it is back. Inside a transaction."""
        gone = self.db.conn.execute("SELECT gone_at FROM reports WHERE id = ?", [report_id]).fetchone()[0]
        self.db.conn.execute(
            "UPDATE reports SET last_seen_at = ?, moved_to = CASE WHEN gone_at IS NULL THEN moved_to END, gone_at = NULL, "
            "to_judge = to_judge OR ? WHERE id = ?",
            [seen_at, gone is not None, report_id],
        )
        if gone is not None:
            self.db.conn.execute(
                "UPDATE withdrawals SET back_at = ? WHERE report_id = ? AND gone_at = ?",
                [seen_at, report_id, gone],
            )

    def _write_version(
        self, report: Report, snapshot: Snapshot, report_id: int, digest: str, outcome: str
    ) -> int:
        version_id = self.insert(
            "versions",
            {
                "report_id": report_id,
                "sha256": snapshot.sha256,
                "content_sha256": digest,
                "fetched_at": utc_text(snapshot.fetched_at),
                "media_type": snapshot.media_type,
                "size": snapshot.size,
                "snapshot": snapshot.url,
                "reader_version": snapshot.reader_version,
                "outcome": outcome,
                "title": report.title,
                "agency_name": report.agency,
                "title_agency": report.title_agency,
                "year": report.year,
                "form": report.form,
                "signed_on": report.signed_on.isoformat() if report.signed_on else None,
                **_period(report),
            },
        )
        self._write_figures(version_id, report)
        self._write_notes(version_id, report)
        write_claims(self.db, version_id, report)
        self.db.conn.execute("INSERT INTO sketches VALUES (?, ?, ?)", [version_id, SKETCHED, sketch(report)])
        self.db.conn.executemany(
            "INSERT INTO statistics VALUES (?, ?, ?, ?, ?, ?)",
            [
                [version_id, row.number, row.label, row.unit, row.raw, _to_sql(row.value)]
                for row in report.statistics
            ],
        )
        for section in report.sections:
            row: dict[str, object] = {
                "version_id": version_id,
                "key": section.key,
                "heading": section.heading,
                "text": section.text,
            }
            rowid = self.insert("sections", row)
            self.db.execute(
                "INSERT INTO sections_fts (rowid, text) VALUES (?, ?)", [rowid, spaced(section.text)]
            )
        return version_id

    def _renew_claims(self, report_id: int, version_id: int, report: Report) -> None:
        """A reader that has learnt finds other claims in the same content: the version keeps the newest."""
        claims = tuple(replace(claim, where="") for claim in report.claims)
        if (claims, report.aspects) != (
            load_claims(self.db.conn, version_id),
            load_aspects(self.db.conn, version_id),
        ):
            write_claims(self.db, version_id, report)
            self.db.conn.execute("UPDATE reports SET to_judge = 1 WHERE id = ?", [report_id])
        if report.period != load_period(self.db.conn, version_id):
            self.update("versions", version_id, _period(report))
            self.update("reports", report_id, {"to_judge": 1})

    def _write_figures(self, version_id: int, report: Report) -> None:
        form = FORMS.get(report.form or "")
        if form is None:
            return
        for table, columns in (("requests", list(form.columns)), ("reviews", list(form.results))):
            rows = [
                [version_id, row, *(_to_sql(report.value(table, row, column)) for column in columns)]
                for row in sorted(report.rows(table))
            ]
            marks = ", ".join("?" * (len(columns) + 2))
            self.db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        self.db.conn.executemany(
            "INSERT INTO disclosures VALUES (?, ?, ?, ?)",
            [
                [version_id, row, column, _to_sql(cell.value)]
                for (table, row, column), cell in report.cells.items()
                if table == "disclosure"
            ],
        )

    def _write_notes(self, version_id: int, report: Report) -> None:
        """Every cell that isn't plainly a number, with its state; then what the reader noted otherwise."""
        said = {(note.table, note.row, note.column): note for note in report.notes}
        rows = [
            [version_id, *key, cell.state, cell.raw, said[key].message if key in said else "", ""]
            for key, cell in report.cells.items()
            if cell.state not in ("number", "zero")
        ]
        rows += [
            [version_id, note.table, note.row, note.column, note.state, note.raw, note.message, note.label]
            for note in report.notes
            if not note.column
        ]
        self.db.conn.executemany(
            'INSERT INTO cell_notes (version_id, "table", "row", "column", state, raw, message, label) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def load_report(self, version_id: int) -> Report:
        """One kept version as the Report that was saved. Raises KeyError if there is no such version."""
        return load_report(self.db.conn, version_id)

    def report_of(self, agency_id: str | None, year: int | None) -> int | None:
        """The report that stands for one duty: still published before withdrawn, with a form first, the oldest."""
        found = self.rows(
            "SELECT id FROM reports WHERE agency_id = ? AND year = ? "
            "ORDER BY gone_at IS NOT NULL, unlisted_at IS NOT NULL, form IS NULL, id LIMIT 1",
            [agency_id, year],
        )
        return int(found[0]["id"]) if found else None

    def has_figures(self, url: str) -> bool:
        """Whether the current version of the report at `url` holds figures of the form."""
        return bool(
            self.rows(
                "SELECT 1 FROM reports r JOIN versions v ON v.id = r.current_version WHERE r.address = ? AND v.form IS NOT NULL "
                "AND EXISTS (SELECT 1 FROM requests q WHERE q.version_id = v.id AND q.total IS NOT NULL)",
                [canonical(url)],
            )
        )

    def touch_report(self, url: str, now: datetime) -> bool:
        """Note that a known report is still listed. False if there is none at `url`."""
        found = self.db.conn.execute("SELECT id FROM reports WHERE address = ?", [canonical(url)]).fetchone()
        if found:
            with self.writing():
                self._still_there(found[0], utc_text(now))
        return found is not None

    def mark_gone(self, portal_id: str, urls: set[str], now: datetime) -> int:
        """Reports of a portal that no column shows and that answer at their own address no more. Returns how many."""
        known = self.rows(
            "SELECT id, address FROM reports WHERE portal_id = ? AND gone_at IS NULL", [portal_id]
        )
        addresses = {canonical(url) for url in urls}
        gone = [int(row["id"]) for row in known if row["address"] in addresses]
        with self.writing():
            for report_id in gone:
                moment = utc_text(now)
                self.db.conn.execute(
                    "UPDATE reports SET gone_at = ?, to_judge = 1 WHERE id = ?", [moment, report_id]
                )
                self.db.conn.execute(
                    "INSERT OR REPLACE INTO withdrawals VALUES (?, ?, NULL)", [report_id, moment]
                )
                self._mark_moved(report_id)
        return len(gone)

    def mark_unlisted(self, portal_id: str, shown: set[str], now: datetime) -> None:
        """After a complete read of a portal: since when its reports stand in none of its columns, those `shown` don't."""
        seen = {canonical(url) for url in shown}
        rows = self.rows(
            "SELECT id, address, unlisted_at FROM reports WHERE portal_id = ? AND gone_at IS NULL",
            [portal_id],
        )
        turned = [row for row in rows if (row["address"] in seen) != (row["unlisted_at"] is None)]
        with self.writing():
            for row in turned:
                moment = None if row["address"] in seen else utc_text(now)
                self.update("reports", row["id"], {"unlisted_at": moment, "moved_to": None, "to_judge": 1})
            for row in turned:
                if row["address"] not in seen:
                    self._mark_moved(row["id"])

    def _mark_moved(self, report_id: int) -> None:
        """If a report that is gone, or listed no more, is listed at another address of its portal with the same content, it has
        moved there.
        """
        found = self.db.conn.execute(
            "SELECT there.id FROM reports here JOIN versions v ON v.id = here.current_version "
            "JOIN versions w ON w.content_sha256 = v.content_sha256 JOIN reports there ON there.current_version = w.id "
            "WHERE here.id = ? AND there.id <> here.id AND there.gone_at IS NULL AND there.unlisted_at IS NULL "
            "AND there.portal_id = here.portal_id "
            "AND there.agency_id IS here.agency_id AND there.year IS here.year ORDER BY there.id LIMIT 1",
            [report_id],
        ).fetchone()
        if found:
            self.db.conn.execute("UPDATE reports SET moved_to = ? WHERE id = ?", [found[0], report_id])
            self.db.conn.execute("UPDATE reports SET to_judge = 1 WHERE id = ?", [found[0]])

    def known_report(self, url: str) -> KnownReport | None:
        """The report kept under an address; None if there is none."""
        found = self.records(
            KnownReport,
            "SELECT r.agency_id, r.year, gone_at, current_version, v.sha256, v.snapshot FROM reports r "
            "LEFT JOIN versions v ON v.id = r.current_version WHERE address = ?",
            [canonical(url)],
        )
        return found[0] if found else None

    def standing_reports(self, portal_id: str) -> list[tuple[str, str]]:
        """Address and title of the reports of a portal that are not known to be gone."""
        sql = (
            "SELECT url, COALESCE(title, '') FROM reports WHERE portal_id = ? AND gone_at IS NULL ORDER BY id"
        )
        return [(row[0], row[1]) for row in self.db.conn.execute(sql, [portal_id])]

    def known_titles(self, portal_id: str) -> set[str]:
        """Titles of the reports known of a portal."""
        rows = self.rows("SELECT title FROM reports WHERE portal_id = ? AND title IS NOT NULL", [portal_id])
        return {row["title"] for row in rows}

    def newest_year(self, portal_id: str) -> tuple[int, int, int] | None:
        """The newest report year known of a portal, how many reports there are of it, and how many still stand there."""
        found = self.db.conn.execute(
            "SELECT year, COUNT(*), SUM(gone_at IS NULL AND unlisted_at IS NULL) FROM reports "
            "WHERE portal_id = ? AND year IS NOT NULL GROUP BY year ORDER BY year DESC LIMIT 1",
            [portal_id],
        ).fetchone()
        return (int(found[0]), int(found[1]), int(found[2])) if found else None

    def unmatched_reports(self) -> list[UnmatchedReport]:
        """Reports of which it is not known whose they are."""
        return self.records(
            UnmatchedReport, "SELECT * FROM unmatched_reports ORDER BY portal_id, year DESC, url"
        )

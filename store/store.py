"""The store: one SQLite file in WAL, one archive file beside it. The only code that writes rows."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from store.addresses import canonical
from store.archive import Archive, archive_of
from store.models import Report
from store.registry import Registry
from store.sqlite import Database
from store.tables.manifests import ManifestRows
from store.tables.reports import Saved, Snapshot, content_hash
from store.tables.schema import migrations


class StoreError(Exception):
    """Raised when the database can't be used; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Whose report it is: agency and portal of the registry where they are known."""

    agency_id: str | None = None
    portal_id: str | None = None


class Store(ManifestRows):
    """An open database with its archive. Use `Store.open(path)`, and `close()` at the end."""

    def __init__(self, db: Database, archive: Archive) -> None:
        self.db = db
        self.archive = archive

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open or create the database at `path` and bring its schema up to date. Raises StoreError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            connection = sqlite3.connect(path, timeout=60)
            connection.execute("PRAGMA journal_mode=WAL")
            # A power cut may undo the last transactions, never damage the file; the archive, written before, loses nothing.
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA foreign_keys=ON")
            db = Database(connection)
            migrations.apply(db)
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{path}: {error}; is it a nianbao database? give another with --db") from error
        kept = archive_of(path)
        try:
            return cls(db, Archive(kept))
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{kept}: {error}; restore it from a backup, then run nianbao verify") from error

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Rows of a query as dicts."""
        return self._rows(sql, parameters)

    def close(self) -> None:
        """Close both files."""
        self.db.conn.close()
        self.archive.close()

    def sync_registry(self, registry: Registry) -> None:
        """Bring the tables of portals and agencies up to the registry. Rows no longer there are kept."""
        portals = [
            {"id": p.id, "name": p.name, "family": p.family, "url": p.url, "since": p.since, "notes": p.notes}
            for p in registry.portals.values()
        ]
        agencies = [
            {
                "id": a.id,
                "name": a.name,
                "short_names": ";".join(a.short_names),
                "level": a.level,
                "kind": a.kind,
                "region_code": a.region_code,
                "parent_id": a.parent_id,
                "portal_id": a.portal_id,
                "status": a.status,
                "valid_from": a.valid_from and a.valid_from.isoformat(),
                "valid_to": a.valid_to and a.valid_to.isoformat(),
                "succeeds": ";".join(a.succeeds),
            }
            for a in registry.agencies.values()
        ]
        kept = {row["id"]: row for row in self._rows("SELECT * FROM agencies")}
        changed = [row for row in agencies if kept.get(str(row["id"])) != row]
        with self.writing():
            self.db.table("portals").upsert_all(portals, pk="id")
            self.db.table("agencies").upsert_all(changed, pk="id")
            for row in changed:  # what is known of a body decides how its reports are judged
                self.db.conn.execute("UPDATE reports SET to_judge = 1 WHERE agency_id = ?", [row["id"]])
            self._sync_enforcement(registry)
        self._agencies = None

    def _sync_enforcement(self, registry: Registry) -> None:
        """Bring the table of returns on law enforcement up to the registry; whose figures changed is judged again."""
        now = {(twin.agency_id, twin.year): twin.model_dump() for twin in registry.enforcement}
        kept = {(row["agency_id"], row["year"]): row for row in self._rows("SELECT * FROM enforcement")}
        for key in now.keys() | kept.keys():
            if now.get(key) != kept.get(key):
                self.db.conn.execute("DELETE FROM enforcement WHERE agency_id = ? AND year = ?", key)
                self.db.conn.execute("UPDATE reports SET to_judge = 1 WHERE agency_id = ? AND year = ?", key)
                if key in now:
                    self._insert("enforcement", now[key])

    def save_report(self, report: Report, snapshot: Snapshot, place: Place, now: datetime) -> Saved:
        """Keep one report: row, version, figures, notes, sections and findings in one transaction.

        The same content again changes nothing but the time it was last seen. A report that can be told apart by
        agency and year replaces the judgement of what is compared with it too.
        """
        with self.writing():
            agency_id = place.agency_id or self._filed_elsewhere(report, place)
            known = self._rows("SELECT id FROM reports WHERE address = ?", [canonical(report.source)])
            before = self._compared_with(known[0]["id"]) if known else []
            saved = self._write_report(report, snapshot, agency_id, place.portal_id, report.source)
            if self._to_judge(saved.report_id):
                if agency_id:
                    self._claim_copies(report, agency_id)
                self.judge_after(saved.report_id, now, before)
        return saved

    def _filed_elsewhere(self, report: Report, place: Place) -> str | None:
        """The agency of another portal whose report says the same and whose full name this one prints; None if not one."""
        found = self.db.conn.execute(
            "SELECT DISTINCT r.agency_id FROM versions v JOIN reports r ON r.current_version = v.id "
            "WHERE v.content_sha256 = ? AND r.agency_id IS NOT NULL",
            [content_hash(report)],
        ).fetchall()
        owners = [row[0] for row in found if self._is_anothers(report, row[0], place.portal_id)]
        return str(owners[0]) if len(owners) == 1 else None

    def _claim_copies(self, report: Report, agency_id: str) -> None:
        """Reports of other portals that say the same and could be told nobody's are this agency's too."""
        for copy in self._rows(
            "SELECT r.id, r.portal_id FROM versions v JOIN reports r ON r.current_version = v.id "
            "WHERE v.content_sha256 = ? AND r.agency_id IS NULL",
            [content_hash(report)],
        ):
            if self._is_anothers(report, agency_id, copy["portal_id"]):
                self._update("reports", copy["id"], {"agency_id": agency_id, "to_judge": 1})

    def _is_anothers(self, report: Report, agency_id: str, portal_id: str | None) -> bool:
        """Whether an agency that files on another portal is printed on the report with its full name."""
        agency = self.agencies().get(agency_id)
        if agency is None or portal_id is None or agency.portal_id == portal_id:
            return False
        printed = {"".join((name or "").split()) for name in (report.title_agency, report.agency)}
        return "".join(agency.name.split()) in printed

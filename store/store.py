"""The store: one SQLite file in WAL, one archive file beside it. The only code that writes rows."""

import sqlite3
from pathlib import Path

from store.archive import Archive, archive_of
from store.errors import OperatorError
from store.registry import Agency, Registry
from store.sqlite import Database
from store.tables.connection import Tables
from store.tables.filings import FilingTables
from store.tables.findings import FindingTables
from store.tables.manifests import ManifestTables
from store.tables.memory import MemoryTables
from store.tables.proposals import ProposalTables
from store.tables.reports import ReportTables
from store.tables.runs import RunTables
from store.tables.schema import migrations


class StoreError(OperatorError):
    """Raised when the database can't be used; the message says why and what to do."""


class Store(Tables):
    """An open database with its archive. Use `Store.open(path)`, and `close()` at the end.

    It holds what keeps rows, each by itself; what the registry says of agencies it keeps and knows itself.
    """

    def __init__(self, db: Database, archive: Archive) -> None:
        super().__init__(db, archive)
        self.reports = ReportTables(db, archive)
        self.findings = FindingTables(db, archive)
        self.filings = FilingTables(db, archive)
        self.runs = RunTables(db, archive)
        self.proposals = ProposalTables(db, archive)
        self.memory = MemoryTables(db, archive)
        self.manifests = ManifestTables(db, archive)
        self._agencies: dict[str, Agency] | None = None
        self._heirs: dict[str, list[str]] = {}

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
            raise StoreError(
                f"{path} 不能用作 nianbao 的数据库，请用 --db 给出别的文件",
                f"{path}: {error}; is it a nianbao database? give another with --db",
            ) from error
        kept = archive_of(path)
        try:
            return cls(db, Archive(kept))
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"存档 {kept} 已损坏，请从备份恢复，再运行 nianbao verify",
                f"{kept}: {error}; restore it from a backup, then run nianbao verify",
            ) from error

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
        kept = {row["id"]: row for row in self.rows("SELECT * FROM agencies")}
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
        kept = {(row["agency_id"], row["year"]): row for row in self.rows("SELECT * FROM enforcement")}
        for key in now.keys() | kept.keys():
            if now.get(key) != kept.get(key):
                self.db.conn.execute("DELETE FROM enforcement WHERE agency_id = ? AND year = ?", key)
                self.db.conn.execute("UPDATE reports SET to_judge = 1 WHERE agency_id = ? AND year = ?", key)
                if key in now:
                    self.insert("enforcement", now[key])

    def agencies(self) -> dict[str, Agency]:
        """The registry's agencies as they are kept, by id."""
        if self._agencies is None:
            rows = self.rows("SELECT * FROM agencies")
            self._agencies = {row["id"]: Agency.model_validate(row) for row in rows}
            self._heirs = {}
            for agency in self._agencies.values():
                for name in agency.succeeds:
                    self._heirs.setdefault(name, []).append(agency.id)
        return self._agencies

    def heirs_of(self, agency_id: str) -> list[str]:
        """The bodies that an agency was renamed to, merged or split into."""
        self.agencies()
        return self._heirs.get(agency_id, [])

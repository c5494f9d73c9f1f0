"""Writing manifests: everything fetched since the last one, chained to it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from store.manifest_lines import FETCHES, LIST_READS, head, manifest_line, sha256
from store.records import KeptManifest
from store.tables.connection import Tables
from store.times import utc_text

MAX_LINES = 20_000  # of fetches in one manifest, about 15 MB; more make several


class ManifestTables(Tables):
    """The manifests: what was fetched, chained night after night."""

    def write_manifests(self, run_id: int | None, night: date, now: datetime) -> int:
        """Chain what was fetched since the last manifest, by whatever run; returns how many manifests it took.

        Their bytes are in the archive before a row names them. Killed in between, the next call does it all again.
        """
        written = 0
        while True:
            with self.writing():
                if not self._write_manifest(run_id, night, now):
                    return written
            written += 1

    def _write_manifest(self, run_id: int | None, night: date, now: datetime) -> bool:
        last = self.latest_manifest()
        since = (last.last_fetch, last.last_list_read) if last else (0, 0)
        fetches = list(self._lines("fetch", FETCHES, since[0]))
        reads = list(self._lines("list_read", LIST_READS, since[1]))
        if not fetches and not reads:
            return False
        lines = "".join(f"{text}\n" for _, text in (*fetches, *reads)).encode()
        used = self.rows("SELECT seq FROM sqlite_sequence WHERE name = 'manifests'")
        row: dict[str, Any] = {
            "id": used[0]["seq"] + 1 if used else 1,  # the number of one that is gone is not given again
            "run_id": run_id,
            "night": night.isoformat(),
            "written_at": utc_text(now),
            "fetches": len(fetches),
            "last_fetch": fetches[-1][0] if fetches else since[0],
            "list_reads": len(reads),
            "last_list_read": reads[-1][0] if reads else since[1],
            "lines_sha256": self.archive.put(lines),
            "previous": last.sha256 if last else "",
        }
        said = head(row)
        self.archive.put(said)
        self.insert("manifests", row | {"sha256": sha256(said)})
        return True

    def _lines(self, what: str, query: str, after: int) -> Iterator[tuple[int, str]]:
        """Ids and lines of the rows after `after`, at most MAX_LINES."""
        newest = 2**63 - 1
        for row in self.rows(f"{query} LIMIT {MAX_LINES}", [after, newest]):
            yield row["id"], manifest_line(what, row)

    def latest_manifest(self) -> KeptManifest | None:
        """The newest manifest, None before the first."""
        found = self.records(KeptManifest, "SELECT * FROM manifests ORDER BY id DESC LIMIT 1")
        return found[0] if found else None

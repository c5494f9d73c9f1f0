"""What a visit remembers of the one before: pages with their validators and fingerprints, columns with their rows.

Rows are written in place: a night without news adds none.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from store.doubts import doubts_in, doubts_text
from store.models import NO_LENGTH, Doubt, Length
from store.tables.connection import Tables


@dataclass(frozen=True)
class RememberedPage:
    """A page as it was last fetched in full, on `fetched_on`; its bytes are in the archive under `sha256`.

    Reports are kept under their address without scheme and time stamp, list pages and attachments under the address that
    answered: only these are asked for on a condition.

    `kind` is list, report, unread (kept, but its content could not be read), none (no report in it) or attachment;
    `listed` is how its column listed it, `read_with` which reader and registry made of it what is kept.
    """

    portal_id: str
    url: str
    kind: str
    sha256: str
    fingerprint: str
    fetched_on: date
    etag: str = ""
    last_modified: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    listed: str = ""
    read_with: str = ""


@dataclass(frozen=True)
class RememberedColumn:
    """A column as it was last read to its end, on `read_on`.

    `front` is the fingerprint of its first pages, "" where they can't tell whether the others are unchanged; `rows`
    are its rows (url, title, day or None), `evidence` its pages and the sha256 of their bytes, `doubts` what makes whose
    absence unprovable; `counted` is how long it was in the measure of the site's claim.
    """

    portal_id: str
    column_url: str
    front: str
    read_on: date
    claimed: str
    rows: tuple[tuple[str, str, date | None], ...] = field(repr=False)
    evidence: Mapping[str, str] = field(repr=False)
    doubts: tuple[Doubt, ...] = ()
    counted: Length = NO_LENGTH


class MemoryTables(Tables):
    """Pages, columns and what surrounds them, which spare the next visit what this one has seen."""

    def remember_page(self, page: RememberedPage) -> None:
        """Keep what the next visit may rest on; the page's bytes are in the archive already."""
        row = vars(page) | {
            "headers": json.dumps(dict(page.headers), ensure_ascii=False),
            "fetched_on": page.fetched_on.isoformat(),
        }
        with self.writing():
            self.replace("remembered_pages", row)

    def remembered_page(self, portal_id: str, url: str) -> RememberedPage | None:
        """What is remembered of a page, None if nothing."""
        found = self.rows("SELECT * FROM remembered_pages WHERE portal_id = ? AND url = ?", [portal_id, url])
        if not found:
            return None
        told = {"headers": json.loads(found[0]["headers"])}
        return RememberedPage(**found[0] | told | {"fetched_on": date.fromisoformat(found[0]["fetched_on"])})

    def forget_page(self, portal_id: str, url: str) -> None:
        """The next visit asks for this page in full."""
        with self.writing():
            self.db.conn.execute(
                "DELETE FROM remembered_pages WHERE portal_id = ? AND url = ?", [portal_id, url]
            )

    def remember_column(self, column: RememberedColumn) -> None:
        """Keep a reading to the column's end."""
        rows = [[url, title, day and day.isoformat()] for url, title, day in column.rows]
        row = vars(column) | {
            "rows": zlib.compress(json.dumps(rows, ensure_ascii=False).encode()),
            "evidence": json.dumps(dict(column.evidence), ensure_ascii=False),
            "read_on": column.read_on.isoformat(),
            "doubts": doubts_text(column.doubts),
            "counted": json.dumps(vars(column.counted)),
        }
        with self.writing():
            self.replace("remembered_columns", row)

    def remembered_column(self, portal_id: str, column_url: str) -> RememberedColumn | None:
        """The last reading of a column to its end, None if there is none or a partial one came after it."""
        found = self.rows(
            "SELECT * FROM remembered_columns WHERE portal_id = ? AND column_url = ?", [portal_id, column_url]
        )
        if not found:
            return None
        rows = tuple(
            (url, title, day and date.fromisoformat(day))
            for url, title, day in json.loads(zlib.decompress(found[0]["rows"]))
        )
        told = {
            "rows": rows,
            "evidence": json.loads(found[0]["evidence"]),
            "doubts": doubts_in(found[0]["doubts"]),
            "counted": Length(**json.loads(found[0]["counted"])),
        }
        return RememberedColumn(**found[0] | told | {"read_on": date.fromisoformat(found[0]["read_on"])})

    def forget_column(self, portal_id: str, column_url: str) -> None:
        """The next visit reads this column in full."""
        with self.writing():
            self.db.conn.execute(
                "DELETE FROM remembered_columns WHERE portal_id = ? AND column_url = ?",
                [portal_id, column_url],
            )

    def furniture(self, portal_id: str, column_url: str) -> tuple[dict[str, str], dict[str, str]]:
        """What surrounds the list of a column: as it is accepted, and as it was seen last where that is something else."""
        found = self.rows(
            "SELECT * FROM remembered_furniture WHERE portal_id = ? AND column_url = ?",
            [portal_id, column_url],
        )
        return (json.loads(found[0]["accepted"]), json.loads(found[0]["candidate"])) if found else ({}, {})

    def keep_furniture(
        self, portal_id: str, column_url: str, accepted: Mapping[str, str], candidate: Mapping[str, str]
    ) -> None:
        """Keep what surrounds the list of a column."""
        row = {
            "portal_id": portal_id,
            "column_url": column_url,
            "accepted": json.dumps(dict(accepted), ensure_ascii=False),
            "candidate": json.dumps(dict(candidate), ensure_ascii=False),
        }
        with self.writing():
            self.replace("remembered_furniture", row)

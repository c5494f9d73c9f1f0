"""Runs: what was visited, what was read, what failed. A run that saw less than it should says so here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from store.doubts import doubts_text
from store.models import NO_CLAIM, NO_LENGTH, Claimed, Doubt, Length, Trouble
from store.records import KeptRun, PortalHealth, PortalVisit
from store.tables.connection import Tables
from store.times import utc_text


@dataclass(frozen=True)
class PortalRun:
    """What one visit to one portal saw. `complete` means: every column to its end, every report read and kept."""

    complete: bool
    pages: int = 0
    rows: int = 0
    reports_listed: int = 0
    reports_read: int = 0
    failures: int = 0
    failure: str = (
        ""  # class of the first failure: dns, refused, timeout, tls, http_503, robots, partial_list …
    )
    message: str = ""
    doubts: tuple[Doubt, ...] = ()  # what makes whose absence unprovable though it is complete


@dataclass(frozen=True)
class ListOutcome:
    """How the reading of one column ended; `evidence` maps each page's address to the sha256 of its bytes.

    `claimed` is what the site says of the length of the list read last, `counted` what was read of it in that measure.
    """

    column_url: str
    complete: bool
    pages: int
    rows: int
    claimed: Claimed = NO_CLAIM
    problem: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    since: date | None = (
        None  # the night of the reading that this one rests on; None if all pages came tonight
    )
    failure: str = ""  # the class of the problem
    trouble: Trouble = ""  # its kind
    counted: Length = NO_LENGTH


@dataclass(frozen=True)
class Exchange:
    """What was asked and where the answer came from: its address after redirects, and the column being read.

    `transport` says how it came where not as it should: legacy, plain, self_signed, expired, wrong_name.
    """

    asked: str = ""
    final_url: str = ""
    method: str = "GET"
    sent: str = ""  # body of the request
    column_url: str = ""
    transport: str = ""


NO_EXCHANGE = Exchange()


def _numbers(name: str, length: Length) -> dict[str, int | None]:
    """A length as columns of list_reads."""
    return {f"{name}_pages": length.pages, f"{name}_rows": length.rows, f"{name}_years": length.years}


class RunTables(Tables):
    """Runs, their visits, the columns they read and what they fetched."""

    def start_run(self, kind: str, night: date, now: datetime) -> int:
        """A new run; its status is `running` until finish_run says otherwise."""
        row: dict[str, object] = {
            "kind": kind,
            "night": night.isoformat(),
            "started_at": utc_text(now),
            "status": "running",
        }
        with self.writing():
            return self.insert("runs", row)

    def finish_run(self, run_id: int, status: str, now: datetime) -> None:
        """Close a run as done, partial or blind."""
        with self.writing():
            self.db.table("runs").update(run_id, {"finished_at": utc_text(now), "status": status})

    def start_portal_run(self, run_id: int, portal_id: str, night: date, now: datetime) -> None:
        """Say that a portal is about to be visited: incomplete unless finish_portal_run says otherwise."""
        with self.writing():
            self.db.table("portal_runs").insert(
                {
                    "run_id": run_id,
                    "portal_id": portal_id,
                    "night": night.isoformat(),
                    "started_at": utc_text(now),
                    "failure": "interrupted",
                    "message": "访问没有进行完",
                },
                ignore=True,
            )

    def finish_portal_run(self, run_id: int, portal_id: str, seen: PortalRun, now: datetime) -> None:
        """Keep what the visit saw."""
        doubts = doubts_text(seen.doubts)
        row = vars(seen) | {"complete": int(seen.complete), "finished_at": utc_text(now), "doubts": doubts}
        with self.writing():
            self.db.table("portal_runs").update((run_id, portal_id), row)

    def save_list_read(self, run_id: int, portal_id: str, read: ListOutcome) -> None:
        """Keep how far a column was read: the proof behind every absence."""
        with self.writing():
            self.db.table("list_reads").insert(
                {
                    "run_id": run_id,
                    "portal_id": portal_id,
                    "column_url": read.column_url,
                    "complete": int(read.complete),
                    "pages": read.pages,
                    "rows": read.rows,
                    "claimed": read.claimed.words,
                    "problem": read.problem,
                    "evidence": json.dumps(dict(read.evidence), ensure_ascii=False),
                    "since": read.since and read.since.isoformat(),
                    "failure": read.failure,
                    "trouble": read.trouble,
                    **_numbers("claimed", read.claimed),
                    **_numbers("counted", read.counted),
                }
            )

    def save_fetch(
        self,
        run_id: int | None,
        portal_id: str | None,
        url: str,
        kind: str,
        now: datetime,
        *,
        status: int | None = None,
        failure: str = "",
        headers: Mapping[str, str] | None = None,
        sha256: str | None = None,
        size: int | None = None,
        same_as: str = "",
        exchange: Exchange = NO_EXCHANGE,
    ) -> None:
        """Keep the outcome of one request, failed ones included. What `sha256` names is in the archive by now.

        `url` is what the row is about; the address that was asked is `exchange.asked` where that is known. `same_as` is
        the sha256 of kept bytes that say the same, where these differ in counters and the like only.
        """
        with self.writing():
            self.db.table("fetches").insert(
                {
                    "run_id": run_id,
                    "portal_id": portal_id,
                    "url": exchange.asked or url,
                    "final_url": exchange.final_url,
                    "column_url": exchange.column_url,
                    "method": exchange.method,
                    "sent": exchange.sent,
                    "kind": kind,
                    "fetched_at": utc_text(now),
                    "status": status,
                    "failure": failure,
                    "headers": json.dumps(dict(headers or {}), ensure_ascii=False),
                    "sha256": sha256,
                    "size": size,
                    "same_as": same_as,
                    "transport": exchange.transport,
                }
            )

    def portal_runs(self, run_id: int) -> list[PortalVisit]:
        """What a run saw, a row a portal."""
        return self.records(
            PortalVisit,
            "SELECT x.*, p.name, p.url FROM portal_runs x JOIN portals p ON p.id = x.portal_id WHERE run_id = ? ORDER BY p.id",
            [run_id],
        )

    def portal_health(self) -> list[PortalHealth]:
        """Every portal with the night it was last visited and last read completely."""
        return self.records(PortalHealth, "SELECT * FROM portal_health ORDER BY portal_id")

    def last_run(self, kind: str) -> KeptRun | None:
        """The latest run of a kind, or None."""
        found = self.records(KeptRun, "SELECT * FROM runs WHERE kind = ? ORDER BY id DESC LIMIT 1", [kind])
        return found[0] if found else None

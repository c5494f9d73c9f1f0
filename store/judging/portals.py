"""What the database knows of the visits to a portal, as its judge is given it."""

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from store.checks import RULES, judge_country, judge_portal
from store.checks.portals import ColumnRead, PortalNight, UnknownRow
from store.checks.rules import THRESHOLDS
from store.models import Claimed, Length
from store.registry import Registry
from store.store import Store
from store.tables.findings import Subject

_OF_PORTALS = tuple(rule.id for rule in RULES.values() if rule.judges == "portal")
_OF_COUNTRY = tuple(rule.id for rule in RULES.values() if rule.judges == "country")


def judge_portals(
    store: Store, registry: Registry, today: date, now: datetime, only: str | None = None
) -> None:
    """Judge how every portal was read last, as of `today`, and rows that no form has.

    What was found of a portal that the registry has no longer is resolved.
    """
    judged = [rule for rule in _OF_PORTALS if only in (None, rule)]
    marks = ",".join("?" * len(judged))
    found = store.db.conn.execute("SELECT DISTINCT portal_id FROM findings WHERE portal_id IS NOT NULL")
    with store.writing():
        for portal_id in dict.fromkeys([*registry.portals, *(row[0] for row in found)]) if judged else ():
            night = portal_night(store, portal_id, today) if portal_id in registry.portals else None
            store.findings.keep_findings(
                judge_portal(night, only) if night else [],
                Subject(identity=f"portal/{portal_id}", portal_id=portal_id),
                now,
                f"portal_id = ? AND check_id IN ({marks})",
                [portal_id, *judged],
            )
        _judge_country(store, now, only)


def _judge_country(store: Store, now: datetime, only: str | None) -> None:
    judged = [rule for rule in _OF_COUNTRY if only in (None, rule)]
    if not judged:
        return
    rows = [
        UnknownRow(row["label"], row["form"], row["year"], row["reports"])
        for row in store.rows("SELECT label, form, year, reports FROM unknown_rows")
    ]
    marks = ",".join("?" * len(judged))
    store.findings.keep_findings(
        judge_country(rows, only), Subject(identity="country"), now, f"check_id IN ({marks})", judged
    )


def portal_night(store: Store, portal_id: str, today: date) -> PortalNight | None:
    """The last visit to a portal up to `today` and what came before it; None if it was never visited."""
    runs = store.rows(
        "SELECT * FROM portal_runs WHERE portal_id = ? AND night <= ? ORDER BY night DESC, run_id DESC LIMIT 1",
        [portal_id, today.isoformat()],
    )
    if not runs:
        return None
    run = runs[0]
    first, read_on = store.db.conn.execute(
        "SELECT MIN(night), MAX(CASE WHEN complete THEN night END) FROM portal_runs WHERE portal_id = ? AND night <= ?",
        [portal_id, today.isoformat()],
    ).fetchone()
    return PortalNight(
        portal_id,
        today,
        date.fromisoformat(run["night"]),
        date.fromisoformat(first),
        bool(run["complete"]),
        run["pages"],
        run["reports_listed"],
        run["failure"],
        run["message"],
        date.fromisoformat(read_on) if read_on else None,
        _fullest_read(store, run),
        _columns_read(store, run),
    )


def _fullest_read(store: Store, run: dict[str, Any]) -> tuple[date, int] | None:
    """The complete read before `run` that listed most reports within the window, else the last one at all."""
    since = date.fromisoformat(run["night"]) - timedelta(days=THRESHOLDS["portal"]["thin_days"])
    found = store.db.conn.execute(
        "SELECT night, reports_listed FROM portal_runs WHERE portal_id = ? AND complete AND run_id < ? "
        "ORDER BY night >= ? DESC, CASE WHEN night >= ? THEN reports_listed END DESC, run_id DESC LIMIT 1",
        [run["portal_id"], run["run_id"], since.isoformat(), since.isoformat()],
    ).fetchone()
    return (date.fromisoformat(found[0]), int(found[1])) if found else None


def _columns_read(store: Store, run: dict[str, Any]) -> tuple[ColumnRead, ...]:
    place = [run["run_id"], run["portal_id"]]
    failed = dict(
        store.db.conn.execute(
            "SELECT url, failure FROM fetches WHERE run_id = ? AND portal_id = ? AND kind = 'list' AND failure <> ''",
            place,
        ).fetchall()
    )
    sought: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in store.rows(
        "SELECT * FROM proposals WHERE portal_id = ? AND state = 'open'", [run["portal_id"]]
    ):
        sought[row["old_column"]].append(row)
    columns = []
    for row in store.rows(
        "SELECT l.*, (SELECT b.rows FROM list_reads b WHERE b.portal_id = l.portal_id AND b.column_url = l.column_url "
        "AND b.complete AND b.run_id < l.run_id ORDER BY b.run_id DESC LIMIT 1) AS had "
        "FROM list_reads l WHERE l.run_id = ? AND l.portal_id = ? ORDER BY l.id",
        place,
    ):
        url = row["column_url"]
        answered = next(iter(json.loads(row["evidence"])), "")
        columns.append(
            ColumnRead(
                url,
                bool(row["complete"]),
                row["pages"],
                row["rows"],
                Claimed(*_numbers("claimed", row), row["claimed"]),
                row["problem"],
                answered,
                failed.get(url, ""),
                row["had"] or 0,
                sought[url][0]["why"] if sought[url] else "",
                tuple(each["new_column"] for each in sought[url] if each["new_column"]),
                row["trouble"],
                Length(*_numbers("counted", row)),
            )
        )
    return tuple(columns)


def _numbers(name: str, row: dict[str, Any]) -> tuple[int | None, int | None, int | None]:
    """The pages, rows and years of a length of list_reads; None where nobody knows, as in rows of before they were kept."""
    return row[f"{name}_pages"], row[f"{name}_rows"], row[f"{name}_years"]

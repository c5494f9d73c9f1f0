"""Claims and aspects of a kept version: what our reader makes of its sections, renewed when the reader learns."""

import json
import sqlite3
from decimal import Decimal
from functools import lru_cache
from typing import Any

from store.models import Aspect, CellKey, Claim, Report
from store.sqlite import Database

_AMOUNTS = ("元", "万元")


def claim_json(claim: Claim) -> dict[str, Any]:
    """One claim ready for json.dumps: amounts as decimal strings, a cell as table.row.column."""
    value = claim.value
    return {
        "kind": claim.kind,
        "value": format(value.normalize(), "f") if isinstance(value, Decimal) else value,
        "unit": claim.unit,
        "sentence": claim.sentence,
        "section": claim.section,
        "scope": list(claim.scope),
        "readings": [[".".join(key) for key in reading] for reading in claim.readings],
    }


def write_claims(db: Database, version_id: int, report: Report) -> None:
    """Keep claims and aspects of a version in place of those it had. Runs inside a transaction."""
    for table in ("claims", "aspects"):
        db.execute(f"DELETE FROM {table} WHERE version_id = ?", [version_id])
    rows = []
    for place, claim in enumerate(report.claims, start=1):
        said = claim_json(claim)
        lists = [json.dumps(said[key], ensure_ascii=False) for key in ("scope", "readings")]
        facts = [said[key] for key in ("kind", "value", "unit", "section", "sentence")]
        rows.append([version_id, place, *facts, *lists])
    db.conn.executemany("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.conn.executemany(
        "INSERT INTO aspects VALUES (?, ?, ?, ?)",
        [
            [version_id, place, aspect.key, aspect.heading]
            for place, aspect in enumerate(report.aspects, start=1)
        ],
    )


def load_claims(connection: sqlite3.Connection, version_id: int) -> tuple[Claim, ...]:
    """The claims kept for a version, in order; their place in the document is not kept."""
    rows = connection.execute(
        "SELECT kind, value, unit, sentence, section, scope, readings FROM claims WHERE version_id = ? ORDER BY place",
        [version_id],
    )
    return tuple(
        Claim(
            kind, _value(value, unit), unit, sentence, section, tuple(json.loads(scope)), _readings(readings)
        )
        for kind, value, unit, sentence, section, scope, readings in rows
    )


def load_aspects(connection: sqlite3.Connection, version_id: int) -> tuple[Aspect, ...]:
    """The aspects kept for a version, in order."""
    rows = connection.execute(
        "SELECT key, heading FROM aspects WHERE version_id = ? ORDER BY place", [version_id]
    )
    return tuple(Aspect(key, heading) for key, heading in rows)


def _value(value: Any, unit: str) -> int | Decimal:
    return Decimal(str(value)) if unit in _AMOUNTS else int(value)


@lru_cache(maxsize=1024)
def _readings(said: str) -> tuple[tuple[CellKey, ...], ...]:
    """The sums of cells that a claim may mean; a country's claims share a few dozen."""
    return tuple(tuple(_cell(key) for key in reading) for reading in json.loads(said))


def _cell(key: str) -> CellKey:
    table, row, column = key.split(".")
    return table, row, column

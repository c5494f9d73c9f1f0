"""Manifests: what was fetched, a line each, in one canonical form; every head names the lines and the head before it.

The lines of a manifest are a blob of the archive, and so is its head. A head's sha256 therefore stands for everything
fetched until then: who has kept it outside can tell later whether anything was changed, dropped or put in since.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# Rows as lines see them. The order of the columns doesn't matter: lines are written with sorted names.
FETCHES = (
    "SELECT id, run_id AS run, portal_id AS portal, column_url AS column, url, final_url, method, sent, kind, status, "
    "failure, sha256, size, fetched_at, headers FROM fetches WHERE id > ? AND id <= ? ORDER BY id"
)
LIST_READS = (
    "SELECT id, run_id AS run, portal_id AS portal, column_url AS column, complete, pages, rows, claimed, problem, "
    "evidence FROM list_reads WHERE id > ? AND id <= ? ORDER BY id"
)
_JSON = ("headers", "evidence")


def json_line(value: Mapping[str, Any]) -> str:
    """One line of JSON without a line break: names sorted, no blanks, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def manifest_line(what: str, row: Mapping[str, Any]) -> str:
    """The line of a row of FETCHES (`what` is "fetch") or LIST_READS ("list_read")."""
    parsed = {name: _parsed(row[name]) for name in _JSON if name in row}
    return json_line({what: {**row, **parsed}})


def _parsed(text: str) -> Any:
    """What a JSON column holds; the text itself where somebody has put something else there."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def head(row: Mapping[str, Any]) -> bytes:
    """The head of a manifest from its row, as it is hashed and archived: one line with its line break."""
    names = ("run_id", "night", "written_at", "fetches", "last_fetch", "list_reads", "last_list_read")
    said = {name: row[name] for name in (*names, "lines_sha256", "previous")}
    return f"{json_line({'number': row['id'], **said})}\n".encode()


def sha256(body: bytes) -> str:
    """The hash by which lines, heads and pages are named."""
    return hashlib.sha256(body).hexdigest()
